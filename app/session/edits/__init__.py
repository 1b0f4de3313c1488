"""Every edit that a person can make: pure functions ``(session, …) -> Session``, named like what they do.

An edit that changes nothing returns the very session that it was given, so that no empty step lands on the undo
stack. An edit that can't be done raises EditError with a sentence for the person.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from app.session.format.wording import as_sentence

_Options = TypeVar("_Options", bound=msgspec.Struct)


class EditError(ValueError):
    """An edit that makes no sense here; its text is shown where the edit was tried."""


def checked(options: _Options) -> _Options:
    """The options, decoded once more as a file would be: constructors of structs do not check ranges.

    Raises: EditError where a file with these options would be refused.
    """
    try:
        return msgspec.convert(msgspec.to_builtins(options), type(options))
    except msgspec.ValidationError as error:
        raise EditError(as_sentence(error).reason) from error
