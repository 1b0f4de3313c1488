"""Saves on a disk with less and less room: `python -m tests.session.full_disk MOUNT_POINT`, which is to be small.

Prints one JSON object: saved, refused, wrong (how often a file was neither the old nor the new one), sentence (the last
reason).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from app.session.create import new_session, usual_source
from app.session.files import content_of, load, save

PAGE_BYTES = 4096


def fill(folder: Path, free_bytes: int) -> None:
    """Take all of the disk but so much."""
    filler = folder / "filler"
    filler.unlink(missing_ok=True)
    room = shutil.disk_usage(folder).free - free_bytes
    with filler.open("wb") as file:
        file.write(bytes(max(0, room)))


def main(folder: Path) -> dict[str, Any]:
    old, new = (new_session(usual_source("moons", points=600), title=title) for title in ("old", "new"))
    contents = [content_of(session) for session in (old, new)]
    found: dict[str, Any] = {"saved": 0, "refused": 0, "wrong": 0, "sentence": ""}
    path = folder / "lesson.chalk"
    for pages in range(0, 2 * len(contents[1]) // PAGE_BYTES, 2):
        for entry in folder.iterdir():
            entry.unlink()
        save(replace(old, title="oldest"), path)
        save(old, path)
        fill(folder, pages * PAGE_BYTES)
        names = set(os.listdir(folder))
        try:
            save(new, path)
            found["saved"] += 1
            expected = 1
        except OSError as error:
            found["refused"] += 1
            found["sentence"] = error.strerror
            expected = 0
        is_whole = path.read_bytes() == contents[expected] and not load(path).notice
        found["wrong"] += not is_whole or set(os.listdir(folder)) != names or not load(Path(f"{path}~")).session.title
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
