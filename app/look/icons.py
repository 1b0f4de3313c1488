"""Icons drawn from the SVG files in resources/icons, tinted to the theme.

The files are black line drawings; only their opacity is used. An icon holds ready pixmaps for every size and screen
density that occurs, so that it is crisp on all of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

RESOURCES = Path(resources.__file__).parent
ICONS = RESOURCES / "icons"
SIZES_PX = (16, 20, 24)


def icon_names() -> list[str]:
    """The names of all icons, sorted."""
    return sorted(path.stem for path in ICONS.glob("*.svg") if not path.stem.startswith("_"))


def densities() -> list[float]:
    """The pixel densities of the screens that there are, and 1."""
    return sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())})


def tinted_icon(name: str, normal: str, checked: str, disabled: str, scale: float) -> QIcon:
    """The icon in three colors. The checked color is shown in QIcon.State.On.

    Raises: KeyError if there is no such icon.
    """
    icon = QIcon()
    for size_px in sorted({round(size * scale * density) for size in SIZES_PX for density in densities()}):
        for state, color in ((QIcon.State.Off, normal), (QIcon.State.On, checked)):
            pixmap = tinted_pixmap(name, color, size_px)
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
                icon.addPixmap(pixmap, mode, state)
            icon.addPixmap(tinted_pixmap(name, disabled, size_px), QIcon.Mode.Disabled, state)
    return icon


def tinted_pixmap(name: str, color: str, size_px: int) -> QPixmap:
    """The icon as one square pixmap of size_px device pixels.

    Raises: KeyError if there is no such icon.
    """
    image = _shape(name, size_px).copy()
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(color))
    painter.end()
    return QPixmap.fromImage(image)


def application_icon() -> QIcon:
    """The small blackboard: the icon of windows and of the task bar."""
    return QIcon(str(RESOURCES / "chalknet.svg"))


@cache
def _shape(name: str, size_px: int) -> QImage:
    """The black drawing on a transparent ground."""
    drawing = _drawing(name)  # may raise, and must not do so while an image is being painted: Qt would crash
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return image


@cache
def _drawing(name: str) -> QSvgRenderer:
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"no icon named {name!r}; there are {', '.join(icon_names())}")
    return QSvgRenderer(str(path))
