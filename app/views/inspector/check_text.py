"""What a check of a gradient has found, in words. No Qt."""

from __future__ import annotations

from app.training.differences import Checked
from app.views.inspector.symbols import digits
from app.views.numbers_text import count

GOOD = 1e-4  # relative error of what is right: float64 and h = 1e-5 give about 1e-9


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
