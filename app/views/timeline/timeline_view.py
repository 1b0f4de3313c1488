"""The timeline: a slider over the moments that the shown run remembers."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from app.document import Document
from app.look.look import Look
from app.look.tooltips import wrapped
from app.look.widgets.buttons import IconButton
from app.look.widgets.slider_track import SliderTrack
from app.session.edits.branch import Branch
from app.session.edits.parameters import ParameterEdit
from app.session.edits.timeline import is_timeline_kept, keep_timeline
from app.session.schema import Session
from app.training.frames import Frame, RunFrame
from app.training.training import Training
from app.views.numbers_text import count, moment_text
from app.views.timeline.playback import DURATIONS_S, USUAL_S, Playback
from app.views.timeline.words import LIVE, NOTHING_YET, file_note, tip
from nncore import Checkpoint

LEAST_TRACK_PX, WIDEST_TRACK_PX = 90, 900
LEAST_ROOM_STEPS = 1000  # there is room for step counts of so many digits, at the least
PLAY_TIP = "Play the way of the run as an animation, from here to now. The arrow chooses how long it takes.  (T)"
GO_ON_TIP = (
    "Go on from here as a new run: with these weights, the optimizer's memory and the order of the batches of that "
    "step, and the options of today. The curve of the run so far stays in grey; Undo brings that run back.  (G)"
)
LIVE_TIP = "Back to the run as it stands now.  (L)"


class TimelineView(QWidget):
    """Looks back, plays the way of the run, and goes on from a remembered moment.

    Every part has its place whatever is shown: the slider may not move away from under the mouse.
    Attributes: slider (its last place is now), play, go_on, live (buttons), playback.
    Signals: notice(str); state_changed(), when something else can be done than before.
    """

    notice = Signal(str)
    state_changed = Signal()

    def __init__(self, document: Document, training: Training, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._training, self._look = document, training, look
        self._run: RunFrame | None = None  # in training, of the newest frame
        self._moments: tuple[Checkpoint, ...] = ()  # those before now …
        self._known: tuple[Checkpoint, ...] = ()  # … of all,
        self._is_now = False  # the last of which may be now
        self._is_following = self._is_past = False
        self._digits = 0  # of the step counts that there is room for
        self.setAccessibleName("Timeline")
        self.playback = Playback(self)
        self.slider = SliderTrack(look)
        self.slider.setRange(0, 0)
        self.slider.setAccessibleName("moment of the run")
        self.play = IconButton(look, "play", tooltip=PLAY_TIP, icon_px=16)
        self.play.setAccessibleName("Play the timeline")
        self.play.setPopupMode(IconButton.ToolButtonPopupMode.MenuButtonPopup)
        self.play.setMenu(self._durations_menu())
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.go_on = IconButton(look, "branch", "Go on from here", GO_ON_TIP, icon_px=16)
        self.live = IconButton(look, "live", "Back to live", LIVE_TIP, icon_px=16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for part in (self.play, self.slider, self.words, self.go_on, self.live):
            self._row.addWidget(part, 1 if part is self.slider else 0)
        self._row.addStretch(0)
        self.go_on.setEnabled(False)
        self.live.setEnabled(False)
        self._connect()
        self._on_look_changed()
        self._show_moment()

    def _durations_menu(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        for seconds in DURATIONS_S:
            action = QAction(f"The whole way in {seconds} s", self, checkable=True, checked=seconds == USUAL_S)
            action.setData(seconds)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._on_duration_chosen)
        return menu

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._on_slider)
        for part in (self.slider, self.words):
            part.installEventFilter(self)
        self.play.clicked.connect(self.toggle_playing)
        self.go_on.clicked.connect(self.go_on_from_here)
        self.live.clicked.connect(self.back_to_live)
        self.playback.moved.connect(self._on_played)
        self.playback.changed.connect(self._on_playback_changed)
        self._training.frame_ready.connect(self._on_frame)
        self._training.moment_changed.connect(self._on_moment_changed)
        self._training.was_reset.connect(self._forget)
        self._document.opened.connect(self._forget)
        self._document.parameters_changed.connect(self._on_parameters_changed)
        self._document.session_changed.connect(self.state_changed)
        self._look.changed.connect(self._on_look_changed)

    # For menus and keys

    @property
    def can_look_back(self) -> bool:
        """Whether anything is remembered."""
        return bool(self._moments)

    @Slot()
    def earlier(self) -> None:
        """The moment before."""
        self.slider.setValue(self.slider.value() - 1)

    @Slot()
    def later(self) -> None:
        """The next moment; after the last one the run is seen live."""
        self.slider.setValue(self.slider.value() + 1)

    @Slot()
    def back_to_live(self) -> None:
        """The run as it stands."""
        self.playback.stop()
        self._training.look_back(None)

    @Slot()
    def toggle_playing(self) -> None:
        """Play the way of the run from here on, or from its start where it is seen live; or stop."""
        if self.playback.is_playing:
            self.playback.stop()
        elif self._moments:
            moment = self._training.moment
            first, last = self._moments[0].step, self._last_step()
            share = 0.0 if moment is None else (moment.step - first) / max(last - first, 1)
            self.playback.play(min(max(share, 0.0), 1.0))

    @Slot()
    def go_on_from_here(self) -> None:
        """Go on from the moment that is looked at, as a new run."""
        self.playback.stop()
        branch = self._training.branch()
        if branch is not None:
            step = count(branch.after.state.step)
            self._document.branch(f"Go On from Step {step}", branch)
            more = "" if self._training.playing else " Press Play to go on."
            self.notice.emit(f"A new run, from step {step}. The curve of the run before stays in grey.{more}")

    @Slot(bool)
    def keep(self, kept: bool) -> None:
        """Keep what the runs remember in the session's file, or leave it out."""
        text = "Keep the Timeline in the File" if kept else "Leave the Timeline out of the File"
        self._document.apply(text, lambda session: keep_timeline(session, kept))

    @property
    def is_kept(self) -> bool:
        """Whether the session's file keeps what the runs remember."""
        return is_timeline_kept(self._document.session)

    def file_note(self) -> str:
        """How much larger that makes the file; "" where nothing is known yet."""
        frame = self._training.frame
        return file_note(frame.runs) if frame is not None else ""

    @Slot(bool)
    def show_it(self, shown: bool) -> None:
        """Show or hide the timeline. Hidden, it costs nothing, and the run is seen live."""
        if not shown:
            self.back_to_live()
            self._forget()
        self.setVisible(shown)
        if shown and self._training.frame is not None:
            self._on_frame(self._training.frame)

    def leave_out(self, parts: int) -> None:
        """Make room: 0 all is there; 1 buttons without their words; 2 nor does it say which moment is shown."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if parts else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.go_on.setToolButtonStyle(style)
        self.live.setToolButtonStyle(style)
        self.words.setVisible(parts < 2)

    def least_width(self) -> int:
        """Below it something would be cut off."""
        parts = [part for part in (self.play, self.words, self.go_on, self.live) if not part.isHidden()]
        widths = [max(part.sizeHint().width(), part.minimumWidth()) + self._row.spacing() for part in parts]
        return sum(widths) + self._look.px(LEAST_TRACK_PX)

    # Showing

    def _last_step(self) -> int:
        state = self._run.run.state if self._run else None
        return state.step if state else 0

    def _show_moment(self) -> None:
        """The handle and the buttons, for the moment that is looked at."""
        moment = self._training.moment
        place = len(self._moments)
        if moment is not None:
            place = max(bisect_right(self._moments, moment.step, key=lambda known: known.step) - 1, 0)
        self._is_following = True
        self.slider.setRange(0, len(self._moments))
        self.slider.setPageStep(max(1, len(self._moments) // 10))
        self.slider.setValue(place)
        self._is_following = False
        self.slider.setEnabled(bool(self._moments))
        self.play.setEnabled(bool(self._moments))
        if self._is_past != (moment is not None):
            self._is_past = moment is not None
            self.go_on.setEnabled(self._is_past)
            self.live.setEnabled(self._is_past)
            self._style_words()
            self.state_changed.emit()

    def _say(self, frame: Frame | None) -> None:
        """Which moment is shown: that of the frame, which may come a little later than the handle."""
        past = frame.past.run.state if frame is not None and frame.past is not None else None
        text = moment_text(past.step, self._last_step()) if past is not None else LIVE if self._moments else ""
        if text != self.words.text():
            self.words.setText(text)
            self.slider.setAccessibleDescription(text)
            self._hold_room()

    def _hold_room(self) -> None:
        """For the longest words that there may be before long."""
        digits = len(str(max(self._last_step(), LEAST_ROOM_STEPS)))
        if digits != self._digits:
            self._digits = digits
            longest = moment_text(10**digits - 1, 10**digits - 1)
            metrics = QFontMetrics(self._look.font(bold=True))
            self.words.setMinimumWidth(metrics.horizontalAdvance(longest) + self._look.px(4))
            self.state_changed.emit()

    def _style_words(self) -> None:
        look = self._look
        self.words.setFont(look.font(bold=self._is_past))
        color = look.color("accent" if self._is_past else "secondary").name()
        self.words.setStyleSheet(f"color: {color};")

    # What happens elsewhere

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if self.isHidden():
            return
        self._run = frame.runs[frame.shown]
        could, moments = self.can_look_back, self._run.moments
        is_now = bool(moments) and moments[-1].step == self._last_step()
        if self._known is not moments or self._is_now != is_now:
            self._known, self._is_now = moments, is_now
            self._moments = moments[:-1] if is_now else moments
            self._show_moment()
        self._say(frame)
        if could != self.can_look_back:
            self.state_changed.emit()

    @Slot(object)
    def _on_moment_changed(self, moment: Checkpoint | None) -> None:
        if moment is None:
            self.playback.stop()
        self._show_moment()

    @Slot(object, object)
    def _on_parameters_changed(self, _session: Session, edit: ParameterEdit | Branch) -> None:
        if isinstance(edit, Branch):
            run = "The run of before" if edit.is_back else "The new run"
            self.notice.emit(f"{run} is back, at step {count(edit.after.state.step)}.")

    @Slot()
    def _forget(self) -> None:
        """Another run; the next frame brings what it remembers."""
        self._run, self._moments, self._known, self._is_now = None, (), (), False
        self.playback.stop()
        self._show_moment()
        self._say(None)
        self.state_changed.emit()

    @Slot(bool)
    def _on_playback_changed(self, playing: bool) -> None:
        self.play.set_icon("pause" if playing else "play")

    @Slot()
    def _on_look_changed(self) -> None:
        look = self._look
        self._row.setSpacing(look.px(6))
        self.slider.setMaximumWidth(look.px(WIDEST_TRACK_PX))
        self._style_words()
        self._digits = 0
        self._hold_room()

    # What the person does

    @Slot(int)
    def _on_slider(self, place: int) -> None:
        if not self._is_following:
            self.playback.stop()
            self._training.look_back(self._moments[place] if place < len(self._moments) else None)

    @Slot(float)
    def _on_played(self, share: float) -> None:
        if not self._moments or share >= 1.0:
            self._training.look_back(None)
            return
        first = self._moments[0].step
        step = first + share * (self._last_step() - first)
        place = bisect_right(self._moments, step, key=lambda known: known.step) - 1
        self._training.look_back(self._moments[max(place, 0)])

    @Slot(QAction)
    def _on_duration_chosen(self, action: QAction) -> None:
        self.playback.duration_s = int(action.data())

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(watched, QWidget):
            # Only now that somebody wants to read it, for it changes all the time.
            watched.setToolTip(wrapped(tip(self._run) if self._run else NOTHING_YET))
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least_width(), super().minimumSizeHint().height())
