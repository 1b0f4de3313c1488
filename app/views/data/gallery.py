"""The data sets to draw points from, and how many and how noisy they are."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QWidget

from app.document import Document
from app.look.look import Look
from app.look.widgets.buttons import IconButton
from app.look.widgets.panel import FieldGrid
from app.look.widgets.stepper import Stepper
from app.look.widgets.switch import Switch
from app.look.widgets.value_slider import ValueSlider
from app.session.create import usual_source
from app.session.edits.data import load_dataset
from app.session.edits.points import set_test_share
from app.session.schema import Source
from app.session.seeds import next_seed
from app.views.data.section import LONGEST_NUMBER, ROW_GAP_PX, Section
from app.views.data.thumbnail import Thumbnail
from nncore import DATASETS
from nncore import MAX_POINTS as MAX_SAMPLE

COLUMNS = 5
TASKS = (
    ("classification", "classes", "Data sets whose points have a class y, for classification"),
    ("regression", "values", "Data sets whose points have a value y: curves and surfaces, for regression"),
)
MAX_TEST_PERCENT = 60
NO_SOURCE = "These points were placed by hand or imported: choose a data set above first."


class Gallery(Section):
    """Thumbnails of the data sets; the options of the one that the points were drawn from."""

    def __init__(self, document: Document, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(document, look, "Data set", parent)
        self._new_sample = IconButton(
            look, "sample", tooltip="New sample: other points of the same data set, same options", icon_px=16
        )
        self._task = Switch(look, TASKS)
        self.header.addWidget(self._task)
        self.header.addWidget(self._new_sample)
        self._thumbnails = [Thumbnail(look, name) for name in DATASETS]
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)  # none is checked when the points were placed by hand
        self._grid = QGridLayout()
        placed = dict.fromkeys((key for key, _, _ in TASKS), 0)
        for number, thumbnail in enumerate(self._thumbnails):
            self._group.addButton(thumbnail, number)
            place = placed[thumbnail.task]
            placed[thumbnail.task] += 1
            self._grid.addWidget(thumbnail, place // COLUMNS, place % COLUMNS)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addLayout(self._grid)
        line.addStretch(1)
        self.content.addLayout(line)

        self._fields = FieldGrid(look, row_gap_px=ROW_GAP_PX)
        self._points = ValueSlider(look, 10, MAX_SAMPLE, logarithmic=True, integer=True, longest=LONGEST_NUMBER)
        self._noise = ValueSlider(look, 0, 1, decimals=2, longest=LONGEST_NUMBER)
        self._classes = Stepper(look, 2, 8)
        self._test_share = ValueSlider(look, 0, MAX_TEST_PERCENT, integer=True, suffix="%", longest=LONGEST_NUMBER)
        self._fields.add("points", self._points)
        self._fields.add("noise", self._noise)
        self._fields.add("classes", self._classes)
        self._fields.add(
            "testing",
            self._test_share,
            "This share of every class tests the network and does not train it. It is chosen anew at every change.",
        )
        self.content.addWidget(self._fields)

        self._task.chosen.connect(self._show_task)
        self._new_sample.clicked.connect(self._on_new_sample_clicked)
        self._group.idClicked.connect(self._on_thumbnail_clicked)
        self._points.edited.connect(self._on_points_edited)
        self._noise.edited.connect(self._on_noise_edited)
        self._classes.edited.connect(self._on_classes_edited)
        self._test_share.edited.connect(self._on_test_share_edited)
        for widget in (self._points, self._noise, self._classes, self._test_share):
            widget.refused.connect(self.notice)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        self._on_look_changed()
        self._task_before = ""
        self.refresh()

    def refresh(self) -> None:
        data = self.document.session.data
        source = data.source
        if data.task != self._task_before:
            self._task_before = data.task
            self._task.set_key(data.task)
            self._show_task(data.task)
        is_drawable = len(data.features) <= 2  # with more the points are a table's, and there is need of the room
        for field in (self._points, self._noise):
            self._fields.set_row_visible(field, is_drawable)
        self._fields.set_row_visible(self._classes, is_drawable and data.task == "classification")
        for thumbnail in self._thumbnails:
            thumbnail.setChecked(source is not None and thumbnail.dataset == source.name)
        self._test_share.set_value(100 * data.test_share)
        for widget in (self._points, self._noise, self._classes, self._new_sample):
            widget.setEnabled(source is not None)
        if source is not None:
            self._points.set_value(source.points)
            self._noise.set_value(source.noise)
            kind = DATASETS[source.name]
            self._classes.set_range(kind.min_classes, kind.max_classes)
            self._classes.set_value(source.classes)
            self._classes.setEnabled(kind.max_classes > kind.min_classes)
        self._explain(source)

    @Slot(str)
    def _show_task(self, task: str) -> None:
        """Show the data sets for this task; nothing is loaded by that."""
        for thumbnail in self._thumbnails:
            thumbnail.setVisible(thumbnail.task == task)

    def _explain(self, source: Source | None) -> None:
        """Tooltips that say what an option does to this data set, or why it does nothing."""
        if source is None:
            for widget in (self._points, self._noise, self._classes):
                self._fields.set_tooltip(widget, NO_SOURCE)
            self._new_sample.setToolTip(NO_SOURCE)
            return
        kind = DATASETS[source.name]
        again = " A change draws the points anew."
        self._fields.set_tooltip(self._points, "How many points are drawn (N)." + again)
        self._fields.set_tooltip(self._noise, kind.noise_meaning + again)
        self._fields.set_tooltip(
            self._classes,
            "How many classes there are (K)." + again
            if kind.max_classes > kind.min_classes
            else f"{kind.label} has {kind.max_classes} classes, no more and no fewer.",
        )
        self._new_sample.setToolTip(
            f"New sample: other points of the same data set, same options (seed now {source.seed})"
        )

    def _resample(self, text: str, gesture: object = None, **changes: object) -> None:
        source = self.document.session.data.source
        if source is not None:
            changed = replace(source, **changes)
            self.edit(text, lambda session: load_dataset(session, changed), gesture)

    @Slot(int)
    def _on_thumbnail_clicked(self, number: int) -> None:
        name = self._thumbnails[number].dataset
        source = self.document.session.data.source
        if source is None:
            chosen = usual_source(name)
        elif source.name == name:
            chosen = source  # the sample as it was before points were changed by hand
        else:
            points = source.points
            chosen = usual_source(name, points=points, seed=source.seed)
        self.edit("Load data set", lambda session: load_dataset(session, chosen))
        self.refresh()  # a click turns the check mark, also where nothing else changes

    @Slot()
    def _on_new_sample_clicked(self) -> None:
        source = self.document.session.data.source
        if source is not None:
            self._resample("New sample", seed=next_seed(source.seed))

    @Slot(float, object)
    def _on_points_edited(self, value: float, gesture: object) -> None:
        self._resample("Change number of points", gesture, points=int(value))

    @Slot(float, object)
    def _on_noise_edited(self, value: float, gesture: object) -> None:
        self._resample("Change noise", gesture, noise=value)

    @Slot(int, object)
    def _on_classes_edited(self, value: int, gesture: object) -> None:
        self._resample("Change number of classes", gesture, classes=value)

    @Slot(float, object)
    def _on_test_share_edited(self, value: float, gesture: object) -> None:
        # The seed of the sample, so that the same points are set aside as when the data set is loaded anew.
        source = self.document.session.data.source
        seed = source.seed if source is not None else 0
        self.edit("Change test share", lambda session: set_test_share(session, value / 100, seed), gesture)

    @Slot()
    def _on_look_changed(self) -> None:
        super()._on_look_changed()
        self._grid.setSpacing(self.look.px(3))
