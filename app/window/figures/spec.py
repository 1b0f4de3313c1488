"""What a figure shows, and how large it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

What = Literal["regions", "loss", "network", "landscape", "all"]
WHATS: tuple[What, ...] = get_args(What)
THEMES = ("light", "dark")
SCALES = (1.0, 1.25, 1.6, 2.0, 2.5)  # as the window's

PIXELS_PER_INCH = 96.0  # of the design pixels that everything is drawn in
CM_PER_INCH = 2.54
MOST_DEVICE_PIXELS = 100e6
LEAST_PX, MOST_PX = 100.0, 8000.0  # of a side, in design pixels
USUAL_SIZES: dict[What, str] = {
    "regions": "12x12cm",
    "loss": "14x9cm",
    "network": "14x9cm",
    "landscape": "12x11cm",
    "all": "24x14cm",
}
_NUMBER = r"\d+(?:\.\d+)?"
_SIZE = re.compile(rf"(?P<width>{_NUMBER})\s*[x×]\s*(?P<height>{_NUMBER})\s*(?P<unit>cm|mm|in|px|)", re.IGNORECASE)


@dataclass(frozen=True)
class FigureSpec:
    """One figure.

    width, height: in inches; dpi: device pixels to an inch where it is made of pixels; scale: of texts, lines and
    markers; transparent: whether the ground is left out.
    """

    what: What = "regions"
    theme: str = "light"
    scale: float = 1.0
    width: float = 5.0
    height: float = 5.0
    dpi: float = 150.0
    transparent: bool = False

    @property
    def size_px(self) -> tuple[int, int]:
        """In design pixels."""
        return round(self.width * PIXELS_PER_INCH), round(self.height * PIXELS_PER_INCH)

    @property
    def density(self) -> float:
        """Device pixels to a design pixel."""
        return self.dpi / PIXELS_PER_INCH

    @property
    def device_size(self) -> tuple[int, int]:
        """In device pixels."""
        return max(1, round(self.width * self.dpi)), max(1, round(self.height * self.dpi))

    @property
    def why_not(self) -> str:
        """Why there can't be such a figure, in a sentence without its end; "" where there can."""
        for name, side in zip(("wide", "high"), self.size_px, strict=True):
            if not LEAST_PX <= side <= MOST_PX:
                low, high = (cm * CM_PER_INCH / PIXELS_PER_INCH for cm in (LEAST_PX, MOST_PX))
                now = side / PIXELS_PER_INCH * CM_PER_INCH
                return f"a figure is {low:.1f} to {high:.0f} cm {name}, not {now:.3g} cm"
        width, height = self.device_size
        if width * height > MOST_DEVICE_PIXELS:
            return f"a picture of {width} × {height} pixels is too large: choose a smaller size or fewer dots per inch"
        return ""


def parse_size(text: str, dpi: float) -> tuple[float, float]:
    """Width and height in inches of a text such as 12x9cm, 5x4in or 1200x900 (pixels). Raises ValueError."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"a size is written as 12x9cm, 5x4in or 1200x900 (pixels), not {text!r}")
    per_inch = {"cm": CM_PER_INCH, "mm": 10 * CM_PER_INCH, "in": 1.0, "px": dpi, "": dpi}[match["unit"].lower()]
    return float(match["width"]) / per_inch, float(match["height"]) / per_inch
