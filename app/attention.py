"""What the teacher points at: a neuron, a point, a stage of a step. Several views show it at once."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal


class Neuron(NamedTuple):
    """A neuron by its place: layer counts the hidden layers from 0, the output comes last; unit counts from 0."""

    layer: int
    unit: int


class Stage(NamedTuple):
    """Where in one step of training the inspector stands.

    what: the part of the step; layer: which Linear layer and what follows it, counted from 0; None for the loss.
    """

    what: Literal["forward", "loss", "backward", "update"]
    layer: int | None


class Attention(QObject):
    """What is pointed at. No part of the session, no step of undo.

    Attributes: neuron (under the mouse, or chosen), sample (the row of a chosen point in the session's data),
    stage (shown by the inspector, None while it shows none). Each may be None, and may be older than the session: who
    uses it looks whether it still exists. wants_sample: a view explains one point, and a click on another one in the
    plane means that one, also with the tool in hand that adds points.
    Signals: changed() after any change. Thread: the window's.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.neuron: Neuron | None = None
        self.sample: int | None = None
        self.stage: Stage | None = None
        self.wants_sample = False

    def point_at(self, neuron: Neuron | None) -> None:
        """Point at a neuron, or at none."""
        if neuron != self.neuron:
            self.neuron = neuron
            self.changed.emit()

    def choose(self, sample: int | None) -> None:
        """Choose a point by its row, or none."""
        if sample != self.sample:
            self.sample = sample
            self.changed.emit()

    def show_stage(self, stage: Stage | None) -> None:
        """Show a stage, or none."""
        if stage != self.stage:
            self.stage = stage
            self.changed.emit()
