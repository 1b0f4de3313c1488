"""Text that comes from a file, shown as it stands wherever Qt would read it as something else; formulas in one line.

A stranger may call a class "<img src=…>": taken for HTML, it would load files, and hang on some of them.
"""

from __future__ import annotations

import re

from PySide6.QtGui import Qt

JOINER = "\u2060"  # WORD JOINER: no width, nothing to see
NO_BREAK = "\u00a0"
FORMULA = re.compile(r"\w\([^()]*\)| [+−·←/] |= |Σ\S* |\blog ")
WITHIN_TERM = re.compile(r"(?<!,) (?![+−] )")


def in_tooltip(text: str) -> str:
    """For tooltips, which Qt takes for HTML by their first tag: each tag is broken by a sign that can't be seen."""
    if not Qt.mightBeRichText(text):
        return text
    return text.replace("<", f"<{JOINER}").replace("&lt;", f"&{JOINER}lt;")


def in_menu(text: str) -> str:
    """For the text of an action, in which & marks a key and what follows a tab stands at the right end."""
    return " ".join(text.split()).replace("&", "&&")


def sum_joined(formula: str) -> str:
    """A long sum with line breaks only before its signs: no factor leaves its number, no index its symbol."""
    return WITHIN_TERM.sub(NO_BREAK, formula).replace("⁾", f"⁾{JOINER}")


def formulas_joined(text: str) -> str:
    """The text without line breaks within sign(w x + b) and θ ← θ − r∇L: only before "=" does a formula go on below."""
    return FORMULA.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
