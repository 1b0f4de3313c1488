"""Points as a table for other programs: what they are, what they are for, and what the network answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import numpy as np

from app.session.arrays import Floats, Integers
from app.session.carry import fresh_network, initial_state
from app.session.schema import Data, Run, Session
from app.session.tables.naming import unique
from app.session.tables.own import CLASS, PREDICTED, USE, USES, harmless, output_name, probability_name
from nncore import OUTPUTS, expand

CHUNK = 4096  # points answered at a time


def as_csv(session: Session) -> str:
    """All points with the answers of the run that is shown, in the units of the axes; a row of names first."""
    return _written(_columns(session, None, with_answers=True), ",")


def as_tsv(session: Session, rows: Integers) -> str:
    """Some points as a spreadsheet takes them from the clipboard, without answers."""
    return _written(_columns(session, rows, with_answers=False), "\t")


def _written(columns: dict[str, list[str]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(map(harmless, columns))
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _columns(session: Session, rows: Integers | None, *, with_answers: bool) -> dict[str, list[str]]:
    """The cells of each column, by its name."""
    data = session.data
    points = data.points if rows is None else data.points.taking(rows)
    columns: dict[str, list[str]] = {}

    def add(name: str, cells: Iterable[str]) -> None:
        columns[unique(name, tuple(columns))] = list(cells)

    for feature, numbers in zip(data.features, points.x.T, strict=True):
        add(feature.name, map(repr, numbers.tolist()))
    if data.target is None or points.values is None:
        add(CLASS, _names(data, points.labels))
    else:
        add(data.target.name, map(repr, points.values.tolist()))
    add(USE, (USES[is_test] for is_test in points.is_test.tolist()))
    if with_answers:
        run = session.runs[min(session.view.run, len(session.runs) - 1)]
        for name, cells in _answers(run, data, points.x):
            add(name, cells)
    return columns


def _names(data: Data, labels: Integers) -> Iterator[str]:
    names = [harmless(info.name) for info in data.classes]
    return (names[label] for label in labels.tolist())


def _answers(run: Run, data: Data, x: Floats) -> Iterator[tuple[str, list[str]]]:
    """What the network says of points x (N, D): the class with its numbers, or the value."""
    prediction = _prediction(run, data, x)
    if data.target is not None:
        values = data.target.center + data.target.scale * prediction[:, 0]
        yield f"{PREDICTED} {data.target.name}", list(map(repr, values.tolist()))
        return
    kind, normalizer = OUTPUTS[run.model.output.kind], run.model.output.normalizer
    classes = kind.decide(prediction, len(data.classes))
    yield f"{PREDICTED} {CLASS}", list(_names(data, np.asarray(classes, dtype=np.int64)))
    probabilities = kind.probabilities(prediction, normalizer)
    numbers = prediction if probabilities is None else probabilities
    for place, column in enumerate(numbers.T):
        info = data.classes[place].name if numbers.shape[1] == len(data.classes) else ""
        name = output_name(info) if probabilities is None else probability_name(info)
        yield name, list(map(repr, column.tolist()))


def _prediction(run: Run, data: Data, x: Floats) -> Floats:
    """The network's prediction (N, O) for points x (N, D), with the run's present parameters."""
    state = run.state or initial_state(run, data)
    network = fresh_network(run, data)
    network.parameters[:] = state.parameters.array
    kind = OUTPUTS[run.model.output.kind]
    head = kind.head(run.model.output.normalizer)
    center = np.array([feature.center for feature in data.features])
    scale = np.array([feature.scale for feature in data.features])
    prediction = np.empty((len(x), kind.units(len(data.classes))))
    for start in range(0, len(x), CHUNK):
        part = slice(start, start + CHUNK)
        inputs = expand((x[part] - center) / scale, run.model.inputs)
        prediction[part] = head.forward(network.forward(inputs))
    return prediction
