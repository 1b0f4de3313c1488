"""Numbers as colors: orange below 0, the ground at 0, blue above, on a symmetric scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage

from app.look.look import Look
from app.look.palette import rgb
from app.session.arrays import Floats

CELL_SHARE = 0.5  # of the color at the most behind a number, so that the number can be read


def largest(values: Floats) -> float:
    """The end of the symmetric scale; 1 where all is 0 or nothing is finite."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size and finite.max() > 0.0 else 1.0


def heat_image(values: Floats, look: Look) -> QImage:
    """A picture with one pixel for each number (A, B); NaN in the color of hairlines."""
    theme = look.theme
    colors = (theme.plot, theme.negative, theme.positive)
    ground, low, high = (np.array(rgb(color), dtype=np.float64) for color in colors)
    share = np.nan_to_num(np.clip(values / largest(values), -1.0, 1.0), nan=0.0)
    ends = np.where((share < 0.0)[..., None], low, high)
    pixels = ground + np.abs(share)[..., None] * (ends - ground)
    pixels[np.isnan(values)] = rgb(theme.hairline)
    rows, columns = values.shape
    packed = np.full((rows, columns, 4), 255, dtype=np.uint8)
    packed[..., :3] = np.rint(pixels)
    image = QImage(packed.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    return image.copy()  # the bytes belong to nobody


def cell_color(value: float, scale: float, look: Look) -> QColor:
    """The ground behind a number in a table."""
    color = look.color("negative" if value < 0.0 else "positive")
    color.setAlphaF(CELL_SHARE * min(abs(value) / scale, 1.0) if np.isfinite(value) else 0.0)
    return color
