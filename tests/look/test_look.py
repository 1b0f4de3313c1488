"""The Look: theme, scale, fonts, icons, markers and plots."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.look import icons
from app.look.icons import application_icon, icon_names, tinted_pixmap
from app.look.look import SCALES, Look
from app.look.palette import CLASS_COLORS, MARKERS
from app.look.widgets.buttons import IconButton

NEEDED_ICONS = {
    "play", "pause", "step", "step-epoch", "reset", "reseed", "add", "brush", "move", "erase", "select", "pan", "undo",
    "redo", "new", "open", "save", "sample", "test-share", "duplicate", "delete", "zoom-fit", "pin", "unpin", "log",
    "smooth", "fullscreen", "theme", "scale", "plus", "minus", "close", "chevron-down", "eye", "network", "data",
    "loss", "training", "help", "info", "warning",
}  # fmt: skip


def pixels(picture: QPixmap | QImage) -> np.ndarray:
    """BGRA bytes, shape (height, width, 4)."""
    image = picture.toImage() if isinstance(picture, QPixmap) else picture
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def drawn(text: str, font: QFont) -> np.ndarray:
    image = QImage(80, 60, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(10, 40, text)
    painter.end()
    return pixels(image)


def test_fonts_really_draw(look: Look) -> None:
    letter_a, letter_b, blank = (drawn(text, look.font(1.75)) for text in ("A", "B", ""))
    assert (letter_a != letter_b).any()
    assert (letter_a != blank).any()


def test_figures_are_equally_wide(look: Look, qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setFont(look.font())
    assert len({label.fontMetrics().horizontalAdvance(digit * 4) for digit in "0123456789"}) == 1


def test_the_theme_reaches_palette_and_style_sheet_and_is_announced_once(
    look: Look, qapp: QApplication, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(look.changed):
        look.set_theme("dark")
    assert qapp.palette().window().color() == look.color("window") == QColor("#15181C")
    assert "#15181C" in qapp.styleSheet()
    with qtbot.assertNotEmitted(look.changed):
        look.set_theme("dark")
    with pytest.raises(ValueError, match=r"light, dark.*'sepia'"):
        look.set_theme("sepia")


def test_the_scale_reaches_font_pixels_and_pens(look: Look, qapp: QApplication) -> None:
    assert (look.px(8), look.font().pixelSize(), qapp.font().pixelSize()) == (8, 13, 13)
    look.set_scale(2.0)
    assert (look.px(8), look.font().pixelSize(), qapp.font().pixelSize()) == (16, 26, 26)
    assert look.pen("text", 1.5).widthF() == 3.0
    assert not look.pen("#FF0000").isCosmetic(), "twice the density has twice the device pixels"
    assert look.border_pen().widthF() == 4.0
    assert look.border_pen().color().alphaF() == pytest.approx(look.theme.border_opacity, abs=0.01)
    with pytest.raises(ValueError, match=r"1\.25.*got 3"):
        look.set_scale(3)


def test_zooming_stops_at_the_ends(look: Look) -> None:
    look.zoom(-1)
    assert look.scale == SCALES[0]
    for _ in range(9):
        look.zoom(1)
    assert look.scale == SCALES[-1]


def test_unknown_names_are_refused(look: Look) -> None:
    for ask in (look.color, look.icon, look.marker_path):
        with pytest.raises(KeyError, match="sparkle"):
            ask("sparkle")
    with pytest.raises(KeyError, match="sparkle"):
        look.marker_icon("sparkle", "#000000")
    with pytest.raises(KeyError, match="no color named 'name'"):
        look.color("name")


def test_every_icon_that_is_needed_is_there_and_looks_different(look: Look) -> None:
    assert set(icon_names()) >= NEEDED_ICONS
    shapes = {}
    for name in icon_names():
        picture = pixels(tinted_pixmap(name, "#000000", 48))
        assert 0.02 < (picture[..., 3] > 128).mean() < 0.6, name
        assert not picture[[0, -1], :, 3].any(), f"{name} touches its edge"
        assert not picture[:, [0, -1], 3].any(), f"{name} touches its edge"
        shapes[picture.tobytes()] = name
    assert len(shapes) == len(icon_names())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_icons_take_the_color_of_theme_and_state(look: Look, theme: str) -> None:
    look.set_theme(theme)
    for mode, state, field in (
        (QIcon.Mode.Normal, QIcon.State.Off, "text"),
        (QIcon.Mode.Normal, QIcon.State.On, "accent"),
        (QIcon.Mode.Disabled, QIcon.State.Off, "disabled"),
    ):
        picture = pixels(look.icon("play").pixmap(QSize(20, 20), 1.0, mode, state))
        blue, green, red, _alpha = picture[10, 10]
        assert QColor(int(red), int(green), int(blue)) == look.color(field)


@pytest.mark.parametrize("density", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("scale", SCALES)
def test_icons_are_drawn_at_the_density_of_the_screen(
    look: Look, monkeypatch: pytest.MonkeyPatch, density: float, scale: float
) -> None:
    monkeypatch.setattr(icons, "densities", lambda: [1.0, density])
    look.set_scale(scale)
    wanted = round(look.px(20) * density)
    pixmap = look.icon("reset").pixmap(look.icon_size(20), density)
    assert pixmap.width() == pytest.approx(wanted, abs=1)
    sharp = pixels(tinted_pixmap("reset", look.theme.text, pixmap.width()))
    assert np.array_equal(pixels(pixmap), sharp)


def test_an_icon_button_follows_the_look(look: Look, qtbot: QtBot) -> None:
    button = IconButton(look, "pin", tooltip="Keep this curve. It turns grey.", checkable=True)
    qtbot.addWidget(button)
    before = button.icon().cacheKey()
    look.set_theme("dark")
    look.set_scale(1.6)
    assert button.icon().cacheKey() != before
    assert button.iconSize() == QSize(32, 32)
    assert button.accessibleName() == "Keep this curve"


def test_the_application_has_an_icon(look: Look, qapp: QApplication) -> None:
    assert not application_icon().pixmap(64, 64).isNull()
    assert not qapp.windowIcon().isNull()


@pytest.mark.parametrize("name", MARKERS)
def test_markers_are_centered_and_of_unit_size(look: Look, name: str) -> None:
    box = look.marker_path(name).boundingRect()
    assert max(-box.left(), box.right(), -box.top(), box.bottom()) <= 0.5
    assert abs(box.center().x()) < 0.01
    assert abs(box.center().y()) < 0.06
    assert max(box.width(), box.height()) > 0.75


def test_markers_differ_and_hollow_ones_are_empty_inside(look: Look) -> None:
    pictures = {pixels(look.marker_icon(name, CLASS_COLORS[0]).pixmap(16, 16)).tobytes() for name in MARKERS}
    assert len(pictures) == len(MARKERS)
    assert pixels(look.marker_icon("disc", CLASS_COLORS[0]).pixmap(16, 16))[8, 8, 3] == 255
    assert pixels(look.marker_icon("disc", CLASS_COLORS[0], hollow=True).pixmap(16, 16))[8, 8, 3] == 0


def test_a_plot_follows_theme_and_scale_and_keeps_its_titles(look: Look, qtbot: QtBot) -> None:
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    plot.setLabel("left", "loss L")
    for theme, scale in (("light", 1.0), ("dark", 2.0)):
        look.set_theme(theme)
        look.set_scale(scale)
        look.style_plot(plot)
        axis = plot.getAxis("left")
        assert plot.backgroundBrush().color() == look.color("plot")
        assert axis.textPen().color() == look.color("secondary")
        assert axis.tickPen().color() == look.color("hairline")
        assert axis.style["tickFont"].pixelSize() == look.font(0.85).pixelSize()
        assert "loss L" in axis.label.toPlainText()
        assert f"{look.font(0.85).pixelSize()}px" in axis.labelString()
    assert pg.getConfigOption("imageAxisOrder") == "row-major"
