"""The card that a neuron grows to: its picture, its formula, and all weights and gradients, to be changed by hand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.look.look import Look
from app.look.plain_text import sum_joined
from app.look.widgets.buttons import IconButton
from app.views.network.card_picture import CardPicture
from app.views.network.formulas import neuron_formula, symbol
from app.views.network.shown import Block, Parameter, Structure
from app.views.network.small_button import SmallButton
from app.views.network.weight_row import GRADIENT_TIP, WeightRow
from app.views.network.words import ACTIVATION_WORDS, input_meaning, neuron_place, parameter_place
from app.views.numbers_text import count

MOST_ROWS, MOST_ROWS_BESIDE_SMALL, LEAST_ROWS = 16, 8, 4
ROW_PX = 28
SMALL_SHARE = 0.5  # of the window's width, for a card that is not detailed
CAPTION_HEIGHT_PX = 600  # in a lower window it does without the words at its end
AROUND_ROWS_PX = 214  # what else is in the card from top to bottom
AROUND_PICTURE_PX, BESIDE_PICTURE_PX = 140, 290
DETAIL_TIP = "Show the picture large, with its axes and the scale of its colors; or small again, to see more beside it."
HOVERED = "Click the neuron to keep this card and set its numbers. ∂L/∂w is the gradient of the next batch."
PINNED = "Type a number, turn the wheel over it or drag it (Shift: finer). ∂L/∂w is the gradient of the next batch."


class NeuronCard(QFrame):
    """Lies over the window. While it only follows the mouse, the mouse goes through it; pinned, it can be worked with.

    Signals: edited(Parameter, float, object gesture); lock_clicked(Parameter, bool) of one weight; neuron_lock_clicked
    (bool) of all of them; closed() by its button or Esc; detailed(), when its picture has another size.
    """

    edited = Signal(object, float, object)
    lock_clicked = Signal(object, bool)
    neuron_lock_clicked = Signal(bool)
    closed = Signal()
    detailed = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._structure: Structure | None = None
        self._block: Block | None = None
        self._gradient: Block | None = None
        self.neuron: tuple[int, int] | None = None
        self.is_pinned = False
        self._first = 0  # of the weights in the rows
        self._rows_shown = 0
        self._held_at: QPoint | None = None
        self.rows: list[WeightRow] = []
        self.title, self.formula, self._caption = QLabel(), QLabel(), QLabel()
        self.picture = CardPicture(look)
        self.lock = IconButton(look, "unlock", tooltip="Freeze", checkable=True, icon_px=16)
        self.close_button = IconButton(look, "close", tooltip="Close this card (Esc).", icon_px=16)
        self.lock.clicked.connect(self._on_lock_clicked)
        self.close_button.clicked.connect(self.closed)
        self.detail = IconButton(look, "enlarge", tooltip=DETAIL_TIP, checkable=True, icon_px=16)
        self.detail.clicked.connect(self._on_detail_clicked)
        self._grid = QGridLayout()
        self.bias = WeightRow(look, self._grid, MOST_ROWS + 2, self)
        self._before = SmallButton(look, "‹ before", "Show the weights before these.", self)
        self._after = SmallButton(look, "after ›", "Show the weights after these.", self)
        self._which = QLabel()
        self._build()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _build(self) -> None:
        for label in (self.title, self.formula, self._caption, self._which):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.title, self.formula, self._caption):
            label.setWordWrap(True)
        self._caption.setProperty("role", "secondary")
        self._which.setProperty("role", "secondary")
        self._head = QHBoxLayout()
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.detail)
        self._head.addWidget(self.lock)
        self._head.addWidget(self.close_button)
        for column, (text, tip) in enumerate((("from", ""), ("weight w", ""), ("∂L/∂w", GRADIENT_TIP))):
            label = QLabel(text)
            label.setProperty("role", "secondary")
            label.setToolTip(tip)
            label.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label, 0, column)
        pager = QHBoxLayout()
        pager.addWidget(self._before)
        pager.addWidget(self._which, 1, Qt.AlignmentFlag.AlignCenter)
        pager.addWidget(self._after)
        self._before.clicked.connect(self._on_before)
        self._after.clicked.connect(self._on_after)
        table = QVBoxLayout()
        table.addLayout(self._grid)
        table.addLayout(pager)
        table.addStretch(1)
        self._body = QHBoxLayout()
        self._body.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(table)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.formula)
        self._column.addLayout(self._body)
        self._column.addWidget(self._caption)
        self._listen(self.bias)

    def _listen(self, row: WeightRow) -> None:
        row.edited.connect(self.edited)
        row.lock_clicked.connect(self.lock_clicked)

    def show_neuron(self, structure: Structure, layer: int, unit: int) -> None:
        """Be about another neuron, or the same one of a changed network."""
        if (layer, unit) != self.neuron:
            self._first = 0
        self._structure, self.neuron = structure, (layer, unit)
        self._block = self._gradient = None
        words = neuron_place(structure.model, structure.data, layer, unit)
        if layer < len(structure.model.layers):
            words += f" · {ACTIVATION_WORDS[structure.model.layers[layer].activation].label}"
        self.title.setText(f"{symbol(structure, layer, unit)}   {words}")
        frozen = structure.frozen_blocks[layer]
        is_frozen = bool(frozen.bias[unit] and frozen.weights[:, unit].all())
        self.lock.setChecked(is_frozen)
        self.lock.set_icon("lock" if is_frozen else "unlock")
        what = "Its weights and bias are frozen. Click to let training change them again."
        self.lock.setToolTip(what if is_frozen else "Freeze the weights and the bias of this neuron.")
        self._lay_out()

    def show_numbers(self, block: Block | None, gradient: Block | None) -> None:
        """The present weights of the neuron's layer, and their gradients."""
        self._block, self._gradient = block, gradient
        structure = self._structure
        if structure is None or self.neuron is None:
            return
        layer, unit = self.neuron
        if block is not None:
            weights, bias = block.weights[:, unit], float(block.bias[unit])
            self.formula.setText(sum_joined(neuron_formula(structure, layer, unit, weights, bias)))
        frozen = structure.frozen_blocks[layer]
        for row in (*self.rows[: self._rows_shown], self.bias):
            if row.parameter is not None:
                row.show_numbers(
                    _of(block, row.parameter), _of(gradient, row.parameter), bool(_of(frozen, row.parameter))
                )

    def set_pinned(self, pinned: bool) -> None:
        """Whether it stays and can be worked with."""
        self.is_pinned = pinned
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not pinned)
        self.close_button.setVisible(pinned)
        self.detail.setVisible(pinned)
        self._caption.setText(PINNED if pinned else HOVERED)

    def _lay_out(self) -> None:
        structure = self._structure
        if structure is None or self.neuron is None:
            return
        layer, unit = self.neuron
        n = structure.sizes[layer]
        room = (self.window().height() - self._look.px(AROUND_ROWS_PX)) // self._look.px(ROW_PX)
        share = 1.0 if self.picture.is_detailed else SMALL_SHARE
        self.picture.fit(
            round(share * self.window().width()) - self._look.px(BESIDE_PICTURE_PX),
            self.window().height() - self._look.px(AROUND_PICTURE_PX),
        )
        has_room = self.picture.is_detailed or self.window().height() >= self._look.px(CAPTION_HEIGHT_PX)
        self._caption.setVisible(has_room)
        most = MOST_ROWS if self.picture.is_detailed else MOST_ROWS_BESIDE_SMALL
        self._rows_shown = min(n, max(min(room, most), LEAST_ROWS))
        self._first = min(self._first, n - self._rows_shown)
        while len(self.rows) < self._rows_shown:
            row = WeightRow(self._look, self._grid, len(self.rows) + 1, self)
            self._listen(row)
            self.rows.append(row)
        for number, row in enumerate(self.rows):
            row.set_visible(number < self._rows_shown)
            if number < self._rows_shown:
                source = self._first + number
                words = parameter_place(structure.model, structure.data, layer, source, unit)
                name = symbol(structure, layer - 1, source)
                meaning = "" if layer else input_meaning(structure.model.inputs[source], structure.data)
                row.show_parameter(Parameter(layer, source, unit), name, f"weight w: {words}", meaning)
        words = parameter_place(structure.model, structure.data, layer, None, unit)
        self.bias.show_parameter(Parameter(layer, None, unit), "bias b", f"bias b: {words}")
        for widget in (self._before, self._after, self._which):
            widget.setVisible(self._rows_shown < n)
        self._before.setEnabled(self._first > 0)
        last = self._first + self._rows_shown
        self._after.setEnabled(last < n)
        self._which.setText(f"{self._first + 1} – {last} of {count(n)}")

    def _page(self, by: int) -> None:
        self._first = max(self._first + by * self._rows_shown, 0)
        self._lay_out()
        self.show_numbers(self._block, self._gradient)

    @Slot()
    def _on_before(self) -> None:
        self._page(-1)

    @Slot()
    def _on_after(self) -> None:
        self._page(1)

    @Slot(bool)
    def _on_detail_clicked(self, checked: bool) -> None:
        self.picture.is_detailed = checked
        self._lay_out()
        self.show_numbers(self._block, self._gradient)
        self.detailed.emit()

    @Slot(bool)
    def _on_lock_clicked(self, checked: bool) -> None:
        self.lock.setChecked(not checked)  # the click is a wish; what comes back from the session is shown
        self.neuron_lock_clicked.emit(checked)

    @Slot()
    def _on_look_changed(self) -> None:
        look, theme = self._look, self._look.theme
        self.setStyleSheet(
            f"NeuronCard {{ background: {theme.panel}; border: 1px solid {theme.outline};"
            f" border-radius: {look.px(8)}px; }}"
        )
        self.title.setFont(look.font(1, bold=True))
        self._caption.setFont(look.font(0.85))
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))
        self._body.setSpacing(look.px(8))
        self._grid.setHorizontalSpacing(look.px(4))
        self._grid.setVerticalSpacing(look.px(1))
        for row in (*self.rows, self.bias):
            row.restyle()

    def event(self, event: QEvent) -> bool:
        # Esc is the window's as well; while the card has the focus it means the card.
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held_at = event.position().toPoint()
        self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The card can be moved out of the way, and stays in the window."""
        if self._held_at is None:
            return
        room = self.parentWidget().rect()
        corner = self.pos() + event.position().toPoint() - self._held_at
        left = max(min(corner.x(), room.width() - self.width()), 0)
        self.move(left, max(min(corner.y(), room.height() - self.height()), 0))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held_at = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _of(block: Block | None, parameter: Parameter) -> float | None:
    """A layer's number for one of its parameters."""
    if block is None:
        return None
    if parameter.source is None:
        return float(block.bias[parameter.unit])
    return float(block.weights[parameter.source, parameter.unit])
