"""The lesson's words above the plane."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.look.look import Look
from app.look.plain_text import formulas_joined
from app.session.create import first_session, usual_source
from app.session.edits.data import load_dataset
from app.session.lessons_inside import INSIDE
from app.session.schema import Lesson, Session
from app.views.lesson_line import MOST_SHARE, LessonLine


@pytest.fixture(scope="module")
def look(qapp: QApplication) -> Iterator[Look]:
    look = Look()
    look.apply(qapp)
    yield look
    qapp.setStyleSheet("")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    window.resize(700, 600)
    return window


def shown(window: QWidget, look: Look, session: Session) -> tuple[Document, LessonLine]:
    document = Document(session)
    line = LessonLine(document, look)
    layout = window.layout()
    assert layout
    layout.addWidget(line)
    layout.addWidget(QWidget())
    window.show()
    return document, line


def test_without_a_lesson_there_is_nothing(window: QWidget, look: Look) -> None:
    document, line = shown(window, look, first_session())
    assert not line.isVisible()
    line.set_shown(True)
    assert not line.isVisible()
    document.open(INSIDE[0].session)
    assert line.isVisible()
    document.open(first_session())
    assert not line.isVisible()


def test_it_says_text_and_question_and_can_be_put_away(qtbot: QtBot, window: QWidget, look: Look) -> None:
    session = INSIDE[2].session
    document, line = shown(window, look, session)
    lesson = session.lesson
    assert lesson
    assert line.text() == formulas_joined(f"{lesson.text}\n{lesson.question}")
    with qtbot.waitSignal(line.shown_changed) as signal:
        line._cross.click()
    assert signal.args == [False]
    assert not line.isVisible()
    line.set_shown(True)
    assert line.isVisible()
    line._cross.click()
    document.open(session)
    assert line.isVisible(), "opened again, it is there again"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_all_words_are_seen_and_a_long_text_leaves_room_for_the_plane(
    qtbot: QtBot, window: QWidget, look: Look, scale: float
) -> None:
    look.set_scale(scale)
    window.resize(look.px(700), look.px(600))
    document, line = shown(window, look, INSIDE[1].session)
    qtbot.waitUntil(lambda: line._words.height() <= line._area.viewport().height())
    assert line.height() < 0.2 * window.height()
    document.open(replace(first_session(), lesson=Lesson(text="Look closely. " * 1000)))
    qtbot.waitUntil(lambda: line._words.height() > line._area.viewport().height())
    assert line.height() <= MOST_SHARE * window.height() + 1
    look.set_scale(1.0)


def test_what_a_stranger_wrote_is_shown_as_it_stands(window: QWidget, look: Look) -> None:
    text = "<img src='x'> <b>bold</b>"
    _, line = shown(window, look, replace(first_session(), lesson=Lesson(text=text)))
    assert line.text() == text
    assert line._text.textFormat().name == "PlainText"


def test_another_data_set_ends_the_lesson_and_undo_brings_it_back(window: QWidget, look: Look) -> None:
    session = replace(first_session(), title="The moons", lesson=Lesson(text="These are two moons."))
    document, line = shown(window, look, session)
    other_sample = replace(session.data.source, seed=5)
    document.apply("Sample", lambda session: load_dataset(session, other_sample))
    assert line.isVisible()
    document.apply("Data set", lambda session: load_dataset(session, usual_source("spirals")))
    assert not line.isVisible()
    assert line.text() == ""
    assert not line.has_lesson
    assert document.title == "Untitled"
    document.undo()
    assert line.isVisible()
    assert line.text() == "These are two moons."
    assert document.title == "The moons"
