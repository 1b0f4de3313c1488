"""Which system libraries Qt misses, and the one line that installs them on Debian and its like.

Qt itself blames libxcb-cursor0 whichever library of its X11 plugin is missing, and then aborts the process.
"""

from __future__ import annotations

import ctypes
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from app.command_line.errors import CommandError

# By the name that the loader looks for; those named by one rule follow below.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libICE.so.6": "libice6",
    "libOpenGL.so.0": "libopengl0",
    "libSM.so.6": "libsm6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg")


def require_qt(platform: str) -> None:
    """Load Qt's modules and the platform plugin. Raises CommandError with the apt line where a library is missing."""
    folder = _pyside_folder()
    try:
        import PySide6.QtWidgets  # noqa: F401 (whether it can be loaded)
    except ImportError as error:
        raise _explained(error, folder, platform) from error
    plugin = _plugin(folder, platform)
    if sys.platform == "linux" and plugin.exists():
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            raise _explained(error, folder, platform) from error


def missing_libraries(files: Iterable[Path], ldd: Callable[[Path], str] | None = None) -> list[str]:
    """The libraries that these files need and the system has not, each once, sorted."""
    ldd = ldd or _ldd
    missing = set()
    for file in files:
        for line in ldd(file).splitlines():
            name, arrow, found = line.strip().partition(" => ")
            if arrow and found.startswith("not found"):
                missing.add(name)
    return sorted(missing)


def apt_line(libraries: Iterable[str]) -> str:
    """The command that installs these libraries on Debian 12, Ubuntu and the like."""
    return "apt-get install -y " + " ".join(sorted({package_of(library) for library in libraries}))


def package_of(library: str) -> str:
    """The Debian package of a shared library: by the table, else by Debian's rule for names (libfoo.so.1: libfoo1)."""
    if library in PACKAGES:
        return PACKAGES[library]
    stem, _, version = library.partition(".so.")
    hyphen = "-" if stem[-1].isdigit() else ""
    return f"{stem}{hyphen}{version}".lower()


def _explained(error: Exception, folder: Path, platform: str) -> CommandError:
    files = [path for module in MODULES for path in folder.glob(f"{module}.*.so")]
    plugin = _plugin(folder, platform)
    missing = missing_libraries([*files, plugin] if plugin.exists() else files)
    if not missing:
        return CommandError(f"Qt could not be loaded: {error}")
    return CommandError(
        f"Qt needs system libraries that are not installed: {', '.join(missing)}.\n"
        f"On Debian and Ubuntu this installs them:\n  {apt_line(missing)}"
    )


def _pyside_folder() -> Path:
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        raise CommandError("PySide6 is not installed: install chalknet with pip, which brings it.")
    return Path(found.submodule_search_locations[0])


def _plugin(folder: Path, platform: str) -> Path:
    return folder / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"


def _ldd(file: Path) -> str:
    try:
        return subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607 (our own file)
    except OSError:
        return ""
