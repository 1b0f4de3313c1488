"""The published format: its JSON Schema, its versions, what a newer one adds, its fingerprint and its limits."""

from __future__ import annotations

import copy
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session.edits.data import add_class, remove_class
from app.session.edits.model import add_layer, remove_layer
from app.session.edits.training import set_training
from app.session.errors import SessionError
from app.session.examples import EXAMPLES
from app.session.files import load
from app.session.format import json_schema, limits
from app.session.format.parsing import parse
from app.session.format.reading import decode
from app.session.format.unknown import KEY, holds_unknown, keeping_unknown
from app.session.format.versions import migrated
from app.session.format.writing import encode, fingerprint
from app.session.schema import VERSION, Optimizer, Session
from app.training.frames import FrameRequest
from app.training.runner import Runner
from tests.session.sessions import sessions, small_session, trained

FROZEN = sorted((Path(__file__).parent / "frozen").glob("*.chalk"))
VALIDATOR = jsonschema.Draft202012Validator(json_schema.json_schema())


def raw_of(session: Session) -> Any:
    return json.loads(encode(session))


def bytes_of(raw: Any) -> bytes:
    return json.dumps(raw).encode()


# JSON Schema


def test_the_published_schema_is_that_of_the_structs() -> None:
    """After a change: python -m app.session.format.json_schema."""
    assert json_schema.FILE.read_text(encoding="utf-8") == json_schema.text()
    jsonschema.Draft202012Validator.check_schema(json_schema.json_schema())
    assert KEY not in json_schema.text()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_is_valid(example: Any) -> None:
    VALIDATOR.validate(json.loads(example.path.read_bytes()))


@given(session=sessions())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_is_valid(session: Session) -> None:
    VALIDATOR.validate(raw_of(session))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("title",), 3),
        (("version",), [1]),
        (("data", "points", 0), [0.0]),
        (("data", "points", 0, 3), "training"),
        (("runs",), []),
        (("runs", 0, "training", "loss"), "quadratic"),
        (("runs", 0, "training", "learning_rate"), 0),
        (("runs", 0, "model", "layers", 0, "units"), 257),
        (("runs", 0, "model", "speed"), 1),
        (("view", KEY), "{}"),
    ],
)
def test_what_is_no_session_is_not_valid(place: tuple[Any, ...], value: Any) -> None:
    raw = raw_of(small_session())
    inner = raw
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    assert not VALIDATOR.is_valid(raw)
    with pytest.raises(SessionError):
        decode(bytes_of(raw))


# Versions


def test_there_is_a_frozen_file_of_every_version() -> None:
    major, minor = VERSION
    assert [path.stem for path in FROZEN] == [f"{major}.{number}" for number in range(minor + 1)]


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_frozen_file_opens_for_ever_and_goes_on(path: Path) -> None:
    loaded = load(path)
    assert not loaded.notice
    assert not loaded.is_altered
    session = loaded.session
    assert session.title == f"Format {path.stem}"
    assert session.version == VERSION
    assert [run.training.optimizer.name for run in session.runs] == ["adam", "sgd"]
    assert all(run.state and run.state.step == 40 for run in session.runs)
    assert all(run.history and len(run.history.steps.rows) for run in session.runs)
    assert [pinned.name for pinned in session.view.pinned] == ["before"]
    assert decode(encode(session)).session == session
    assert trained(session, 3).runs[0].state.step == 43


def test_an_old_major_version_comes_to_the_present_one_step_by_step() -> None:
    seen = []

    def renamed(raw: dict[str, Any]) -> dict[str, Any]:
        seen.append(raw["version"])
        return {**{key: item for key, item in raw.items() if key != "name"}, "title": raw["name"]}

    def shouted(raw: dict[str, Any]) -> dict[str, Any]:
        seen.append(raw["version"])
        return {**raw, "title": raw["title"].upper()}

    raw = {"format": "chalknet-session", "version": [1, 9], "name": "old"}
    found = migrated(raw, {1: renamed, 2: shouted}, major=3)
    assert found == {"format": "chalknet-session", "version": [3, 0], "title": "OLD"}
    assert seen == [[1, 9], [2, 0]]
    assert raw["name"] == "old"


def test_a_major_version_that_never_was() -> None:
    with pytest.raises(SessionError, match="there never was a format version 0"):
        decode(bytes_of({**raw_of(small_session()), "version": [0, 9]}))


# What a newer version adds


def newer(session: Session) -> Any:
    """As a chalknet of a later version would write it."""
    raw = raw_of(session)
    raw["version"] = [VERSION[0], VERSION[1] + 3]
    raw["author"] = {"name": "Ada", "of": [1, None, "ü"]}
    raw["data"]["classes"][1]["emoji"] = "🟦"
    raw["runs"][0]["model"]["layers"][0]["dropout"] = 0.5
    raw["runs"][0]["training"]["optimizer"]["warm_up"] = 10
    raw["runs"][0]["state"]["ema"] = [0.1]
    raw["runs"][0]["history"]["steps"]["unit"] = "nat"
    return raw


def test_unknown_fields_are_kept_and_written_back_where_they_stood() -> None:
    raw = newer(trained(small_session(), 5))
    loaded = decode(bytes_of(raw))
    assert "newer chalknet" in loaded.notice
    assert not loaded.is_altered or raw["sha256"]
    written = json.loads(encode(loaded.session))
    assert {**written, "sha256": ""} == {**raw, "sha256": ""}
    again = decode(encode(loaded.session))
    assert not again.is_altered
    assert again.session == loaded.session


def test_they_go_with_what_they_belong_to() -> None:
    session = decode(bytes_of(newer(trained(small_session(), 5)))).session
    session = add_class(add_layer(session, 0))
    raw = raw_of(session)
    assert raw["data"]["classes"][1]["emoji"] == "🟦"
    assert [layer["dropout"] for layer in raw["runs"][0]["model"]["layers"]] == [0.5, 0.5]  # one like the last one
    session = remove_class(remove_layer(remove_layer(session)), 1)
    assert "dropout" not in encode(session).decode()
    assert not any("emoji" in info for info in raw_of(session)["data"]["classes"])
    assert raw_of(session)["author"]["of"] == [1, None, "ü"]


def test_those_of_a_state_end_with_the_state() -> None:
    session = decode(bytes_of(newer(trained(small_session(), 5)))).session
    runner = Runner(session)
    run = runner.frame(FrameRequest(metrics=False)).runs[0].run
    assert run.state == session.runs[0].state
    assert run.history == session.runs[0].history
    runner.step()
    run = runner.frame(FrameRequest(metrics=False)).runs[0].run
    assert run.state and not holds_unknown(run.state)
    assert run.training.optimizer.unknown


def test_nothing_is_kept_for_what_was_never_there() -> None:
    now = trained(small_session(), 5).runs[0].state
    assert keeping_unknown(None, now) is now


def test_a_version_that_is_known_has_no_unknown_fields() -> None:
    for version in ([1, 0], list(VERSION)):
        raw = {**raw_of(small_session()), "version": version, "author": "Ada"}
        with pytest.raises(SessionError, match="the field “author” is unknown"):
            decode(bytes_of(raw))


@pytest.mark.parametrize("version", [VERSION, (VERSION[0], VERSION[1] + 1)])
def test_the_name_that_holds_them_here_is_no_field_of_a_file(version: tuple[int, int]) -> None:
    raw = raw_of(small_session())
    raw["version"] = version
    raw["runs"][0]["training"][KEY] = '{"loss": "hinge"}'
    if version == VERSION:
        with pytest.raises(SessionError, match=r"\$\.runs\[0\]\.training: the field “ unknown” is unknown"):
            decode(bytes_of(raw))
    else:
        session = decode(bytes_of(raw)).session
        assert session.runs[0].training.loss == small_session().runs[0].training.loss
        assert raw_of(session)["runs"][0]["training"][KEY] == '{"loss": "hinge"}'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(items=st.dictionaries(st.text(max_size=6).filter(lambda key: key not in Session.__struct_encode_fields__), JSON))
@settings(max_examples=50)
def test_anything_unknown_comes_back_as_it_was(items: dict[str, Any]) -> None:
    raw = {**raw_of(small_session()), **items, "version": [VERSION[0], VERSION[1] + 1], "sha256": ""}
    written = json.loads(encode(decode(bytes_of(raw)).session))
    assert {**written, "sha256": ""} == (raw if items else {**raw, "version": list(VERSION)})


# The fingerprint


def test_a_change_by_hand_is_told_from_what_was_signed() -> None:
    content = encode(trained(small_session(), 5))
    assert not decode(content).is_altered
    assert decode(content.replace(b'"learning_rate": 0.1', b'"learning_rate": 0.2')).is_altered
    assert not decode(re.sub(rb'"sha256": "\w+"', b'"sha256": ""', content)).is_altered
    assert not decode(content.replace(b'  "title"', b'\n\n  "title"')).is_altered


def test_an_unknown_field_is_signed_as_well() -> None:
    session = decode(bytes_of(newer(small_session_with_state()))).session
    content = encode(session)
    assert not decode(content).is_altered
    assert decode(content.replace(b'"Ada"', b'"Bob"')).is_altered
    assert fingerprint(session) != fingerprint(replace(session, unknown=""))


def small_session_with_state() -> Session:
    return trained(small_session(), 5)


# Limits


@pytest.mark.parametrize(
    ("path", "items", "words"),
    [
        (("data", "points"), [[0.0, 0.0, 0, "train"]] * 200_001, "at most 200 000 points"),
        (("data", "features"), [{"name": "x"}] * 101, "at most 100 features"),
        (("runs",), [{}] * 5, "at most 4 runs"),
        (("runs", 0, "model", "inputs"), ["x"] * 129, "at most 128 inputs"),
        (("runs", 0, "model", "layers"), [{"units": 1}] * 13, "at most 12 hidden layers"),
        (("runs", 0, "model", "layers"), [{"units": 257}], "at most 256"),
        (("notes",), "n" * 100_001, "at most 100 000 characters"),
        (("title",), "n" * 201, "at most 200 characters"),
        (("view", "pinned"), [{"name": "p", "steps": [], "epochs": []}] * 9, "at most 8"),
        (("view", "pinned"), [{"name": "p", "steps": [[0, 0.0]] * 10_001, "epochs": []}], "at most 10"),
    ],
)
def test_more_than_a_session_may_have(path: tuple[Any, ...], items: Any, words: str) -> None:
    raw = raw_of(small_session())
    inner = raw
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = items
    with pytest.raises(SessionError) as refused:
        decode(bytes_of(raw))
    assert words in refused.value.reason
    assert refused.value.place.startswith(f"$.{path[0]}")


@pytest.mark.parametrize("filling", [b"0,", b"[],", b"{},", b"0:", "\N{MICROSCOPE}".encode()])
def test_what_would_fill_the_memory_is_not_even_parsed(filling: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.session.format.reading.parse", partial(pytest.fail, "parsed"))
    with pytest.raises(SessionError, match="and no session may"):
        decode(b"[" + filling * (limits.MAX_ITEMS + 1))


def test_a_session_as_large_as_they_come_is_within_the_limits() -> None:
    limits.check_text(encode(small_session()) + b"," * 200_000 * (2 + 7))


def test_non_finite_numbers_stand_as_null_in_curves_alone() -> None:
    raw = raw_of(trained(set_training(small_session(), optimizer=Optimizer(name="adam")), 5))
    raw["runs"][0]["history"]["steps"]["rows"][0][1] = None
    assert decode(bytes_of(raw)).session.runs[0].history
    for path in (("parameters", 0), ("slots", 0, 0)):
        broken = copy.deepcopy(raw)
        inner = broken["runs"][0]["state"]
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = None
        with pytest.raises(SessionError) as refused:
            decode(bytes_of(broken))
        assert refused.value.reason == "every number has to be finite"
        assert refused.value.place.startswith(f"$.runs[0].state.{path[0]}")
    assert b"NaN" not in encode(decode(bytes_of(raw)).session)
    with pytest.raises(SessionError, match="a finite number is needed here"):
        parse(b'{"a": [1, NaN]}')
