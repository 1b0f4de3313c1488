"""Every color of the application, and the arithmetic on colors. No Qt here.

Orange is negative and class 0, blue is positive and class 1, in every picture. Colors are "#RRGGBB" strings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

CLASS_COLORS: tuple[str, ...] = (
    "#D55E00", "#0072B2", "#009E73", "#AA4499", "#56B4E9", "#B8860B", "#6E7781", "#8C510A",
)  # fmt: skip
MARKERS: tuple[str, ...] = (
    "disc", "square", "triangle-up", "diamond", "triangle-down", "plus", "star", "hexagon",
)  # fmt: skip

# What tells neurons apart where they stand beside each other as lines. Neither orange nor blue: those are signs.
NEURON_COLORS: tuple[str, ...] = (
    "#009E73", "#AA4499", "#B8860B", "#56B4E9", "#882255", "#6E7781", "#7A7A1E", "#8C510A",
)  # fmt: skip

TEXT_CONTRAST = 4.5
LINE_CONTRAST = 3.0
CHANCE_SHARE = 0.08  # how much of the class color a region shows at chance …
SURE_SHARE = 0.55  # … and when the network is sure; above this, points drown
VALUE_SHARE = 0.8  # of orange and blue at the ends of the colors of values; points have a rim of their own there
DARK_LIFT = 0.2  # class colors are lighter by a fifth on the dark ground

LOSS_COLOR = "#7B61A8"
LOSS_SHARE = {"light": 0.8, "dark": 0.62}  # of that color, for the largest loss

ColorTable = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colors of one appearance. Each field but the first and the last is "#RRGGBB"."""

    name: str
    window: str  # behind the panels
    panel: str
    plot: str  # the ground of every plot and of the plane
    field: str  # inside text fields and combo boxes
    hover: str  # ground of a control under the mouse
    pressed: str
    text: str
    secondary: str  # labels, ticks, quiet titles
    disabled: str  # text and icons of what can't be used now; exempt from the contrast rule
    hairline: str  # separators and grids: decoration, never the only sign of anything
    outline: str  # edges that carry meaning: slider grooves, check boxes
    accent: str
    accent_hover: str
    on_accent: str  # text on an accent fill
    selection: str  # ground of a selected item or checked button
    danger: str
    info_ground: str
    warning_ground: str
    warning: str  # the icon on the warning ground
    tooltip: str
    tooltip_text: str
    negative: str
    positive: str
    train_line: str
    test_line: str
    pinned_line: str  # curves of earlier runs
    border_opacity: float  # of the text color in the border between regions; more in the dark, for sky


LIGHT = Theme(
    name="light",
    window="#F6F7F8", panel="#FFFFFF", plot="#FFFFFF", field="#FFFFFF", hover="#EDF0F3", pressed="#E1E6EB",
    text="#1F2328", secondary="#57606A", disabled="#A3ABB4", hairline="#D8DEE4", outline="#7F8893",
    accent="#0B5FB0", accent_hover="#0A528F", on_accent="#FFFFFF", selection="#E3EEF9",
    danger="#B3261E", info_ground="#E8F1FA", warning_ground="#FFF4D9", warning="#8A5A00",
    tooltip="#24292F", tooltip_text="#F6F7F8",
    negative="#D55E00", positive="#0072B2", train_line="#1F2328", test_line="#0B5FB0", pinned_line="#7F8893",
    border_opacity=0.7,
)  # fmt: skip
DARK = Theme(
    name="dark",
    window="#15181C", panel="#1D2126", plot="#1D2126", field="#181B20", hover="#2A3038", pressed="#353C45",
    text="#E6EAEE", secondary="#9AA4AF", disabled="#5C6670", hairline="#343B43", outline="#7A858F",
    accent="#6CB2FF", accent_hover="#8CC3FF", on_accent="#0D1B2A", selection="#22384F",
    danger="#FF8A80", info_ground="#1E2E40", warning_ground="#3A2F16", warning="#F0C35A",
    tooltip="#E6EAEE", tooltip_text="#15181C",
    negative="#DD7E33", positive="#338EC1", train_line="#E6EAEE", test_line="#6CB2FF", pinned_line="#7A858F",
    border_opacity=0.8,
)  # fmt: skip
THEMES: dict[str, Theme] = {"light": LIGHT, "dark": DARK}


def rgb(color: str) -> tuple[int, int, int]:
    """The three bytes of "#RRGGBB"."""
    if len(color) != 7 or color[0] != "#":
        raise ValueError(f"expected a color like #D55E00, got {color!r}")
    try:
        return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
    except ValueError:
        raise ValueError(f"expected a color like #D55E00, got {color!r}") from None


@lru_cache(maxsize=4096)  # the same few hundred colors are asked for with every frame
def mix(a: str, b: str, t: float) -> str:
    """The color a share t of the way from a to b, in sRGB."""
    parts = (round(x + (y - x) * t) for x, y in zip(rgb(a), rgb(b), strict=True))
    return "#{:02X}{:02X}{:02X}".format(*parts)


def contrast(a: str, b: str) -> float:
    """The WCAG 2 contrast ratio, from 1 (same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=256)
def shown_color(color: str, theme: Theme) -> str:
    """A class color as it is drawn in the theme: lighter by a fifth in the dark one.

    A color that would still be too pale (or too dark) for a line on the plot's ground is moved towards the text color
    until it reaches 3 : 1. Of the eight class colors this touches only sky in the light theme.
    """
    shown = mix(color, "#FFFFFF", DARK_LIFT) if theme.name == "dark" else mix(color, color, 0.0)
    step = 0
    while contrast(shown, theme.plot) < LINE_CONTRAST:
        step += 1
        shown = mix(shown, theme.text, 0.02 * step)
    return shown


def region_table(class_colors: Sequence[str], theme: Theme, levels: int = 256) -> ColorTable:
    """Colors of the decision regions, RGBA, shape (K * levels, 4).

    Row k * levels + l is class k at confidence l / (levels - 1), where level 0 is chance and the last one sure.
    """
    share = np.linspace(CHANCE_SHARE, SURE_SHARE, levels)
    ramps = [_ramp(theme.plot, shown_color(color, theme), share) for color in class_colors]
    return np.concatenate(ramps) if ramps else np.zeros((0, 4), np.uint8)


def entropy_table(theme: Theme, levels: int = 256) -> ColorTable:
    """From the plot's ground (certain) to the text color (undecided); no class has this hue. RGBA, (levels, 4)."""
    return _ramp(theme.plot, theme.text, np.linspace(0.02, 0.75, levels))


def loss_table(theme: Theme, levels: int = 256) -> ColorTable:
    """From the plot's ground (small losses) to a violet that means neither sign nor class. RGBA, (levels, 4).

    A path in the text color stays readable on all of it.
    """
    return _ramp(theme.plot, LOSS_COLOR, np.linspace(0.04, LOSS_SHARE[theme.name], levels))


def value_table(theme: Theme, levels: int = 256) -> ColorTable:
    """Colors of values: orange (lowest) through the plot's ground (the middle) to blue (highest). RGBA, (levels, 4)."""
    signed = np.linspace(-1.0, 1.0, levels)
    share = VALUE_SHARE * np.abs(signed)[:, None]
    low, high, middle = (np.array(rgb(color), float) for color in (theme.negative, theme.positive, theme.plot))
    end = np.where(signed[:, None] < 0.0, low, high)
    table = np.full((levels, 4), 255, np.uint8)
    table[:, :3] = np.rint(middle + share * (end - middle))
    return table


def _luminance(color: str) -> float:
    channels = np.array(rgb(color)) / 255.0
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _ramp(start: str, end: str, share: npt.NDArray[np.float64]) -> ColorTable:
    """RGBA rows that lie the given shares of the way from start to end."""
    first, last = np.array(rgb(start), float), np.array(rgb(end), float)
    table = np.full((len(share), 4), 255, np.uint8)
    table[:, :3] = np.rint(first + share[:, None] * (last - first))
    return table
