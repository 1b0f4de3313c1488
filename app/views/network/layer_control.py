"""What stands above a hidden layer: fewer, how many, more, and the activation."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QWidget

from app.look.look import Look
from app.look.widgets.stepper import Stepper
from app.session.schema import MAX_UNITS, Layer
from app.views.network.small_button import SmallButton
from app.views.network.words import ACTIVATION_WORDS

ROW_PX = 19
SIGN_PX = 16
MORE_PX = 16
ROOMY_PX = 44  # from this width on, − and + stand beside the number


class LayerControl(QWidget):
    """Controls of one hidden layer, as narrow as its column.

    Where there is little room, − and + are only in the field that the number opens.
    Signals: units_edited(int layer, int units, object gesture), activation_chosen(int layer, str name),
    menu_asked(int layer, QPoint on the screen).
    """

    units_edited = Signal(int, int, object)
    activation_chosen = Signal(int, str)
    menu_asked = Signal(int, QPoint)

    def __init__(self, look: Look, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._number = look, number
        self._layer = Layer(units=1)
        place = f"hidden layer {number + 1}"
        self.minus = SmallButton(look, "−", f"One neuron less in {place}: the last one goes.", self)
        self.units = SmallButton(look, "1", f"Neurons in {place}. Click to type a number.", self)
        self.plus = SmallButton(look, "+", f"One neuron more in {place}; the others keep their weights w, b.", self)
        self.activation = SmallButton(look, "", "", self, quiet=True)
        self.more = SmallButton(
            look, "⋯", f"More for {place}: insert, delete, move, copy, randomize, zero, freeze.", self
        )
        self.more.setAccessibleName(f"More for {place}")
        self.more.clicked.connect(self._on_more)
        self.units.setAccessibleName(f"Neurons in {place}")
        self.minus.clicked.connect(self._on_minus)
        self.plus.clicked.connect(self._on_plus)
        self.units.clicked.connect(self._on_units_clicked)
        self.activation.clicked.connect(self._on_activation_clicked)
        self._menu: QMenu | None = None
        self._popup: UnitsPopup | None = None

    def show_layer(self, layer: Layer) -> None:
        """Show a layer's size and activation."""
        self._layer = layer
        words = ACTIVATION_WORDS[layer.activation]
        self.units.setText(str(layer.units))
        self.minus.setEnabled(layer.units > 1)
        self.plus.setEnabled(layer.units < MAX_UNITS)
        self.activation.setToolTip(
            f"Activation of hidden layer {self._number + 1}: {words.label}, {words.formula}. Weights stay."
        )
        self.activation.setAccessibleName(f"Activation of hidden layer {self._number + 1}: {words.label}")
        self.place(self.x(), self.width())
        if self._popup is not None:
            self._popup.stepper.set_value(layer.units)

    def place(self, left: float, width: float) -> None:
        """Stand above a column."""
        look = self._look
        row = look.px(ROW_PX)
        self.setGeometry(round(left), 0, round(width), 2 * row)
        width = self.width()
        number = max(self.units.fontMetrics().horizontalAdvance("0" * len(self.units.text())) + look.px(3), look.px(12))
        is_narrow = width < look.px(ROOMY_PX)
        more = look.px(MORE_PX) if width >= number + look.px(MORE_PX) else max(width - number, look.px(8))
        sign = 0 if is_narrow else min(look.px(SIGN_PX), (width - number) // 2)
        for button in (self.minus, self.plus):
            button.setVisible(not is_narrow)
        if is_narrow:
            start = (width - number - more) // 2
            self.units.setGeometry(start, 0, number, row)
            self.more.setGeometry(start + number, 0, more, row)
            self.activation.setGeometry(0, row, width, row)
        else:
            start = (width - number - 2 * sign) // 2
            self.minus.setGeometry(start, 0, sign, row)
            self.units.setGeometry(start + sign, 0, number, row)
            self.plus.setGeometry(start + sign + number, 0, sign, row)
            self._name_activation(width - more)
            text = min(
                self.activation.fontMetrics().horizontalAdvance(self.activation.text()) + look.px(6), width - more
            )
            start = (width - text - more) // 2
            self.activation.setGeometry(start, row, text, row)
            self.more.setGeometry(start + text, row, more, row)
        self._name_activation(self.activation.width() if is_narrow else width - more)

    def _name_activation(self, room: int) -> None:
        words = ACTIVATION_WORDS[self._layer.activation]
        is_roomy = self.activation.fontMetrics().horizontalAdvance(words.label) + self._look.px(4) <= room
        self.activation.setText(words.label if is_roomy else words.short)

    def activation_menu(self) -> QMenu:
        """The menu of all activations, the present one checked."""
        if self._menu is None:
            self._menu = QMenu(self)
            group = QActionGroup(self._menu)
            for name, words in ACTIVATION_WORDS.items():
                action = QAction(f"{words.label}\t{words.formula}", self._menu, checkable=True)
                action.setData(name)
                group.addAction(action)
                self._menu.addAction(action)
            group.triggered.connect(self._on_activation_triggered)
        for action in self._menu.actions():
            action.setChecked(action.data() == self._layer.activation)
        return self._menu

    @Slot()
    def _on_minus(self) -> None:
        self.units_edited.emit(self._number, self._layer.units - 1, None)

    @Slot()
    def _on_plus(self) -> None:
        self.units_edited.emit(self._number, self._layer.units + 1, None)

    @Slot()
    def _on_more(self) -> None:
        self.menu_asked.emit(self._number, self.more.mapToGlobal(QPoint(0, self.more.height())))

    @Slot()
    def _on_units_clicked(self) -> None:
        if self._popup is None:
            self._popup = UnitsPopup(self._look, self)
            self._popup.stepper.edited.connect(self._on_stepped)
        self._popup.stepper.set_value(self._layer.units)
        self._popup.show_below(self.units)

    @Slot(int, object)
    def _on_stepped(self, units: int, gesture: object) -> None:
        self.units_edited.emit(self._number, units, gesture)

    @Slot()
    def _on_activation_clicked(self) -> None:
        self.activation_menu().popup(self.activation.mapToGlobal(QPoint(0, self.activation.height())))

    @Slot(QAction)
    def _on_activation_triggered(self, action: QAction) -> None:
        self.activation_chosen.emit(self._number, str(action.data()))


class UnitsPopup(QFrame):
    """A stepper in a small window of its own, for numbers that are far away."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._look = look
        self.stepper = Stepper(look, 1, MAX_UNITS)
        self.stepper.setAccessibleName("neurons")
        label = QLabel("neurons")
        label.setProperty("role", "secondary")
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(8), look.px(4), look.px(8), look.px(4))
        line.addWidget(self.stepper)
        line.addWidget(label)
        theme = look.theme
        self.setStyleSheet(f"UnitsPopup {{ background: {theme.panel}; border: 1px solid {theme.hairline}; }}")

    def show_below(self, widget: QWidget) -> None:
        self.adjustSize()
        self.move(widget.mapToGlobal(QPoint((widget.width() - self.width()) // 2, widget.height() + self._look.px(2))))
        self.show()
        self.stepper.setFocus()
