"""Which two of many inputs are on the axes of the plane, and at which values the others are held."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.document import Document
from app.look.look import Look
from app.look.seen import Seen
from app.look.tooltips import wrapped
from app.look.widgets.choice import Choice
from app.look.widgets.panel import FieldGrid
from app.session.schema import Feature, Session, View
from app.views.data.held_values import HeldValues
from app.views.data.section import ROW_GAP_PX, Section

PRINCIPAL_TIP = (
    "Put on the axes the two directions in which the standardized points differ most, in place of two inputs. "
    "They are the eigenvectors of the covariance matrix with the largest eigenvalues."
)
HELD_BY_NOTHING = (
    "With principal components on the axes no input is held by itself: the plane goes through the mean of the points."
)
NO_CHOICE = "The principal components are on the axes."


class AxesOptions(Section):
    """There with more than two inputs only. Changes of the view: no step of undo."""

    def __init__(self, document: Document, look: Look, parent: QWidget) -> None:
        """The parent is needed from the start: whatever comes and goes without one is a window."""
        super().__init__(document, look, "Axes", parent)
        self._features: tuple[Feature, ...] = ()  # for which the fields are made
        self._fields = FieldGrid(look, row_gap_px=ROW_GAP_PX)
        self.across, self.up = Choice(look, []), Choice(look, [])
        for choice in (self.across, self.up):  # long names must not widen the panel
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(8)
        self._fields.add("across", self.across, "The input on the horizontal axis")
        self._fields.add("up", self.up, "The input on the vertical axis")
        self.principal = QCheckBox("principal components")
        self.principal.setToolTip(wrapped(PRINCIPAL_TIP))
        self.header.addWidget(self.principal)
        self.held = HeldValues(look)
        self.content.addWidget(self._fields)
        self.content.addWidget(self.held, 1)
        self.across.chosen.connect(self._on_across_chosen)
        self.up.chosen.connect(self._on_up_chosen)
        self.principal.clicked.connect(self._on_principal_clicked)
        self.held.held.connect(self._on_held)
        self.held.refused.connect(self.notice)
        document.session_changed.connect(self._on_session_changed)
        document.opened.connect(self._on_opened)
        document.view_changed.connect(self._on_view_changed)
        self._seen = Seen(self)
        self._seen.changed.connect(self._on_seen_changed)
        self._on_look_changed()
        self.refresh()

    def refresh(self) -> None:
        data = self.document.session.data
        self.setVisible(len(data.features) > 2)
        if len(data.features) <= 2 or not self._seen.now:
            return
        if data.features != self._features:
            self._features = data.features
            options = [(str(number), feature.name) for number, feature in enumerate(data.features)]
            self.across.set_options(options)
            self.up.set_options(options)
            self.held.set_features(data.features, data.points.x)
        self._show_view()

    def _show_view(self) -> None:
        view = self.document.view
        first, second = view.axes
        self.across.set_key(str(first))
        self.up.set_key(str(second))
        self.principal.setChecked(view.principal)
        for choice, number, side in ((self.across, first, "horizontal"), (self.up, second, "vertical")):
            self._fields.set_row_enabled(choice, not view.principal)
            meaning = f"The input on the {side} axis: {self._features[number].name}, which is x{number + 1}"
            self._fields.set_tooltip(choice, NO_CHOICE if view.principal else meaning)
        on_axes = () if view.principal else view.axes
        self.held.show_values(self._values(), on_axes, HELD_BY_NOTHING if view.principal else "")

    def _values(self) -> tuple[float, ...]:
        """What each feature is held at, were it not on an axis."""
        held = self.document.view.held
        return held if len(held) == len(self._features) else tuple(feature.center for feature in self._features)

    def _put(self, place: int, feature: int) -> None:
        """Put a feature on the horizontal (0) or vertical (1) axis; from the other one it is taken in exchange."""
        axes = list(self.document.view.axes)
        if axes[1 - place] == feature:
            axes[1 - place] = axes[place]
        axes[place] = feature
        self.document.set_view(axes=(axes[0], axes[1]))

    @Slot(str)
    def _on_across_chosen(self, key: str) -> None:
        self._put(0, int(key))

    @Slot(str)
    def _on_up_chosen(self, key: str) -> None:
        self._put(1, int(key))

    @Slot(bool)
    def _on_principal_clicked(self, checked: bool) -> None:
        self.document.set_view(principal=checked)

    @Slot(int, float)
    def _on_held(self, number: int, value: float) -> None:
        values = list(self._values())
        values[number] = value
        self.document.set_view(held=tuple(values))

    @Slot(object, object)
    def _on_session_changed(self, old: Session, new: Session) -> None:
        if old.data.features != new.data.features:
            self.refresh()

    @Slot(object)
    def _on_view_changed(self, _view: View) -> None:
        if self._seen.now and self._features == self.document.session.data.features:
            self._show_view()

    @Slot(bool)
    def _on_seen_changed(self, seen: bool) -> None:
        if seen:
            self.refresh()
