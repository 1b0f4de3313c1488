"""Gets the compiled engine: out of the cache on disk, which another process fills. No Numba is imported before load().

The cache lies in the user's cache folder, or in a private temporary one where that can't be written to. Its name holds
all that the machine code depends on but the processor, which Numba looks after: the sources of the loops, and the
versions of Python, NumPy, Numba and llvmlite.

What runs is always what was read from there. A process that has just compiled a function has several copies of its
parts, optimized each in its own way, and takes one or the other: their results differ in the last digit.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from nncore.engine import EngineMaker

KEPT_FOLDERS = 4  # of other versions, which may be in use beside this one
READY = "ready"  # a file in the cache folder, once everything is in it
PACKAGE = Path(__file__).parent
CONSTANTS = ("checkpoint.py", "history.py")  # have some that the loops take from there


class Unavailable(Exception):  # noqa: N818, as the reference does without: nobody need mind
    """There is no compiled engine; the message says why."""


Compiler = subprocess.Popen[bytes]


def load(*, gently: bool = False, started: Callable[[Compiler], None] | None = None) -> EngineMaker:
    """The engine, from the cache; where it is not there, another process compiles it first, which takes some 15 s.

    gently: that one makes way for everything else. started: is given the process, to end it if it is wanted no longer.
    Raises: Unavailable. Should the cache have been to blame: it is gone then, and another attempt compiles.
    """
    require_numba()
    folder = cache_folder()
    if not (folder / READY).exists():
        compiler = _compile_apart(folder, gently=gently)
        if started is not None:
            started(compiler)
        _, said = compiler.communicate()
        if compiler.returncode:
            reason = said.decode(errors="replace").strip().rpartition("\n")[-1]
            raise Unavailable(f"Numba failed: {reason or 'compiling was stopped'}")
    try:
        return imported(folder)
    except Exception as error:  # whatever a broken Numba or a damaged cache does, NumPy goes on
        shutil.rmtree(folder, ignore_errors=True)
        raise Unavailable(f"Numba failed: {type(error).__name__}: {error}") from error


def is_cached() -> bool:
    """Whether load() finds the engine in the cache. Raises: Unavailable, if there is no Numba."""
    require_numba()
    return (cache_folder() / READY).exists()


def fill(folder: Path) -> None:
    """Compile everything into this folder, unless another process has done so by the time that it is one's turn."""
    with _alone(folder):
        if not (folder / READY).exists():
            imported(folder)
            (folder / READY).touch()
            _forget_old(folder)


def _compile_apart(folder: Path, *, gently: bool) -> Compiler:
    """Start filling the cache in another process."""
    root = str(PACKAGE.parent.parent)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
    command = [sys.executable, "-m", "nncore.compiled", str(folder), *(["--gently"] if gently else [])]
    flags = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) if gently else 0  # on Windows
    return subprocess.Popen(  # noqa: S603  this very program
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, creationflags=flags
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time works in this folder, where the system has such locks; else two do the same."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def require_numba() -> None:
    """Raises: Unavailable, if Numba is not installed."""
    if not _version_of("numba"):
        raise Unavailable("Numba is not installed; “pip install 'chalknet[fast]'” adds it.")


def cache_folder() -> Path:
    """The folder of this very code, which exists and can be written to.

    The last resort is a temporary folder for this process alone.
    """
    name = _key()
    for place in (_user_cache() / "chalknet", Path(tempfile.gettempdir()) / f"chalknet-{_user()}"):
        folder = place / "compiled" / name
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            for part in (place, folder.parent, folder):
                part.mkdir(mode=0o700, exist_ok=True)
            _check_private(folder)
        except OSError:
            continue
        return folder
    return _own_folder()


@cache
def _own_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="chalknet-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def imported(folder: Path) -> EngineMaker:
    """Import the loops with their cache in this folder, and see that they work."""
    import numba

    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        from nncore.compiled import self_test
        from nncore.compiled.engine import CompiledEngine

        self_test.run()
    finally:
        numba.config.CACHE_DIR = before
    return CompiledEngine


def _key() -> str:
    """What the machine code depends on, in a few letters."""
    content = hashlib.sha256()
    for path in sorted([*PACKAGE.glob("*.py"), *(PACKAGE.parent / name for name in CONSTANTS)]):
        content.update(path.read_bytes())
    # Numba itself trusts its files as long as the source with the entries is the same one, and as old as it was.
    entries = PACKAGE / "entries.py"
    content.update(f"{entries} {entries.stat().st_mtime_ns}".encode())
    for name in ("numpy", "numba", "llvmlite"):
        content.update(f"{name} {_version_of(name)}".encode())
    return f"{sys.implementation.cache_tag}-{content.hexdigest()[:16]}"


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _user_cache() -> Path:
    """Where this system keeps what programs can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _check_private(folder: Path) -> None:
    """Machine code is run from here. Raises: OSError if others could have put it, or nothing can be written."""
    probe = folder / f".{os.getpid()}"
    probe.touch()
    probe.unlink()
    if hasattr(os, "getuid"):
        for part in (folder, folder.parent, folder.parent.parent):
            found = part.stat()
            if found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise PermissionError(f"{part} belongs to others as well.")


def _forget_old(folder: Path) -> None:
    """Of other versions only the newest few are kept."""
    others = [other for other in folder.parent.iterdir() if other.is_dir() and other != folder]
    for other in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[KEPT_FOLDERS:]:
        shutil.rmtree(other, ignore_errors=True)
