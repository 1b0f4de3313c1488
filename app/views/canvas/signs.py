"""Which words stand over the plane, and where."""

from __future__ import annotations

from math import log2

from PySide6.QtCore import QObject, QRect, Slot
from PySide6.QtWidgets import QWidget

from app.look.look import Look
from app.session.schema import Session, View
from app.training.regions import VALUE_REACH, Regions, ShownName
from app.views.canvas.overlay import ColorScale, Tag
from app.views.canvas.projection import Projection
from app.views.canvas.regions_item import region_colors
from app.views.canvas.size_scale import SizeScale
from nncore import OUTPUTS

EMPTY_HINT = "Click to place points"
PLAY_HINT = "Press Play"
GAP_PX = 8


class Signs(QObject):
    """The read-out (lower left), the hints (middle, and bottom), the note (top), the scales of color and of size
    (upper right), and which remembered moment is shown (top, in the middle).
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.read_out = Tag(look, parent)
        self.empty_hint = Tag(look, parent, color="secondary", size=1.25)
        self.play_hint = Tag(look, parent, color="secondary")
        self.note = Tag(look, parent, color="secondary")
        self.moment = Tag(look, parent, color="on_accent", ground="accent")
        self.color_scale = ColorScale(look, parent)
        self.size_scale = SizeScale(look, parent)
        self._area = QRect()
        self._state: tuple[bool, bool] | None = None
        self._is_figure = False
        self._explained: tuple[object, ...] | None = None

    def as_figure(self) -> None:
        """Explain the colors and nothing else."""
        self._is_figure = True
        for tag in (self.read_out, self.empty_hint, self.play_hint, self.note, self.moment):
            tag.show_text("")

    def show_state(self, *, has_points: bool, is_untrained: bool) -> None:
        """What an empty plane, or an untrained one, has to say."""
        if self._is_figure or (has_points, is_untrained) == self._state:
            return
        self._state = (has_points, is_untrained)
        self.empty_hint.show_text("" if has_points else EMPTY_HINT)
        self.play_hint.show_text(PLAY_HINT if has_points and is_untrained else "")
        self._arrange()

    def show_moment(self, text: str) -> None:
        """Which remembered moment is shown; "" where the run is seen live."""
        if text != self.moment.text() and not self._is_figure:
            self.moment.show_text(text, self._widest)
            self._arrange()

    @Slot(str)
    def show_pointed(self, text: str) -> None:
        """The read-out under the pointer."""
        self.read_out.show_text(text, self._widest)
        self._arrange()

    def show_sizes(self, by_loss: bool) -> None:
        """Explain the sizes of the points, where they say something."""
        self.size_scale.setVisible(by_loss)
        self._arrange()

    def show_regions(self, regions: Regions | None, session: Session, view: View, run: int) -> None:
        """Explain the colors of the picture."""
        output = session.runs[run].model.output
        target = session.data.target
        shown: ShownName = regions.shown if regions is not None else view.show
        if target is not None:
            shown = "value"
        is_other = regions is not None and target is None and shown != regions.request.show
        key = (output, shown, is_other, view.one_class, session.data.classes, target, len(session.data.features))
        key = (*key, self._look.theme.name)
        if key == self._explained:
            return
        self._explained = key
        note = OUTPUTS[output.kind].why_no_probabilities(output.normalizer) if is_other else None
        self.note.show_text("" if self._is_figure else note or "", self._widest)
        theme, classes = self._look.theme, session.data.classes
        if target is not None and len(session.data.features) > 1:
            ends = (f"{target.center + way * VALUE_REACH * target.scale:.4g}".replace("-", "−") for way in (-1, 1))
            self.color_scale.show_scale(target.name, *ends, region_colors("value", (), theme))
        elif shown == "one-class" and view.one_class < len(classes):
            info = classes[view.one_class]
            self.color_scale.show_scale(f"p({info.name})", "0", "1", region_colors(shown, [info.color], theme))
        elif shown == "entropy":
            most = log2(len(classes))
            bits = f"{most:.0f}" if most.is_integer() else f"{most:.2f}"
            self.color_scale.show_scale("entropy H", "0", f"{bits} bit", region_colors(shown, (), theme))
        elif shown == "confidence":
            self.color_scale.show_scale("confidence: best p − second p", "0", "1", region_colors(shown, (), theme))
        else:
            self.color_scale.hide()
        self._arrange()

    def arrange(self, projection: Projection) -> None:
        """The plane has another size."""
        self._area = QRect(
            round(projection.left), round(projection.top), round(projection.width), round(projection.height)
        )
        for tag in (self.read_out, self.empty_hint, self.play_hint, self.note, self.moment):
            tag.show_text(tag.text(), self._widest)
        self._arrange()

    @property
    def _widest(self) -> float:
        return max(self._area.width() - 2 * self._look.px(GAP_PX), 1)

    def _arrange(self) -> None:
        area, gap = self._area, self._look.px(GAP_PX)
        bottom = area.y() + area.height() - gap
        self.read_out.move(area.x() + gap, bottom - self.read_out.height())
        self.empty_hint.move(area.center() - self.empty_hint.rect().center())
        hint = self.play_hint
        hint.move(area.center().x() - hint.width() // 2, bottom - hint.height())
        if not self.read_out.isHidden() and self.read_out.geometry().intersects(hint.geometry()):
            hint.move(hint.x(), self.read_out.y() - hint.height() - gap // 2)
        self.moment.move(area.center().x() - self.moment.width() // 2, area.y() + gap)
        self.note.move(area.x() + gap, area.y() + gap)
        if not self.moment.isHidden() and self.moment.geometry().intersects(self.note.geometry()):
            self.note.move(self.note.x(), self.moment.geometry().bottom() + gap // 2)
        right, top = area.x() + area.width() - gap, area.y() + gap
        self.color_scale.move(right - self.color_scale.width(), top)
        if not self.color_scale.isHidden():
            top = self.color_scale.geometry().bottom() + gap // 2
        self.size_scale.move(right - self.size_scale.width(), top)
