"""Text that comes from a file, shown as it stands wherever Qt would read it as something else.

A stranger may call a class "<img src=…>": taken for HTML, it would load files, and hang on some of them.
"""

from __future__ import annotations

from PySide6.QtGui import Qt

JOINER = "\u2060"  # WORD JOINER: no width, nothing to see


def in_tooltip(text: str) -> str:
    """For tooltips, which Qt takes for HTML by their first tag: each tag is broken by a sign that can't be seen."""
    if not Qt.mightBeRichText(text):
        return text
    return text.replace("<", f"<{JOINER}").replace("&lt;", f"&{JOINER}lt;")


def in_menu(text: str) -> str:
    """For the text of an action, in which & marks a key and what follows a tab stands at the right end."""
    return " ".join(text.split()).replace("&", "&&")
