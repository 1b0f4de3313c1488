"""The speed: where it is clicked, there it goes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import Document
from app.look.look import Look
from app.session.create import first_session
from app.training.training import Training
from app.views.speed import SPEEDS, SpeedSlider


def test_a_click_on_the_groove_goes_there_at_once(qapp: QApplication, qtbot: QtBot) -> None:
    session = first_session()
    document, training = Document(session), Training(session)
    try:
        speed = SpeedSlider(document, training, Look())
        qtbot.addWidget(speed)
        speed.show()
        qtbot.waitExposed(speed)
        track = speed.slider
        for x, expected in ((track.width() - 2, None), (2, SPEEDS[0]), (track.width() // 2, SPEEDS[6])):
            qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=QPoint(x, track.height() // 2))
            assert document.view.steps_per_second == expected
        speed.change(1)
        assert document.view.steps_per_second == SPEEDS[7]
    finally:
        training.close()
