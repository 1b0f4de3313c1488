"""Exported notebooks are valid and run from the first cell to the last, pictures included."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from msgspec.structs import replace

from app.export.code import CodeKind, as_notebook, as_script
from app.session.arrays import Points
from app.session.create import new_session, usual_source
from app.session.edits.data import with_data
from app.session.schema import Feature, Output, Session
from app.session.validation import validate
from tests.export.programs import session_with
from tests.session.sessions import trained

HOSTILE = ('"""; raise SystemExit; """', "$\\frac{", "a'b\"c\\", "# {x} %s", "<script>alert(1)</script>", "naïve $x$")


@pytest.fixture(autouse=True)
def _no_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import matplotlib.pyplot as plt

    mpl.use("Agg")
    monkeypatch.setattr(plt, "show", lambda: [plt.figure(number).canvas.draw() for number in plt.get_fignums()])
    yield
    plt.close("all")


@pytest.fixture(params=["torch", "numpy"])
def kind(request: pytest.FixtureRequest) -> CodeKind:
    """Of which library the program is."""
    if request.param == "torch":
        pytest.importorskip("torch")
    chosen: CodeKind = request.param
    return chosen


def _with_features(session: Session, n: int) -> Session:
    points = session.data.points
    x = np.random.default_rng(0).normal(50.0, 10.0, (len(points), n))
    features = tuple(Feature(name=f"column {k}", center=50.0, scale=10.0) for k in range(n))
    return with_data(session, replace(session.data, features=features, points=points.with_x(x), source=None))


SESSIONS: dict[str, Session] = {
    "two classes": session_with(),
    "a class number": session_with(output=Output(kind="class-number"), loss="squared-error", n_classes=4),
    "one input": new_session(usual_source("film-1", points=20)),
    "values over one input": new_session(usual_source("sine", points=20), test_share=0.3),
    "values of a plane": new_session(usual_source("hill", points=20), test_share=0.3),
    "four inputs": _with_features(session_with(), 4),
    "four inputs, components": replace(
        _with_features(session_with(), 4), view=replace(session_with().view, principal=True)
    ),
    "no points": replace(session_with(), data=replace(session_with().data, points=Points.none(2))),
}


TORCH_TOO = ("two classes", "values over one input", "four inputs")  # the code of the pictures is the same


@pytest.mark.parametrize(
    ("kind", "name"), [*(("numpy", name) for name in SESSIONS), *(("torch", name) for name in TORCH_TOO)]
)
def test_a_notebook_is_valid_and_runs(name: str, kind: CodeKind) -> None:
    if kind == "torch":
        pytest.importorskip("torch")
    made = nbformat.reads(as_notebook(SESSIONS[name], kind, name), as_version=4)
    nbformat.validate(made)
    assert (made.nbformat, made.nbformat_minor) == (4, 5)
    assert made.metadata.kernelspec.name == "python3"
    assert sum(cell.cell_type == "markdown" for cell in made.cells) > 8
    names = _run([cell.source for cell in made.cells if cell.cell_type == "code"])
    assert len(names["curve"]) == 21
    assert names["figure"].axes


def test_equal_sessions_make_equal_notebooks(kind: CodeKind) -> None:
    session = trained(session_with(), 3)
    assert as_notebook(session, kind) == as_notebook(session, kind)


def test_names_from_a_session_are_texts_and_nothing_else(kind: CodeKind) -> None:
    session = session_with(n_classes=2)
    data = session.data
    for text, other in zip(HOSTILE[::2], HOSTILE[1::2], strict=True):
        hostile = replace(
            session,
            title=f"{text}\nraise SystemExit",
            data=replace(
                data,
                features=(replace(data.features[0], name=text), replace(data.features[1], name=other)),
                classes=(replace(data.classes[0], name=other), replace(data.classes[1], name=text)),
            ),
            runs=(replace(session.runs[0], name=text),),
        )
        names = _run([as_script(hostile, kind, "file")])
        assert names["class_names"] == [other, text]
        assert names["feature_names"] == [text, other]
        assert len(names["curve"]) == 21
        made = nbformat.reads(as_notebook(validate(replace(hostile, title="")), kind, text), as_version=4)
        nbformat.validate(made)
        assert "<script" not in made.cells[0].source


def _run(sources: list[str]) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice")  # where there are no points
        for source in sources:
            exec(compile(source, "exported", "exec"), names)  # noqa: S102
    return names
