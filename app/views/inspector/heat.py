"""Numbers as colors: orange below 0, the ground at 0, blue above, on a symmetric scale."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor, QImage

from app.look.look import Look
from app.look.palette import Theme, mix
from app.session.arrays import Floats

SHADES = 127  # of each color
CELL_SHARE = 0.5  # of the color at the most behind a number, so that the number can be read


def largest(values: Floats) -> float:
    """The end of the symmetric scale; 1 where all is 0 or nothing is finite."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size and finite.max() > 0.0 else 1.0


def heat_image(values: Floats, scale: float, look: Look) -> QImage:
    """A picture with one pixel for each number (A, B), scale being the end of the colors; NaN as 0."""
    share = np.nan_to_num(np.clip(values / scale, -1.0, 1.0), nan=0.0)
    index = np.rint(share * SHADES + SHADES).astype(np.uint8)
    rows, columns = values.shape
    image = QImage(index.tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(_table(look.theme))
    return image.copy()  # the bytes belong to nobody


@lru_cache(maxsize=4)
def _table(theme: Theme) -> list[int]:
    """The colors from the negative end over the ground to the positive one."""
    ends = (theme.negative, theme.positive)
    shares = [(n - SHADES) / SHADES for n in range(2 * SHADES + 1)]
    return [QColor(mix(theme.plot, ends[share > 0.0], abs(share))).rgb() for share in shares]


def cell_color(value: float, scale: float, look: Look) -> QColor:
    """The ground behind a number in a table."""
    color = look.color("negative" if value < 0.0 else "positive")
    color.setAlphaF(CELL_SHARE * min(abs(value) / scale, 1.0) if np.isfinite(value) else 0.0)
    return color
