"""The toolbar: Play and its neighbors, the numbers, the speed, and a button for each panel."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from app.look.look import Look
from app.look.tooltips import wrapped
from app.views.readout import Readout
from app.views.speed import SpeedSlider
from app.window.actions import Actions

TRAINING_ACTIONS = ("play", "step", "step_epoch", "reset", "reseed")


class Toolbar(QToolBar):
    """What a lecturer needs at hand. In a narrow window the speed goes first, then numbers, the least needed first."""

    def __init__(
        self,
        actions: Actions,
        panels: list[QAction],
        explaining: list[QAction],
        readout: Readout,
        speed: SpeedSlider,
        look: Look,
    ) -> None:
        super().__init__("Toolbar")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.toggleViewAction().setVisible(False)
        self._actions, self._readout, self._look = actions, readout, look
        for name in TRAINING_ACTIONS:
            self.addAction(actions[name])
        self.addSeparator()
        self._readout_place = self.addWidget(readout)
        self._speed_places = (self.addSeparator(), self.addWidget(speed))
        stretch = QWidget()
        stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(stretch)
        self._explain = self._explain_button(explaining)
        self.addWidget(self._explain)
        self._ends = [*panels, actions["fullscreen"]]
        self.addActions(self._ends)
        self._speed = speed
        self.play_button = QToolButton()
        play = self.widgetForAction(actions["play"])
        if isinstance(play, QToolButton):
            self.play_button = play
        self.play_button.setProperty("primary", True)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self._fit)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _explain_button(self, explaining: list[QAction]) -> QToolButton:
        """A menu of what opens the network up, by name: too many things to be told apart by icons."""
        button = QToolButton()
        button.setText("Explain")
        button.setToolTip(wrapped("Open up what happens inside: the network, one step of training, the loss L, …"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        menu.addActions(explaining)
        button.setMenu(menu)
        return button

    def show_playing(self, playing: bool) -> None:
        """The first button says what it will do: Pause while it trains, else Play."""
        self._actions["play"].setText("Pause" if playing else "Play")
        self._actions.set_icon("play", "pause" if playing else "play")
        self._color_play_button()

    def _color_play_button(self) -> None:
        """The primary button stands on the accent color, so its icon has to have the color for that."""
        icon = self._actions["play"].property("icon_name") or "play"
        self.play_button.setIcon(self._look.icon_in(icon, "on_accent"))

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self.setIconSize(look.icon_size(20))
        self._explain.setIcon(look.icon("explain"))
        self._color_play_button()
        self._fit_soon.start()

    @Slot()
    def _fit(self) -> None:
        """Drop what there is no room for."""
        look = self._look
        narrow = self.width() / look.scale < 700
        self.play_button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        metrics = self.play_button.fontMetrics()
        words = max(metrics.horizontalAdvance(text) for text in ("Play", "Pause"))
        self.play_button.setMinimumWidth(0 if narrow else words + look.px(52))
        buttons = [self.widgetForAction(self._actions[name]) for name in TRAINING_ACTIONS]
        self._explain.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        buttons += [self._explain, *(self.widgetForAction(action) for action in self._ends)]
        widths = [max(button.sizeHint().width(), button.minimumWidth()) + look.px(4) for button in buttons if button]
        room = self.width() - sum(widths) - look.px(40)
        speed = self._speed.sizeHint().width() + look.px(24)
        has_room = room - speed > self._readout.least_width()
        self._readout.show_fields(room - speed if has_room else room)
        for place in self._speed_places:
            place.setVisible(has_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_soon.start()
