"""Tooltips are broken into lines, since Qt shows a plain text on a single one."""

from __future__ import annotations

from app.look.look import Look
from app.look.tooltips import LINE_LENGTH, wrapped
from app.look.widgets.choice import Choice

SENTENCE = "Options that can't go together are disabled, and the reason is said in a tooltip that is easy to read. " * 2


def test_long_lines_are_broken_and_short_ones_left() -> None:
    assert wrapped("Undo (Ctrl+Z)") == "Undo (Ctrl+Z)"
    assert wrapped("") == ""
    lines = wrapped(SENTENCE).split("\n")
    assert max(map(len, lines)) <= LINE_LENGTH
    assert " ".join(lines).split() == SENTENCE.split()


def test_breaks_that_are_there_stay_and_twice_is_once() -> None:
    assert wrapped("one\ntwo") == "one\ntwo"
    assert wrapped(wrapped(SENTENCE)) == wrapped(SENTENCE)


def test_a_reason_is_broken_in_the_list_but_kept_as_it_is(look: Look) -> None:
    choice = Choice(look, [("a", "A"), ("b", "B")])
    choice.set_reasons({"b": SENTENCE})
    assert choice.reason("b") == SENTENCE
    assert "\n" in choice.model().item(1).toolTip()
    choice.deleteLater()


def test_no_line_breaks_within_a_formula() -> None:
    tip = "Normalizer of the outputs: soft-max makes probabilities ŷₖ = e^zₖ / Σ e^zⱼ, unit norm makes ŷ = z / ‖z‖."
    lines = wrapped(tip).split("\n")
    assert len(lines) == 2
    assert lines[1].startswith("= e^zₖ / Σ e^zⱼ, ")
    long = "The slope is " + " + ".join("sin(x y)" for _ in range(20))
    assert len(wrapped(long).split("\n")) == 2, "too long for a line, it stays in one"
