"""Names for columns and classes out of whatever a table holds."""

from __future__ import annotations

from collections.abc import Sequence

from app.session.names import why_not_name
from app.session.tables import quoted
from app.session.tables.own import plain

MAX_NAME = 60


def tidy(text: str) -> str:
    """The text as a name: on one line, of characters that can be seen, not too long; "" where nothing is left."""
    name = " ".join(text.split())
    if why_not_name(name):
        name = "".join(character for character in name if not why_not_name(f"a{character}")).strip()
    return "" if why_not_name(name) else name[:MAX_NAME].strip()


def unique(name: str, taken: Sequence[str]) -> str:
    """The name, with a number behind it where it is taken."""
    number, result = 2, name
    while result in taken:
        end = f" ({number})"
        result, number = f"{name[: MAX_NAME - len(end)]}{end}", number + 1
    return result


def column_names(header: Sequence[str]) -> tuple[list[str], list[str]]:
    """A name for each column, no two alike, and a note for each that had to be made or changed."""
    names: list[str] = []
    notes: list[str] = []
    for place, text in enumerate(header, start=1):
        name = tidy(plain(text))
        chosen = unique(name or f"column {place}", names)
        names.append(chosen)
        if not name:
            notes.append(f"column {place} has no name; it is called {quoted(chosen, MAX_NAME)}")
        elif chosen != name:
            notes.append(f"a second column is called {quoted(name, MAX_NAME)}; it is now {quoted(chosen, MAX_NAME)}")
        elif name != plain(text.strip()):
            notes.append(f"the name of column {place} is cut to {quoted(chosen, MAX_NAME)}")
    return names, notes
