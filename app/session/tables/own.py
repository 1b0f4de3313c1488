"""How chalknet itself writes points into a table: what its columns are called, and texts no spreadsheet computes."""

from __future__ import annotations

CLASS, USE, PREDICTED = "class", "use", "predicted"
USES = ("train", "test")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def probability_name(class_name: str) -> str:
    """The column of a class's probability."""
    return f"p({class_name})"


def output_name(what: str) -> str:
    """The column of an output that is no probability."""
    return f"output ({what})" if what else "output"


def is_answer(name: str) -> bool:
    """Whether a column of this name, in a table of chalknet's, holds what a network has answered."""
    return name.startswith((PREDICTED, "p(", "output"))


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula, and run it."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA_SIGNS) else text


def plain(text: str) -> str:
    """The text without the apostrophe that harmless() has put before it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA_SIGNS) else text
