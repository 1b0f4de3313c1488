"""A picture of the real window, taken once everything in it has come to rest."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QEventLoop, QSize, QTimer

from app.session.schema import Session
from app.training.frames import FrameRequest
from app.training.runner import Runner
from app.window.preferences import Preferences
from app.window.window_app import WindowApp, application

POLL_MS = 50
LAYOUT_POLLS = 8  # the layout, and the finer picture that is asked for at rest, take a moment
LONGEST_POLLS = 1200


def screenshot(
    session: Session, out: Path, *, epochs: int = 0, size: tuple[int, int] = (1280, 800), theme: str = "light"
) -> None:
    """Render the window, after so many further epochs, to a PNG. Raises OSError when the picture can't be written."""
    application()
    parts = WindowApp(_trained(session, epochs), preferences=Preferences(remembered=False))
    try:
        parts.look.set_theme(theme)
        parts.window.resize(QSize(*size))
        parts.window.show()
        _settle(parts)
        if not parts.window.grab().save(str(out), "PNG"):
            raise OSError(f"the picture can't be written to {out}")
    finally:
        parts.close()
        parts.dismantle()


def _trained(session: Session, epochs: int) -> Session:
    """The session as it stands after so many further epochs, or where it can't go on."""
    runner = Runner(session)
    for _ in range(epochs):
        if not runner.step_epoch():
            break
    frame = runner.frame(FrameRequest(metrics=False), at_rest=True)
    return replace(session, runs=tuple(shown.run for shown in frame.runs))


def _settle(parts: WindowApp) -> None:
    """Wait until the picture of the plane is the one that the canvas asks for, and has been painted."""
    loop, poll = QEventLoop(), QTimer(interval=POLL_MS)
    polls = settled = 0

    def look() -> None:
        nonlocal polls, settled
        polls += 1
        frame, wanted = parts.training.frame, parts.window.canvas.regions_request
        is_there = frame is not None and (frame.regions.request if frame.regions else None) == wanted
        settled = settled + 1 if is_there else 0
        if settled >= LAYOUT_POLLS or polls >= LONGEST_POLLS:
            loop.quit()

    poll.timeout.connect(look)
    poll.start()
    loop.exec()
    poll.stop()
