"""Reading what a window that crashed has left. No widgets: it may take a while, and runs beside the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.files.recovery import About, Slot, abandoned_slots
from app.session.disk import not_read
from app.session.errors import SessionError
from app.session.schema import Session
from app.views.recovery.picture import Sketch


@dataclass(frozen=True, eq=False)
class Found:
    """One thing that may be opened again; or, where session is None, the reason why it can't."""

    slot: Slot
    about: About
    session: Session | None = None
    sketch: Sketch | None = None
    problem: str = ""


def look_for(folder: Path) -> list[Found]:
    """What lies in the folder of recoveries and is nobody's, the newest first. Each place is this program's then."""
    return [_found(slot) for slot in abandoned_slots(folder)]


def _found(slot: Slot) -> Found:
    try:
        about, session = slot.read()
    except SessionError as error:
        return Found(slot, _about(slot), problem=f"It can't be opened: {error.reason}.")
    except OSError as error:
        return Found(slot, _about(slot), problem=f"It can't be read: {not_read(error, slot.place).strerror}.")
    return Found(slot, about, session, Sketch(session))


def _about(slot: Slot) -> About:
    """What a damaged file still says about itself."""
    try:
        return slot.about()
    except (SessionError, OSError):
        return About("Something unsaved")
