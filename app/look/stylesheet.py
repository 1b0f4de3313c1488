"""The one style sheet, made from a theme and a scale.

Controls are quiet at rest: no fill, a hairline at most. Hover and press change the ground, focus shows the accent.
A label takes a part by its property "role": title, secondary, small, strong, large, danger, tooltip.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from app.look.icons import ICONS
from app.look.palette import Theme

_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: transparent; width: ${px6}px; height: ${px6}px; }
QMainWindow::separator:hover { background: $hairline; }
QWidget:disabled { color: $disabled; }
QLabel { background: transparent; }
QLabel[role="title"] { color: $secondary; font-size: ${small}px; font-weight: bold; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="small"] { color: $secondary; font-size: ${small}px; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="large"] { font-size: ${large}px; }
QLabel[role="danger"] { color: $danger; }
QLabel[role]:disabled { color: $disabled; }

QToolTip, QLabel[role="tooltip"] {
  background: $tooltip; color: $tooltip_text; border: 1px solid $tooltip; padding: ${px4}px ${px6}px;
}

QPushButton, QToolButton {
  background: transparent; color: $text; border: 1px solid transparent; border-radius: ${px6}px;
  padding: ${px4}px ${px8}px;
}
QPushButton { background: $field; border-color: $hairline; min-height: ${px18}px; padding: ${px3}px ${px12}px; }
QToolButton { padding: ${px3}px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:checked, QToolButton:checked { background: $selection; color: $accent; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; }
QPushButton:flat { background: transparent; border-color: transparent; }
QPushButton:default, QPushButton[primary="true"], QToolButton[primary="true"] {
  background: $accent; color: $on_accent; border-color: $accent;
}
QPushButton:default:hover, QPushButton[primary="true"]:hover, QToolButton[primary="true"]:hover {
  background: $accent_hover; border-color: $accent_hover;
}
QPushButton:default:focus, QPushButton[primary="true"]:focus, QToolButton[primary="true"]:focus {
  border-color: $text;
}
QPushButton:default:disabled, QPushButton[primary="true"]:disabled, QToolButton[primary="true"]:disabled {
  background: $hover; color: $disabled; border-color: $hover;
}
QToolButton[popupMode="1"] { padding-right: ${px16}px; }
QToolButton::menu-button { border: none; width: ${px14}px; border-radius: ${px6}px; }
QToolButton::menu-arrow { image: url("$icons/_arrow-down.svg"); width: ${px10}px; height: ${px10}px; }
QToolButton::menu-indicator { image: none; }
QToolButton#qt_menubar_ext_button, QToolButton#qt_toolbar_ext_button {
  qproperty-text: "»"; qproperty-toolButtonStyle: ToolButtonTextOnly; padding: 0; font-size: 14px;
}

QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit, QComboBox {
  background: $field; color: $text; border: 1px solid $hairline; border-radius: ${px6}px;
  padding: ${px2}px ${px6}px; min-height: ${px18}px;
  selection-background-color: $accent; selection-color: $on_accent;
}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
  border: none; padding: 0; min-height: 0; background: transparent;
}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: $outline; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus {
  border-color: $accent;
}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
  background: $window; color: $disabled;
}
QLineEdit[wrong="true"] { border-color: $danger; }
QLineEdit:read-only { background: transparent; }
QSpinBox, QDoubleSpinBox { padding: ${px2}px 0 ${px2}px ${px6}px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
  border: none; background: transparent; width: ${px16}px;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
  image: url("$icons/_arrow-up.svg"); width: ${px8}px; height: ${px8}px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
  image: url("$icons/_arrow-down.svg"); width: ${px8}px; height: ${px8}px;
}

QComboBox { combobox-popup: 0; padding-right: ${px22}px; }
QComboBox::drop-down { border: none; width: ${px22}px; subcontrol-origin: border; }
QComboBox::down-arrow { image: url("$icons/_arrow-down.svg"); width: ${px10}px; height: ${px10}px; }
QComboBox QAbstractItemView {
  background: $panel; border: 1px solid $hairline; padding: ${px4}px; outline: none;
}
QComboBox QAbstractItemView::item {
  min-height: ${px24}px; padding: 0 ${px8}px; border-radius: ${px4}px; color: $text;
}
QComboBox QAbstractItemView::item:hover { background: $hover; }
QComboBox QAbstractItemView::item:selected { background: $selection; color: $accent; }
QComboBox QAbstractItemView::item:disabled { color: $disabled; background: transparent; }

QAbstractItemView {
  background: $panel; color: $text; border: none; outline: none; alternate-background-color: $window;
  selection-background-color: $selection; selection-color: $text;
}
QListView::item, QTreeView::item { min-height: ${px24}px; padding: 0 ${px4}px; border-radius: ${px6}px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $selection; color: $text; }
QHeaderView::section {
  background: $panel; color: $secondary; border: none; border-bottom: 1px solid $hairline; padding: ${px4}px;
}
QTableView { gridline-color: $hairline; }
QTableView::item { padding: 0 ${px6}px; }
QTableCornerButton::section { background: $panel; border: none; border-bottom: 1px solid $hairline; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QCheckBox, QRadioButton { spacing: ${px8}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator {
  width: ${px14}px; height: ${px14}px; border: 1px solid $outline; background: $field;
}
QCheckBox::indicator { border-radius: ${px4}px; }
QRadioButton::indicator { border-radius: ${round_indicator}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover,
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:checked {
  background: $accent; border-color: $accent; image: url("$icons/_check-$name.svg");
}
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/_dot-$name.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $hairline; background: $window; }
QCheckBox::indicator:checked:disabled { background: $disabled; border-color: $disabled; }

QSlider { background: transparent; min-height: ${px20}px; }
QSlider::groove:horizontal { height: ${px4}px; border-radius: ${px2}px; background: $hairline; }
QSlider::sub-page:horizontal { border-radius: ${px2}px; background: $accent; }
QSlider::handle:horizontal {
  width: ${px12}px; height: ${px12}px; margin: -${px5}px 0; border-radius: ${round_handle}px;
  background: $panel; border: 1px solid $outline;
}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: $accent; }
QSlider::sub-page:horizontal:disabled { background: $hairline; }

QProgressBar { border: none; border-radius: ${px2}px; background: $hairline; height: ${px4}px; text-align: center; }
QProgressBar::chunk { border-radius: ${px2}px; background: $accent; }

QMenuBar { background: $window; padding: ${px2}px ${px4}px; }
QMenuBar::item { background: transparent; padding: ${px4}px ${px8}px; border-radius: ${px6}px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $panel; border: 1px solid $hairline; padding: ${px4}px; }
QMenu::item { padding: ${px5}px ${px24}px ${px5}px ${px12}px; border-radius: ${px4}px; background: transparent; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $hairline; margin: ${px4}px ${px8}px; }
QMenu::icon { padding-left: ${px8}px; }
QMenu::indicator { width: ${px14}px; height: ${px14}px; margin-left: ${px6}px; }
QMenu::indicator:checked { image: url("$icons/_tick.svg"); }
QMenu::right-arrow { image: url("$icons/_arrow-right.svg"); width: ${px10}px; height: ${px10}px; }

QToolBar { background: $window; border: none; icon-size: ${px20}px; spacing: ${px4}px; padding: ${px4}px ${px8}px; }
QToolBar::separator { background: $hairline; width: 1px; margin: ${px6}px ${px6}px; }
QStatusBar { background: $window; color: $secondary; }
QStatusBar::item { border: none; }
QSizeGrip { image: none; width: 0; height: 0; }
QStatusBar QLabel { color: $secondary; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab {
  background: transparent; color: $secondary; padding: ${px5}px ${px5}px; border: none;
  border-bottom: ${px2}px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QGroupBox { border: none; margin-top: ${px20}px; color: $secondary; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $hairline; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: ${px10}px; }
QScrollBar:horizontal { height: ${px10}px; }
QScrollBar::handle { background: $outline; border-radius: ${px3}px; margin: ${px2}px; }
QScrollBar::handle:vertical { min-height: ${px24}px; }
QScrollBar::handle:horizontal { min-width: ${px24}px; }
QScrollBar::handle:hover { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")

_DISTANCES = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22, 24)


def stylesheet(theme: Theme, scale: float) -> str:
    """The style sheet of the whole application."""
    lengths = {f"px{n}": str(max(1, round(n * scale))) for n in _DISTANCES}
    # A radius above half the side, even by rounding, would be drawn as no radius at all.
    lengths |= {"round_indicator": str((round(14 * scale) + 2) // 2), "round_handle": str((round(12 * scale) + 2) // 2)}
    fonts = {"small": round(13 * 0.85 * scale), "large": round(13 * 1.25 * scale), "base": round(13 * scale)}
    return _SHEET.substitute(asdict(theme), **lengths, **fonts, icons=ICONS.as_posix())
