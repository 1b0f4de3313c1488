"""The dialogs in which a person chooses a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.files.errands import Errands
from app.session.files import SUFFIX
from app.window.questions import ask_replace
from app.window.waiting import wait_briefly

FILTER = f"chalknet sessions (*{SUFFIX})"


def ask_what_to_open(window: QWidget, folder: Path) -> Path | None:
    """The file that the person chose."""
    name, _ = QFileDialog.getOpenFileName(window, "Open Session", str(folder), FILTER)
    return Path(name) if name else None


def ask_where_to_save(window: QWidget, folder: Path, title: str) -> Path | None:
    """The file that the person chose, its name ending in .chalk; what stands there may be replaced."""
    dialog = QFileDialog(window, "Save Session", str(folder), FILTER)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
    dialog.selectFile(f"{as_file_name(title)}{SUFFIX}")
    try:
        while dialog.exec():
            chosen = Path(dialog.selectedFiles()[0])
            path = with_own_suffix(chosen)
            # The dialog has asked about the name that it was given, and knows nothing of what is added to it.
            if path == chosen or not path.exists() or ask_replace(window, path.name):
                return path
        return None
    finally:
        dialog.deleteLater()


def ask_where_to_write(
    window: QWidget, title: str, folder: Path, name: str, forms: Sequence[tuple[str, str]]
) -> Path | None:
    """The file that the person chose for something else than a session; forms: words and suffix of each."""
    dialog = QFileDialog(window, title, str(folder))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    suffixes = {f"{words} (*{suffix})": suffix for words, suffix in forms}
    dialog.setNameFilters(list(suffixes))
    dialog.setDefaultSuffix(forms[0][1].removeprefix("."))
    # A name without a suffix gets that of the form that is chosen.
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(suffixes[chosen].removeprefix(".")))
    dialog.selectFile(as_file_name(name))
    try:
        while dialog.exec():
            path = Path(dialog.selectedFiles()[0])
            if path.suffix.lower() in suffixes.values():
                return path
            path = path.with_name(f"{path.name}{suffixes[dialog.selectedNameFilter()]}")
            if not path.exists() or ask_replace(window, path.name):
                return path
        return None
    finally:
        dialog.deleteLater()


def reachable_or_home(folder: Path) -> Path:
    """Where a dialog may begin: it would hang with a folder whose drive does not answer."""
    errands, came = Errands("folder"), []
    errands.begin(folder.is_dir, came.append)
    wait_briefly(lambda: bool(came))
    errands.abandon()
    return folder if came and came[0].exception() is None and came[0].result() else Path.home()


def as_file_name(title: str) -> str:
    """The title without what Windows, or any system, refuses in a file's name: “What? a/b” is “What a-b”."""
    return re.sub(r'[<>:"|?*]', "", re.sub(r"[/\\]", "-", title))


def with_own_suffix(path: Path) -> Path:
    """The path with .chalk at its end; “rate 0.1” keeps its .1."""
    return path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")
