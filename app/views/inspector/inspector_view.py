"""The Inspector: forward, loss, backward and update of one step, a stage at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.attention import Attention, Stage
from app.document import Document
from app.look.look import Look
from app.look.pace import Pace
from app.look.seen import Seen
from app.look.tooltips import wrapped
from app.look.widgets.panel import Panel
from app.session.schema import Session, View
from app.training.differences import CheckRequest
from app.training.frames import Frame
from app.training.inspection import Inspection
from app.training.lenses.inspector import NOBODY, Inspected, InspectionRequest, SubjectName
from app.training.training import Training
from app.views.inspector.formulas import Chosen
from app.views.inspector.stage_view import StageView
from app.views.inspector.stages import Place, Shown, chosen_entry, places
from app.views.inspector.strip import Strip, chips
from app.views.inspector.subject_bar import SubjectBar
from nncore import Checkpoint

LIVE_MS, REST_MS = 250, 60  # between two refreshes: while training, a pace that can be read
DO_TIP = "Take this very step in training: one update by the next batch. It gives the new weights shown."
REMEMBERED = "This step is remembered, as it was made once. To make it again, go on from here (G) first."
NOT_THE_STEP = "Training steps by batches: choose “next batch” to take the step that is shown."
NOT_ALL = "This is only a part of the next batch, and so not the step that training takes."


class InspectorView(Panel):
    """One step in slow motion.

    Attributes: lens (what the worker is asked for; None while nobody sees the view), subject_bar, strip (the chips),
    stage (the present one), back, next.
    Signals: notice(str), lens_changed().
    """

    notice = Signal(str)
    lens_changed = Signal()

    def __init__(
        self, document: Document, training: Training, look: Look, attention: Attention, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", parent)
        self.setAccessibleName("Inspector")
        self._document, self._training, self._attention = document, training, attention
        self.lens: InspectionRequest | None = None
        self._subject: SubjectName = "batch"
        self._check: CheckRequest | None = None
        self._place: Place | None = None
        self._chosen = Chosen()
        self._inspected: Inspected | None = None
        self._places: tuple[Place, ...] = ()
        self._row = attention.sample
        self._seen = Seen(self)
        self._pace = Pace(self._draw, REST_MS, self, self._seen)
        self._build()
        self._connect()

    def _build(self) -> None:
        look = self._look
        self.subject_bar, self.strip, self.stage = SubjectBar(look), Strip(look), StageView(look)
        self.back, self.next = QPushButton("◀"), QPushButton("next ▶")
        self.back.setAccessibleName("back")
        self.next.setAccessibleName("next")
        self.back.setToolTip("Back to the stage before (Shift+N, or ← on the chips).")
        self.next.setToolTip("The next stage: forward, loss, backward, update (N, or → on the chips).")
        top, whose = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.subject_bar.switch)
        top.addStretch(1)
        for button in (self.back, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            top.addWidget(button)
        whose.addWidget(self.subject_bar, 1)
        whose.addWidget(self.stage.part)
        for part in (top, whose, self.strip):
            self.add(part)
        self.add(self.stage, 1)

    def _connect(self) -> None:
        self.subject_bar.subject_chosen.connect(self._on_subject_chosen)
        self.subject_bar.row_chosen.connect(self._on_row_chosen)
        self.strip.chosen.connect(self._on_stage_chosen)
        self.stage.chosen.connect(self._on_entry_chosen)
        self.stage.check_asked.connect(self._on_check_asked)
        self.stage.do.clicked.connect(self._on_do)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        for key, slot in (("N", self._on_next), ("Shift+N", self._on_back)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        self._document.session_changed.connect(self._on_session_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._training.playing_changed.connect(self._on_playing_changed)
        self._training.moment_changed.connect(self._on_moment_changed)
        self._attention.changed.connect(self._on_attention_changed)
        self._seen.changed.connect(self._on_seen_changed)
        self._look.changed.connect(self._refresh_soon)

    # What is asked for, and what is shown

    def _ask(self) -> None:
        """Say what the worker has to compute from now on."""
        lens = InspectionRequest(self._subject, self._row if self._subject == "point" else None, self._check)
        wanted = lens if self._seen.now else None
        self._attention.wants_sample = self._seen.now and self._subject == "point"
        if wanted != self.lens:
            self.lens = wanted
            self.lens_changed.emit()

    def _refresh_soon(self) -> None:
        self._pace.pause_ms = LIVE_MS if self._training.playing else REST_MS
        self._pace.draw_soon()

    @Slot()
    def _refresh(self) -> None:
        """Draw now."""
        self._pace.draw()

    def _draw(self) -> None:
        """Show the newest step at the present stage."""
        data = self._document.session.data
        self.subject_bar.show_subject(self._subject, self._row, data, self._inspected)
        inspected = self._inspected
        inspection = inspected.inspection if inspected else None
        if inspected is None or inspection is None:
            self._show_nothing(inspected.sentence if inspected else "")
            return
        self._places = places(inspection)
        number = self._number()
        self._place = self._places[number]
        self._show_place(inspected, inspection, number)

    def _number(self) -> int:
        """Which stage is shown: the same as before where it is still there."""
        if self._place in self._places:
            return self._places.index(self._place)
        same = [n for n, place in enumerate(self._places) if self._place and place.what == self._place.what]
        return same[-1] if same else 0

    def _show_nothing(self, sentence: str) -> None:
        self._places = ()
        self.strip.hide()
        self.stage.show_nothing(sentence)
        self.back.hide()
        self.next.hide()
        self._attention.show_stage(None)

    def _show_place(self, inspected: Inspected, inspection: Inspection, number: int) -> None:
        place = self._places[number]
        layer = inspection.bricks[place.brick].layer if place.brick is not None else None
        self._attention.show_stage(Stage(place.what, layer))
        self.strip.show()
        self.strip.show_chips(chips(inspected, self._places), len(inspection.bricks), number)
        self.back.show()
        self.next.show()
        self.back.setEnabled(number > 0)
        self.next.setEnabled(number + 1 < len(self._places))
        is_past = self._training.moment is not None
        can_do = inspection.is_next and not self._training.playing and not inspected.diverged and not is_past
        self.stage.do.setEnabled(can_do)
        is_part = inspected.request.subject == "batch"
        tip = DO_TIP if inspection.is_next else NOT_ALL if is_part else NOT_THE_STEP
        self.stage.do.setToolTip(wrapped(REMEMBERED if is_past else tip))
        self.stage.show_stage(place, inspected, inspection, self._chosen)

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        answer = frame.answer(Inspected)
        if answer is None or answer is self._inspected or answer.request != self.lens:
            return
        self._inspected = answer
        self._refresh_soon()

    @Slot(bool)
    def _on_playing_changed(self, _playing: bool) -> None:
        self._refresh_soon()

    @Slot(object)
    def _on_moment_changed(self, _moment: Checkpoint | None) -> None:
        self._refresh_soon()

    @Slot(bool)
    def _on_seen_changed(self, seen: bool) -> None:
        self._ask()
        if seen:
            self._refresh()
        else:
            self._attention.show_stage(None)

    @Slot(object, object)
    def _on_session_changed(self, _old: Session, _new: Session) -> None:
        self._refresh_soon()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._inspected, self._check, self._chosen = None, None, Chosen()
        self._ask()
        self._refresh_soon()

    @Slot(object)
    def _on_view_changed(self, _view: View) -> None:
        self._refresh_soon()

    @Slot()
    def _on_attention_changed(self) -> None:
        row = self._attention.sample
        if row == self._row:
            return
        self._row = row
        if row is not None and self._seen.now and self._subject != "point":
            self._subject, self._check = "point", None
        self._ask()
        self._refresh_soon()

    # What the person does

    @Slot(str)
    def _on_subject_chosen(self, subject: SubjectName) -> None:
        self._subject, self._check = subject, None
        self._chosen = self._chosen._replace(sample=0)
        if subject == "point" and self._row is None and len(self._document.session.data.points):
            self._attention.choose(0)
        self._ask()
        self._refresh()

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        if row < len(self._document.session.data.points):
            self._attention.choose(row)
        else:
            self.notice.emit(NOBODY)

    @Slot(int)
    def _on_stage_chosen(self, number: int) -> None:
        if number < len(self._places):
            self._place = self._places[number]
            self._refresh()

    @Slot()
    def _on_next(self) -> None:
        if self._places:
            self._on_stage_chosen(min(self._number() + 1, len(self._places) - 1))

    @Slot()
    def _on_back(self) -> None:
        if self._places:
            self._on_stage_chosen(max(self._number() - 1, 0))

    @Slot()
    def _on_do(self) -> None:
        self._place = None  # the next step begins with its forward
        self._training.step()

    @Slot(object, int, int)
    def _on_entry_chosen(self, shown: Shown, row: int, column: int) -> None:
        chosen = {"sample": self._chosen.sample, "input": self._chosen.source, "unit": self._chosen.unit, "": 0}
        chosen[shown.rows] = row
        chosen[shown.columns] = column
        self._chosen = Chosen(chosen["sample"], chosen["input"], chosen["unit"])
        if self._check is not None and shown.check == self._check.quantity:
            self._measure(shown)
        self._refresh()

    @Slot(object)
    def _on_check_asked(self, shown: Shown) -> None:
        self._measure(shown)
        self.stage.bring_into_sight(shown)

    def _measure(self, shown: Shown) -> None:
        """Ask for a gradient to be measured, its chosen entry first."""
        if shown.check is not None and self._place is not None:
            self._check = CheckRequest(shown.check, self._place.brick or 0, chosen_entry(shown, *self._chosen))
            self._ask()
