"""The program as a person has it: a real X11 window, a real mouse and keyboard."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not (sys.platform == "linux" and shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool (apt-get install xvfb xdotool)",
)
WIDTH, HEIGHT = 1280, 800
TIMEOUT_S = 60.0


class Desktop:
    """A virtual screen with one program on it, driven by xdotool."""

    def __init__(self, display: str, settings: Path) -> None:
        self.environment = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb", XDG_CONFIG_HOME=str(settings))
        self.program: subprocess.Popen[str] | None = None

    def start(self, *arguments: str) -> None:
        self.program = subprocess.Popen(
            [sys.executable, "-m", "app", *arguments], env=self.environment, stderr=subprocess.PIPE, text=True
        )
        self.window = self.find("chalknet")
        self.do("windowmove", self.window, "0", "0")
        self.do("windowsize", self.window, str(WIDTH), str(HEIGHT))
        self.do("windowfocus", self.window)
        time.sleep(1.0)  # there is no window manager to say when a window has its size

    def find(self, name: str) -> str:
        """The window whose title holds this name, once there is one."""
        return wait_for(lambda: self.do("search", "--onlyvisible", "--name", name, check=False).split("\n")[0])

    def do(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
        if check:
            assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def click(self, x: int, y: int) -> None:
        self.do("mousemove", str(x), str(y), "sleep", "0.05", "click", "1", "sleep", "0.05")

    def key(self, *keys: str) -> None:
        self.do("key", "--delay", "30", *keys)

    def save_as(self, path: Path) -> None:
        """Ctrl+Shift+S, the name typed into the dialog, Enter."""
        self.do("windowfocus", self.window)
        self.key("ctrl+shift+s")
        dialog = self.find("Save Session")
        self.do("windowfocus", dialog)
        time.sleep(0.3)
        self.key("ctrl+a")
        self.do("type", "--delay", "8", str(path))
        self.key("Return")
        wait_for(path.exists)

    def saved_until(self, path: Path, is_there: Callable[[dict], bool]) -> None:
        """Ctrl+S, again and again, until what is to be seen is in the file of the window."""
        self.do("windowfocus", self.window)

        def saved() -> bool:
            self.key("ctrl+s")
            return is_there(content(path))

        wait_for(saved)

    def quit(self) -> int:
        self.do("windowfocus", self.window)
        self.key("ctrl+q")
        assert self.program is not None
        _, errors = self.program.communicate(timeout=TIMEOUT_S)
        assert "Traceback" not in errors, errors
        return self.program.returncode


def wait_for(condition):
    """The condition's value as soon as it holds."""
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain")


@pytest.fixture
def desktop(tmp_path) -> Iterator[Desktop]:
    read_end, write_end = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as number:
        display = f":{number.readline().strip()}"
    made = Desktop(display, tmp_path / "settings")
    yield made
    if made.program and made.program.poll() is None:
        made.program.kill()
        made.program.wait()
    if made.program and made.program.stderr:
        made.program.stderr.close()
    screen.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        screen.wait(10)


def content(path: Path) -> dict:
    return json.loads(path.read_text())


def test_place_points_play_save_and_reopen(desktop, tmp_path):
    desktop.start()
    before, first, second = (tmp_path / f"{name}.chalk" for name in ("before", "first", "second"))
    desktop.save_as(before)
    points = len(content(before)["data"]["points"])
    assert content(before)["runs"][0]["state"]["step"] == 0

    desktop.do("windowfocus", desktop.window)
    desktop.key("2", "a")
    for place in range(5):
        desktop.click(480 + 30 * place, 300)
    desktop.key("space")
    desktop.click(500, 480)  # one more while it trains
    desktop.saved_until(before, lambda saved: saved["runs"][0]["state"]["step"] > 0)
    desktop.key("space")
    desktop.save_as(first)
    saved = content(first)
    assert len(saved["data"]["points"]) == points + 6
    assert [row[2] for row in saved["data"]["points"][-6:]] == [1] * 6
    assert saved["runs"][0]["state"]["step"] > 0
    assert desktop.quit() == 0

    desktop.start(str(first))
    desktop.key("ctrl+z", "shift+s")  # nothing to undo; one epoch on
    epoch = saved["runs"][0]["state"]["epoch"]
    desktop.saved_until(first, lambda now: now["runs"][0]["state"]["epoch"] > epoch)
    desktop.save_as(second)
    reopened = content(second)
    assert reopened["data"] == saved["data"]
    assert reopened["runs"][0]["state"]["epoch"] == epoch + 1
    assert reopened["runs"][0]["history"]["epochs"]["rows"][:3] == saved["runs"][0]["history"]["epochs"]["rows"][:3]
    assert desktop.quit() == 0
