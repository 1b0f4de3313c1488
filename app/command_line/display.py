"""Whether there is a screen, and which of Qt's platform plugins serves it."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

TIMEOUT_S = 1.0


def platform_plugin(environment: Mapping[str, str] = os.environ) -> str | None:
    """The plugin that Qt will use (xcb, wayland, offscreen, …); None where there is no screen to show a window on."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return re.split("[:;]", chosen)[0]
    if sys.platform == "win32":
        return "windows"
    if sys.platform == "darwin":
        return "cocoa"
    if _wayland_answers(environment):
        return "wayland"
    return "xcb" if _x11_answers(environment.get("DISPLAY", "")) else None


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name, folder = environment.get("WAYLAND_DISPLAY", ""), environment.get("XDG_RUNTIME_DIR", "")
    return bool(name) and _unix_socket_answers(str(Path(folder) / name))


def _x11_answers(display: str) -> bool:
    """Whether an X server listens there. A DISPLAY that points nowhere makes Qt abort the process."""
    match = re.fullmatch(r"(?:unix)?(?P<host>.*):(?P<number>\d+)(?:\.\d+)?", display)
    if not match:
        return Path(display).is_socket() if display else False
    number = int(match["number"])
    if match["host"] in ("", "/"):
        place = f"/tmp/.X11-unix/X{number}"  # noqa: S108 (where X servers listen)
        return _unix_socket_answers(place) or _unix_socket_answers(f"\0{place}")
    try:
        with socket.create_connection((match["host"], 6000 + number), TIMEOUT_S):
            return True
    except (OSError, OverflowError):
        return False


def _unix_socket_answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(TIMEOUT_S)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
