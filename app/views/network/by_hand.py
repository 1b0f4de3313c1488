"""Changes by hand to weights and layers: what the card, the menus and the small window at a link do to the document."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.document import Document, Edit
from app.session.edits import EditError
from app.session.edits.model import delete_layer, insert_layer, move_layer, set_frozen
from app.session.schema import Run
from app.views.editing import refusal
from app.views.network.shown import Block, Parameter, Structure, blocks
from nncore import INITIALIZERS


class ByHand(QObject):
    """Edits of the shown run.

    Signal: refused(str), why something could not be done; nothing has changed then.
    """

    refused = Signal(str)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document

    @property
    def _number(self) -> int:
        return min(self._document.view.run, len(self._document.session.runs) - 1)

    @property
    def run(self) -> Run:
        return self._document.session.runs[self._number]

    @property
    def structure(self) -> Structure:
        return Structure(self.run.model, self._document.session.data, self.run.frozen)

    # Weights

    def set_parameter(self, parameter: Parameter, value: float, gesture: Hashable) -> None:
        """Set one weight or bias."""
        text = "Set weight" if parameter.source is not None else "Set bias"
        self._set(text, [self.structure.place(parameter)], [value], gesture)

    def zero(self, layer: int) -> None:
        """All weights and biases of a layer 0."""
        self._set("Zero weights", self.structure.layer_places(layer), 0.0)

    def randomize(self, layer: int) -> None:
        """New first weights for a layer, drawn as the run draws them; biases begin at 0."""
        structure = self.structure
        n_in, n_out = structure.sizes[layer : layer + 2]
        draw = INITIALIZERS[self.run.training.initializer]
        weights = draw(np.random.default_rng(), n_in, n_out)
        self._set("Randomize weights", structure.layer_places(layer), np.append(weights.ravel(), np.zeros(n_out)))

    def freeze(self, places: Any, frozen: bool, what: str) -> None:
        """Keep training from changing these parameters, or let it change them again."""
        chosen, number = [int(place) for place in places], self._number
        text = f"{'Freeze' if frozen else 'Unfreeze'} {what}"
        self._edit(text, lambda session: set_frozen(session, chosen, frozen, number))

    # Layers

    def insert(self, at: int) -> None:
        number = self._number
        self._edit("Insert layer", lambda session: insert_layer(session, at, number))

    def delete(self, at: int) -> None:
        number = self._number
        self._edit("Delete layer", lambda session: delete_layer(session, at, number))

    def move(self, at: int, to: int) -> None:
        number = self._number
        self._edit("Move layer", lambda session: move_layer(session, at, to, number))

    def duplicate(self, at: int) -> None:
        """A copy of a hidden layer after it, with its biases, and its weights if as many inputs come in."""
        number, before = self._number, self._blocks()
        gesture = object()
        if not self._edit("Duplicate layer", lambda session: insert_layer(session, at + 1, number), gesture):
            return
        after = self._blocks()
        if before is None or after is None:
            return
        structure = self.structure
        own = before[at]
        weights = own.weights if own.weights.shape == after[at + 1].weights.shape else after[at + 1].weights
        places = np.concatenate([structure.layer_places(at + 1), structure.layer_places(at + 2)])
        following = before[at + 1]
        values = [weights.ravel(), own.bias, following.weights.ravel(), following.bias]
        self._set("Duplicate layer", places, np.concatenate(values), gesture)

    def _blocks(self) -> list[Block] | None:
        """The newest weights."""
        state = self._document.checkpointed(self._document.session).runs[self._number].state
        return None if state is None else blocks(state.parameters.array, self.structure.sizes)

    def _set(self, text: str, places: Any, values: Any, gesture: Hashable | None = None) -> None:
        try:
            self._document.set_parameters(text, self._number, places, values, gesture)
        except EditError as error:
            self.refused.emit(str(error))

    def _edit(self, text: str, edit: Edit, gesture: Hashable | None = None) -> bool:
        sentence = refusal(self._document, text, edit, gesture)
        if sentence:
            self.refused.emit(sentence)
        return not sentence
