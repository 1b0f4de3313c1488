"""What can be wrong with a session file, said in one sentence with its place."""

from __future__ import annotations


class SessionError(ValueError):
    """A file that is no session.

    Attributes: place (a JSON path such as "$.runs[0].model", "$" for the whole file), reason (one sentence).
    """

    def __init__(self, reason: str, place: str = "$") -> None:
        super().__init__(f"{place}: {reason}")
        self.reason = reason
        self.place = place
