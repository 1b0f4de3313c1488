"""The dialog of a figure: how it is to be, how it will look, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.look.look import Look
from app.session.atomic import write_atomically
from app.session.schema import Session
from app.session.tables import sentence
from app.training.frames import Frame
from app.window.figures.form import FigureForm
from app.window.figures.making import Maker
from app.window.figures.paper import content, image, svg
from app.window.figures.spec import PIXELS_PER_INCH, FigureSpec
from app.window.figures.studio import Studio
from app.window.file_dialogs import ask_where_to_write
from nncore import Checkpoint

USUAL_SIZE_PX = (860, 560)
FORM_PX = 260
PARENT_SHARE = 0.95  # of the window, for the dialog at the most
FORMS = (("Picture", ".png"), ("Drawing", ".svg"), ("Page", ".pdf"))


class FigureDialog(QDialog):
    """Shows a preview of one figure, copies it, and saves it.

    session: with the states that are to be seen; moment: a remembered one, None: as it stands. folder, name: where a
    file is proposed. like: as for Studio.
    Attributes: form, preview (a label), say (a label), copy_button, save_button.
    Signals: notice(str), a sentence about what was done.
    """

    notice = Signal(str)
    is_film = False
    title = "Export Figure"

    def __init__(
        self,
        session: Session,
        moment: Checkpoint | None,
        look: Look,
        folder: Path,
        name: str,
        like: Callable[[type], QWidget | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{self.title} – chalknet")
        self._session, self._moment, self._look, self._folder, self._name = session, moment, look, folder, name
        self._studio, self._maker = Studio(session, like), Maker(self)
        self._then: Callable[[], None] = self._show_preview
        self._picture = QPixmap()
        self.form = FigureForm(look, look.theme.name, is_film=self.is_film)
        self.form.setFixedWidth(look.px(FORM_PX))
        self.preview, self.say = QLabel(), QLabel()
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setMinimumSize(look.px(240), look.px(240))
        self.preview.setAccessibleName("Preview")
        self.say.setTextFormat(Qt.TextFormat.PlainText)
        self.say.setWordWrap(True)
        self.copy_button, self.save_button = QPushButton("Copy"), QPushButton("Save…")
        self.copy_button.setToolTip("Put the figure into the clipboard, as a picture and as a drawing (SVG).")
        self.save_button.setDefault(True)
        self.close_button = QPushButton("Close")
        self._lay_out()
        self.form.changed.connect(self._on_changed)
        self._maker.frame_ready.connect(self._on_frame)
        self._maker.failed.connect(self._on_failed)
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self._on_finished)
        self.resize(self.sizeHint())
        self.save_button.setFocus()
        self._on_changed()

    @property
    def is_busy(self) -> bool:
        """Whether something is being made."""
        return self._maker.is_busy

    def write(self, path: Path) -> None:
        """Write the figure into a file, as its suffix says."""
        spec, suffix = self.form.spec, path.suffix.lower()

        def write() -> None:
            self._write(path, content(self._studio, spec, suffix, self._name))

        self._make(spec, write)

    def copy(self) -> None:
        """Put the figure into the clipboard."""
        spec = self.form.spec

        def copy() -> None:
            data = QMimeData()
            data.setImageData(image(self._studio, spec))
            data.setData("image/svg+xml", svg(self._studio, spec, self._name))
            QGuiApplication.clipboard().setMimeData(data)
            self._tell(f"Copied: {_pixels(spec)}.")

        self._make(spec, copy)

    def _lay_out(self) -> None:
        look = self._look
        left, right, buttons = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(self.form, 1)
        right.addWidget(self.preview, 1)
        buttons.addWidget(self.say, 1)
        for button in (self.copy_button, self.save_button, self.close_button):
            buttons.addWidget(button)
        row = QHBoxLayout()
        row.addLayout(left)
        row.addLayout(right, 1)
        row.setSpacing(look.px(16))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        column.setSpacing(look.px(12))
        column.addLayout(row, 1)
        column.addLayout(buttons)

    def _make(self, spec: FigureSpec, then: Callable[[], None]) -> None:
        """Have the frame of a figure computed, and then do that."""
        self._then = then
        self._studio.arrange(spec)
        self._maker.make_still(self._session, self._studio.request, self._moment)

    @Slot()
    def _on_changed(self) -> None:
        fault = self.form.fault
        self.say.setText(sentence(fault) if fault else _pixels(self.form.spec))
        self.save_button.setEnabled(not fault)
        self.copy_button.setEnabled(not fault)
        if not fault:
            self._make(self._preview_spec(), self._show_preview)

    def _preview_spec(self) -> FigureSpec:
        """The figure at the density at which it fits into the preview."""
        spec, room, density = self.form.spec, self.preview.size(), self.devicePixelRatioF()
        width, height = spec.size_px
        fit = min(room.width() / width, room.height() / height)
        return replace(spec, dpi=max(fit * density, 0.1) * PIXELS_PER_INCH)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        self._maker.close()  # its one frame is here
        self._studio.show(frame)
        self._then()

    def _show_preview(self) -> None:
        made = image(self._studio, self._preview_spec())
        made.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture = QPixmap.fromImage(made)
        self.preview.setPixmap(self._picture)

    @Slot()
    def _on_copy(self) -> None:
        self.copy()

    @Slot()
    def _on_save(self) -> None:
        path = ask_where_to_write(self, self.title, self._folder, self._name, FORMS)
        if path is not None:
            self._folder = path.parent
            self.write(path)

    def _write(self, path: Path, made: bytes) -> None:
        try:
            write_atomically(path, made)
        except OSError as error:
            self._on_failed(f"“{path.name}” can't be written: {error.strerror or error}")
        else:
            self._tell(f"Saved as {path.name}.")

    def _tell(self, text: str) -> None:
        self.say.setText(text)
        self.notice.emit(text)

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self.say.setText(sentence(reason))

    @Slot()
    def _on_finished(self) -> None:
        self._maker.close()
        self._studio.close()

    # Qt

    def sizeHint(self) -> QSize:
        usual = QSize(*(self._look.px(side) for side in USUAL_SIZE_PX))
        parent = self.parentWidget()
        return usual if parent is None else usual.boundedTo(parent.size() * PARENT_SHARE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._picture.isNull() and not self._maker.is_busy:
            self._on_changed()


def _pixels(spec: FigureSpec) -> str:
    """How large it is, in words."""
    width, height = spec.device_size
    return f"{width} × {height} pixels"
