"""The dialog of a film: the whole way of the run as an animated GIF, or as one picture after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QProgressBar

from app.export.gif import gif, why_no_gif
from app.session.atomic import write_atomically
from app.session.tables import counted
from app.training.frames import Frame
from app.window.figures.dialog import FigureDialog
from app.window.figures.film import evenly, numbered, rgb_bytes
from app.window.figures.paper import image, png_bytes
from app.window.figures.spec import FigureSpec
from app.window.file_dialogs import ask_where_to_write
from nncore import Checkpoint

FORMS = (("Animation", ".gif"), ("Pictures, numbered", ".png"))


class FilmDialog(FigureDialog):
    """Shows the last picture, and makes the film: the frames on a thread of their own, the painting in between.

    moments: what the run remembers of its way. Attributes: progress (a bar), besides those of a figure's dialog; while
    a film is made, Close is Cancel, and nothing is left of it.
    """

    is_film = True
    title = "Export Animation"

    def __init__(self, moments: Sequence[Checkpoint], *arguments: Any) -> None:
        self._moments = moments
        self._filmed: tuple[Path, FigureSpec] | None = None
        self.progress = QProgressBar()
        super().__init__(*arguments)
        self.copy_button.hide()
        self.progress.hide()
        column = self.layout()
        if column is not None:
            column.addWidget(self.progress)
        self._maker.done.connect(self._on_done)

    def write(self, path: Path) -> None:
        """Film into a file, as its suffix says: .gif, or .png for numbered pictures."""
        spec, moments = self.form.spec, evenly(self._moments, self.form.pictures)
        reason = why_no_gif() if path.suffix.lower() == ".gif" else ""
        if reason or len(moments) < 2:
            self._on_failed(reason or "there is no way to film yet: train for some steps first")
            return
        self._filmed = path, spec
        self._set_filming(len(moments))
        self._studio.arrange(spec)
        request = self._studio.film_request
        self._maker.make_film(self._session, moments, request, self._finish(path, spec, len(moments)))

    def _finish(self, path: Path, spec: FigureSpec, n: int) -> Any:
        """What the worker's thread makes of the pictures: the bytes of a GIF, or files."""
        per_second = self.form.per_second

        def as_gif(pictures: Iterator[QImage]) -> bytes:
            return gif(map(rgb_bytes, pictures), spec.device_size, per_second, n)

        def as_files(pictures: Iterator[QImage]) -> None:
            for number, picture in enumerate(pictures, 1):
                write_atomically(numbered(path.with_stem(f"{path.stem}-####"), number), png_bytes(picture))

        return as_gif if path.suffix.lower() == ".gif" else as_files

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if self._filmed is None:
            super()._on_frame(frame)
            return
        self._studio.show(frame)
        self._maker.give(image(self._studio, self._filmed[1]))
        self.progress.setValue(self.progress.value() + 1)

    @Slot(object)
    def _on_done(self, made: bytes | None) -> None:
        if self._filmed is None:
            return
        path, n = self._filmed[0], self.progress.maximum()
        self._set_filming(0)
        if made is not None:
            self._write(path, made)
        else:
            self._tell(f"Saved as {counted(n, 'picture')}, {path.stem}-0001.png and on.")

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._set_filming(0)
        super()._on_failed(reason)

    @Slot()
    def _on_save(self) -> None:
        path = ask_where_to_write(self, self.title, self._folder, self._name, FORMS)
        if path is not None:
            self._folder = path.parent
            self.write(path)

    def reject(self) -> None:
        """Cancel the film that is being made; else close."""
        if self._filmed is None:
            super().reject()
            return
        self._maker.close()
        self._set_filming(0)
        self.say.setText("Canceled.")

    def _set_filming(self, n: int) -> None:
        """A film of so many pictures is being made; 0: none is."""
        if not n:
            self._filmed = None
        self.progress.setRange(0, max(n, 1))
        self.progress.setValue(0)
        self.progress.setVisible(n > 0)
        self.form.setEnabled(not n)
        self.save_button.setEnabled(not n)
        self.close_button.setText("Cancel" if n else "Close")
        if n:
            self.say.setText(f"Making {counted(n, 'picture')} …")
