"""Points as a table: what it holds, that no spreadsheet computes it, and that chalknet reads it again."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.export.table import as_csv, as_tsv
from app.session.schema import Output, Session
from app.session.tables.dialect import guessed
from app.session.tables.making import Plan, made
from app.session.tables.own import harmless, plain
from app.session.tables.reading import read
from app.session.tables.roles import guessed_roles
from app.training.predictor import Predictor
from tests.export.programs import session_with
from tests.session.sessions import trained

DANGEROUS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'=quoted", "''=twice")


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _imported(text: str) -> Any:
    table = read(text, guessed(text))
    return made(table, Plan(tuple(guess.role for guess in guessed_roles(table))))


def _with_names(session: Session, names: tuple[str, ...]) -> Session:
    classes = tuple(replace(info, name=name) for info, name in zip(session.data.classes, names, strict=True))
    return replace(session, data=replace(session.data, classes=classes))


@pytest.mark.parametrize(
    ("output", "columns"),
    [
        (Output(), ["predicted class", "output"]),
        (Output(kind="sign"), ["predicted class", "output"]),
        (Output(kind="class-number"), ["predicted class", "output"]),
        (Output(kind="per-class", normalizer="softmax"), ["predicted class", "p(class 0)", "p(class 1)"]),
        (Output(kind="per-class"), ["predicted class", "output (class 0)", "output (class 1)"]),
        (Output(kind="value"), ["predicted value"]),
    ],
)
def test_the_answers_are_those_of_the_network(output: Output, columns: list[str]) -> None:
    loss = "binary-cross-entropy" if output.kind == "sigmoid" else "squared-error"
    session = trained(session_with(output=output, loss=loss), 30)
    if output.kind == "sigmoid":
        columns = ["predicted class", "p(class 0)", "p(class 1)"]
    data, run = session.data, session.runs[0]
    if data.target:
        columns = [f"predicted {data.target.name}"]
    rows = _rows(as_csv(session))
    learned = data.target.name if data.target else "class"
    assert list(rows[0]) == [*(feature.name for feature in data.features), learned, "use", *columns]
    assert run.state is not None
    predictor = Predictor(run, data)
    answer = predictor.answer(predictor.inputs(data.points.x), run.state.parameters.array)
    if data.target:
        values = data.target.center + data.target.scale * answer.prediction[:, 0]
        assert [float(row[columns[0]]) for row in rows] == pytest.approx(values.tolist())
        return
    assert [row["predicted class"] for row in rows] == [data.classes[label].name for label in answer.classes]
    numbers = answer.prediction if answer.probabilities is None else answer.probabilities
    found = np.array([[float(row[name]) for name in columns[1:]] for row in rows])
    np.testing.assert_allclose(found, numbers, rtol=1e-12)


@pytest.mark.parametrize("output", [Output(), Output(kind="value")])
def test_chalknet_reads_its_own_table_again(output: Output) -> None:
    loss = "squared-error" if output.kind == "value" else "binary-cross-entropy"
    session = trained(session_with(output=output, loss=loss), 3)
    data = _imported(as_csv(session))
    assert data.points == session.data.points
    assert [feature.name for feature in data.features] == [feature.name for feature in session.data.features]
    assert [info.name for info in data.classes] == [info.name for info in session.data.classes]
    assert data.test_share == pytest.approx(session.data.points.is_test.mean())


def test_no_name_is_a_formula_for_a_spreadsheet() -> None:
    names = sorted(DANGEROUS)
    session = session_with(n_classes=6, output=Output(kind="per-class"), loss="squared-error")
    session = _with_names(session, tuple(names))
    features = (replace(session.data.features[0], name="=HYPERLINK(A1)"), session.data.features[1])
    session = replace(session, data=replace(session.data, features=features))
    text = as_csv(session)
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or float(cell) < 0.0
    data = _imported(text)
    assert data.features[0].name == "=HYPERLINK(A1)"
    ours, theirs = ([point.classes[label].name for label in point.points.labels] for point in (session.data, data))
    assert ours == theirs


@given(text=st.text(st.sampled_from("'=+-@ab \t")))
def test_what_is_made_harmless_can_be_made_plain_again(text: str) -> None:
    assert plain(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t"))


def test_columns_of_one_name_are_told_apart() -> None:
    session = session_with()
    features = (replace(session.data.features[0], name="class"), replace(session.data.features[1], name="use"))
    header = next(csv.reader(io.StringIO(as_csv(replace(session, data=replace(session.data, features=features))))))
    assert len(set(header)) == len(header)


def test_some_points_for_the_clipboard() -> None:
    session = session_with()
    rows = list(csv.DictReader(io.StringIO(as_tsv(session, np.array([3, 7]))), delimiter="\t"))
    assert [float(row["x"]) for row in rows] == session.data.points.x[[3, 7], 0].tolist()
    assert list(rows[0]) == ["x", "y", "class", "use"]
