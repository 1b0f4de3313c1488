"""Points on their way between sessions: copied, sent as bytes, pasted; and tables that are as good as copied points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.session import clip as clips
from app.session.clip import clip_from_table, clip_of, decode_clip, encode_clip, paste_points
from app.session.create import new_session, usual_source
from app.session.edits import EditError
from app.session.schema import Session
from tests.session.sessions import sessions, small_session
from tests.session.tables.tables import table_of


def _values() -> Session:
    return new_session(usual_source("sine", points=12))


@given(session=sessions(max_steps=1), data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_pasted_points_are_those_that_were_copied(session: Session, data: st.DataObject) -> None:
    rows = np.array(data.draw(st.lists(st.integers(0, len(session.data.points) - 1), min_size=1, unique=True)))
    clip = decode_clip(encode_clip(clip_of(session, rows)))
    assert clip is not None
    pasted = paste_points(session, clip).data.points
    assert pasted == session.data.points.joined(session.data.points.taking(rows))


@given(content=st.binary(max_size=200) | st.text().map(str.encode))
def test_foreign_bytes_are_no_points(content: bytes) -> None:
    assert decode_clip(content) is None


@pytest.mark.parametrize(
    "content",
    [
        b'{"x": [[1, 2], [3]], "answers": [0, 0], "is_test": [true, false], "class_names": ["a"]}',
        b'{"x": [[1, 2]], "answers": [0, 0], "is_test": [true], "class_names": ["a"]}',
        b'{"x": [[1, 2]], "answers": [1], "is_test": [true], "class_names": ["a"]}',
        b'{"x": [[1, 2]], "answers": [0.5], "is_test": [true], "class_names": ["a"]}',
        b'{"x": [], "answers": [], "is_test": [], "class_names": ["a"]}',
        b'{"x": [[1, NaN]], "answers": [0], "is_test": [true]}',
        b"[" * 100_000,
    ],
)
def test_bytes_that_do_not_fit_together_are_no_points(content: bytes) -> None:
    assert decode_clip(content) is None


def test_a_clip_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = encode_clip(clip_of(small_session(), np.arange(5)))
    monkeypatch.setattr(clips, "MAX_CLIP_BYTES", 10)
    assert decode_clip(content) is None


def test_classes_are_found_by_name_or_else_by_number() -> None:
    session = small_session()
    clip = clip_of(session, np.arange(20))
    swapped = replace(session, data=replace(session.data, classes=session.data.classes[::-1]))
    assert np.array_equal(paste_points(swapped, clip).data.points.labels[20:], 1 - session.data.points.labels)
    others = tuple(replace(info, name=f"other {info.name}") for info in session.data.classes)
    named = replace(session, data=replace(session.data, classes=others))
    assert np.array_equal(paste_points(named, clip).data.points.labels[20:], session.data.points.labels)


def test_what_does_not_fit_is_said_in_a_sentence() -> None:
    three = new_session(replace(usual_source("blobs", points=9), classes=3))
    with pytest.raises(EditError, match="1 coordinate, and the points here have 2"):
        paste_points(three, clip_of(_values(), np.arange(3)))
    with pytest.raises(EditError, match="have classes, and the points here have values"):
        paste_points(new_session(usual_source("hill", points=9)), clip_of(three, np.arange(3)))
    renamed = tuple(replace(info, name=f"kind {number}") for number, info in enumerate(three.data.classes))
    with pytest.raises(EditError, match="a class “kind 2” more"):
        paste_points(small_session(), clip_of(replace(three, data=replace(three.data, classes=renamed)), np.arange(9)))


@pytest.mark.parametrize(
    ("text", "labels", "is_test"),
    [
        ("x\ty\tclass\tuse\n1\t2\tclass 1\ttest\n3\t4\tclass 0\ttrain\n", [1, 0], [True, False]),
        ("y,x,class\n2,1,1\n4,3,0\n", [1, 0], [False, False]),
        ("x,y\n1,2\n3,4\n", [1, 1], [False, False]),
        ("1\t2\n3\t4\n", [1, 1], [False, False]),
        ("1\t2\t0\n3\t4\t1\n", [0, 1], [False, False]),
        ("1;2;class 0\n3;4;class 1\n", [0, 1], [False, False]),
        ("name,x,y\nA,1,2\nB,3,4\n", [1, 1], [False, False]),
    ],
)
def test_tables_with_the_columns_of_the_points(text: str, labels: list[int], is_test: list[bool]) -> None:
    clip = clip_from_table(table_of(text), small_session().data, 1.0, is_test=False)
    assert clip is not None
    assert clip.x == ((1.0, 2.0), (3.0, 4.0))
    assert list(clip.answers) == labels
    assert list(clip.is_test) == is_test


@pytest.mark.parametrize(
    "text",
    [
        *("a,b\n1,2\n3,4\n", "x,y\n1,\n3,4\n", "x,y,class\n1,2,rose\n", "1,2,3,4\n5,6,7,8\n"),
        *("1,2,7\n3,4,0\n", "x,y\n1,2e9\n", ""),
    ],
)
def test_other_tables_are_for_the_dialog(text: str) -> None:
    assert clip_from_table(table_of(text), small_session().data, 0.0, is_test=False) is None


def test_values_are_taken_from_a_table_or_from_the_hand() -> None:
    session = _values()
    name = session.data.target.name if session.data.target else ""
    clip = clip_from_table(table_of(f"x,{name}\n1,0.5\n2,0.25\n"), session.data, 9.0, is_test=True)
    assert clip is not None
    assert (clip.answers, clip.is_test) == ((0.5, 0.25), (True, True))
    clip = clip_from_table(table_of("1\n2\n"), session.data, 9.0, is_test=False)
    assert clip is not None
    assert clip.answers == (9.0, 9.0)
