"""Every call of a save fails in turn; then the file is the old one or the new one, and the person is told which."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.session.atomic import backup_of
from app.session.create import first_session
from app.session.files import content_of, load, save
from tests.session.faults import Fault, fails_with, falls_short, faulty, lies

OLDEST, OLD, NEW = (content_of(replace(first_session(), title=title)) for title in ("oldest", "old", "new"))
SESSION = replace(first_session(), title="new")
FAULTS: dict[str, Fault] = {
    "ENOSPC": fails_with(errno.ENOSPC),
    "EIO": fails_with(errno.EIO),
    "EACCES": fails_with(errno.EACCES),
    "short": falls_short,
    "lie": lies,
}


def prepared(folder: Path) -> Path:
    """A file with a backup, seen through a link."""
    folder.mkdir()
    (folder / "real.chalk").write_bytes(OLD)
    (folder / "real.chalk~").write_bytes(OLDEST)
    (folder / "lesson.chalk").symlink_to("real.chalk")
    return folder / "lesson.chalk"


def require_sound(path: Path, *, saved: bool, notice: str, unlink_failed: bool) -> None:
    real, backup = path.resolve(), backup_of(path)
    assert path.is_symlink()
    assert real.read_bytes() == (NEW if saved else OLD)
    assert load(path).notice == ""
    if saved and not notice:
        assert backup.read_bytes() == OLD
    else:
        assert backup.read_bytes() in (OLDEST, OLD)
    if not unlink_failed:
        assert sorted(entry.name for entry in path.parent.iterdir()) == ["lesson.chalk", "real.chalk", "real.chalk~"]


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_any_call_of_a_save_fails(
    memory: Path, monkeypatch: pytest.MonkeyPatch, fault: str, for_good: bool, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: fails_with(errno.EPERM)("link", print, (), {}))
    outcomes = set()
    nth, is_hit = 0, True
    while is_hit:  # until there is no such call any more
        path = prepared(memory / str(nth))
        notice, refused = "", None
        with faulty(nth, FAULTS[fault], for_good=for_good) as calls:
            try:
                notice = save(SESSION, path)
            except OSError as error:
                refused = error
        is_hit = bool(calls.hit)
        require_sound(path, saved=refused is None, notice=notice, unlink_failed="unlink" in calls.hit)
        if refused is not None:
            assert refused.strerror
            assert refused.filename == str(path)
        outcomes.add("refused" if refused else "no backup" if notice else "saved")
        shutil.rmtree(path.parent)
        nth += 1
    assert nth > 20
    assert outcomes == ({"saved"} if fault == "short" else outcomes)
    if fault != "short":
        assert {"saved", "refused"} <= outcomes


def why(path: Path, number: int, call: str) -> str:
    """What the person is told when this call fails for this reason."""
    real = getattr(os, call)

    def refusing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    try:
        setattr(os, call, refusing)
        save(SESSION, path)
    except OSError as error:
        return error.strerror
    finally:
        setattr(os, call, real)
    raise AssertionError("it was saved")


def test_the_sentence_names_what_is_in_the_way(tmp_path: Path) -> None:
    path = prepared(tmp_path / "folder")
    size = f"{len(NEW) / 2**20:.3g} MB"
    assert f" is full: {size} are needed, " in why(path, errno.ENOSPC, "write")
    assert why(path, errno.EROFS, "replace").endswith(" is read-only")
    assert " reports an error (" in why(path, errno.EIO, "fsync")
    assert " does not answer (" in why(path, errno.ETIMEDOUT, "fsync")
    assert str(path) in why(path, errno.EACCES, "replace")
    with pytest.raises(OSError, match=f"there is no folder {tmp_path}/gone"):
        save(SESSION, tmp_path / "gone" / "lesson.chalk")
    with pytest.raises(OSError, match=f"{path.resolve()} is a file, not a folder"):
        save(SESSION, path / "lesson.chalk")
    with pytest.raises(OSError, match=f"there is no folder {tmp_path}/gone"):
        load(tmp_path / "gone" / "lesson.chalk")
    with pytest.raises(OSError, match=f"there is no such file in {path.parent}"):
        load(path.parent / "gone.chalk")


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has other permissions there")
def test_a_read_only_folder(tmp_path: Path) -> None:
    """As another person, where the tests run as root, for whom nothing is read-only."""
    path = prepared(tmp_path / "folder")
    path.parent.chmod(0o555)
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-m", "tests.session.read_only", str(path)], capture_output=True, text=True, check=True
    )
    path.parent.chmod(0o755)
    assert done.stdout.strip() == f"you may not write in the folder {path.parent}"
    require_sound(path, saved=False, notice="", unlink_failed=False)


def tmpfs(folder: Path, size: str) -> list[str]:
    """The start of a command that runs with a small disk of its own in this folder, gone when it ends."""
    alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    script = f'mount -t tmpfs -o size={size} none "{folder}" && exec "$@"'
    return [*alone, "sh", "-c", script, "sh"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other disks in memory")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    command = tmpfs(tmp_path, "512k")
    if not shutil.which("unshare") or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no disk may be mounted here")
    done = subprocess.run(
        [*command, sys.executable, "-m", "tests.session.full_disk", str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["wrong"] == 0
    assert found["saved"] > 3
    assert found["refused"] > 3
    assert found["sentence"].startswith(f"the disk with {tmp_path} is full: ")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no child can be had for milliseconds there")
def test_killed_in_mid_save(memory: Path) -> None:
    """200 times at a random moment, and before and after every call; `python -m tests.session.kills` does more."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.session.kills", str(memory), "200"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["kills"] >= 200 + 2 * found["at_every_call"]
    assert found["at_every_call"] > 15
    assert found["in_mid_save"] > 200
    assert (found["corrupt"], found["lost"], found["unlike_backup"]) == (0, 0, 0)
