"""The palette: contrast of everything that is read, and the color tables of the pictures."""

from __future__ import annotations

import numpy as np
import pytest

from app.look.palette import (
    CHANCE_SHARE,
    CLASS_COLORS,
    DARK,
    LIGHT,
    LINE_CONTRAST,
    MARKERS,
    SURE_SHARE,
    TEXT_CONTRAST,
    THEMES,
    Theme,
    contrast,
    entropy_table,
    mix,
    region_table,
    rgb,
    shown_color,
)  # fmt: skip

GROUNDS = ("window", "panel", "plot", "field", "hover")
TEXT_PAIRS = (
    [(text, ground) for text in ("text", "secondary", "accent", "danger") for ground in GROUNDS]
    + [("text", ground) for ground in ("pressed", "selection", "info_ground", "warning_ground")]
    + [("accent", "selection"), ("on_accent", "accent"), ("on_accent", "accent_hover"), ("tooltip_text", "tooltip")]
)
LINE_PAIRS = (
    [(line, "plot") for line in ("negative", "positive", "train_line", "test_line", "pinned_line")]
    + [("outline", ground) for ground in ("window", "panel", "field")]
    + [("accent", "info_ground"), ("warning", "warning_ground")]
)

both_themes = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


@both_themes
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_can_be_read(theme: Theme, pair: tuple[str, str]) -> None:
    assert contrast(getattr(theme, pair[0]), getattr(theme, pair[1])) >= TEXT_CONTRAST


@both_themes
@pytest.mark.parametrize("pair", LINE_PAIRS, ids="-on-".join)
def test_lines_and_icons_can_be_seen(theme: Theme, pair: tuple[str, str]) -> None:
    assert contrast(getattr(theme, pair[0]), getattr(theme, pair[1])) >= LINE_CONTRAST


@both_themes
@pytest.mark.parametrize("color", [*CLASS_COLORS, "#FFFFFF", "#000000", "#FFFF00"])
def test_any_class_color_can_be_seen_on_the_plot(theme: Theme, color: str) -> None:
    assert contrast(shown_color(color, theme), theme.plot) >= LINE_CONTRAST


@both_themes
def test_the_border_line_can_be_seen_on_every_region(theme: Theme) -> None:
    for ground in region_table(CLASS_COLORS, theme, levels=2)[:, :3]:
        region = "#{:02X}{:02X}{:02X}".format(*ground)
        assert contrast(region, mix(region, theme.text, theme.border_opacity)) >= LINE_CONTRAST


def test_contrast_of_black_on_white_and_of_a_color_on_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)  # the WCAG text's own example
    assert contrast("#123456", "#123456") == pytest.approx(1.0)


def test_mixing_and_bad_colors() -> None:
    assert mix("#000000", "#FFFFFF", 0.0) == "#000000"
    assert mix("#000000", "#FFFFFF", 1.0) == "#FFFFFF"
    assert mix("#0000FF", "#FF0000", 0.2) == "#3300CC"
    for bad in ("red", "#12345", "#12345G", "1234567"):
        with pytest.raises(ValueError, match="expected a color like"):
            rgb(bad)


def test_there_is_a_marker_for_each_class_color() -> None:
    assert len(CLASS_COLORS) == len(set(CLASS_COLORS)) == len(set(MARKERS)) == 8
    assert (LIGHT.negative, LIGHT.positive) == CLASS_COLORS[:2]
    assert (DARK.negative, DARK.positive) == tuple(shown_color(color, DARK) for color in CLASS_COLORS[:2])


def test_only_sky_is_darkened_in_the_light_theme() -> None:
    changed = [color for color in CLASS_COLORS if shown_color(color, LIGHT) != color]
    assert changed == ["#56B4E9"]


@both_themes
def test_regions_go_from_a_hint_of_the_class_to_half_of_it(theme: Theme) -> None:
    table = region_table(CLASS_COLORS[:3], theme, levels=16)
    assert table.shape == (48, 4)
    assert table.dtype == np.uint8
    assert (table[:, 3] == 255).all()
    shown = shown_color(CLASS_COLORS[2], theme)
    assert tuple(table[32, :3]) == rgb(mix(theme.plot, shown, CHANCE_SHARE))
    assert tuple(table[47, :3]) == rgb(mix(theme.plot, shown, SURE_SHARE))


def test_no_classes_give_an_empty_table() -> None:
    assert region_table([], LIGHT).shape == (0, 4)


@both_themes
def test_the_entropy_table_leaves_the_ground_steadily(theme: Theme) -> None:
    distance = np.abs(entropy_table(theme)[:, :3].astype(int) - rgb(theme.plot)).sum(axis=1)
    assert (np.diff(distance) >= 0).all()
    assert distance[-1] > 200
