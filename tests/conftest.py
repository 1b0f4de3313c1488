"""What every test stands on: no screen, one BLAS thread, settings in a temporary place, and nothing left behind."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Before NumPy and Qt are imported: both read these once. Programs that a test starts inherit them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
_SETTINGS = tempfile.TemporaryDirectory(prefix="chalknet-test-settings-")
for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
    os.environ[variable] = _SETTINGS.name
os.environ["CHALKNET_ENGINE"] = "numpy"  # of programs that tests start, unless they want to see another one
# What is compiled stays: for the other processes of this run, and for the next one.
os.environ["XDG_CACHE_HOME"] = str(Path(__file__).resolve().parents[1] / ".pytest_cache")

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402

from nncore import EngineMaker  # noqa: E402
from nncore.compiled import loading  # noqa: E402

hypothesis.settings.register_profile("chalknet", deadline=None)  # a loaded machine is no failure
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("chalknet"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "chalknet")

ENDING_S = 2.0  # a thread that has told its last result may still be on its way out
PATIENCE_MS = 60_000  # for what is sure to come, in its time: a loaded machine is no failure here either


class PatientBot(QtBot):
    """Waits as long as it takes, and no longer."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:  # noqa: N802
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:  # noqa: N802
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(scope="session")
def compiled() -> EngineMaker:
    """The compiled engine. It is compiled once, and kept for the next time that the tests run."""
    try:
        loading.require_numba()
    except loading.Unavailable as reason:
        pytest.skip(str(reason))
    return loading.load()


@pytest.fixture(scope="session", autouse=True)
def _settings_elsewhere() -> None:
    """No test reads or writes the settings of the person who runs it."""
    from PySide6.QtCore import QSettings

    for file_format in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(file_format, QSettings.Scope.UserScope, _SETTINGS.name)


@pytest.fixture(autouse=True)
def _no_garbage_collection_beside_the_window(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program, Qt objects are not destroyed by Python's collector on whichever thread happens to allocate.

    A timer that ends on another thread stays known to the window's event loop, which crashes with it.
    """
    if "qtbot" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread running or a top-level widget alive."""
    from PySide6.QtCore import QThread

    started: list[QThread] = []
    start = QThread.start

    def remembered(thread: QThread, *arguments: Any) -> None:
        started.append(thread)
        start(thread, *arguments)

    monkeypatch.setattr(QThread, "start", remembered)
    threads_before = set(threading.enumerate())
    windows_before = {id(widget) for widget in _windows()}
    yield
    running = [thread.objectName() or "QThread" for thread in started if _is_running(thread)]
    # A QThread that ran Python leaves a dummy thread in this list, which ends with it.
    threads = [
        thread
        for thread in set(threading.enumerate()) - threads_before
        if not isinstance(thread, threading._DummyThread)
    ]
    for thread in threads:
        thread.join(ENDING_S)
    running += [thread.name for thread in threads if thread.is_alive()]
    if running:
        pytest.fail(f"the test left threads running: {', '.join(running)}")
    windows = [widget for widget in _windows(collect=True) if id(widget) not in windows_before]
    if windows:
        names = ", ".join(sorted(type(widget).__name__ for widget in windows))
        for widget in windows:
            widget.close()
            widget.deleteLater()
        pytest.fail(f"the test left widgets: {names}")


def _is_running(thread: Any) -> bool:
    import shiboken6

    return bool(shiboken6.isValid(thread) and thread.isRunning())


def _windows(*, collect: bool = False) -> list[Any]:
    """The parentless widgets that exist; after a cleaning, if asked for, where there are any at all."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    found = _parentless(widgets)
    if found and collect:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        found = []
        gc.collect()
        found = _parentless(widgets)
    return found


def _parentless(widgets: Any) -> list[Any]:
    # Qt keeps one label for all tooltips.
    return [
        widget
        for widget in widgets.QApplication.topLevelWidgets()
        if widget.parent() is None and not widget.inherits("QTipLabel")
    ]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk in memory where there is one: thousands of flushes then cost nothing."""
    shared = Path("/dev/shm")  # noqa: S108
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared, prefix="chalknet-test-") as name:
        yield Path(name)
