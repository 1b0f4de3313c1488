"""When a card is shown, where, and about which neuron: it grows from the one under the mouse, and stays if pinned."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.attention import Neuron
from app.look.look import Look
from app.session.slice import Slice
from app.training.lenses.neurons import LayerPictures, Neurons
from app.views.network.diagram import Diagram
from app.views.network.growth import Growth
from app.views.network.neuron_card import NeuronCard
from app.views.network.placing import Kept, place_for
from app.views.network.shown import Block, Structure, blocks
from app.views.network.spots import Spot
from app.views.ranges import Ranges

WAIT_MS = 90  # before a neuron grows: the mouse may only pass over it
LINGER_MS = 180  # after the mouse has left: it may be on its way to the next neuron
GAP_PX = 6
DIAGRAM_WEIGHT, NEURON_WEIGHT = 3.0, 50.0  # how much it matters that they are not covered


class Cards(QObject):
    """The one card of a diagram.

    Attributes: card, which is built when it is first needed (None before); neuron, whose large picture is wanted.
    Signals: wanted_changed() with neuron; edited and lock_clicked as of the card; neuron_lock_clicked(Neuron, bool).
    """

    wanted_changed = Signal()
    edited = Signal(object, float, object)
    lock_clicked = Signal(object, bool)
    neuron_lock_clicked = Signal(object, bool)

    def __init__(self, look: Look, diagram: Diagram) -> None:
        super().__init__(diagram)
        self._look, self._diagram = look, diagram
        self.card: NeuronCard | None = None
        self.neuron: Neuron | None = None
        self._kept: tuple[tuple[QWidget, float], ...] = ()
        self._structure: Structure | None = None
        self._blocks: list[Block] | None = None
        self._neurons: Neurons | None = None
        self._axes: tuple[Slice, Ranges] | None = None
        self._growth: Growth | None = None
        self._put_in: tuple[QRect | None, QSize, float] | None = None
        self._open_soon = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._open_soon.timeout.connect(self._on_open_soon)
        self._close_soon = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._close_soon.timeout.connect(self._on_close_soon)
        self._leave_soon = QTimer(self, singleShot=True, interval=0)
        self._leave_soon.timeout.connect(self._on_leave_soon)
        self._put_soon = QTimer(self, singleShot=True, interval=0)
        self._put_soon.timeout.connect(self._on_put_soon)
        diagram.pointed.connect(self._on_pointed)
        look.changed.connect(self._put_soon.start)

    @property
    def is_pinned(self) -> bool:
        return self.card is not None and self.card.is_pinned

    def keep_clear(self, *kept: tuple[QWidget, float]) -> None:
        """Parts of the window that a card is better not put on, and how much each matters (the diagram: 3)."""
        self._kept = kept

    def show_structure(self, structure: Structure, plane: Slice, ranges: Ranges) -> None:
        """Another network, or another plane; the card goes if its neuron has gone."""
        before, self._structure, self._axes = self._structure, structure, (plane, ranges)
        if before is not None and before.is_like(structure):
            self._fill_picture()
            return
        self._blocks = self._neurons = None
        if self.neuron is None:
            return
        if not structure.has(*self.neuron):
            self.close()
        elif self.card is not None and self.card.isVisible():
            self.card.show_neuron(structure, *self.neuron)
            self._fill()
            self._put()

    def show_blocks(self, found: list[Block] | None) -> None:
        """The present weights."""
        self._blocks = found
        self._fill_numbers()

    def show_pictures(self, found: Neurons | None) -> None:
        """The present pictures and gradients, of the present structure."""
        self._neurons = found if self._structure is not None and self._structure.fits(found) else None
        self._fill_picture()

    def pin(self, neuron: Neuron) -> None:
        """Show a neuron's card, to be worked with."""
        self._open_soon.stop()
        self._close_soon.stop()
        self._want(neuron)
        self._show(pinned=True)

    def leave(self) -> None:
        """The diagram is out of sight: the card goes, unless it is back at once, as when panels are moved."""
        self._leave_soon.start()

    def close(self) -> None:
        """Take the card away."""
        self._open_soon.stop()
        self._close_soon.stop()
        if self._growth is not None:
            self._growth.end()
        if self.card is not None:
            had_focus = self.card.isAncestorOf(self.card.window().focusWidget() or self._diagram)
            self.card.set_pinned(False)
            self.card.hide()
            if had_focus or self.card.hasFocus():
                self._diagram.setFocus()
        self._want(None)

    def _want(self, neuron: Neuron | None) -> None:
        if neuron != self.neuron:
            self.neuron = neuron
            self.wanted_changed.emit()

    def _show(self, *, pinned: bool) -> None:
        if self._structure is None or self.neuron is None or not self._diagram.isVisible():
            return
        card = self._card()
        if self._growth is not None:
            self._growth.end()
        card.set_pinned(pinned)
        card.show_neuron(self._structure, *self.neuron)
        self._fill()
        self._put()
        card.show()
        card.raise_()
        if pinned:
            card.setFocus()

    def _card(self) -> NeuronCard:
        window = self._diagram.window()
        if self.card is None:
            self.card = NeuronCard(self._look, window)
            self.card.edited.connect(self.edited)
            self.card.lock_clicked.connect(self.lock_clicked)
            self.card.neuron_lock_clicked.connect(self._on_neuron_lock)
            self.card.closed.connect(self.close)
            self.card.detailed.connect(self._put)
            window.installEventFilter(self)
        return self.card

    def _fill(self) -> None:
        self._fill_numbers()
        self._fill_picture()

    def _fill_numbers(self) -> None:
        card, neuron, structure, found = self.card, self.neuron, self._structure, self._neurons
        if card is None or neuron is None or structure is None or card.neuron != neuron:
            return
        gradients = None if found is None else blocks(found.gradient, structure.sizes)
        card.show_numbers(
            None if self._blocks is None else self._blocks[neuron.layer],
            None if gradients is None else gradients[neuron.layer],
        )

    def _fill_picture(self) -> None:
        card, neuron = self.card, self.neuron
        if card is not None and neuron is not None and self._axes is not None and card.neuron == neuron:
            card.picture.show_axes(*self._axes)
            card.picture.show_picture(*self._picture(neuron))

    def _picture(self, neuron: Neuron) -> tuple[LayerPictures | None, int]:
        """The large picture, or until it has come the small one."""
        found = self._neurons
        if found is None:
            return None, 0
        if found.card is not None and found.request.card == tuple(neuron):
            return found.card, 0
        return found.layers[neuron.layer], neuron.unit

    @Slot()
    def _put(self) -> None:
        """Inside the window, and where it hides little of what explains it."""
        card, box = self.card, self._neuron_box()
        if card is None or box is None:
            return
        card.layout().activate()  # what lies in layouts within layouts is measured anew only then
        card.adjustSize()
        self._put_in = self._surroundings()
        gap = self._look.px(GAP_PX)
        kept = [Kept(box, NEURON_WEIGHT), Kept(self._in_window(self._diagram), DIAGRAM_WEIGHT)]
        kept += [Kept(self._in_window(widget), weight) for widget, weight in self._kept if widget.isVisible()]
        card.move(place_for(card.size(), card.parentWidget().rect(), kept, box.center(), gap))

    def _in_window(self, widget: QWidget) -> QRect:
        """The part of a widget that the widgets around it do not cut off."""
        window, box, around = widget.window(), widget.rect(), widget
        while around is not window:
            box.translate(around.pos())
            around = around.parentWidget()
            box &= around.rect()
        return box

    def _neuron_box(self) -> QRect | None:
        """Where the neuron is in the window."""
        box = self._diagram.box_of(Spot(*self.neuron)) if self.neuron is not None else None
        if box is None:
            return None
        corner = self._diagram.mapTo(self._diagram.window(), QPoint(0, 0))
        return box.translated(corner.x(), corner.y()).toRect()

    @Slot(object)
    def _on_pointed(self, spot: Spot | None) -> None:
        if self.is_pinned:
            return
        if spot is None or spot.is_link:
            self._open_soon.stop()
            if self.neuron is not None:
                self._close_soon.start()
            return
        self._close_soon.stop()
        neuron = Neuron(spot.layer, spot.unit)
        if neuron == self.neuron:
            return
        is_open = self.card is not None and self.card.isVisible()
        self._want(neuron)
        if is_open:
            self._show(pinned=False)
        else:
            self._open_soon.start()

    @Slot()
    def _on_open_soon(self) -> None:
        """Let the neuron's picture grow to its place in the card, and show the card then."""
        start = self._neuron_box()
        if start is None or self._structure is None or self.neuron is None or not self._diagram.isVisible():
            return
        card = self._card()
        card.set_pinned(False)
        card.show_neuron(self._structure, *self.neuron)
        self._fill()
        self._put()
        if self._growth is None:
            self._growth = Growth(self._look, self._diagram.window())
            self._growth.ended.connect(self._on_grown)
        square = card.picture.square.toRect().translated(card.pos() + card.picture.mapTo(card, QPoint(0, 0)))
        self._growth.start(*self._picture(self.neuron), start, square)

    @Slot()
    def _on_grown(self) -> None:
        if self.neuron is not None and not self.is_pinned and not self._close_soon.isActive():
            self._show(pinned=False)

    @Slot()
    def _on_close_soon(self) -> None:
        if not self.is_pinned:
            self.close()

    @Slot(bool)
    def _on_neuron_lock(self, frozen: bool) -> None:
        if self.neuron is not None:
            self.neuron_lock_clicked.emit(self.neuron, frozen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._put_soon.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_leave_soon(self) -> None:
        if not self._diagram.isVisible():
            self.close()

    @Slot()
    def _on_put_soon(self) -> None:
        """The text, the window or what stands in it has another size; a panel that came may lie on the card."""
        # Most requests for a layout are about a number that has changed, many times a second.
        if self.card is not None and self.card.isVisible() and self._surroundings() != self._put_in:
            self._put()
            self.card.raise_()

    def _surroundings(self) -> tuple[QRect | None, QSize, float]:
        """What decides where the card stands: where its neuron is, how large the window and the text are."""
        return self._neuron_box(), self._diagram.window().size(), self._look.scale
