"""How an example session is made: by a few words, what is not said being as usual."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from msgspec.structs import replace

import resources
from app.session.arrays import Numbers, Points
from app.session.carry import initial_state
from app.session.create import new_session, session_on, usual_source
from app.session.edits.model import set_inputs
from app.session.files import SUFFIX
from app.session.schema import Layer, Lesson, LossName, Output, Session, Training, View
from app.session.tables.dialect import guessed
from app.session.tables.making import Plan, made
from app.session.tables.reading import read
from app.session.tables.roles import guessed_roles
from nncore import default_loss

FOLDER = Path(resources.__file__).parent / "examples"
DECIMALS = 3  # of the coordinates: easier to read, and the same whatever a processor makes of the last bit

USUAL_VIEW = View()
SIGN, SIGMOID, NUMBER = Output(kind="sign"), Output(kind="sigmoid"), Output(kind="class-number")
VALUE = Output(kind="value")
SCORES, SOFTMAX = Output(kind="per-class"), Output(kind="per-class", normalizer="softmax")


class Example(NamedTuple):
    """A session to ship, and the name of its file without the suffix."""

    name: str
    session: Session

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}{SUFFIX}"


def example(
    name: str,
    title: str,
    notes: str,
    *,
    dataset: str,
    points: int = 200,
    noise: float | None = None,
    classes: int | None = None,
    data_seed: int = 0,
    test_share: float = 0.0,
    inputs: tuple[str, ...] = (),
    layers: tuple[int, ...] = (),
    activation: Any = "tanh",
    output: Output = SIGMOID,
    view: View = USUAL_VIEW,
    text: str = "",
    question: str = "",
    **training: Any,
) -> Example:
    """One example; what is not said is as usual.

    inputs: formulas, the coordinates if none are given; text: what to open and press; question: what to find out.
    """
    source = usual_source(dataset, points=points, seed=data_seed)
    source = replace(
        source,
        noise=source.noise if noise is None else noise,
        classes=source.classes if classes is None else classes,
    )
    training.setdefault("loss", cast(LossName, default_loss(output.kind, output.normalizer)))
    session = new_session(
        source,
        test_share=test_share,
        layers=[Layer(units=units, activation=activation) for units in layers],
        output=output,
        training=Training(**training),
        title=title,
        notes=notes,
    )
    if inputs:
        session = set_inputs(session, inputs)
    drawn = session.data.points
    values = None if drawn.values is None else drawn.values.round(DECIMALS)
    rounded = Points(drawn.x.round(DECIMALS), drawn.labels, drawn.is_test, values)
    lesson = Lesson(text=text, question=question) if text else None
    return Example(name, replace(session, data=replace(session.data, points=rounded), view=view, lesson=lesson))


def on_points(made: Example, x: Sequence[tuple[float, float]], labels: Sequence[int]) -> Example:
    """The example on these points, in place of those of a data set."""
    data = replace(made.session.data, points=Points(x, labels), source=None)
    return made._replace(session=replace(made.session, data=data))


def by_hand(made: Example, parameters: Sequence[float], *, frozen: bool) -> Example:
    """The example with all parameters set to these values; frozen: there they stay."""
    session = made.session
    run = session.runs[0]
    state = replace(initial_state(run, session.data), parameters=Numbers(parameters))
    run = replace(run, frozen=tuple(range(len(parameters))) if frozen else (), state=state)
    return made._replace(session=replace(session, runs=(run,)))


def table_example(name: str, title: str, notes: str, *, table: str, view: View, **training: Any) -> Example:
    """One example made of a table as an import makes it, its class to be learned by a single sigmoid neuron."""
    read_table = read(table, guessed(table))
    roles = tuple(guess.role for guess in guessed_roles(read_table))
    data = made(read_table, Plan(roles, test_share=0.25))
    features = tuple(
        replace(feature, center=round(feature.center, DECIMALS), scale=round(feature.scale, DECIMALS))
        for feature in data.features
    )
    loss = cast(LossName, default_loss(SIGMOID.kind, SIGMOID.normalizer))
    session = session_on(
        replace(data, features=features),
        layers=(),
        output=SIGMOID,
        training=Training(loss=loss, **training),
        title=title,
        notes=notes,
    )
    return Example(name, replace(session, view=view))
