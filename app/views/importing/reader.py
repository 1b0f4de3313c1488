"""Reading a table beside the window: on another thread, and given up as soon as nobody wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from app.session.tables import TableError
from app.session.tables.dialect import Delimiter, Dialect, guessed, with_delimiter
from app.session.tables.encoding import Encoding, EncodingError, decoded, read_bytes
from app.session.tables.reading import Cancelled, read
from app.session.tables.table import Table


@dataclass(frozen=True)
class Wish:
    """What to read: a file, in an encoding if one was chosen, or a text; and how, as far as that was chosen."""

    path: Path | None = None
    encoding: Encoding | None = None
    text: str = ""
    dialect: Dialect | None = None
    delimiter: Delimiter | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """What came of a wish.

    Attributes: encoding, None for a text that was given; table, None where there is no text to cut into one; problem,
    why not; suggestion, the encoding that the bytes look like.
    """

    encoding: Encoding | None = None
    table: Table | None = None
    problem: str = ""
    suggestion: Encoding | None = None


def fulfilled(wish: Wish, proceed: Callable[[], bool] = lambda: True) -> Reading:
    """Read what is wished. Raises Cancelled as soon as `proceed` says no."""
    text, encoding = wish.text, wish.encoding
    if wish.path:
        try:
            text, encoding = decoded(read_bytes(wish.path), wish.encoding)
        except EncodingError as error:
            return Reading(encoding=wish.encoding, problem=str(error), suggestion=error.suggestion)
        except TableError as error:
            return Reading(problem=str(error))
        except OSError as error:
            return Reading(problem=f"the file can't be read: {error.strerror or error}")
    dialect = wish.dialect or (with_delimiter(text, wish.delimiter) if wish.delimiter else guessed(text))
    return Reading(encoding, read(text, dialect, proceed))


class TableReader(QObject):
    """Fulfills one wish at a time; a new one takes the place of the one before.

    Signals: done(Reading). Thread: the window's; close() before it goes.
    """

    done = Signal(object)
    _came = Signal(object, object)  # the job, what came of it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._job: _Job | None = None
        self._came.connect(self._on_came)

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def begin(self, wish: Wish) -> None:
        """Read this, and forget what is being read."""
        self.close()
        self._job = _Job(wish, self._came.emit)
        self._pool.start(self._job)

    def close(self) -> None:
        """Give up what is being read; its thread has ended when this returns."""
        if self._job is not None:
            self._job.is_wanted = False
            self._job = None
        self._pool.waitForDone()  # also when all is told: the thread may be on its last line

    @Slot(object, object)
    def _on_came(self, job: object, reading: Reading) -> None:
        if job is self._job:
            self._job = None
            self.done.emit(reading)


class _Job(QRunnable):
    """One wish on the pool's thread. is_wanted may be taken back from the window's."""

    def __init__(self, wish: Wish, tell: Callable[[object, Reading], object]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python holds it
        self.is_wanted = True
        self._wish, self._tell = wish, tell

    def run(self) -> None:
        try:
            self._tell(self, fulfilled(self._wish, self._is_wanted))
        except Cancelled:
            return
        except Exception as error:
            self._tell(self, Reading(problem=f"the table can't be read: {error}"))
            raise

    def _is_wanted(self) -> bool:
        return self.is_wanted
