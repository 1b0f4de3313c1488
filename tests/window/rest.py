"""A window that has come to rest: what is painted afterwards is painted for what a test does."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QMetaObject, QObject, Qt, QThread, QTimer, Slot

from app.look.pace import _turns
from app.training.worker import Worker
from app.window.window_app import WindowApp

SILENCE_MS = 50  # Qt gathers requests for a few milliseconds before it paints
MOST_ROUNDS = 500
SHORT_MS = 1000  # what has to be done soon waits on a shorter timer, and what is taken away after a while on a longer


def at_rest(parts: WindowApp, qtbot) -> None:
    """Wait until the worker has answered all that it was asked, every view has drawn that, and all of it is painted.

    However long that takes: a fixed time is too short for it on a machine that has other things to do.
    """
    activity = _Activity(parts)
    try:
        for _ in range(MOST_ROUNDS):
            activity.is_seen = False
            is_idle = _is_idle(parts.training._worker, qtbot)
            qtbot.wait(SILENCE_MS)
            if is_idle and not activity.is_seen and not _is_something_due(parts):
                return
    finally:
        activity.end()
    raise AssertionError("the window does not come to rest")


class _Activity(QObject):
    """Attribute: is_seen, whether anything was painted, laid out, told or asked since that was set to False."""

    def __init__(self, parts: WindowApp) -> None:
        super().__init__()
        self.is_seen = False
        self._kinds = {QEvent.Type.Paint, QEvent.Type.UpdateRequest, QEvent.Type.LayoutRequest}
        parts.training.frame_ready.connect(self._note)
        parts.training._look.connect(self._note)
        QCoreApplication.instance().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in self._kinds:
            self.is_seen = True
        return False

    def end(self) -> None:
        QCoreApplication.instance().removeEventFilter(self)

    @Slot()
    def _note(self) -> None:
        self.is_seen = True


class _Question(QObject):
    """Asked on the worker's own thread, and so after all that the worker was told before. Attribute: answer."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.answer: bool | None = None
        self._worker, self._home = worker, QThread.currentThread()
        self.moveToThread(worker.thread())

    @Slot()
    def ask(self) -> None:
        is_idle = not self._worker._playing and not self._worker._timer.isActive()
        self.moveToThread(self._home)
        self.answer = is_idle


def _is_idle(worker: Worker, qtbot) -> bool:
    question = _Question(worker)
    QMetaObject.invokeMethod(question, "ask", Qt.ConnectionType.QueuedConnection)
    qtbot.waitUntil(lambda: question.answer is not None)
    return bool(question.answer)


def _is_something_due(parts: WindowApp) -> bool:
    timers = parts.window.findChildren(QTimer)
    is_due = any(timer.isActive() and timer.isSingleShot() and timer.interval() < SHORT_MS for timer in timers)
    return is_due or bool(_turns()._waiting)
