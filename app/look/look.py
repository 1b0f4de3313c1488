"""The one Look: the current theme and scale, and everything that is made from them.

Views ask it for colors, fonts, pens, icons and pixels, and ask again when `changed` is emitted.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip

from app.look import icons, markers, plots
from app.look.palette import LIGHT, NEURON_COLORS, THEMES, Theme, shown_color
from app.look.stylesheet import stylesheet

SCALES = (1.0, 1.25, 1.6, 2.0, 2.5)
FONT_SIZES = (0.85, 1.0, 1.25, 1.75)
BASE_FONT_PX = 13
MARKER_ICON_PX = 16


class Look(QObject):
    """Theme and scale of the application.

    Attributes: theme, scale (read-only; see set_theme and set_scale).
    Signals: changed, after the application has been restyled.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scale = 1.0
        self._app: QApplication | None = None
        self._icons: dict[str, QIcon] = {}

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def scale(self) -> float:
        return self._scale

    def set_theme(self, name: str) -> None:
        """Switch to the theme "light" or "dark". Raises: ValueError for any other name."""
        if name not in THEMES:
            raise ValueError(f"expected a theme among {', '.join(THEMES)}, got {name!r}")
        if THEMES[name] is not self._theme:
            self._theme = THEMES[name]
            self._restyle()

    def toggle_theme(self) -> None:
        """Light to dark, or back."""
        self.set_theme("light" if self._theme.name == "dark" else "dark")

    def set_scale(self, step: float) -> None:
        """Enlarge text, icons, lines and space to one of SCALES. Raises: ValueError for any other step."""
        if step not in SCALES:
            raise ValueError(f"expected a scale among {', '.join(f'{s:g}' for s in SCALES)}, got {step!r}")
        if step != self._scale:
            self._scale = float(step)
            self._restyle()

    def zoom(self, steps: int) -> None:
        """Go up (or down, if negative) the ladder of SCALES, stopping at its ends."""
        index = SCALES.index(self._scale) + steps
        self.set_scale(SCALES[min(max(index, 0), len(SCALES) - 1)])

    def apply(self, app: QApplication) -> None:
        """Style the application, now and whenever the theme or the scale changes."""
        self._app = app
        app.setStyle("Fusion")
        app.setWindowIcon(icons.application_icon())
        app.screenAdded.connect(self._on_screen_added)
        self._restyle()

    def px(self, n: float) -> int:
        """Design pixels to screen pixels at the current scale; at least 1 for anything above 0."""
        return max(1, round(n * self._scale)) if n > 0 else round(n * self._scale)

    def font(self, size: float = 1.0, bold: bool = False) -> QFont:
        """The user-interface font with tabular figures; size is one of FONT_SIZES."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        font.setPixelSize(self.px(BASE_FONT_PX * size))
        font.setBold(bold)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def color(self, name: str) -> QColor:
        """A color of the theme by its field name. Raises: KeyError if there is no such field."""
        value = getattr(self._theme, name, None)
        if not isinstance(value, str) or not value.startswith("#"):
            raise KeyError(f"the theme has no color named {name!r}")
        return QColor(value)

    def class_color(self, hex_color: str) -> QColor:
        """A class color as it is shown in the current theme."""
        return QColor(shown_color(hex_color, self._theme))

    def neuron_color(self, unit: int) -> QColor:
        """The color of a neuron's line or curve, by its number in the layer; after eight they come again."""
        return self.class_color(NEURON_COLORS[unit % len(NEURON_COLORS)])

    def pen(self, color: QColor | str, width: float = 1.0) -> QPen:
        """A solid pen for painting in pixels, its width scaled; on a denser screen or paper it is as wide as there.

        The color is a QColor, "#RRGGBB" or a field name of the theme.
        """
        if isinstance(color, str):
            color = QColor(color) if color.startswith("#") else self.color(color)
        pen = QPen(color, width * self._scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def border_pen(self) -> QPen:
        """The line between decision regions."""
        color = self.color("text")
        color.setAlphaF(self._theme.border_opacity)
        return self.pen(color, 2.0)

    def icon(self, name: str) -> QIcon:
        """An icon in the text color; accent when checked, disabled when disabled. Raises: KeyError if unknown."""
        if name not in self._icons:
            theme = self._theme
            self._icons[name] = icons.tinted_icon(name, theme.text, theme.accent, theme.disabled, self._scale)
        return self._icons[name]

    def icon_in(self, name: str, color: str) -> QIcon:
        """An icon in one color ("#RRGGBB" or a field name of the theme), whatever its state."""
        key = f"{name} in {color}"
        if key not in self._icons:
            shown = color if color.startswith("#") else self.color(color).name()
            self._icons[key] = icons.tinted_icon(name, shown, shown, self._theme.disabled, self._scale)
        return self._icons[key]

    def icon_size(self, size: float = 20) -> QSize:
        """A square of so many design pixels; 16, 20 and 24 are drawn sharp."""
        return QSize(self.px(size), self.px(size))

    def marker_path(self, name: str) -> QPainterPath:
        """The outline of a class marker, centered, one unit across. Raises: KeyError if unknown."""
        return markers.marker_path(name)

    def marker_icon(self, name: str, hex_color: str, hollow: bool = False) -> QIcon:
        """A class marker in its color as shown in the theme; hollow for test points. Raises: KeyError if unknown."""
        color, path = self.class_color(hex_color), markers.marker_path(name)  # raise before anything is being painted
        icon = QIcon()
        for density in icons.densities():
            size_px = round(MARKER_ICON_PX * self._scale * density)
            pixmap = QPixmap(size_px, size_px)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            _paint_marker(painter, QPointF(size_px / 2, size_px / 2), size_px * 0.8, path, color, hollow)
            painter.end()
            icon.addPixmap(pixmap)
        return icon

    def paint_marker(
        self, painter: QPainter, center: QPointF, size: float, name: str, hex_color: str, hollow: bool = False
    ) -> None:
        """Paint a class marker so many painter units across."""
        color, path = self.class_color(hex_color), markers.marker_path(name)
        _paint_marker(painter, center, size, path, color, hollow)

    def style_plot(self, plot_item: Any) -> None:
        """Bring a pyqtgraph plot to the theme and scale; call it again on `changed`."""
        plots.style_plot(self, plot_item)

    @Slot()
    def _on_screen_added(self) -> None:
        """Icons are drawn for the densities of the screens that there are."""
        self._restyle()

    def _restyle(self) -> None:
        self._icons.clear()
        plots.configure_pyqtgraph(self)
        if self._app is not None:
            self._app.setFont(self.font())
            QToolTip.setFont(self.font(0.85))
            self._app.setPalette(_palette(self._theme))
            self._app.setStyleSheet(stylesheet(self._theme, self._scale))
        self.changed.emit()


def _palette(theme: Theme) -> QPalette:
    """Qt's roles, for all that the style sheet does not reach."""
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.secondary,
        QPalette.ColorRole.Button: theme.panel,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.danger,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.ToolTipBase: theme.tooltip,
        QPalette.ColorRole.ToolTipText: theme.tooltip_text,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Light: theme.panel,
        QPalette.ColorRole.Midlight: theme.hover,
        QPalette.ColorRole.Mid: theme.hairline,
        QPalette.ColorRole.Dark: theme.outline,
        QPalette.ColorRole.Shadow: theme.hairline,
    }
    palette = QPalette()
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(theme.pressed))
    return palette


def _paint_marker(
    painter: QPainter, center: QPointF, size: float, path: QPainterPath, color: QColor, hollow: bool
) -> None:
    rim = size / 7
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(center)
    painter.scale(size - rim, size - rim)
    pen = QPen(color, rim / (size - rim))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QBrush(Qt.BrushStyle.NoBrush) if hollow else QBrush(color))
    painter.drawPath(path)
    painter.restore()
