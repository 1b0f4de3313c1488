"""The Inspector: forward, loss, backward and update of one step, a stage at a time."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.attention import Attention, Stage
from app.document import Document
from app.look.look import Look
from app.look.seen import Seen
from app.look.tooltips import wrapped
from app.look.widgets.panel import Panel
from app.look.widgets.switch import Switch
from app.session.schema import Session, View
from app.training.differences import CheckRequest
from app.training.frames import Frame
from app.training.lenses.inspector import NOBODY, Inspected, InspectionRequest, SubjectName
from app.training.training import Training
from app.views.inspector.array_view import ArrayView
from app.views.inspector.check_text import check_text
from app.views.inspector.formulas import Chosen, formula
from app.views.inspector.loss_view import LossView
from app.views.inspector.shelf import Shelf
from app.views.inspector.source_view import SourceView
from app.views.inspector.stages import Place, arrays, brick_words, chosen_entry, places, title
from app.views.inspector.strip import Chip, Strip
from app.views.inspector.subject_bar import SubjectBar
from app.views.inspector.symbols import module_words, subscript
from app.views.numbers_text import count
from nncore import Linear, Sign

LIVE_MS, REST_MS = 250, 60  # between two refreshes: while training, a pace that can be read
WIDE_PX = 820  # from here on the source stands beside the numbers
HIGH_PX = 560  # and from here on below them; in a smaller panel it takes their place when asked for
PARTS = (
    ("numbers", "numbers", "The arrays of this stage as numbers and colors."),
    ("source", "source", "The source of what computes this stage, from the file that runs."),
)

DO_TIP = "Take this very step in training: one update by the next batch. It gives the new weights shown."
NOT_THE_STEP = "Training steps by batches: choose “next batch” to take the step that is shown."


class InspectorView(Panel):
    """One step in slow motion.

    Attributes: lens (what the worker is asked for; None while nobody sees the view), subject_bar, strip, source,
    loss_view, shelf (of the arrays), part (numbers or source, where there is no room for both), back, next, do.
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
        self._since_refresh = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._refresh)
        self._build()
        self._connect()
        self._on_restyled()

    # Building

    def _build(self) -> None:
        look = self._look
        self.subject_bar, self.strip = SubjectBar(look), Strip(look)
        self.back, self.next, self.do = QPushButton("◀"), QPushButton("next ▶"), QPushButton("do it")
        self.back.setAccessibleName("back")
        self.next.setAccessibleName("next")
        self.back.setToolTip("Back to the stage before (Shift+N, or ← on the chips).")
        self.next.setToolTip("The next stage: forward, loss, backward, update (N, or → on the chips).")
        self._title, self._symbols, self._numbers, self._remark = (QLabel() for _ in range(4))
        for label in (self._title, self._symbols, self._numbers, self._remark):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._symbols.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._remark.setProperty("role", "secondary")
        self.part = Switch(look, PARTS)
        top, whose, line = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.subject_bar.switch)
        top.addStretch(1)
        line.addWidget(self._title, 1)
        for button in (self.back, self.next, self.do):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        top.addWidget(self.back)
        top.addWidget(self.next)
        whose.addWidget(self.subject_bar, 1)
        whose.addWidget(self.part)
        line.addWidget(self.do)
        self._lines = (top, whose, line)
        for part in (top, whose, self.strip, line, self._remark, self._symbols, self._numbers):
            self.add(part)
        self._build_body()

    def _build_body(self) -> None:
        """The numbers, and the source below or beside them."""
        look = self._look
        self.loss_view, self.shelf = LossView(look), Shelf(look)
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addWidget(self.loss_view)
        self._body.addWidget(self.shelf)
        self._body.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidget(content)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.source = SourceView(look)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        for number, (widget, share) in enumerate(((self._area, 5), (self.source, 2))):
            widget.setMinimumHeight(1)
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(number, share)
        self.add(self._splitter, 1)

    def _connect(self) -> None:
        self.subject_bar.subject_chosen.connect(self._on_subject_chosen)
        self.subject_bar.row_chosen.connect(self._on_row_chosen)
        self.strip.chosen.connect(self._on_stage_chosen)
        self.part.chosen.connect(self._on_part_chosen)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        self.do.clicked.connect(self._on_do)
        for key, slot in (("N", self._on_next), ("Shift+N", self._on_back)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        self._document.session_changed.connect(self._on_session_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._training.playing_changed.connect(self._on_playing_changed)
        self._attention.changed.connect(self._on_attention_changed)
        self._seen.changed.connect(self._on_seen_changed)
        self._look.changed.connect(self._on_restyled)

    @property
    def arrays(self) -> list[ArrayView]:
        """The views of arrays; those in use come first."""
        return self.shelf.views

    # What is asked for, and what is shown

    def _ask(self) -> None:
        """Say what the worker has to compute from now on."""
        lens = InspectionRequest(self._subject, self._row if self._subject == "point" else None, self._check)
        wanted = lens if self._seen.now else None
        if wanted != self.lens:
            self.lens = wanted
            self.lens_changed.emit()

    def _refresh_soon(self) -> None:
        if self._seen.now and not self._timer.isActive():
            pause = LIVE_MS if self._training.playing else REST_MS
            waited = self._since_refresh.elapsed() if self._since_refresh.isValid() else pause
            self._timer.start(max(0, int(pause - waited)))

    @Slot()
    def _refresh(self) -> None:
        """Show the newest step at the present stage."""
        if not self._seen.now:
            return
        self._timer.stop()
        self._since_refresh.start()
        data = self._document.session.data
        self.subject_bar.show_subject(self._subject, self._row, data, self._inspected)
        inspected = self._inspected
        if inspected is None or inspected.inspection is None:
            self._show_nothing(inspected.sentence if inspected else "")
            return
        self._places = places(inspected.inspection)
        number = self._number()
        self._place = self._places[number]
        self._show_place(inspected, number)

    def _number(self) -> int:
        """Which stage is shown: the same as before where it is still there."""
        if self._place in self._places:
            return self._places.index(self._place)
        same = [n for n, place in enumerate(self._places) if self._place and place.what == self._place.what]
        return same[-1] if same else 0

    def _show_nothing(self, sentence: str) -> None:
        self._places = ()
        self.strip.show_chips((), 1, 0)
        self._title.setText("")
        self._say(sentence)
        for label in (self._symbols, self._numbers):
            label.hide()
        for widget in (self.back, self.next, self.do, self.part, self._splitter):
            widget.hide()
        self._attention.show_stage(None)

    def _say(self, sentence: str) -> None:
        self._remark.setText(sentence)
        self._remark.setVisible(bool(sentence))

    def _show_place(self, inspected: Inspected, number: int) -> None:
        inspection, place = inspected.inspection, self._places[number]
        if inspection is None:
            return
        layer = inspection.bricks[place.brick].layer if place.brick is not None else None
        self._attention.show_stage(Stage(place.what, layer))
        self.strip.show_chips(self._chips(inspected), len(inspection.bricks), number)
        self._title.setText(title(place, inspected))
        self._say(self._remark_of(inspected, place))
        written = formula(place, inspected, self._chosen)
        for label, text in ((self._symbols, written.symbols), (self._numbers, written.numbers)):
            label.setText(text)
            label.setVisible(bool(text))
        self.back.setVisible(True)
        self.next.setVisible(True)
        self.back.setEnabled(number > 0)
        self.next.setEnabled(number + 1 < len(self._places))
        self.do.setVisible(place.what == "update")
        is_step = self._subject == "batch" and not self._training.playing and not inspected.diverged
        self.do.setEnabled(is_step)
        self.do.setToolTip(wrapped(DO_TIP if self._subject == "batch" else NOT_THE_STEP))
        self.loss_view.setVisible(place.what == "loss")
        if place.what == "loss":
            self.loss_view.show_sample(inspected, min(self._chosen.sample, len(inspection.rows) - 1))
        self._show_arrays(inspected, place)
        self._splitter.show()
        self._show_source(inspected, place)
        self._arrange()

    def _chips(self, inspected: Inspected) -> tuple[Chip, ...]:
        inspection = inspected.inspection
        if inspection is None:
            return ()
        chips = []
        for place in self._places:
            if place.brick is None:
                chips.append(Chip(place, "loss", "loss"))
                continue
            brick = inspection.bricks[place.brick]
            words, short = f"{place.what}: {brick_words(brick, inspected.run.model)}", module_words(brick.kind).short
            if issubclass(brick.kind, Linear):
                chips.append(Chip(place, words, f"{short}{subscript(brick.layer + 1)}", str(brick.layer + 1)))
            else:
                chips.append(Chip(place, words, short))
        return tuple(chips)

    def _remark_of(self, inspected: Inspected, place: Place) -> str:
        """What has to be said about this stage before its numbers."""
        inspection = inspected.inspection
        if inspection is None:
            return ""
        parts = []
        if inspected.diverged:
            parts.append(f"Training has stopped: {inspected.diverged}")
        if inspection.computed < inspection.n:
            parts.append(
                f"Of the {count(inspection.n)} points the first {count(inspection.computed)} are shown, "
                "the gradients of the weights are of all."
            )
        elif inspected.request.subject == "all" and inspection.n < int((~inspected.data.points.is_test).sum()):
            parts.append(f"These are the first {count(inspection.n)} of all training points.")
        brick = inspection.bricks[place.brick] if place.brick is not None else None
        if brick is not None and brick.is_head and brick.grad_output is None:
            parts.append(f"The loss takes z itself and has the {module_words(brick.kind).name} inside.")
        if brick is not None and place.what == "backward" and issubclass(brick.kind, Sign):
            parts.append("A sign is flat: its derivative is 0 everywhere, and nothing before it can learn.")
        if place.what == "update" and self._subject != "batch":
            parts.append("This is what a step by these points alone would do.")
        return " ".join(parts)

    def _show_arrays(self, inspected: Inspected, place: Place) -> None:
        shown = arrays(place, inspected)
        while len(self.arrays) < len(shown):
            view = ArrayView(self._look)
            view.chosen.connect(self._on_entry_chosen)
            view.check_asked.connect(self._on_check_asked)
            self.shelf.add(view)
        for view, array in zip(self.arrays, shown, strict=False):
            entry = chosen_entry(array, *self._chosen)
            view.show_array(array, entry, self._result(inspected, place, array.check))
        for number, view in enumerate(self.arrays):
            view.setVisible(number < len(shown))
        self.shelf.arrange()

    def _result(self, inspected: Inspected, place: Place, quantity: str | None) -> str:
        """What the check of an array has found so far."""
        checked, inspection = inspected.checked, inspected.inspection
        if checked is None or inspection is None or quantity != checked.request.quantity:
            return ""
        if quantity != "prediction" and checked.request.brick != place.brick:
            return ""
        return check_text(checked, has_sign=any(issubclass(brick.kind, Sign) for brick in inspection.backward))

    def _show_source(self, inspected: Inspected, place: Place) -> None:
        inspection = inspected.inspection
        if inspection is None:
            return
        if place.brick is None:
            self.source.show_source(type(inspection.loss.loss), "compute", "backward")
        elif place.what == "update":
            self.source.show_source(type(inspection.update.optimizer), "_apply")
        else:
            self.source.show_source(inspection.bricks[place.brick].kind, place.what)

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

    @Slot(str)
    def _on_part_chosen(self, _part: str) -> None:
        self._arrange()

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

    @Slot(int, int)
    def _on_entry_chosen(self, row: int, column: int) -> None:
        view = self.sender()
        if not isinstance(view, ArrayView) or view.shown is None:
            return
        chosen = {"sample": self._chosen.sample, "input": self._chosen.source, "unit": self._chosen.unit, "": 0}
        chosen[view.shown.rows] = row
        chosen[view.shown.columns] = column
        self._chosen = Chosen(chosen["sample"], chosen["input"], chosen["unit"])
        if self._check is not None and view.shown.check == self._check.quantity:
            self._measure(view)
        self._refresh()

    @Slot()
    def _on_check_asked(self) -> None:
        view = self.sender()
        if isinstance(view, ArrayView):
            self._measure(view)
            self._area.ensureWidgetVisible(view)

    def _measure(self, view: ArrayView) -> None:
        """Ask for the gradient that a view shows to be measured, its chosen entry first."""
        if view.shown is None or view.shown.check is None or self._place is None:
            return
        entry = chosen_entry(view.shown, *self._chosen)
        self._check = CheckRequest(view.shown.check, self._place.brick or 0, entry)
        self._ask()

    # The look

    @Slot()
    def _on_restyled(self) -> None:
        look = self._look
        self._title.setFont(look.font(1.0, bold=True))
        self._wide_metrics = QFontMetrics(look.font(1.25))
        self._numbers.setFont(look.font(1.0))
        self._body.setSpacing(look.px(10))
        for line in self._lines:
            line.setSpacing(look.px(4))
        self._refresh_soon()

    def _arrange(self) -> None:
        """Numbers and source beside each other, below each other, or one of them, by the room there is."""
        look, size = self._look, self.size()
        is_wide, is_high = size.width() >= look.px(WIDE_PX), size.height() >= look.px(HIGH_PX)
        self._splitter.setOrientation(Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical)
        has_both = is_wide or is_high
        self.part.setVisible(not has_both and bool(self._places))
        self._area.setVisible(has_both or self.part.key() == "numbers")
        self.source.setVisible(has_both or self.part.key() == "source")
        widest = max(map(self._wide_metrics.horizontalAdvance, self._symbols.text().split("\n")))
        is_short = widest <= size.width() - look.px(28)
        self._symbols.setFont(look.font(1.25 if is_short else 1.0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
