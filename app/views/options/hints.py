"""What should be said under a loss: one short line, and the whole story for its tooltip."""

from __future__ import annotations

from typing import NamedTuple

from app.session.schema import Data, Run
from app.views.numbers_text import count
from nncore import ProbabilityCrossEntropy, loss_note

FLAT_SIGN = "The sign is flat: gradient 0, nothing is learned."
SOFTMAX_INSIDE = "Soft-max inside; the outputs on show stay raw."


class Hint(NamedTuple):
    """A line to show, and what its tooltip says."""

    line: str
    story: str


def loss_hint(run: Run, data: Data, clamped: int | None) -> Hint | None:
    """The hint for a run's loss, None where all is as expected.

    clamped: how many training points' probability lies below the floor, None while that is not known.
    """
    output, loss = run.model.output, run.training.loss
    if loss == "probability-cross-entropy":
        return _floor_hint(clamped, len(data.points) - int(data.points.is_test.sum()))
    story = loss_note(output.kind, output.normalizer, loss)
    if story is None:
        return None
    if output.kind == "sign":
        return Hint(FLAT_SIGN, story)
    if (output.kind, loss) == ("per-class", "cross-entropy"):
        return Hint(SOFTMAX_INSIDE, story)
    return Hint(story, story)


def _floor_hint(clamped: int | None, n_train: int) -> Hint:
    floor = ProbabilityCrossEntropy.floor
    now = "" if clamped is None else f": {count(clamped)} of {count(n_train)} points now"
    return Hint(
        f"p ≤ {floor:g}: tangent of −log p{now}",
        f"Where the probability p of the right class is {floor:g} or less (with the unit norm it may be negative), "
        f"−log p has no useful value. There the loss goes on as the tangent of −log p at {floor:g}: it stays finite, "
        f"and its slope never exceeds {count(1 / floor)}. The count is of training points, at the newest evaluation.",
    )
