"""A line of the plane in pixels: the piece that can be seen, its foot, and where the arrow ends. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.session.arrays import Floats
from app.views.canvas.lines.first_layer import Line
from app.views.canvas.projection import Projection

EDGE_PX = 28.0  # the foot keeps so far from the ends of the line
FAR_PX = 10_000.0
ARROW_PX = (26.0, 104.0)  # the arrow of w = 0, and of an endless w
HALF = 2.0  # the ‖w‖ whose arrow is half as long as the longest


@dataclass(frozen=True)
class Piece:
    """What can be seen of a line: its ends (2, 2), foot (2,) and unit normal (2,) towards the positive side, in pixels.

    slope: how much z grows in a pixel along the normal.
    """

    ends: Floats
    foot: Floats
    normal: Floats
    slope: float

    def beside(self, level: float) -> Floats:
        """Two places of the line z = level, (2, 2), far enough out for whatever can be seen of it to lie between."""
        way = self.ends[1] - self.ends[0]
        longer = way * (FAR_PX / max(float(np.linalg.norm(way)), 1.0))
        return self.ends + np.stack((-longer, longer)) + self.normal * (level / self.slope)


def piece(
    line: Line, projection: Projection, scale: float, *, height: float = 0.5, shift_px: float = 0.0
) -> Piece | None:
    """The visible piece of z = 0, or None.

    The foot lies as near as can be to the middle of the plane, at this height from above (a share), and so many design
    pixels along the line from there. scale: pixels to a design pixel.
    """
    gradient = line.normal * projection.per_pixel * (1.0, -1.0)
    size = float(np.linalg.norm(gradient))
    corner = np.array([projection.left, projection.top])
    level = float(line.normal @ projection.to_plane(corner)) + line.level  # z at the upper left corner
    if not (np.isfinite(level) and np.isfinite(size) and size > 0.0):
        return None
    normal = gradient / size
    along = np.array([-normal[1], normal[0]])
    extent = np.array([projection.width, projection.height])
    middle = extent * (0.5, height)
    foot = middle - normal * (normal @ middle + level / size)
    # How far along the line the rectangle begins and ends: Liang and Barsky's clipping.
    first, last = -np.inf, np.inf
    for start, step, most in zip(foot.tolist(), along.tolist(), extent.tolist(), strict=True):
        if abs(step) < 1e-12:
            if not 0.0 <= start <= most:
                return None
            continue
        low, high = sorted(((0.0 - start) / step, (most - start) / step))
        first, last = max(first, low), min(last, high)
    if not first < last:
        return None
    edge = min(EDGE_PX * scale, (last - first) / 2)
    at = min(max(shift_px * scale, first + edge), last - edge)
    ends = corner + foot + np.outer([first, last], along)
    return Piece(ends, corner + foot + at * along, normal, size)


def arrow_px(norm: float) -> float:
    """How long the arrow of a w of this length is, in design pixels: the longer the longer, and never endless."""
    shortest, longest = ARROW_PX
    return shortest + (longest - shortest) * norm / (norm + HALF)


def norm_of(arrow: float) -> float:
    """The ‖w‖ that has an arrow of so many design pixels."""
    shortest, longest = ARROW_PX
    share = min(max((arrow - shortest) / (longest - shortest), 0.01), 0.98)
    return HALF * share / (1.0 - share)
