"""A typed number that may also be a word, such as “off” or “all”."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.look.look import Look
from app.look.widgets.number_field import NumberField


class WordField(NumberField):
    """A NumberField in which one value is written, and may be typed, as a word.

    Signals: those of NumberField; the word enters as the value that it stands for.
    """

    def __init__(
        self, look: Look, sentence: str, accepts: Callable[[float], bool], show: Callable[[float], str],
        word: str, word_value: float, suffix: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        def show_word(value: float) -> str:
            return word if value == word_value else f"{show(value)} {suffix}".strip()

        super().__init__(
            look, sentence, lambda value: value == word_value or accepts(value), show_word, letters=word, parent=parent
        )
        self._word = word
        self._word_value = word_value
        self._suffix_typed = suffix

    def parse(self, text: str) -> float:
        typed = text.strip().lower().removesuffix(self._suffix_typed).strip()
        return self._word_value if typed == self._word else super().parse(typed)
