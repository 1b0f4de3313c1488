"""What is said where the system can't show a window."""

from __future__ import annotations

import socket
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from app.command_line import main, qt_libraries
from app.command_line.display import platform_plugin
from app.command_line.errors import CommandError
from app.command_line.qt_libraries import apt_line, missing_libraries, package_of, require_qt
from app.session.create import first_session
from app.session.files import save

# As ldd prints it on a bare Debian 12.
LDD = """\
\tlinux-vdso.so.1 (0x00007ffd2a5f2000)
\tlibQt6XcbQpa.so.6 => /site-packages/PySide6/Qt/lib/libQt6XcbQpa.so.6 (0x00007f8a3e000000)
\tlibxcb-cursor.so.0 => not found
\tlibxcb-icccm.so.4 => not found
\tlibxkbcommon-x11.so.0 => not found
\tlibGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f8a3d400000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f8a3eb4d000)
"""


def test_missing_libraries() -> None:
    found = missing_libraries([Path("a"), Path("b")], ldd=lambda _: LDD)
    assert found == ["libGL.so.1", "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxkbcommon-x11.so.0"]
    assert missing_libraries([Path("a")], ldd=lambda _: "\tstatically linked\n") == []


def test_apt_line() -> None:
    libraries = ["libxcb-cursor.so.0", "libgthread-2.0.so.0", "libglib-2.0.so.0", "libEGL.so.1"]
    assert apt_line(libraries) == "apt-get install -y libegl1 libglib2.0-0 libxcb-cursor0"


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-xkb.so.1", "libxcb-xkb1"),
        ("libxcb-randr.so.0", "libxcb-randr0"),
        ("libxcb-shape.so.0", "libxcb-shape0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libGL.so.1", "libgl1"),
        ("libwayland-client.so.0", "libwayland-client0"),
    ],
)
def test_package_of(library: str, package: str) -> None:
    assert package_of(library) == package


@pytest.mark.skipif(sys.platform != "linux", reason="ldd and apt-get")
def test_a_plugin_that_does_not_load_names_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> Any:
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(qt_libraries.ctypes, "CDLL", missing)
    monkeypatch.setattr(qt_libraries, "_ldd", lambda _: LDD)
    with pytest.raises(CommandError) as caught:
        require_qt("xcb")
    said = str(caught.value).splitlines()
    assert "libxcb-cursor.so.0, libxcb-icccm.so.4" in said[0]
    assert said[-1].strip() == "apt-get install -y libgl1 libxcb-cursor0 libxcb-icccm4 libxkbcommon-x11-0"


def test_qt_that_can_not_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    monkeypatch.setattr(qt_libraries, "_ldd", lambda _: LDD)
    with pytest.raises(CommandError, match="apt-get install -y libgl1 "):
        require_qt("offscreen")
    monkeypatch.setattr(qt_libraries, "_ldd", lambda _: "")
    with pytest.raises(CommandError, match="Qt could not be loaded: "):
        require_qt("offscreen")


def test_here_nothing_is_missing() -> None:
    require_qt("offscreen")


@pytest.mark.skipif(sys.platform != "linux", reason="only there is the screen a matter of the environment")
def test_which_screen(tmp_path: Path) -> None:
    assert platform_plugin({}) is None
    assert platform_plugin({"QT_QPA_PLATFORM": "xcb"}) == "xcb"
    assert platform_plugin({"QT_QPA_PLATFORM": "wayland;xcb"}) == "wayland"
    assert platform_plugin({"QT_QPA_PLATFORM": "offscreen:size=800x600"}) == "offscreen"
    for nowhere in (":4711", "localhost:4711", "nonsense", ":99999999"):
        assert platform_plugin({"DISPLAY": nowhere}) is None
    wayland = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert platform_plugin(wayland) is None
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert platform_plugin(wayland) == "wayland"


def test_screenshot_asks_the_window_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = tmp_path / "a.chalk", tmp_path / "a.png"
    save(first_session(), path)
    asked: dict[str, Any] = {}

    def picture(session: Any, target: Path, **options: Any) -> None:
        asked.update(options, session=session, out=target)

    window = types.ModuleType("app.window.screenshot")
    window.screenshot = picture  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.window.screenshot", window)
    options = ["--epochs", "5", "--size", "800x600", "--theme", "dark"]
    assert main(["screenshot", str(path), str(out), *options]) == 0
    assert asked == {"session": first_session(), "out": out, "epochs": 5, "size": (800, 600), "theme": "dark"}


def test_screenshot_that_can_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.chalk"
    save(first_session(), path)

    def picture(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    window = types.ModuleType("app.window.screenshot")
    window.screenshot = picture  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.window.screenshot", window)
    assert main(["screenshot", str(path), str(tmp_path / "a.png")]) == 1
    assert "not written: the system does not permit it" in capsys.readouterr().err
