"""The column of inputs: a box for each that the data has ready or the network is given, and a button for formulas."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.session.input_names import input_label
from app.views.network.geometry import Box, Geometry
from app.views.network.input_box import InputBox
from app.views.network.pictures import PictureStrip
from app.views.network.shown import Structure
from app.views.network.small_button import SmallButton
from app.views.network.words import input_tip
from app.views.numbers_text import count
from nncore import available_features, parse_formula

WORD_PX = 58  # from this width on, the button says what it adds


class InputList(QObject):
    """Lays its widgets out in the diagram, which is their parent.

    Attributes: boxes by the name of the input, formula (the button), first (the number of the first box to be shown).
    Signals: edited(tuple of names); scrolled().
    """

    edited = Signal(object)
    scrolled = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._diagram = look, parent
        self._structure: Structure | None = None
        self.first = 0
        self.is_figure = False  # whether only those are shown that the network is given
        self.boxes: dict[str, InputBox] = {}
        self.formula = SmallButton(
            look, "+ f(x)", "Add an input by a formula, such as x^2 + sin(y).", parent, quiet=True
        )
        self.before = SmallButton(look, "", "", parent, quiet=True)
        self.after = SmallButton(look, "", "", parent, quiet=True)
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)

    def show_structure(self, structure: Structure) -> None:
        """Boxes for another choice of inputs."""
        self._structure = structure
        names = structure.model.inputs if self.is_figure else possible_inputs(structure)
        if tuple(self.boxes) != names:
            before = tuple(self.boxes)
            if before and names[: len(before)] == before:
                self.first = len(names) - 1  # so that the new ones are seen; the geometry starts early enough
            for box in self.boxes.values():
                box.hide()
                box.deleteLater()
            self.boxes = {name: InputBox(self._look, name, self._diagram) for name in names}
            for box in self.boxes.values():
                box.clicked.connect(self._on_box_clicked)
        self._check()

    @property
    def numbers(self) -> list[int | None]:
        """For each box the number of the network's input, None where it is left out."""
        inputs = self._structure.model.inputs if self._structure else ()
        return [inputs.index(name) if name in inputs else None for name in self.boxes]

    def place(self, geometry: Geometry) -> None:
        """Show as many boxes as there is room for."""
        self.first = geometry.first_box
        last = self.first + len(geometry.boxes)
        for number, box in enumerate(self.boxes.values()):
            is_shown = self.first <= number < last
            if is_shown:
                _place(box, geometry.boxes[number - self.first])
                box.set_side(geometry.picture_side)
            box.setVisible(is_shown)
        _place(self.formula, geometry.formula)
        self.formula.setVisible(not self.is_figure)
        self.formula.setText("+ formula" if self.formula.width() >= self._look.px(WORD_PX) else "+ f(x)")
        for button, box_of, n, where in (
            (self.before, 0, self.first, "before"),
            (self.after, 1, len(self.boxes) - last, "after"),
        ):
            button.setVisible(geometry.scroll is not None)
            if geometry.scroll is not None:
                _place(button, geometry.scroll[box_of])
                button.setText(f"{'▾' if box_of else '▴'} {count(n)}")
                button.setEnabled(n > 0)
                button.setToolTip(f"{count(n)} inputs {where} these. Click, or turn the wheel, to see them.")
                button.setAccessibleName(f"Inputs {where} these: {count(n)}")

    def show_pictures(self, strip: PictureStrip) -> None:
        """What the chosen inputs are over the plane."""
        for box, number in zip(self.boxes.values(), self.numbers, strict=True):
            box.show_picture(None if number is None else strip, number or 0)

    def scroll(self, by: int) -> None:
        """Show other boxes, if there are more than there is room for."""
        before, self.first = self.first, min(max(self.first + by, 0), len(self.boxes) - 1)
        if self.first != before:
            self.scrolled.emit()

    def _check(self) -> None:
        if self._structure is None:
            return
        for name, box in self.boxes.items():
            chosen = name in self._structure.model.inputs
            box.setChecked(chosen)
            box.show_label(input_label(name, self._structure.data.features))
            box.setToolTip(wrapped(input_tip(name, chosen, self._structure.data)))

    def _page(self) -> int:
        return max(sum(not box.isHidden() for box in self.boxes.values()) - 1, 1)

    @Slot()
    def _on_box_clicked(self) -> None:
        # Always in the order of the boxes, so that the same choice is the same network.
        chosen = tuple(name for name, box in self.boxes.items() if box.isChecked())
        self._check()  # the click is a wish; what comes back from the session is shown
        self.edited.emit(chosen)

    @Slot()
    def _on_before(self) -> None:
        self.scroll(-self._page())

    @Slot()
    def _on_after(self) -> None:
        self.scroll(self._page())


def possible_inputs(structure: Structure) -> tuple[str, ...]:
    """What the data has ready, in the words of the network where that uses it, and then the network's own formulas."""
    inputs = structure.model.inputs
    written = {parse_formula(name): name for name in inputs}
    ready = tuple(written.get(parse_formula(name), name) for name in available_features(len(structure.data.features)))
    return (*ready, *(name for name in inputs if name not in ready))


def _place(widget: QWidget, box: Box) -> None:
    x, y, width, height = box
    widget.setGeometry(round(x), round(y), round(width), round(height))
