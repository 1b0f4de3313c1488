"""The panel of the hidden space."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.attention import Attention
from app.document import Document
from app.look.look import Look
from app.look.pace import Pace
from app.look.seen import Seen
from app.look.tooltips import wrapped
from app.look.widgets.buttons import IconButton
from app.look.widgets.choice import Choice
from app.look.widgets.panel import Panel
from app.look.widgets.slider_track import SliderTrack
from app.session.carry import only_points_differ
from app.session.schema import Data, Run, Session, View
from app.session.slice import slice_of
from app.training.frames import Frame
from app.training.lenses.hidden import HiddenAnswer, HiddenRequest
from app.training.training import Training
from app.views.hidden_space.scene import Scene, scene
from app.views.hidden_space.space import Space, Titles
from app.views.hidden_space.words import axis_titles, layer_labels, sentence, unit_names

REFRESH_MS, MORPH_MS = 33, 800
WAY_STEPS = 1000
COMPONENTS, NEURONS = "components", "neurons"
LAYER_TIP = "The layer whose numbers are the axes: the inputs x, a hidden layer h after its activation, the output z."
THROUGH_TIP = (
    "How a layer of many neurons is looked at: along two of them, or along the two directions in which the points "
    "differ most (the plane of the first two principal components)."
)
AXIS_TIPS = "The neuron along the horizontal axis", "The neuron along the upright axis"
WAY_TIP = "From the input plane (left) to the layer (right): each point and each line of the grid goes straight there."
MORPH_TIP = "Watch the layer bend the input plane."
FIT_TIP = "Show all of it. The wheel zooms, a drag moves the picture."
NOTHING = "The layer is being looked at …"


class HiddenView(Panel):
    """Shows points and plane as a layer sees them.

    Attributes: layer, through, across, up (choices), space (the picture), way (the slider), lens.
    Signals: notice(str); lens_changed(), after lens has.
    """

    notice = Signal(str)
    lens_changed = Signal()

    def __init__(
        self, document: Document, training: Training, look: Look, attention: Attention, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "", parent)
        self.setAccessibleName("Hidden space")
        self._document, self._training, self._attention = document, training, attention
        self.lens: HiddenRequest | None = None
        self._answer: HiddenAnswer | None = None
        self._data: Data | None = None  # that the answer is of
        self._scene: Scene | None = None
        self._chosen: int | None = None  # the layer; None: the last hidden one
        self._through: str | None = None  # None: as is usual for the layer
        self._axes = (0, 1)
        self._seen = Seen(self)
        self._pace = Pace(self._draw, REFRESH_MS, self, self._seen)
        self._morph = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=MORPH_MS)
        self._morph.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._build(look)
        self._connect()
        self._on_rows_spaced()
        self._show_structure()

    def _build(self, look: Look) -> None:
        self.layer, self.through = Choice(look, []), Choice(look, [])
        self.across, self.up = Choice(look, []), Choice(look, [])
        for choice, name, tip, letters in (
            (self.layer, "Layer", LAYER_TIP, 8),
            (self.through, "Seen along", THROUGH_TIP, 6),
            (self.across, "Horizontal axis", AXIS_TIPS[0], 3),
            (self.up, "Upright axis", AXIS_TIPS[1], 3),
        ):
            choice.setAccessibleName(name)
            choice.setToolTip(tip)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(letters)
        self.through.set_options([(COMPONENTS, "principal components"), (NEURONS, "two neurons")])
        self.space = Space(look)
        self.space.setAccessibleName("Points and plane as the layer sees them")
        self.morph = IconButton(look, "play", "morph from the input", MORPH_TIP, icon_px=16)
        self.way = SliderTrack(look)
        self.way.setRange(0, WAY_STEPS)
        self.way.setValue(WAY_STEPS)
        self.way.setToolTip(wrapped(WAY_TIP))
        self.way.setAccessibleName("Way from the input to the layer")
        self.fit = IconButton(look, "zoom-fit", "", FIT_TIP, icon_px=16)
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setProperty("role", "secondary")
        self.sentence.setWordWrap(True)
        self._rows = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._rows[0].addWidget(self.layer, 1)
        self._rows[1].addWidget(self.through, 2)
        self._rows[1].addWidget(self.across, 1)
        self._rows[1].addWidget(self.up, 1)
        self._rows[2].addWidget(self.morph)
        self._rows[2].addWidget(self.way, 1)
        self._rows[2].addWidget(self.fit)
        self.add(self._rows[0])
        self.add(self._rows[1])
        self.add(self.space, 1000)
        self.add(self._rows[2])
        self.add(self.sentence)
        self.content.addStretch(1)

    def _connect(self) -> None:
        self.layer.chosen.connect(self._on_layer_chosen)
        self.through.chosen.connect(self._on_through_chosen)
        self.across.chosen.connect(self._on_axes_chosen)
        self.up.chosen.connect(self._on_axes_chosen)
        self.space.pressed.connect(self._attention.choose)
        self.morph.clicked.connect(self._on_morph_clicked)
        self.way.valueChanged.connect(self._on_way_changed)
        self.way.sliderPressed.connect(self._morph.stop)
        self.fit.clicked.connect(self.space.fit)
        self._morph.valueChanged.connect(self._on_morphed)
        self._attention.changed.connect(self._on_attention_changed)
        self._document.session_changed.connect(self._on_session_changed)
        self._document.opened.connect(self._on_opened)
        self._document.view_changed.connect(self._on_view_changed)
        self._training.frame_ready.connect(self._on_frame_ready)
        self._training.was_reset.connect(self._on_was_reset)
        self._seen.changed.connect(self._on_seen_changed)
        self._look.changed.connect(self._on_rows_spaced)

    # What is asked for

    @property
    def _run(self) -> Run:
        runs = self._document.session.runs
        return runs[min(self._document.view.run, len(runs) - 1)]

    @property
    def _layer(self) -> int:
        """The shown layer: 0 the inputs, then the hidden ones, at last the output."""
        last = len(self._run.model.layers)
        return last if self._chosen is None else min(self._chosen, last + 1)

    def _request(self) -> HiddenRequest:
        n_units = len(self._names())
        axes: tuple[int, int] | None = self._axes if max(self._axes) < n_units else (0, 1)
        if n_units <= 2:
            axes = (0, 1)
        elif self._through != NEURONS:
            axes = None
        return HiddenRequest(self._layer, axes, slice_of(self._document.session.data, self._document.view))

    def _names(self) -> list[str]:
        return unit_names(self._run.model, self._document.session.data, self._layer)

    def _ask(self) -> None:
        """Have the layer looked at, while anybody sees it."""
        lens = self._request() if self._seen.now else None
        if lens != self.lens:
            self.lens = lens
            self.lens_changed.emit()

    def _show_structure(self) -> None:
        """The choices that the network gives."""
        labels, names = layer_labels(self._run.model, self._document.session.data), self._names()
        self.layer.set_options([(str(number), label) for number, label in enumerate(labels)])
        self.layer.set_key(str(self._layer))
        axes = self._request().axes
        self.through.set_key(COMPONENTS if axes is None else NEURONS)
        self.through.setVisible(len(names) > 2)
        shown = axes or (0, 1)
        for choice, unit in ((self.across, shown[0]), (self.up, shown[1])):
            choice.set_options([(str(number), name) for number, name in enumerate(names)])
            choice.set_key(str(min(unit, len(names) - 1)))
            choice.setVisible(axes is not None and len(names) > 2)
        self._ask()

    # What is shown

    @Slot()
    def _refresh(self) -> None:
        """Draw now."""
        self._pace.draw()

    def _draw(self) -> None:
        """Draw the newest answer, if it is of what is to be shown."""
        answer, data = self._answer, self._data
        names = self._names()
        if answer is None or data is None or answer.request != self._request() or answer.n_units != len(names):
            self.space.show_hint(NOTHING)
            return  # from before an edit; the next frame brings the right one
        known = self._scene
        if known is not None and known.answer.request.layer != answer.request.layer:
            known = None
        if known is None or known.answer is not answer:
            self._scene = scene(answer, known)
        if self._scene is not None:
            titles = Titles(answer.request.plane.axis_titles, axis_titles(self._scene, names))
            self.space.show_scene(self._scene, data, titles)
        text = sentence(answer, self._run.model, data)
        if self.sentence.text() != text:
            self.sentence.setText(text)

    def _refresh_soon(self) -> None:
        self._pace.draw_soon()

    # What happens elsewhere

    @Slot(object)
    def _on_frame_ready(self, frame: Frame) -> None:
        answer = frame.answer(HiddenAnswer)
        if answer is not None and answer is not self._answer:
            self._answer, self._data = answer, frame.session.data
            self._refresh_soon()

    @Slot()
    def _on_was_reset(self) -> None:
        """A new start: its directions have nothing to do with those before."""
        self._answer = self._scene = None

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if only_points_differ(old, new):
            self._ask()  # the plane may turn with them
        else:
            self._show_structure()

    @Slot(object)
    def _on_opened(self, _session: Session) -> None:
        self._answer = self._data = self._scene = self._chosen = self._through = None
        self._axes = (0, 1)
        self.space.show_scene(None, None, Titles(("", ""), ("", "")))
        self.space.fit()
        self._show_structure()

    @Slot(object)
    def _on_view_changed(self, _view: View) -> None:
        self._show_structure()

    @Slot(bool)
    def _on_seen_changed(self, _seen: bool) -> None:
        self._ask()
        self._refresh()

    @Slot()
    def _on_attention_changed(self) -> None:
        self.space.show_chosen(self._attention.sample)

    @Slot()
    def _on_rows_spaced(self) -> None:
        for row in self._rows:
            row.setSpacing(self._look.px(8))

    # What the person does

    @Slot(str)
    def _on_layer_chosen(self, key: str) -> None:
        self._chosen, self._through, self._axes = int(key), None, (0, 1)
        self.space.fit()
        self._show_structure()

    @Slot(str)
    def _on_through_chosen(self, key: str) -> None:
        self._through = key
        self.space.fit()
        self._show_structure()

    @Slot(str)
    def _on_axes_chosen(self, _key: str) -> None:
        self._axes = int(self.across.key()), int(self.up.key())
        self._show_structure()

    @Slot()
    def _on_morph_clicked(self) -> None:
        self._morph.stop()
        self._morph.start()

    @Slot(object)
    def _on_morphed(self, way: float) -> None:
        self.way.setValue(round(WAY_STEPS * way))

    @Slot(int)
    def _on_way_changed(self, position: int) -> None:
        self.space.show_way(position / WAY_STEPS)
