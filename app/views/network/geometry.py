"""Where everything of the diagram stands. Pixels in, pixels out; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INPUT_PX = 42  # the column of input boxes
OUTPUT_PX = 42  # the column of outputs, with the buttons for layers above it
LEAST_PITCH_PX = 35  # a hidden layer at its narrowest
BOX_PX = 19
HEAD_PX = 40  # the controls above each layer
LEAST_ROW_PX = 6.5
MOST_ROW_PX = 27
NEURON_PX = (4.5, 19.0)
SUMMARY_ROWS = 2


@dataclass(frozen=True)
class Column:
    """One layer of neurons: its middle x, and the y of those that are drawn, by number.

    left, right: where links end and begin. summary: the y of "⋮ n" where not all n are drawn, else None.
    """

    x: float
    ys: tuple[float, ...]
    side: float
    row: float
    n: int
    summary: float | None = None

    @property
    def left(self) -> float:
        return self.x - self.side / 2

    @property
    def right(self) -> float:
        return self.x + self.side / 2


@dataclass(frozen=True)
class Geometry:
    """boxes: (x, y, width, height) of each possible input; columns: the chosen inputs, hidden layers, outputs.

    head: (left, width) of the controls above each hidden layer; corner: the same for the buttons that change the
    number of layers.
    """

    boxes: tuple[tuple[float, float, float, float], ...]
    columns: tuple[Column, ...]
    head: tuple[tuple[float, float], ...]
    head_height: float
    corner: tuple[float, float]


def least_width(n_layers: int, scale: float) -> float:
    """How wide the diagram has to be for its controls to be usable."""
    return (INPUT_PX + OUTPUT_PX + n_layers * LEAST_PITCH_PX) * scale


def arrange(
    width: float, height: float, chosen: Sequence[bool], layers: Sequence[int], outputs: int, scale: float
) -> Geometry:
    """Place the possible inputs (chosen or not), hidden layers of so many units, and the outputs."""
    head, inner = HEAD_PX * scale, INPUT_PX * scale
    outer = width - OUTPUT_PX * scale
    top, bottom = head + 4 * scale, height - 3 * scale
    boxes = _boxes(chosen, top, bottom, scale)
    used = [box for box, is_chosen in zip(boxes, chosen, strict=True) if is_chosen]
    inputs = Column(
        x=boxes[0][0] + boxes[0][2] / 2,
        ys=tuple(y + box_height / 2 for _, y, _, box_height in used),
        side=boxes[0][2],
        row=boxes[0][3],
        n=len(used),
    )
    pitch = (outer - inner) / max(len(layers), 1)
    middles = [inner + (number + 0.5) * pitch for number in range(len(layers))]
    hidden = [_column(x, n, top, bottom, pitch, scale) for x, n in zip(middles, layers, strict=True)]
    output = _column(outer + OUTPUT_PX * scale * 0.33, outputs, top, bottom, OUTPUT_PX * scale, scale)
    head_width = min(pitch - 1, 78 * scale)
    return Geometry(
        boxes=tuple(boxes),
        columns=(inputs, *hidden, output),
        head=tuple((x - head_width / 2, head_width) for x in middles),
        head_height=head,
        corner=(outer, OUTPUT_PX * scale),
    )


def _boxes(
    chosen: Sequence[bool], top: float, bottom: float, scale: float
) -> list[tuple[float, float, float, float]]:  # fmt: skip
    """Boxes for all inputs, beside the neurons as far as they fit, else from the very top."""
    n = len(chosen)
    pitch = min((BOX_PX + 4) * scale, bottom / n)
    total = pitch * n
    start = min(max((top + bottom - total) / 2, 0.0), bottom - total)
    gap = min(4 * scale, 0.12 * pitch)
    return [(0.0, start + k * pitch + gap / 2, (INPUT_PX - 3) * scale, pitch - gap) for k in range(n)]


def _column(x: float, n: int, top: float, bottom: float, pitch: float, scale: float) -> Column:
    room = bottom - top
    most = max(int(room / (LEAST_ROW_PX * scale)), SUMMARY_ROWS + 1)
    shown = n if n <= most else most - SUMMARY_ROWS
    rows = shown if n <= most else most
    row = min(room / rows, MOST_ROW_PX * scale)
    smallest, largest = (side * scale for side in NEURON_PX)
    side = max(min(0.74 * row, largest, 0.62 * pitch), smallest)
    start = top + (room - row * rows) / 2
    ys = tuple(start + (k + 0.5) * row for k in range(shown))
    summary = None if n <= most else start + (shown + SUMMARY_ROWS / 2) * row
    return Column(x, ys, side, row, n, summary)
