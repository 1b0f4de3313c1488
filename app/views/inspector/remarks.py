"""What has to be said about a stage before its numbers, and what a check of a gradient has found. No Qt."""

from __future__ import annotations

from app.training.differences import Checked, Quantity
from app.training.lenses.inspector import Inspected
from app.views.inspector.stages import Place
from app.views.inspector.symbols import digits, module_words
from app.views.numbers_text import count
from nncore import Sign

GOOD = 1e-4  # relative error of what is right: float64 and h = 1e-5 give about 1e-9


def remark(place: Place, inspected: Inspected) -> str:
    """Sentences about a stage, "" where it speaks for itself."""
    inspection = inspected.inspection
    if inspection is None:
        return inspected.sentence
    parts = [f"Training has stopped: {inspected.diverged}"] if inspected.diverged else []
    if inspection.n < inspection.total:
        total, n = count(inspection.total), count(inspection.n)
        parts.append(f"A step by {total} points takes long: these are the first {n}.")
    elif inspection.computed < inspection.n:
        parts.append(
            f"Of the {count(inspection.n)} points the first {count(inspection.computed)} are shown, "
            "the gradients of the weights are of all."
        )
    if place.brick is not None:
        brick = inspection.bricks[place.brick]
        if brick.is_head and brick.grad_output is None:
            parts.append(f"The loss takes z itself and has the {module_words(brick.kind).name} inside.")
        if place.what == "backward" and issubclass(brick.kind, Sign):
            parts.append("A sign is flat: its derivative is 0 everywhere, and nothing before it can learn.")
    if place.what == "update" and not inspection.is_next:
        whose = "this point" if inspection.total == 1 else "these points"
        parts.append(f"This is what a step by {whose} alone would do.")
    return " ".join(parts)


def check_result(place: Place, inspected: Inspected, quantity: Quantity | None) -> str:
    """What the check of this gradient has found so far, "" where none was asked for."""
    checked, inspection = inspected.checked, inspected.inspection
    if checked is None or inspection is None or quantity != checked.request.quantity:
        return ""
    if quantity != "prediction" and checked.request.brick != place.brick:
        return ""
    return check_text(checked, has_sign=any(issubclass(brick.kind, Sign) for brick in inspection.backward))


def check_text(checked: Checked, *, has_sign: bool) -> str:
    """The chosen entry and the whole array, by backward and by differences; and why they differ at a kink.

    has_sign: whether a gradient has come through a sign.
    """
    entry = checked.request.entry
    analytic, numeric = float(checked.analytic[entry]), float(checked.numeric[entry])
    both = f"backward {digits(analytic)}, differences {digits(numeric)}"
    lines = [f"marked number: {both}, relative error {digits(checked.entry_error)}"]
    size, measured = checked.analytic.size, checked.measured
    if measured >= size:
        lines.append(f"all {count(size)}: relative error {digits(checked.error)}{_verdict(checked)}")
    else:
        lines.append(f"{count(measured)} of {count(size)} measured: relative error {digits(checked.error)}")
    if checked.is_kink:
        lines.append(
            f"A kink lies within h = {digits(checked.step)} of it: the slope is {digits(checked.left)} on the left and "
            f"{digits(checked.right)} on the right. There is no derivative there; backward takes a value by convention."
        )
    elif checked.kinks:
        lines.append(f"{count(checked.kinks)} of them lie at a kink, where backward takes a value by convention.")
    if has_sign and not checked.analytic.any():
        lines.append("A sign is flat on both sides of its jump: its derivative is 0, and so no gradient gets through.")
    return "\n".join(lines)


def _verdict(checked: Checked) -> str:
    if checked.error <= GOOD:
        return ": they agree."
    return ": they differ at kinks." if checked.kinks else ": THEY DIFFER."
