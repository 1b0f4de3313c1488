"""The controls of the landscape: what is along the axes, and what is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.buttons import IconButton
from app.look.widgets.choice import Choice
from app.look.widgets.panel import FieldGrid
from app.views.landscape import words
from app.views.landscape.axis_choice import AxisChoice
from app.views.landscape.parameter_names import ParameterNames

ROW_GAP_PX = 4


class Controls(QObject):
    """What can be chosen.

    Attributes: top and bottom, the widgets to place above and below the plot; and each control.

    Signals: mode_chosen(str), place_chosen(int axis, int place), options_changed() when a tick was set or taken away.
    """

    mode_chosen = Signal(str)
    place_chosen = Signal(int, int)
    options_changed = Signal()

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.top, self.bottom = QWidget(), QWidget()
        self.mode = Choice(look, words.MODES)
        self.mode.set_key("two")
        self.mode.setAccessibleName("What is along the axes")
        self.axes = (AxisChoice(look, "horizontal"), AxisChoice(look, "vertical"))
        self.fit = IconButton(look, "zoom-fit", "", words.FIT_TIP)
        self.new_directions = IconButton(look, "reseed", "new directions", words.NEW_TIP)
        self.keep = IconButton(look, "pin", "keep path", words.KEEP_TIP)
        self.forget = IconButton(look, "unpin", "", words.FORGET_TIP)
        self.clicks = self._box("click sets parameters", words.CLICK_TIP)
        self.arrows = self._box("gradients", words.ARROWS_TIP)
        self.penalty = self._box("penalty", words.PENALTY_TIP)
        self.follow = IconButton(look, "network", "", words.FOLLOW_TIP, checkable=True)
        self.clicks.setChecked(True)
        self._lay_out()
        self.mode.chosen.connect(self._on_mode_chosen)
        self.axes[0].chosen.connect(self._on_first_chosen)
        self.axes[1].chosen.connect(self._on_second_chosen)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self._show_mode()

    def show_names(self, names: ParameterNames, places: Sequence[int]) -> None:
        """Show which parameters there are, and which are along the axes."""
        for axis, place in zip(self.axes, places, strict=True):
            axis.show_place(names, place)

    def show_penalty(self, exists: bool) -> None:
        """Whether there is any penalty to be added."""
        self.penalty.setEnabled(exists)
        self.penalty.setToolTip(wrapped(words.PENALTY_TIP if exists else words.NO_PENALTY))

    def show_kept(self, any_kept: bool, any_path: bool) -> None:
        """Whether there are paths that were kept, and one to keep."""
        self.forget.setVisible(any_kept)
        self.keep.setEnabled(any_path)

    def _box(self, label: str, tip: str) -> QCheckBox:
        box = QCheckBox(label)
        box.setToolTip(wrapped(tip))
        box.setAccessibleDescription(tip)
        box.toggled.connect(self._on_toggled)
        return box

    def _lay_out(self) -> None:
        column, head = QVBoxLayout(self.top), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(self.new_directions)
        head.addWidget(self.follow)
        head.addWidget(self.fit)
        self._fields = FieldGrid(self._look, row_gap_px=ROW_GAP_PX)
        for arrow, axis, words_of in (("→", self.axes[0], "horizontal"), ("↑", self.axes[1], "vertical")):
            self._fields.add(arrow, axis, f"The parameter along the {words_of} axis: a weight w or a bias b")
            axis.setAccessibleName(f"Parameter along the {words_of} axis")
        column.addLayout(head)
        column.addWidget(self._fields)
        self._grid = QGridLayout(self.bottom)
        self._grid.setContentsMargins(0, 0, 0, 0)
        kept = QHBoxLayout()
        kept.addWidget(self.keep)
        kept.addWidget(self.forget)
        kept.addStretch(1)
        self._grid.addWidget(self.clicks, 0, 0)
        self._grid.addWidget(self.arrows, 0, 1)
        self._grid.addWidget(self.penalty, 1, 0)
        self._grid.addLayout(kept, 1, 1)
        self._grid.setColumnStretch(1, 1)
        self._column = column

    def _show_mode(self) -> None:
        mode = self.mode.key()
        self.mode.setToolTip(words.MODE_TIPS[mode])
        self._fields.setVisible(mode in ("one", "two"))
        self._fields.set_row_visible(self.axes[1], mode == "two")
        self.new_directions.setVisible(mode == "random")
        self.follow.setVisible(mode in ("one", "two"))

    @Slot(str)
    def _on_mode_chosen(self, mode: str) -> None:
        self._show_mode()
        self.mode_chosen.emit(mode)

    @Slot(int)
    def _on_first_chosen(self, place: int) -> None:
        self.place_chosen.emit(0, place)

    @Slot(int)
    def _on_second_chosen(self, place: int) -> None:
        self.place_chosen.emit(1, place)

    @Slot(bool)
    def _on_toggled(self, _checked: bool) -> None:
        self.options_changed.emit()

    @Slot()
    def _on_look_changed(self) -> None:
        self._column.setSpacing(self._look.px(ROW_GAP_PX))
        self._grid.setHorizontalSpacing(self._look.px(16))
        self._grid.setVerticalSpacing(self._look.px(ROW_GAP_PX))
