"""One stage as it is shown: its title and formula, what has to be said about it, its arrays, and the source."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.look.look import Look
from app.look.widgets.panel import GRID_PX
from app.look.widgets.switch import Switch
from app.training.inspection import Inspection
from app.training.lenses.inspector import Inspected
from app.views.inspector.array_view import ArrayView
from app.views.inspector.formulas import Chosen, formula
from app.views.inspector.loss_view import LossView
from app.views.inspector.remarks import check_result, remark
from app.views.inspector.shelf import Shelf
from app.views.inspector.source_view import SourceView
from app.views.inspector.stages import Place, Shown, arrays, chosen_entry, title

WIDE_PX = 820  # from here on the source stands beside the numbers
HIGH_PX = 430  # and from here on below them; in a smaller panel it takes their place when asked for
LEAST_PX = 110  # of numbers or source
PARTS = (
    ("numbers", "numbers", "The arrays of this stage as numbers and colors."),
    ("source", "source", "The source of what computes this stage, from the file that runs."),
)


class StageView(QWidget):
    """Attributes: do (the button that takes the step), part (numbers or source, where there is no room for both; it
    stands elsewhere), loss_view, shelf (of the arrays), source, symbols, numbers, remark (the labels).

    Signals: chosen(Shown, int, int), an entry of an array; check_asked(Shown), a gradient to be measured.
    """

    chosen = Signal(object, int, int)
    check_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._is_showing = False
        self.do, self.part = QPushButton("do it"), Switch(look, PARTS)
        self.do.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._title, self.remark, self.symbols, self.numbers = (QLabel() for _ in range(4))
        for label in (self._title, self.remark, self.symbols, self.numbers):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for label in (self.symbols, self.numbers):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.remark.setProperty("role", "secondary")
        self.remark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._line, self._column = QHBoxLayout(), QVBoxLayout(self)
        self._line.addWidget(self._title, 1)
        self._line.addWidget(self.do)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._line)
        for label in (self.remark, self.symbols, self.numbers):
            self._column.addWidget(label)
        self._build_body()
        self.part.chosen.connect(self._on_part_chosen)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _build_body(self) -> None:
        """The numbers, and the source below or beside them."""
        self.loss_view, self.shelf = LossView(self._look), Shelf(self._look)
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addWidget(self.loss_view)
        self._body.addWidget(self.shelf)
        self._body.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(content)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.source = SourceView(self._look)
        self._splitter = _Body(Qt.Orientation.Vertical)
        for number, (widget, share) in enumerate(((self._area, 5), (self.source, 2))):
            widget.setMinimumHeight(1)
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(number, share)
        self._splitter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._column.addWidget(self._splitter, 1)

    @property
    def arrays(self) -> list[ArrayView]:
        """The views of arrays; those in use come first."""
        return self.shelf.views

    def show_nothing(self, sentence: str) -> None:
        """There is no step to show: say why."""
        self._is_showing = False
        self._say(sentence)
        for widget in (self._title, self.do, self.symbols, self.numbers, self.part, self._splitter):
            widget.hide()

    def show_stage(self, place: Place, inspected: Inspected, inspection: Inspection, chosen: Chosen) -> None:
        """Show a stage of a step, the numbers of this sample, input and unit filled in."""
        self._is_showing = True
        self._title.setText(title(place, inspected))
        self._title.show()
        self._say(remark(place, inspected))
        written = formula(place, inspected, chosen)
        for label, text in ((self.symbols, written.symbols), (self.numbers, written.numbers)):
            label.setText(text)
            label.setVisible(bool(text))
        self.do.setVisible(place.what == "update")
        self.loss_view.setVisible(place.what == "loss")
        if place.what == "loss":
            self.loss_view.show_sample(inspected, min(chosen.sample, len(inspection.rows) - 1))
        self._show_arrays(place, inspected, chosen)
        self._splitter.show()
        self._show_source(place, inspection)
        self._arrange()

    def bring_into_sight(self, shown: Shown) -> None:
        """Scroll to an array."""
        view = next((view for view in self.arrays if view.shown is shown), None)
        if view is not None:
            self._area.ensureWidgetVisible(view)

    def _say(self, sentence: str) -> None:
        self.remark.setText(sentence)
        self.remark.setVisible(bool(sentence))

    def _show_arrays(self, place: Place, inspected: Inspected, chosen: Chosen) -> None:
        shown = arrays(place, inspected)
        while len(self.arrays) < len(shown):
            view = ArrayView(self._look)
            view.chosen.connect(self.chosen)
            view.check_asked.connect(self.check_asked)
            self.shelf.add(view)
        for view, array in zip(self.arrays, shown, strict=False):
            view.show_array(array, chosen_entry(array, *chosen), check_result(place, inspected, array.check))
        for number, view in enumerate(self.arrays):
            view.setVisible(number < len(shown))
        self.shelf.arrange()

    def _show_source(self, place: Place, inspection: Inspection) -> None:
        if place.brick is None:
            self.source.show_source(type(inspection.loss.loss), "compute", "backward")
        elif place.what == "update":
            self.source.show_source(type(inspection.update.optimizer), "_apply")
        else:
            self.source.show_source(inspection.bricks[place.brick].kind, place.what)

    def _arrange(self) -> None:
        """Numbers and source beside each other, below each other, or one of them, by the room there is."""
        look, size = self._look, self.size()
        is_wide, is_high = size.width() >= look.px(WIDE_PX), size.height() >= look.px(HIGH_PX)
        self._splitter.setOrientation(Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical)
        has_both = is_wide or is_high
        self.part.setVisible(not has_both and self._is_showing)
        self._area.setVisible(has_both or self.part.key() == "numbers")
        self.source.setVisible(has_both or self.part.key() == "source")
        metrics = QFontMetrics(look.font(1.25))
        widest = max(map(metrics.horizontalAdvance, self.symbols.text().split("\n")))
        self.symbols.setFont(look.font(1.25 if widest <= size.width() - look.px(4) else 1.0))

    @Slot(str)
    def _on_part_chosen(self, _part: str) -> None:
        self._arrange()

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self._title.setFont(look.font(1.0, bold=True))
        self.numbers.setFont(look.font(1.0))
        self._body.setSpacing(look.px(10))
        self._splitter.setMinimumHeight(look.px(LEAST_PX))
        self._column.setSpacing(look.px(GRID_PX))
        self._line.setSpacing(look.px(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class _Body(QSplitter):
    """Takes what is left, and asks for its least height only: just a low panel has to be scrolled as a whole."""

    def sizeHint(self) -> QSize:
        return self.minimumSize()
