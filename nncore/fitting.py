"""Which losses fit which output, and a teacher's answer for each that does not.

FITS is the one table: for each output and normalizer the losses that fit, the default first. Every other loss has its
reason in MISFITS, where a reason for an output holds for all its normalizers unless one has its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from nncore.losses import LOSSES
from nncore.normalizers import NORMALIZERS
from nncore.outputs import NO_NORMALIZER, OUTPUTS

DISTANCES = ("squared-error", "absolute-error", "huber")

FITS: dict[tuple[str, str], tuple[str, ...]] = {
    ("sign", "none"): ("perceptron", "hinge", *DISTANCES),
    ("sigmoid", "none"): ("binary-cross-entropy", *DISTANCES),
    ("class-number", "none"): DISTANCES,
    ("per-class", "none"): (*DISTANCES, "cross-entropy", "hinge"),
    ("per-class", "softmax"): ("cross-entropy", "probability-cross-entropy", *DISTANCES),
    ("per-class", "unit-norm"): ("probability-cross-entropy", *DISTANCES),
    ("value", "none"): DISTANCES,
}

MISFITS: dict[tuple[str, str, str], str] = {
    ("sign", "none", "binary-cross-entropy"): (
        "Binary cross-entropy compares a probability with 0 or 1, and a sign neuron says only −1 or +1; "
        "choose the output “sigmoid neuron”, or the perceptron criterion."
    ),
    ("sign", "none", "cross-entropy"): (
        "Cross-entropy needs one output for each class, and a sign neuron is one output; "
        "choose the output “neuron per class”, or the perceptron criterion."
    ),
    ("sign", "none", "probability-cross-entropy"): (
        "Cross-entropy needs the probability of each class, and a sign neuron says only −1 or +1; "
        "choose the output “neuron per class” with a normalizer, or the perceptron criterion."
    ),
    ("sigmoid", "none", "cross-entropy"): (
        "Cross-entropy with soft-max needs one output for each class, and a sigmoid neuron is one output; "
        "choose binary cross-entropy, which is the same idea for two classes."
    ),
    ("sigmoid", "none", "probability-cross-entropy"): (
        "This loss looks up the probability of the right class among several outputs, and a sigmoid neuron is one "
        "output; choose binary cross-entropy, which is the same idea for two classes."
    ),
    ("sigmoid", "none", "hinge"): (
        "The hinge loss asks for a margin on either side of 0, and a sigmoid lies between 0 and 1; "
        "choose the output “sign neuron” for the hinge loss, or binary cross-entropy for the sigmoid."
    ),
    ("sigmoid", "none", "perceptron"): (
        "The perceptron criterion counts mistakes of a sign, and a sigmoid neuron gives a probability; "
        "choose the output “sign neuron” for the perceptron, or binary cross-entropy for the sigmoid."
    ),
    ("class-number", "none", "binary-cross-entropy"): (
        "Binary cross-entropy compares a probability with 0 or 1, and this neuron gives a class number; "
        "choose the squared error, or the output “sigmoid neuron” for two classes."
    ),
    ("class-number", "none", "cross-entropy"): (
        "Cross-entropy needs one output for each class, and here a single neuron gives the class number; "
        "choose the squared error, or the output “neuron per class”."
    ),
    ("class-number", "none", "probability-cross-entropy"): (
        "Cross-entropy needs the probability of each class, and here a single neuron gives the class number; "
        "choose the squared error, or the output “neuron per class” with a normalizer."
    ),
    ("class-number", "none", "hinge"): (
        "The hinge loss knows a right side and a wrong side, and a class number has neither; "
        "choose the squared error, or the output “neuron per class”."
    ),
    ("class-number", "none", "perceptron"): (
        "The perceptron criterion knows a right side and a wrong side, and a class number has neither; "
        "choose the squared error, or the output “sign neuron” for two classes."
    ),
    ("per-class", "none", "binary-cross-entropy"): (
        "Binary cross-entropy is for a single sigmoid neuron and two classes; "
        "with one neuron a class choose cross-entropy."
    ),
    ("per-class", "none", "perceptron"): (
        "The perceptron criterion is for a single sign neuron and two classes; "
        "with one neuron a class choose the hinge loss, or cross-entropy."
    ),
    ("per-class", "none", "probability-cross-entropy"): (
        "This loss takes the logarithm of a normalized output, and these outputs can be any number; "
        "choose the normalizer “soft-max” or “unit norm”, or cross-entropy, which has the soft-max inside."
    ),
    ("per-class", "softmax", "hinge"): (
        "The hinge loss asks for a margin of 1 between raw outputs, and soft-max outputs never differ by more than 1; "
        "choose the normalizer none for the hinge loss, or cross-entropy for soft-max."
    ),
    ("per-class", "unit-norm", "cross-entropy"): (
        "This cross-entropy has its own soft-max inside, so the unit norm would be left out of the training; "
        "choose “cross-entropy of p”, or the normalizer “soft-max”."
    ),
    ("per-class", "unit-norm", "hinge"): (
        "The hinge loss measures its margin on raw outputs, so the unit norm would be left out of the training; "
        "choose the normalizer none for the hinge loss, or “cross-entropy of p”."
    ),
}

_VALUE = "and here the answer is a value; choose the squared error, the absolute error or Huber's loss."
MISFITS |= {
    ("value", "none", "binary-cross-entropy"): f"Binary cross-entropy compares a probability with 0 or 1, {_VALUE}",
    ("value", "none", "cross-entropy"): f"Cross-entropy needs one output for each class, {_VALUE}",
    ("value", "none", "probability-cross-entropy"): f"Cross-entropy needs the probability of each class, {_VALUE}",
    ("value", "none", "hinge"): f"The hinge loss knows a right side and a wrong side, {_VALUE}",
    ("value", "none", "perceptron"): f"The perceptron criterion knows a right side and a wrong side, {_VALUE}",
}

NO_SLOPE = (
    "This loss compares the sign itself with the target. The sign is flat on both sides, so every gradient is 0 and "
    "nothing is learned: that is why the sigmoid was invented. To see it learn, choose the perceptron criterion."
)

NEEDS_SOFTMAX_INSIDE = (
    "This loss has the soft-max inside: it trains exactly as with the normalizer “soft-max”, "
    "while the outputs on show stay raw."
)

NOTES: dict[tuple[str, str, str], str] = {
    **{("sign", "none", loss): NO_SLOPE for loss in DISTANCES},
    ("per-class", "none", "cross-entropy"): NEEDS_SOFTMAX_INSIDE,
}


def fitting_losses(output: str, normalizer: str = "none") -> tuple[str, ...]:
    """The names of the losses that fit, the default first; none if the normalizer does not fit the output."""
    check_known("output", output, OUTPUTS)
    check_known("normalizer", normalizer, NORMALIZERS)
    return FITS.get((output, normalizer), ())


def default_loss(output: str, normalizer: str = "none") -> str:
    """The loss to begin with. Raises: ValueError if the normalizer does not fit the output."""
    losses = fitting_losses(output, normalizer)
    if not losses:
        raise ValueError(why_not_normalizer(output, normalizer))
    return losses[0]


def why_not(output: str, normalizer: str, loss: str, n_classes: int) -> str | None:
    """None if output, normalizer, loss and the number of classes go together, else a sentence that says why not.

    n_classes: 0 where the points have values (regression).
    """
    check_known("loss", loss, LOSSES)
    reason = why_not_output(output, n_classes) or why_not_normalizer(output, normalizer)
    if reason is not None or loss in FITS[output, normalizer]:
        return reason
    return MISFITS.get((output, normalizer, loss)) or MISFITS[output, "none", loss]


def why_not_output(output: str, n_classes: int) -> str | None:
    """None if this output can tell so many classes apart (0: give a value), else a sentence that says why not."""
    check_known("output", output, OUTPUTS)
    if output == "value" and n_classes:
        return (
            "This neuron gives any value, and these points have classes; choose the output “class number” to see a "
            "single neuron try, or an output that names a class."
        )
    if output != "value" and not n_classes:
        return (
            f"The output “{OUTPUTS[output].label}” names a class, and these points have values; "
            f"choose the output “{OUTPUTS['value'].label}”."
        )
    if n_classes > 2 and output in ("sign", "sigmoid"):
        return (
            f"One {output} neuron tells two classes apart only, and there are {n_classes}; "
            f"choose the output “neuron per class”, or “class number” to see a single neuron try."
        )
    return None


def why_not_normalizer(output: str, normalizer: str) -> str | None:
    """None if this normalizer can follow this output, else a sentence that says why not."""
    check_known("output", output, OUTPUTS)
    check_known("normalizer", normalizer, NORMALIZERS)
    if (output, normalizer) in FITS:
        return None
    return NO_NORMALIZER


def loss_note(output: str, normalizer: str, loss: str) -> str | None:
    """A sentence worth showing beside a loss that fits, or None."""
    return NOTES.get((output, normalizer, loss))


def check_known(what: str, name: str, table: Mapping[str, object]) -> None:
    """Raises: ValueError if the table has no such name."""
    if name not in table:
        raise ValueError(f"There is no {what} {name!r}; choose one of {', '.join(table)}.")
