"""The commands as processes of their own: what is imported, what is printed, what the exit code is."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBE = """
import sys
from app.__main__ import main
sys.argv[1:] = {arguments!r}
try:
    main()
except SystemExit:
    pass
print(sorted({{name.partition('.')[0] for name in sys.modules}} & {{'PySide6', 'shiboken6', 'pyqtgraph', 'torch'}}))
"""


def chalknet(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("command", ["--version", "new", "train", "check"])
def test_commands_without_a_window_import_no_qt(tmp_path: Path, command: str) -> None:
    path = tmp_path / "xor.chalk"
    assert chalknet("new", path, "--dataset", "xor").returncode == 0
    arguments = {
        "--version": [],
        "new": [str(tmp_path / "again.chalk"), "--dataset", "moons"],
        "train": [str(path), "--epochs", "2", "--save", str(tmp_path / "out.chalk")],
        "check": [str(path)],
    }[command]
    probe = PROBE.format(arguments=[command, *arguments])
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_bad_file_opens_no_window(tmp_path: Path) -> None:
    path = tmp_path / "bad.chalk"
    path.write_text('{"format": "chalknet-session", "version": [1, 0]}')
    done = chalknet(path, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{path}: $: the field “data” is missing\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only there is the screen a matter of the environment")
def test_no_screen_is_said_and_not_a_crash(tmp_path: Path) -> None:
    nowhere = {"QT_QPA_PLATFORM": "", "DISPLAY": ":4711", "WAYLAND_DISPLAY": "", "XDG_SESSION_TYPE": ""}
    done = chalknet(**nowhere)
    assert done.returncode == 1
    assert done.stderr.startswith("There is no screen")
    assert done.stderr.count("\n") == 1
    done = chalknet(tmp_path / "missing.chalk", **nowhere)
    assert done.stderr == f"{tmp_path / 'missing.chalk'}: $: there is no such file or folder\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only there is the screen a matter of the environment")
def test_screenshot_without_a_screen(tmp_path: Path) -> None:
    nowhere = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    out = tmp_path / "out.png"
    example = next(ROOT.glob("resources/examples/12-*.chalk"))
    done = chalknet("screenshot", example, out, "--epochs", 5, "--size", "900x700", **nowhere)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    from PySide6.QtGui import QImage

    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (900, 700)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c(tmp_path: Path) -> None:
    import pty  # Windows has none

    path, out = tmp_path / "xor.chalk", tmp_path / "out.chalk"
    chalknet("new", path, "--dataset", "xor")
    terminal, its_end = pty.openpty()  # only there it says how far it is
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background hands down to ignore it
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "train", path, "--epochs", "1000000", "--save", out],
        stderr=its_end,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    signal.signal(signal.SIGINT, before)
    os.close(its_end)
    with child:
        said = b""
        try:
            while part := from_terminal(terminal):
                if not re.search(rb"epoch [1-9]", said) and re.search(rb"epoch [1-9]", said + part):
                    child.send_signal(signal.SIGINT)
                said += part
            assert child.stdout is not None
            assert child.stdout.read() == b""
            assert child.wait() == 130
        finally:
            child.kill()
            os.close(terminal)
    assert said.endswith(b"\r\x1b[KStopped; nothing was saved.\r\n")
    assert not out.exists()


def from_terminal(terminal: int) -> bytes:
    """What a program has written next; nothing once it has ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # so Linux says that nobody has the other end any more
        return b""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of a shell")
def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "xor.chalk"
    chalknet("new", path, "--dataset", "xor")
    files = " ".join([str(path)] * 40)
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -u -m app check {files} | head -n 1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.stdout == f"{path}: ok\n"
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="any bytes are a file name there")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.chalk"
    done = subprocess.run([sys.executable, "-m", "app", "check", name], capture_output=True, cwd=ROOT)
    assert done.returncode == 1
    assert b"there is no such file" in done.stdout
    assert done.stderr == b""
