"""Whatever stands in a file: a session, or one sentence with its place."""

from __future__ import annotations

import copy
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.session.errors import SessionError
from app.session.files import load
from app.session.format.limits import MAX_BYTES
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import VERSION
from app.training.frames import FrameRequest
from app.training.runner import Runner
from tests.session.sessions import small_session, trained

GOOD: Any = json.loads(encode(trained(small_session(test_share=0.25), 30)))


def refused(content: bytes | str) -> SessionError:
    """The error for this content, which has to be one sentence."""
    with pytest.raises(SessionError) as caught:
        decode(content.encode() if isinstance(content, str) else content)
    assert "\n" not in caught.value.reason
    assert caught.value.reason
    assert str(caught.value) == f"{caught.value.place}: {caught.value.reason}"
    return caught.value


def changed(*path: str | int, to: Any) -> str:
    """A good file with one value replaced."""
    raw = copy.deepcopy(GOOD)
    place = raw
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return json.dumps(raw)


def without(*path: str | int) -> str:
    """A good file with one value left out."""
    raw = copy.deepcopy(GOOD)
    place = raw
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return json.dumps(raw)


def with_velocity(value: float) -> str:
    """A good file of a run with momentum, one number of its velocity replaced."""
    raw = copy.deepcopy(GOOD)
    raw["runs"][0]["training"]["optimizer"]["momentum"] = 0.9
    raw["runs"][0]["state"]["slots"] = [[0.0] * 8 + [value]]
    return json.dumps(raw)


def pinned(**what: Any) -> str:
    """A good file with this curve pinned."""
    return changed("view", "pinned", to=[{"name": "run 1", "steps": [], "epochs": [], **what}])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is not JSON"),
        (b"hello", "line 1, column 1"),
        (b'{"format": "chalknet-session",\n  oops}', "line 2, column 3"),
        (b"\x89PNG\r\n\x1a\n", "not UTF-8 text"),
        (b'{"a": \xff}', "not UTF-8 text (byte 6)"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too many digits"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"title": "\\ud800"}', "half a character"),
    ],
)
def test_not_json(content: bytes, words: str) -> None:
    error = refused(content)
    assert error.place == "$"
    assert words in error.reason


@pytest.mark.parametrize("content", ["[]", "null", "3", '"chalknet"', "{}", '{"format": "other", "version": [1, 0]}'])
def test_another_format(content: str) -> None:
    error = refused(content)
    assert error.place == "$.format"
    assert "not a chalknet session" in error.reason


def losses(*known: tuple[int, str]) -> str:
    """A good file whose curves are of these losses."""
    return changed("runs", 0, "history", "losses", to=[{"step": step, "loss": loss} for step, loss in known])


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ([2, 0], "reads up to 1; update chalknet"),
        ([0, 9], "there never was"),
        ("1.0", "two whole numbers"),
        ([1], "two whole numbers"),
        ([True, 0], "two whole numbers"),
        ([1, -1], "two whole numbers"),
        (None, "two whole numbers"),
    ],
)
def test_version(version: Any, words: str) -> None:
    error = refused(changed("version", to=version))
    assert error.place == "$.version"
    assert words in error.reason


def test_newer_version_comes_before_any_other_fault() -> None:
    raw = {**GOOD, "version": [2, 0], "novelty": 1}
    assert refused(json.dumps(raw)).place == "$.version"


CASES: list[tuple[str, str, str]] = [
    (changed("runs", 0, "frozen", to=[0, 1000]), "$.runs[0].frozen[1]", "parameters, counted from 0"),
    (changed("runs", 0, "frozen", to=[3, 3]), "$.runs[0].frozen[1]", "in rising order"),
    (changed("runs", 0, "frozen", to=[-1]), "$.runs[0].frozen[0]", "at least 0"),
    (
        changed("runs", 0, "model", "layers", to=[{"units": 2, "key": 1}, {"units": 2}]),
        "$.runs[0].model.layers",
        "a key of its own",
    ),
    (losses((3, "hinge")), "$.runs[0].history.losses[0].step", "from step 0 on"),
    (losses((0, "hinge"), (9, "huber"), (9, "hinge")), "$.runs[0].history.losses[2].step", "in the order of their"),
    (losses((0, "hinge"), (31, "huber")), "$.runs[0].history.losses[1].step", "step 31 has not been reached yet"),
    (losses((0, "joy")), "$.runs[0].history.losses[0].loss", "“joy” is not one of the possible values"),
    # what is written, the place that is named, words of the sentence
    (changed("data", "points", 3, 2, to=7), "$.data.points[3][2]", "class 7 is unknown: the 2 classes"),
    (changed("data", "points", 3, 2, to=-1), "$.data.points[3][2]", "class -1 is unknown"),
    (changed("data", "points", 3, 2, to=10**30), "$.data.points[3][2]", "whole number"),
    (changed("data", "points", 3, 0, to=float("nan")), "$.data.points[3][0]", "a finite number is needed here"),
    (changed("data", "points", 3, 1, to=float("-inf")), "$.data.points[3][1]", "not -inf"),
    (changed("data", "points", 3, 1, to=1e300), "$.data.points[3][1]", "from −1 000 000 to 1 000 000"),
    (changed("data", "points", 3, 1, to="1"), "$.data.points[3][1]", "a number is needed here, not a text"),
    (changed("data", "points", 3, 3, to="maybe"), "$.data.points[3][3]", "“maybe” is not one of the possible values"),
    (changed("data", "points", 3, to=[1.0, 2.0]), "$.data.points[3]", "4"),
    (changed("data", "points", 0, to=[1.0]), "$.data.points[0]", "[x, y, class, use]"),
    (changed("data", "points", to={}), "$.data.points", "a list […] is needed here, not an object {…}"),
    (changed("data", "points", to=[[1.0, 0, "train"]]), "$.data.points", "1 coordinates, but there are 2 features"),
    (changed("data", "points", to=[[0.0, 0.0, 0, "train"]] * 200_001), "$.data.points", "at most 200 000 points"),
    (changed("data", "classes", 0, "color", to="red"), "$.data.classes[0].color", "a color such as #D55E00"),
    (changed("data", "classes", 0, "marker", to="blob"), "$.data.classes[0].marker", "choose one of disc, square"),
    (changed("data", "classes", 0, "name", to="class 1"), "$.data.classes", "stands 2 times"),
    (changed("data", "classes", to=GOOD["data"]["classes"][:1]), "$.data.classes", "at least 2 items"),
    (changed("data", "features", 0, "scale", to=0.0), "$.data.features[0].scale", "of at least 1e-06"),
    (changed("data", "source", "name", to="swiss-roll"), "$.data.source.name", "choose one of film-1, film-2"),
    (changed("data", "source", "classes", to=5), "$.data.source.classes", "has 2 to 2 classes, not 5"),
    (changed("runs", to=[]), "$.runs", "at least 1 item is"),
    (changed("runs", to=GOOD["runs"] * 5), "$.runs", "at most 4 runs are possible; here are 5"),
    (
        changed("runs", 0, "model", "layers", to=[{"units": 1}] * 10_000),
        "$.runs[0].model.layers",
        "at most 12 hidden layers are possible; here are 10 000",
    ),
    (changed("runs", 0, "model", "layers", 0, "units", to=0), "$.runs[0].model.layers[0].units", "of at least 1"),
    (changed("runs", 0, "model", "layers", 0, "units", to=10**9), "$.runs[0].model.layers[0].units", "of at most 256"),
    (changed("runs", 0, "model", "layers", 0, "units", to=2.5), "$.runs[0].model.layers[0].units", "a whole number"),
    (
        changed("runs", 0, "model", "layers", 0, "activation", to="sigmoids"),
        "$.runs[0].model.layers[0].activation",
        "“sigmoids” is not one of the possible values; choose one of identity, sign, sigmoid",
    ),
    (changed("runs", 0, "model", "inputs", to=["x", "z"]), "$.runs[0].model.inputs[1]", "“z” is unknown at"),
    (changed("runs", 0, "model", "inputs", to=["x", "x"]), "$.runs[0].model.inputs[1]", "stands twice"),
    (changed("runs", 0, "model", "inputs", to=["x^2", "x1²"]), "$.runs[0].model.inputs[1]", "“x^2” is the same"),
    (changed("runs", 0, "model", "inputs", to=["x", "x3"]), "$.runs[0].model.inputs[1]", "needs 3 coordinates"),
    (changed("runs", 0, "model", "inputs", to=["x*("]), "$.runs[0].model.inputs[0]", "ends too early, at character 4"),
    (changed("runs", 0, "model", "inputs", to=["x"] * 129), "$.runs[0].model.inputs", "at most 128 inputs"),
    (changed("data", "features", to=[{"name": "x"}] * 101), "$.data.features", "at most 100 features"),
    (changed("data", "target", to={"name": "y"}), "$.data.target", "a target is for regression"),
    (changed("data", "task", to="regression"), "$.data.classes", "values and no classes"),
    (changed("view", "axes", to=[0, 7]), "$.view.axes[1]", "feature 7 is on an axis, but there are 2"),
    (changed("view", "axes", to=[1, 1]), "$.view.axes", "two features"),
    (changed("view", "held", to=[1.0]), "$.view.held", "2 numbers are needed"),
    (changed("view", "held", to=[1.0, 1e9]), "$.view.held[1]", "too far out"),
    (changed("runs", 0, "model", "output", "normalizer", to="softmax"), "$.runs[0].model.output.normalizer", "neuron"),
    (changed("runs", 0, "training", "loss", to="hinge"), "$.runs[0].training.loss", "margin"),
    (changed("runs", 0, "training", "learning_rate", to=0), "$.runs[0].training.learning_rate", "of more than 0"),
    (changed("runs", 0, "training", "learning_rate", to=1e9), "$.runs[0].training.learning_rate", "of at most 1 000"),
    (changed("runs", 0, "training", "batch_size", to="some"), "$.runs[0].training.batch_size", "some"),
    (changed("runs", 0, "training", "speed", to=1), "$.runs[0].training", "the field “speed” is unknown"),
    (without("runs", 0, "state", "parameters"), "$.runs[0].state", "the field “parameters” is missing"),
    (without("data"), "$", "the field “data” is missing"),
    (
        changed("runs", 0, "state", "parameters", to=[0.0] * 8),
        "$.runs[0].state.parameters",
        "the network has 9 parameters, but 8 are given",
    ),
    (changed("runs", 0, "state", "parameters", 2, to=None), "$.runs[0].state.parameters[2]", "finite"),
    (changed("runs", 0, "state", "parameters", to=[[0.0]]), "$.runs[0].state.parameters", "9 parameters"),
    (changed("runs", 0, "state", "start", to=[0.0] * 8 + [None]), "$.runs[0].state.start[8]", "finite"),
    (changed("runs", 0, "state", "start", to=[0.0] * 8), "$.runs[0].state.start", "9 parameters, but 8 are given"),
    (changed("runs", 0, "state", "slots", to=[[0.0] * 9]), "$.runs[0].state.slots", "keeps 0 vectors, but 1 are given"),
    (changed("runs", 0, "state", "step", to=-1), "$.runs[0].state.step", "of at least 0"),
    (changed("runs", 0, "state", "step", to=10**40), "$.runs[0].state.step", ""),
    (changed("runs", 0, "state", "generator", "inc", to="x"), "$.runs[0].state.generator.inc", "decimal digits"),
    (changed("runs", 0, "state", "generator", "state", to="9" * 39), "$.runs[0].state.generator.state", "128 bits"),
    (changed("runs", 0, "history", "steps", "columns", to=["a"]), "$.runs[0].history.steps.columns", "step, loss"),
    (changed("runs", 0, "history", "steps", "rows", to=[[1.0]]), "$.runs[0].history.steps.rows", "2 numbers"),
    (changed("runs", 0, "history", "steps", "rows", to=[[1.0, 2.0], [3.0]]), "$.runs[0].history.steps.rows", "length"),
    (changed("runs", 0, "history", "steps", "rows", to=[[2, 0], [1, 0]]), "$.runs[0].history.steps.rows", "increasing"),
    (changed("runs", 0, "history", "steps", "rows", to=[[99, 0]]), "$.runs[0].history.steps.rows", "not reached yet"),
    (changed("runs", 0, "history", "epochs", "stride", to=3), "$.runs[0].history.epochs.rows", "power of two"),
    (
        changed("runs", 0, "state", "parameters", 2, to=1e200),
        "$.runs[0].state.parameters",
        "so large that their squares can't be added up",
    ),
    (
        with_velocity(1e200),
        "$.runs[0].state.slots[0]",
        "so large that their squares can't be added up",
    ),
    *(
        (changed("runs", 0, "state", name, to=2**52), f"$.runs[0].state.{name}", "at most 4 503 599 627 370 495 is")
        for name in ("step", "epoch", "position", "updates")
    ),
    (
        changed("runs", 0, "training", "seed", to=2**53 + 1),
        "$.runs[0].training.seed",
        "at most 9 007 199 254 740 992 is",
    ),
    (changed("runs", 0, "history", "steps", "rows", to=[[], []]), "$.runs[0].history.steps.rows", "2 numbers"),
    (
        changed("runs", 0, "history", "steps", "rows", 1, 1, to=1.7e308),
        "$.runs[0].history.steps.rows[1][1]",
        "for the loss, a number from −1e+300 to 1e+300 or null is needed, not 1.7e+308",
    ),
    (
        changed("runs", 0, "history", "epochs", "rows", 2, 4, to=-1.7e308),
        "$.runs[0].history.epochs.rows[2][4]",
        "for the train accuracy, a number from",
    ),
    (changed("runs", 0, "history", "epochs", "rows", 2, 0, to=None), "$.runs[0].history.epochs.rows[2][0]", "not null"),
    (changed("runs", 0, "history", "epochs", "rows", 2, 0, to=-1), "$.runs[0].history.epochs.rows[2][0]", "from 0"),
    (changed("runs", 0, "history", "epochs", "rows", 2, 0, to=1e308), "$.runs[0].history.epochs.rows[2][0]", "to 4"),
    (
        changed("runs", 0, "history", "epochs", "rows", 2, 0, to=0),
        "$.runs[0].history.epochs.rows[2][0]",
        "the step must not fall from row to row",
    ),
    (pinned(epochs=[[0.0, 0.0]]), "$.view.pinned[0].epochs", "each row has to hold 3 or 4 numbers"),
    (pinned(epochs=[[]]), "$.view.pinned[0].epochs", "each row has to hold 3 or 4 numbers"),
    (pinned(epochs=[0.0, 0.0, 0.0]), "$.view.pinned[0].epochs", "each row has to hold 3 or 4 numbers"),
    (pinned(steps=[[0.0, 0.0, 0.0]]), "$.view.pinned[0].steps", "each row has to hold 2 numbers"),
    (pinned(epochs=[[0.0, None, 0.0]]), "$.view.pinned[0].epochs[0][1]", "for the epoch, a number from 0"),
    (pinned(epochs=[[0, 1, 0.0], [1, 0, 0.0]]), "$.view.pinned[0].epochs[1][1]", "must not fall"),
    (pinned(epochs=[[0, 0, 0.5, None], [1, 1, None, 1.7e308]]), "$.view.pinned[0].epochs[1][3]", "for the accuracy, "),
    (pinned(steps=[[0, 1e301]]), "$.view.pinned[0].steps[0][1]", "for the loss, "),
    (pinned(name="\u202e"), "$.view.pinned[0].name", "U+202E can't be seen"),
    (changed("data", "classes", 1, "name", to="a\u202eb"), "$.data.classes[1].name", "U+202E can't be seen"),
    (changed("data", "classes", 1, "name", to="a\nb"), "$.data.classes[1].name", "U+000A can't be seen"),
    (changed("data", "features", 0, "name", to="\x1b[2J"), "$.data.features[0].name", "U+001B can't be seen"),
    (changed("data", "features", 0, "name", to="\u00a0 "), "$.data.features[0].name", "a name needs more than blanks"),
    (changed("runs", 0, "name", to="\u2066"), "$.runs[0].name", "U+2066 can't be seen"),
    (changed("runs", 0, "name", to="  "), "$.runs[0].name", "a name needs more than blanks"),
    (changed("view", "run", to=1), "$.view.run", "there are 1"),
    (changed("view", "one_class", to=5), "$.view.one_class", "there are 2"),
    (changed("view", "show", to="all"), "$.view.show", "choose one of class, probability"),
    (changed("view", "ranges", to=[[1, 0], [0, 1]]), "$.view.ranges", "from a smaller to a larger"),
    (changed("title", to=3), "$.title", "a text is needed here, not a whole number"),
    (changed("title", to="x" * 201), "$.title", "at most 200 characters"),
]


@pytest.mark.parametrize(("content", "place", "words"), CASES, ids=[f"{case[1]} {case[2]}" for case in CASES])
def test_fault_has_its_place_and_sentence(content: str, place: str, words: str) -> None:
    error = refused(content)
    assert error.place == place
    assert words in error.reason


@pytest.mark.parametrize(
    ("old", "new", "place", "key"),
    [
        ('"title": ""', '"title": "", "title": "again"', "$", "title"),
        ('"units": 2', '"units": 2, "units": 3', "$.runs[0].model.layers[0]", "units"),
    ],
)
def test_a_key_that_stands_twice(old: str, new: str, place: str, key: str) -> None:
    content = json.dumps(GOOD)
    assert old in content
    error = refused(content.replace(old, new, 1))
    assert error.place == place
    assert error.reason == f"the key “{key}” stands twice"


def test_larger_than_any_session(tmp_path: Path) -> None:
    path = tmp_path / "large.chalk"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 2**20)
    with pytest.raises(SessionError, match="larger than 64 MB"):
        load(path)


@pytest.mark.parametrize("filling", [b"{},", b"[],"])
def test_hollow_files_are_refused_before_they_fill_the_memory(filling: bytes) -> None:
    content = b'{"data": [' + filling * 1_000_001 + b"{}]}"
    tracemalloc.start()
    try:
        error = refused(content)
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()
    assert error.reason == "the file holds more than 1 000 000 lists and objects, and no session may"


def test_a_newer_file_with_a_value_that_means_nothing_here() -> None:
    raw = copy.deepcopy(GOOD)
    raw["version"] = [1, 7]
    assert decode(json.dumps(raw).encode()).session.version == VERSION
    raw["runs"][0]["training"]["loss"] = "focal"
    assert "is not one of the possible values" in refused(json.dumps(raw)).reason
    assert "a newer chalknet" in refused(json.dumps(raw)).reason


def test_a_number_beyond_all_floats_as_a_step() -> None:
    content = changed("runs", 0, "history", "steps", "rows", 1, 0, to=12345).replace("12345", "1e999")
    assert refused(content).place == "$.runs[0].history.steps.rows"


def test_squares_of_gradients_may_be_as_large_as_those_of_a_sound_run() -> None:
    raw = copy.deepcopy(GOOD)
    raw["runs"][0]["training"]["optimizer"]["name"] = "adagrad"
    raw["runs"][0]["state"]["slots"] = [[1e200] * 9]
    session = decode(json.dumps(raw).encode()).session
    assert session.runs[0].state
    assert session.runs[0].state.slots[0].array[0] == 1e200
    raw["runs"][0]["state"]["slots"] = [[1e308] * 9]
    assert refused(json.dumps(raw)).place == "$.runs[0].state.slots[0]"


def test_a_look_ahead_without_momentum_is_no_fault() -> None:
    session = decode(changed("runs", 0, "training", "optimizer", "nesterov", to=True).encode()).session
    assert session.runs[0].training.optimizer.nesterov
    runner = Runner(session)
    runner.step(3)


def test_nothing_from_the_file_steers_the_terminal() -> None:
    error = refused(changed("data", "\x1b[2J\n" + "x" * 5000, to=1))
    assert error.reason.startswith("the field “\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}xxx")
    assert len(error.reason) <= 300


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2)
)


def places(raw: Any) -> list[Callable[[Any], tuple[Any, Any]]]:
    """Every place in a JSON value, as a function that finds its container and key in a copy."""
    found: list[Callable[[Any], tuple[Any, Any]]] = []

    def walk(value: Any, path: tuple[Any, ...]) -> None:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in list(items)[:4]:
            found.append(lambda top, path=path, key=key: (_follow(top, path), key))
            walk(item, (*path, key))

    walk(raw, ())
    return found


def _follow(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


PLACES = places(GOOD)


@given(place=st.sampled_from(PLACES), value=values, remove=st.booleans())
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_in_any_place(place: Callable[[Any], tuple[Any, Any]], value: Any, remove: bool) -> None:
    """A changed file is refused with a place and a sentence, or it is a session that can be trained and saved."""
    raw = copy.deepcopy(GOOD)
    container, key = place(raw)
    if remove:
        del container[key]
    else:
        container[key] = value
    try:
        session = decode(json.dumps(raw).encode()).session
    except SessionError as error:
        assert error.place.startswith("$")
        assert error.reason
        assert "\n" not in error.reason
        return
    runner = Runner(session)
    runner.step(3)
    frame = runner.frame(FrameRequest(), at_rest=True)
    assert frame.runs
    assert decode(encode(session)).session == session


@given(content=st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    refused(content)
