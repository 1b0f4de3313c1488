"""Frames for figures and films, computed beside the window: it paints them, and goes on in between."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

from app.session.schema import Session
from app.training.film import film
from app.training.frames import Frame, FrameRequest
from app.window.figures.studio import still_frame
from nncore import Checkpoint


class GivenUp(Exception):  # noqa: N818 - nothing went wrong
    """Nobody wants the film any more."""


class Maker(QObject):
    """Makes one thing at a time; a new one takes the place of the one before.

    Signals: frame_ready(Frame), to be shown and, for a film, answered by give(); done(object), what finish() has
    returned, None for a single frame; failed(str), a sentence. Thread: the window's; close() before it goes.
    """

    frame_ready = Signal(object)
    done = Signal(object)
    failed = Signal(str)
    _told = Signal(object, str, object)  # the job, what it says, and about what

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._job: _Job | None = None
        self._told.connect(self._on_told)

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def make_still(self, session: Session, request: FrameRequest, moment: Checkpoint | None) -> None:
        """One frame: of a remembered moment, or of the session as it stands."""

        def work(job: _Job) -> None:
            job.tell("frame", still_frame(session, request, moment, lambda: not job.is_wanted))

        self._begin(work)

    def make_film(
        self,
        session: Session,
        moments: Sequence[Checkpoint],
        request: FrameRequest,
        finish: Callable[[Iterator[QImage]], object],
    ) -> None:
        """A frame for each moment; finish, on the worker's thread, makes of the pictures what is wanted."""

        def pictures(job: _Job) -> Iterator[QImage]:
            for frame in film(session, moments, request, run=session.view.run, should_stop=lambda: not job.is_wanted):
                yield job.picture_of(frame)

        self._begin(lambda job: job.tell("done", finish(pictures(job))))

    def give(self, picture: QImage) -> None:
        """The picture of the frame that came last."""
        if self._job is not None:
            self._job.pictures.put(picture)

    def close(self) -> None:
        """Give up what is being made; its thread has ended when this returns."""
        if self._job is not None:
            self._job.give_up()
            self._job = None
        self._pool.waitForDone()

    def _begin(self, work: Callable[[_Job], None]) -> None:
        self.close()
        self._job = _Job(work, self._told.emit)
        self._pool.start(self._job)

    @Slot(object, str, object)
    def _on_told(self, job: object, what: str, about: object) -> None:
        if job is not self._job:
            return
        if what == "frame":
            self.frame_ready.emit(about)
            return
        self._job = None
        if what == "done":
            self.done.emit(about)
        else:
            self.failed.emit(str(about))


class _Job(QRunnable):
    """One work on the pool's thread. is_wanted may be taken back from the window's."""

    def __init__(self, work: Callable[[_Job], None], tell: Callable[[object, str, object], object]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python holds it
        self.is_wanted = True
        self.pictures: queue.SimpleQueue[QImage | None] = queue.SimpleQueue()
        self._work, self._tell = work, tell

    def run(self) -> None:
        try:
            self._work(self)
        except GivenUp:
            return
        except OSError as error:
            self.tell("failed", error.strerror or str(error))
        except Exception as error:
            self.tell("failed", str(error))
            raise

    def tell(self, what: str, about: object) -> None:
        """Say something to the window, while it wants to hear."""
        if self.is_wanted:
            self._tell(self, what, about)

    def picture_of(self, frame: Frame) -> QImage:
        """Have the window paint a frame, and wait for the picture. Raises GivenUp."""
        self.tell("frame", frame)
        picture = self.pictures.get() if self.is_wanted else None
        if picture is None:
            raise GivenUp
        return picture

    def give_up(self) -> None:
        """From the window's thread: go no further."""
        self.is_wanted = False
        self.pictures.put(None)
