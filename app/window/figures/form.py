"""What a figure shows and how: the fields of its dialog."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.look.look import Look
from app.look.widgets.choice import Choice
from app.look.widgets.panel import FieldGrid
from app.look.widgets.switch import Switch
from app.window.figures.film import USUAL_PER_SECOND, USUAL_PICTURES
from app.window.figures.spec import SCALES, USUAL_SIZES, WHATS, FigureSpec, What, parse_size

WHAT_WORDS: dict[What, str] = {
    "regions": "Decision regions",
    "loss": "Curves",
    "network": "Network",
    "landscape": "Loss landscape",
    "all": "All three",
}
THEMES = (("light", "Light", "The light colors, on white."), ("dark", "Dark", "The light lines on a dark ground."))
DENSITIES = (72, 96, 150, 200, 300, 600)
PICTURES = (25, 50, 100, 200, 500)
PER_SECOND = (2, 5, 10, 20, 25)
SIZE_TIP = "Width and height: 12x9cm, 5x4in or 1200x900 (pixels)."


class FigureForm(QWidget):
    """The fields. Attributes: spec (the newest good one), fault (why the fields say no figure, "" if they do),
    pictures and per_second (of a film). Signals: changed(), with another spec or fault.
    """

    changed = Signal()

    def __init__(self, look: Look, theme: str, *, is_film: bool) -> None:
        super().__init__()
        self.fault = ""
        self.spec = FigureSpec()
        self._what = Choice(look, [(what, WHAT_WORDS[what]) for what in WHATS])
        self._theme = Switch(look, THEMES)
        self._theme.set_key(theme)
        self._scale = Choice(look, [(f"{scale:g}", f"{scale:.0%}") for scale in SCALES])
        self._size = QLineEdit(USUAL_SIZES["regions"])
        usual = 96 if is_film else 300
        self._dpi = Choice(look, [(str(dpi), f"{dpi} dpi") for dpi in DENSITIES])
        self._dpi.set_key(str(usual))
        self._transparent = QCheckBox("transparent ground", self)
        self._pictures = Choice(look, [(str(n), f"at most {n}") for n in PICTURES], self)
        self._pictures.set_key(str(USUAL_PICTURES))
        self._per_second = Choice(look, [(str(n), f"{n} a second") for n in PER_SECOND], self)
        self._per_second.set_key(f"{USUAL_PER_SECOND:g}")
        grid = FieldGrid(look)
        grid.add("Show", self._what, "What the figure shows; how is as in the window.")
        grid.add("Theme", self._theme)
        grid.add("Scale", self._scale, "Of texts, lines and markers.")
        grid.add("Size", self._size, SIZE_TIP)
        grid.add("Pixels", self._dpi, "Dots per inch of what is made of pixels: PNG, and the regions in SVG and PDF.")
        if is_film:
            grid.add("Pictures", self._pictures, "Moments of the run, evenly chosen, the first and the last included.")
            grid.add("Pace", self._per_second, "Pictures a second.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(grid)
        if not is_film:
            column.addWidget(self._transparent)
        self._transparent.setVisible(not is_film)
        for field in (self._pictures, self._per_second):
            field.setVisible(is_film)
        column.addStretch(1)
        self._what.chosen.connect(self._on_what_chosen)
        for signal in (self._theme.chosen, self._scale.chosen, self._dpi.chosen):
            signal.connect(self._on_edited)
        self._size.editingFinished.connect(self._on_edited)
        self._transparent.toggled.connect(self._on_edited)
        self._read()

    @property
    def pictures(self) -> int:
        return int(self._pictures.key())

    @property
    def per_second(self) -> float:
        return float(self._per_second.key())

    def choose(self, what: What) -> None:
        """Show this, at its usual size."""
        self._what.set_key(what)
        self._on_what_chosen(what)

    def set_size(self, text: str) -> None:
        """As if it had been typed."""
        self._size.setText(text)
        self._on_edited()

    @Slot(str)
    def _on_what_chosen(self, what: What) -> None:
        if self._size.text() in USUAL_SIZES.values():
            self._size.setText(USUAL_SIZES[what])
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        before = self.spec, self.fault
        self._read()
        if before != (self.spec, self.fault):
            self.changed.emit()

    def _read(self) -> None:
        dpi = float(self._dpi.key())
        try:
            width, height = parse_size(self._size.text(), dpi)
        except ValueError as error:
            self.fault = str(error)
            return
        what: What = next(what for what in WHATS if what == self._what.key())
        spec = FigureSpec(
            what=what,
            theme=self._theme.key(),
            scale=float(self._scale.key()),
            width=width,
            height=height,
            dpi=dpi,
            transparent=self._transparent.isChecked(),
        )
        self.fault = spec.why_not
        if not self.fault:
            self.spec = replace(spec)
