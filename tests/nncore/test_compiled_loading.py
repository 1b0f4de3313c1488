"""Where the compiled engine comes from, and that nothing depends on its coming."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nncore.compiled import loading
from nncore.compiled.loading import READY, Unavailable, cache_folder, load

WINDOW = "import app.window.window_app\n"
ATTEMPT = """
import sys
from nncore.compiled.loading import Unavailable, load
assert "numba" not in sys.modules
try:
    print(load())
except Unavailable as reason:
    print(reason)
"""


def in_a_new_process(before: str = "", **environment: str) -> str:
    """What an attempt to load the engine says there, after something else."""
    command = [sys.executable, "-c", before + ATTEMPT]
    result = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
    return result.stdout


def test_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_version_of", lambda package: "")
    for attempt in (load, loading.is_cached):
        with pytest.raises(Unavailable, match="Numba is not installed"):
            attempt()


def test_with_a_broken_numba(tmp_path: Path) -> None:
    """The window is on its way without having asked for it."""
    (tmp_path / "numba").mkdir()
    (tmp_path / "numba" / "__init__.py").write_text("raise RuntimeError('no good')")
    (tmp_path / "numba-99.dist-info").mkdir()
    (tmp_path / "numba-99.dist-info" / "METADATA").write_text("Name: numba\nVersion: 99\n")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    said = in_a_new_process(WINDOW, PYTHONPATH=path, XDG_CACHE_HOME=str(tmp_path))
    assert said == "Numba failed: RuntimeError: no good\n"


@pytest.mark.usefixtures("compiled")
def test_the_cache_serves_another_process() -> None:
    assert (cache_folder() / READY).exists()
    assert "CompiledEngine" in in_a_new_process()


@pytest.mark.usefixtures("compiled")
def test_a_damaged_cache_is_removed(tmp_path: Path) -> None:
    folder = cache_folder()
    other = tmp_path / folder.relative_to(Path(os.environ["XDG_CACHE_HOME"]))
    other.mkdir(parents=True, mode=0o700)
    for part in (other, *other.parents[:2]):
        part.chmod(0o700)
    for path in folder.rglob("*.nb*"):
        copy = other / path.relative_to(folder)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes()[: 1000 if path.suffix == ".nbc" else None])
    (other / READY).touch()
    assert in_a_new_process(XDG_CACHE_HOME=str(tmp_path)).startswith("Numba failed: ")
    assert not other.exists()


def test_a_cache_folder_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for nowhere in (tmp_path / "file", tmp_path / "link"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(nowhere))
        monkeypatch.setenv("LOCALAPPDATA", str(nowhere))
        monkeypatch.setenv("HOME", str(nowhere))
        if not nowhere.exists():
            nowhere.touch()
        assert cache_folder().parts[: len(tmp_path.parts)] == tmp_path.parts


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX permissions")
def test_a_folder_that_others_can_write_to_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "shared"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place = tmp_path / "shared" / "chalknet"
    place.mkdir(parents=True)
    place.chmod(0o777)
    assert place not in cache_folder().parents
    place.chmod(0o700)
    assert place in cache_folder().parents


def test_old_versions_are_forgotten(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(9)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        os.utime(folder, (number, number))
    loading._forget_old(folders[0])
    assert sorted(tmp_path.iterdir()) == [folders[0], *folders[-loading.KEPT_FOLDERS :]]
