"""A session written is the session read."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session import files
from app.session.arrays import Numbers, Points
from app.session.edits.points import clear_points
from app.session.errors import SessionError
from app.session.files import load, save
from app.session.format import writing
from app.session.format.reading import decode
from app.session.format.writing import encode, fingerprint
from app.session.schema import MAX_COUNT, Pinned, Session
from app.session.validation import validate
from tests.session.sessions import sessions, small_session, texts, trained


@given(session=sessions())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_round_trip(session: Session) -> None:
    validate(session)
    content = encode(session)
    loaded = decode(content)
    assert loaded.session == session
    assert loaded.notice == ""
    assert encode(loaded.session) == content


@pytest.mark.parametrize("dataset_dimensions", [1, 2])
def test_no_points(dataset_dimensions: int) -> None:
    session = clear_points(small_session())
    if dataset_dimensions == 1:
        from app.session.create import new_session, usual_source

        session = clear_points(new_session(usual_source("film-1")))
    assert decode(encode(session)).session == session


def test_exact_numbers() -> None:
    x = np.array([[0.1, 1 / 3], [5e-324, -0.0], [np.nextafter(1.0, 2.0), 123456.789]])
    session = small_session()
    session = replace(session, data=replace(session.data, points=Points(x, [0, 1, 1])))
    assert decode(encode(session)).session.data.points.x.tobytes() == x.tobytes()


def test_state_and_history_bit_for_bit() -> None:
    session = trained(small_session(test_share=0.2), 23)
    state, history = session.runs[0].state, session.runs[0].history
    again = decode(encode(session)).session.runs[0]
    assert state and history and again.state and again.history
    assert again.state == state
    assert again.state.parameters.array.tobytes() == state.parameters.array.tobytes()
    assert again.history.steps.rows.array.tobytes() == history.steps.rows.array.tobytes()
    assert int(state.generator.state) > 2**53  # would not survive as a JSON number everywhere


def test_a_person_can_read_it() -> None:
    session = replace(small_session(), title="Zwei Monde", notes="η too high")
    lines = encode(session).decode().splitlines()
    assert lines[1] == '  "format": "chalknet-session",'
    assert '  "notes": "η too high",' in lines
    points = [line for line in lines if re.fullmatch(r' +\[-?[\d.e-]+, -?[\d.e-]+, [01], "train"\],?', line)]
    assert len(points) == len(session.data.points)


def test_edited_by_hand_is_noticed_and_opened(tmp_path: Path) -> None:
    path = tmp_path / "lesson.chalk"
    save(small_session(), path)
    path.write_bytes(path.read_bytes().replace(b'"learning_rate": 0.1', b'"learning_rate": 0.2'))
    loaded = load(path)
    assert loaded.session.runs[0].training.learning_rate == 0.2
    assert loaded.is_altered


def test_white_space_and_a_byte_order_mark_do_not_matter() -> None:
    session = small_session()
    squeezed = json.dumps(json.loads(encode(session)), separators=(",", ":"))
    loaded = decode(b"\xef\xbb\xbf" + squeezed.encode())
    assert loaded.session == session
    assert loaded.notice == ""


def test_a_file_without_what_has_a_default() -> None:
    raw = json.loads(encode(small_session()))
    del raw["view"], raw["sha256"], raw["runs"][0]["training"]["optimizer"], raw["lesson"]
    assert decode(json.dumps(raw).encode()).session == small_session()


def test_pinned_curves() -> None:
    pinned = Pinned(name="η = 0.1", steps=Numbers([[0.0, 1.0]]), epochs=Numbers([[0.0, 0.0, np.nan]]))
    session = small_session()
    session = replace(session, view=replace(session.view, pinned=(pinned,)))
    assert decode(encode(session)).session == session


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(json_values)
def test_the_canonical_text_is_the_same_in_parts(value: Any) -> None:
    parts = writing.CANONICAL_ITEMS
    try:
        writing.CANONICAL_ITEMS = 2
        assert "".join(writing._canonical(value)) == json.dumps(value, sort_keys=True, separators=(",", ":"))
    finally:
        writing.CANONICAL_ITEMS = parts


def test_fingerprint_is_of_the_content() -> None:
    session = small_session()
    assert fingerprint(session) == fingerprint(replace(session, sha256="0" * 64))
    assert fingerprint(session) != fingerprint(replace(session, title="other"))


def test_too_large_to_be_opened_again_is_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lesson.chalk"
    save(small_session(), path)
    before = path.read_bytes()
    monkeypatch.setattr(files, "MAX_BYTES", len(before))
    save(small_session(), path)
    with pytest.raises(SessionError, match=r"would make a file of .* MB, and .* MB is the most that can be opened"):
        save(replace(small_session(), title="longer"), path)
    assert path.read_bytes() == before


def test_a_state_with_the_highest_counts_can_go_on_and_be_saved() -> None:
    session = trained(small_session(), 3)
    state = session.runs[0].state
    assert state
    highest = replace(state, step=MAX_COUNT, epoch=MAX_COUNT, updates=MAX_COUNT, position=0)
    session = replace(session, runs=(replace(session.runs[0], state=highest),))
    assert decode(encode(session)).session == session
    on = trained(session, 30).runs[0]
    assert on.state and on.history
    assert on.state.step == MAX_COUNT + 30
    steps = on.history.steps.rows.array[:, 0]
    assert (np.diff(steps) > 0).all()
    assert steps[-1] == MAX_COUNT + 29
    json.loads(encode(replace(session, runs=(on,))))


def test_names_in_any_script() -> None:
    session = small_session()
    names = ("Ω\N{NO-BREAK SPACE}1", "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{MICROSCOPE}")
    classes = tuple(replace(info, name=name) for info, name in zip(session.data.classes, names, strict=True))
    session = replace(session, data=replace(session.data, classes=classes))
    assert decode(encode(session)).session == session


def test_as_many_points_as_possible(record_property: pytest.RecordProperty) -> None:
    rng = np.random.default_rng(0)
    n = 200_000
    points = Points(rng.normal(size=(n, 2)), rng.integers(0, 2, n), rng.random(n) < 0.2)
    session = small_session()
    session = replace(session, data=replace(session.data, points=points))
    start = time.perf_counter()
    content = encode(session)
    written = time.perf_counter()
    assert decode(content).session.data.points == points
    record_property("encode_s", written - start)
    record_property("decode_s", time.perf_counter() - written)
