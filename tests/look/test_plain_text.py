"""Text from files stays text, wherever Qt guesses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import Qt

from app.look.plain_text import JOINER, NO_BREAK, formulas_joined, in_menu, in_tooltip, sum_joined
from app.look.tooltips import wrapped

PIECES = st.sampled_from(
    ["<", ">", "b", "a", "/", "&", "lt;", "!doctype", "?xml", "img=x", " ", "\n", "\t", "\x0b", "\x1c", "\x85"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_text_is_taken_for_html_and_no_sign_is_lost(text: str) -> None:
    for make in (in_tooltip, wrapped):
        shown = make(text)
        assert not Qt.mightBeRichText(shown)
        assert shown.replace("\u2060", "").split() == text.split()
        assert make(shown) == shown


def test_plain_text_stays_the_same() -> None:
    for text in ("Undo (Ctrl+Z)", "a < b", "1 & 2", ""):
        assert in_tooltip(text) == text


def test_a_menu_shows_ampersands_and_keeps_its_right_end_for_keys() -> None:
    assert in_menu("salt & pepper\tCtrl+Q\n") == "salt && pepper Ctrl+Q"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("The neuron y = sign(w x + b) has to", "The neuron y =~sign(w~x~+~b) has to"),
        ("by θ ← θ − r∇L.", "by θ~←~θ~−~r∇L."),
        ("Press Play (or Space): L falls.", "Press Play (or Space): L falls."),
    ],
)
def test_formulas_stay_in_one_line(text: str, joined: str) -> None:
    assert formulas_joined(text) == joined.replace("~", NO_BREAK)


@pytest.mark.parametrize(
    ("formula", "joined"),
    [
        ("h₂ = tanh(−0.43 x − 1.20 y + 0.10)", "h₂~=~tanh(−0.43~x −~1.20~y +~0.10)"),
        ("h⁽²⁾₁ = σ(0.52 h⁽¹⁾₄ + … (3 more) − 0.01)", "h⁽²⁾|₁~=~σ(0.52~h⁽¹⁾|₄ +~…~(3~more) −~0.01)"),
        ("z₁ = 1.00 x + 0.00, ŷ₁ = z₁ / ‖z‖", "z₁~=~1.00~x +~0.00, ŷ₁~=~z₁~/~‖z‖"),
    ],
)
def test_a_long_sum_goes_on_below_before_a_sign(formula: str, joined: str) -> None:
    assert sum_joined(formula) == joined.replace("~", NO_BREAK).replace("|", JOINER)
