"""The core's sentences, and the labels of the window that they speak of."""

from __future__ import annotations

from app.views.network.words import NORMALIZER_WORDS, OUTPUT_WORDS
from app.views.options.words import LOSSES as LOSS_WORDS
from nncore import LOSSES, NORMALIZERS, OUTPUTS, loss_note, why_not


def test_what_is_said_of_losses_and_outputs_is_said_in_the_windows_words():
    labels = {*OUTPUT_WORDS.values(), *NORMALIZER_WORDS.values(), *(label for _, label in LOSS_WORDS)}
    said = 0
    for output in OUTPUTS:
        for normalizer in NORMALIZERS:
            for loss in LOSSES:
                notes = why_not(output, normalizer, loss, 3), why_not(output, normalizer, loss, 2)
                for sentence in (*notes, loss_note(output, normalizer, loss)):
                    for name in ("per-class", "class-number", "unit-norm", "softmax", "probability cross-entropy"):
                        assert name not in (sentence or "")
                    for quoted in (sentence or "").split("“")[1:]:
                        said += 1
                        assert quoted.split("”")[0] in labels
    assert said > 20
