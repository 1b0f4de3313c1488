"""Tooltips that stay within reach: Qt shows a plain text on one line, however long it is."""

from __future__ import annotations

import textwrap
from functools import lru_cache

from app.look.plain_text import JOINER, NO_BREAK, formulas_joined, in_tooltip

LINE_LENGTH = 64


@lru_cache(maxsize=1024)  # views say all their tooltips again at every edit
def wrapped(text: str) -> str:
    """The text with line breaks, for a tooltip, none of them within a formula, and never taken for HTML.

    Breaks that it has already stay; wrapping twice changes nothing.
    """
    lines = text.replace(JOINER, "").strip().splitlines()
    filled = (textwrap.fill(formulas_joined(line), LINE_LENGTH, break_long_words=False) for line in lines)
    return in_tooltip("\n".join(filled).replace(NO_BREAK, " "))  # its lines are not broken once more
