"""Edits that a view asks for: done, or answered by a sentence."""

from __future__ import annotations

from collections.abc import Hashable

from app.document import Document, Edit
from app.session.edits import EditError


def refusal(document: Document, text: str, edit: Edit, gesture: Hashable | None = None) -> str:
    """Apply an edit of the session. Returns why it was refused, "" where it was done."""
    try:
        document.apply(text, edit, gesture)
    except EditError as error:
        return str(error)
    return ""
