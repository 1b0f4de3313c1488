"""Every edit that a person can make: pure functions ``(session, …) -> Session``, named like what they do.

An edit that changes nothing returns the very session that it was given, so that no empty step lands on the undo
stack. An edit that can't be done raises EditError with a sentence for the person.
"""


class EditError(ValueError):
    """An edit that makes no sense here; its text is shown where the edit was tried."""
