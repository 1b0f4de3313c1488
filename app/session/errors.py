"""What can be wrong with a session file, said in one sentence with its place."""

from __future__ import annotations

MAX_LENGTH = 300


class SessionError(ValueError):
    """A file that is no session.

    Attributes: place (a JSON path such as "$.runs[0].model", "$" for the whole file), reason (one sentence).
    """

    def __init__(self, reason: str, place: str = "$") -> None:
        self.reason = _one_line(reason)
        self.place = _one_line(place)
        super().__init__(f"{self.place}: {self.reason}")


def _one_line(text: str) -> str:
    """A text that may quote the file, fit for a terminal: one line, not endless, nothing that steers the terminal."""
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:1000])
    return line if len(line) <= MAX_LENGTH else f"{line[: MAX_LENGTH - 1]}…"
