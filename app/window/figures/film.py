"""The way of a run as pictures: which moments, and one picture for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtGui import QImage

from app.session.schema import Session
from app.training.film import film
from app.training.frames import FrameRequest
from app.training.runner import Runner
from app.window.figures.paper import image
from app.window.figures.spec import FigureSpec
from app.window.figures.studio import Studio
from nncore import Checkpoint

USUAL_PICTURES = 100
USUAL_PER_SECOND = 20.0


def remembered(
    session: Session, epochs: int = 0, told: Callable[[int], None] = lambda _: None
) -> tuple[Session, tuple[Checkpoint, ...]]:
    """What the shown run remembers of its way, so many further epochs included, and the session at its end."""
    runner = Runner(session)
    for done in range(epochs):
        told(done)
        if not runner.step_epoch():
            break
    frame = runner.frame(FrameRequest(metrics=False), shown=session.view.run, at_rest=True)
    trained = replace(session, runs=tuple(shown.run for shown in frame.runs))
    return trained, frame.runs[frame.shown].moments


def evenly(moments: Sequence[Checkpoint], most: int) -> tuple[Checkpoint, ...]:
    """At most so many of the moments, the first and the last among them."""
    if len(moments) <= most:
        return tuple(moments)
    if most < 2:
        return tuple(moments[-1:])
    return tuple(moments[round(number * (len(moments) - 1) / (most - 1))] for number in range(most))


def images(studio: Studio, spec: FigureSpec, session: Session, moments: Sequence[Checkpoint]) -> Iterator[QImage]:
    """A picture of each moment, computed and painted as it is asked for. The studio must be of this session."""
    studio.arrange(spec)
    for frame in film(session, moments, studio.film_request, run=session.view.run):
        studio.show(frame)
        yield image(studio, spec)


def numbered(out: Path, number: int) -> Path:
    """The file of one picture: the number stands where the marks # are, as wide as they are."""
    name = re.sub(r"#+", lambda marks: f"{number:0{len(marks[0])}}", out.name, count=1)
    return out.with_name(name)


def rgb_bytes(picture: QImage) -> bytes:
    """The rows of a picture, three bytes a pixel."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    stride, width = plain.bytesPerLine(), 3 * plain.width()
    raw = bytes(plain.constBits())
    return b"".join(raw[row * stride : row * stride + width] for row in range(plain.height()))
