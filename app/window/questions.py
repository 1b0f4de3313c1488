"""What a person is asked about files, each as one box with the answers as its buttons."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.files.lock import Holder
from app.files.stamp import Stamp
from app.session.format.reading import ALTERED

Unsaved = Literal["save", "discard", "cancel"]
Held = Literal["copy", "read", "take over", "cancel"]
Changed = Literal["replace", "save as", "cancel"]


def ask_unsaved(window: QWidget, title: str) -> Unsaved:
    """What to do with changes that nothing keeps."""
    buttons = QMessageBox.StandardButton
    box = _box(window, QMessageBox.Icon.Question)
    box.setText(f"Save the changes to “{title}”?")
    box.setInformativeText("Points, network and trained weights since the last save would be lost.")
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answer = box.exec()
    box.deleteLater()
    return "save" if answer == buttons.Save else "discard" if answer == buttons.Discard else "cancel"


def ask_held(window: QWidget, name: str, holder: Holder) -> Held:
    """How to open a file that another window has open."""
    box = _box(window, QMessageBox.Icon.Information)
    box.setText(f"“{name}” is open in another window of chalknet: {holder}.")
    how = "Only one window can save in a file. A copy is yours, and has no file yet."
    if not holder.is_here:
        how += " If that window is gone for certain, as after a power cut, you may take the file over."
    box.setInformativeText(how)
    copy = _add(box, "Open a Copy", QMessageBox.ButtonRole.AcceptRole)
    read = _add(box, "Only Read It", QMessageBox.ButtonRole.AcceptRole)
    take = None if holder.is_here else _add(box, "Take It Over", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(copy)
    clicked = _answer(box)
    if clicked is None:
        return "cancel"
    return "copy" if clicked is copy else "read" if clicked is read else "take over" if clicked is take else "cancel"


def ask_altered(window: QWidget, name: str) -> bool:
    """Whether to open a file whose content is not what chalknet has signed."""
    box = _box(window, QMessageBox.Icon.Warning)
    box.setText(f"“{name}”: {ALTERED}.")
    box.setInformativeText("It can be opened; what it shows may not be what was saved.")
    open_it = _add(box, "Open It Anyway", QMessageBox.ButtonRole.AcceptRole)
    leave_it = _add(box, "Don't Open It", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leave_it)
    return _answer(box) is open_it


def ask_changed(window: QWidget, name: str, stamp: Stamp) -> Changed:
    """Whether to replace a file that somebody else has changed since it was read."""
    box = _box(window, QMessageBox.Icon.Warning)
    box.setText(f"“{name}” was changed by another program {when(stamp)}, after it was opened here.")
    box.setInformativeText(f"Replaced, what is in it now stays beside it as “{name}~”.")
    replace = _add(box, "Replace It", QMessageBox.ButtonRole.DestructiveRole)
    save_as = _add(box, "Save As…", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save_as)
    clicked = _answer(box)
    return "replace" if clicked is replace else "save as" if clicked is save_as else "cancel"


def ask_replace(window: QWidget, name: str) -> bool:
    """Whether a file that is there may be replaced."""
    buttons = QMessageBox.StandardButton
    question = f"“{name}” already exists. Replace it?"
    answer = QMessageBox.warning(window, "Save Session", question, buttons.Yes | buttons.No, buttons.No)
    return answer == buttons.Yes


def when(stamp: Stamp) -> str:
    """ "at 10:32", with the date where that is another day's."""
    return moment(stamp.changed_ns / 1e9)


def moment(seconds: float) -> str:
    """Seconds since 1970 as part of a sentence."""
    then, now = datetime.fromtimestamp(seconds).astimezone(), datetime.now().astimezone()
    return f"at {then:%H:%M}" if then.date() == now.date() else f"on {then:%Y-%m-%d} at {then:%H:%M}"


def _box(window: QWidget, icon: QMessageBox.Icon) -> QMessageBox:
    box = QMessageBox(window)
    box.setIcon(icon)
    box.setWindowTitle("chalknet")
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


def _add(box: QMessageBox, text: str, role: QMessageBox.ButtonRole) -> QPushButton:
    return box.addButton(text, role)


def _answer(box: QMessageBox) -> object:
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return clicked
