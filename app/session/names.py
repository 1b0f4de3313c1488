"""What a class, a feature or a run may be called: anything that can be seen, in any script."""

from __future__ import annotations

import unicodedata

# Emoji and some scripts are written with joiners, and a no-break space is a space: they are not printable in Python.
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
# Controls (among them those that turn the direction of writing), halves and private characters, line ends.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def why_not_name(name: str) -> str:
    """Why this can't be a name, in a sentence without its end; "" where it can."""
    for character in name:
        if unicodedata.category(character) in _UNSEEN and character not in _JOINERS:
            return f"the character U+{ord(character):04X} can't be seen; a name is made of visible ones"
    if not name.strip(f"{_JOINERS} ").strip():
        return "a name needs more than blanks"
    return ""
