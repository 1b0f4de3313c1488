"""What columns are for, what is in the way of it, and the data that comes of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.session.edits.tables import import_table
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.tables import TableError, grouped, making
from app.session.tables.making import faults, made, notes, summary
from app.session.tables.roles import guessed_roles, with_role
from app.session.validation import validate
from tests.session.sessions import small_session
from tests.session.tables.tables import plan_of, table_of, usual_plan

FLOWERS = "id,length,width,species,k\n" + "".join(
    f"{row},{1 + row % 5 / 3:.3f},{2 - row % 7 / 4:.3f},{'rose' if row % 2 else 'lily'},3\n" for row in range(1, 21)
)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (FLOWERS, ["ignore", "input", "input", "class", "ignore"]),
        ("a,b,c\n1.5,2,0\n2.5,1,1\n0.5,7,1\n", ["input", "input", "class"]),
        ("label,p,q\n1,0.5,2\n2,0.25,1\n1,0,5\n", ["class", "input", "input"]),
        ("a,b,price\n1,2.5,9.5\n2.5,1,7.25\n0,3,3.5\n", ["input", "input", "value"]),
        ("y,a,b\n0.5,2.5,9.5\n0.25,1,7.25\n1.5,3,3.5\n", ["value", "input", "input"]),
        ("x,y,who\n1,0,u\n2,1,w\n3.5,0,u\n", ["input", "input", "class"]),
        ("x,y\n1,0.5\n2,1.5\n3.5,0\n", ["input", "value"]),
        ("a,who,b\n1,x,0.5\n2,y,1.5\n4,x,2.5\n", ["input", "class", "input"]),
        ("a,e\n1.5,\n2,\n", ["input", "ignore"]),
    ],
)
def test_roles_are_guessed_and_the_guess_is_explained(text, roles):
    guesses = guessed_roles(table_of(text))
    assert [guess.role for guess in guesses] == roles
    assert all(guess.reason for guess in guesses)


def test_a_table_becomes_standardized_data_in_original_units():
    table = table_of(FLOWERS)
    data = made(table, usual_plan(table, test_share=0.25))
    assert [feature.name for feature in data.features] == ["length", "width"]
    for feature, values in zip(data.features, data.points.x.T, strict=True):
        assert feature.center == pytest.approx(values.mean())
        assert feature.scale == pytest.approx(values.std())
    assert np.array_equal(data.points.x[:, 0], table.columns[1].numbers)
    assert [info.name for info in data.classes] == ["lily", "rose"]
    assert np.array_equal(data.points.labels, np.arange(1, 21) % 2)
    assert data.points.is_test.sum() == 4
    assert summary(table, usual_plan(table)) == "20 points, 2 inputs, 2 classes"


def test_without_standardizing_the_network_sees_the_numbers_themselves():
    table = table_of(FLOWERS)
    data = made(table, usual_plan(table, standardize=False))
    assert {(feature.center, feature.scale) for feature in data.features} == {(0.0, 1.0)}


def test_classes_are_numbers_in_their_order_or_texts():
    table = table_of("x,c\n1,10\n2,9\n3.5,10.0\n4,9\n")
    data = made(table, plan_of("ic"))
    assert [info.name for info in data.classes] == ["9", "10"]
    assert data.points.labels.tolist() == [1, 0, 1, 0]


def test_a_value_is_learned_by_regression():
    table = table_of("a,b,price\n1,2.5,9.5\n2.5,1,7.25\n0,3,\n4,3,3.5\n")
    plan = plan_of("iiv", test_share=0.4)
    data = made(table, plan)
    assert data.task == "regression"
    assert data.classes == ()
    assert data.points.values.tolist() == [9.5, 7.25, 3.5]
    assert data.points.is_test.sum() == 1
    assert data.target.name == "price"
    assert data.target.center == pytest.approx(6.75)
    assert data.target.scale == pytest.approx(np.std([9.5, 7.25, 3.5]))
    assert summary(table, plan) == "3 points, 2 inputs, values of “price”; 1 row with missing values left out"


HOLES = "x,z,c\n1,5,a\n,6,b\n3,,a\n4,8,\n6,7,b\n"


def test_rows_with_missing_values_are_left_out_or_filled_and_it_is_said():
    table = table_of(HOLES)
    left_out = plan_of("iic")
    assert [note.sentence for note in notes(table, left_out)] == [
        "1 of 5 values of “x” is missing",
        "1 of 5 values of “z” is missing",
        "1 of 5 values of “c” is missing",
    ]
    assert made(table, left_out).points.x.tolist() == [[1, 5], [6, 7]]
    assert summary(table, left_out) == "2 points, 2 inputs, 2 classes; 3 rows with missing values left out"
    filled = plan_of("iic", missing="mean")
    assert made(table, filled).points.x.tolist() == [[1, 5], [3.5, 6], [3, 6.5], [6, 7]]
    assert summary(table, filled).endswith(
        "; 1 row with missing values left out; 2 missing values filled with the mean of the column"
    )


@pytest.mark.parametrize(
    ("text", "roles", "place", "sentence"),
    [
        ("x,c\n1,a\noops,b\n", "ic", 0, "“x” is “oops” in line 3; an input has to be a number"),
        ("x,v\n1,1\n2,oops\n", "iv", 1, "“v” is “oops” in line 3; a value to learn has to be a number"),
        ("x,c\n1,a\ninf,b\n", "ic", 0, "“x” is “inf” in line 3; a number has to be from −1\xa0000\xa0000 to"),
        ("x,c\n1,a\n-2e6,b\n", "ic", 0, "“x” is “-2e6” in line 3"),
        ("x,c\n1,a\n1e999,b\n", "ic", 0, "“x” is “1e999” in line 3"),
        ("k,x,c\n3,1,a\n3,2,b\n", "iic", 0, "“k” is 3 everywhere: it can't tell anything apart, and can't be stand"),
        ("k,x,c\n3,1,a\n3.0,2,b\n", "iic", 0, "“k” is 3 in all rows that are left"),
        ("x,v\n1,3\n2,3\n", "iv", 1, "“v” is 3 everywhere: there is nothing to learn"),
        ("x,e,c\n1,,a\n2,,b\n", "iic", 1, "all values of “e” are missing"),
        ("x,c\n1,a\n2,a\n", "ic", 1, "“c” is “a” everywhere: with one class there is nothing to tell apart"),
        ("x,c\n1,0.5\n2,1\n", "ic", 1, "“c” holds 0.5; a class is a text or a whole number"),
        (
            "x,c\n" + "".join(f"{n}.5,{n}\n" for n in range(9)),
            "ic",
            1,
            "“c” has 9 different values, and a session has at most 8 classes",
        ),
        (
            "x,c\n" + "".join(f"{n}.5,n{n}\n" for n in range(99)),
            "ic",
            1,
            "“c” has more than 64 different values, and a session has at most 8 classes",
        ),
        ("x,c\n1,a\n,b\n2,a\n", "ic", 1, "the class “b” has no rows: in each of them a value is missing"),
        ("x,z,c\n1,,a\n,2,b\n2,,a\n,1,b\n", "iic", None, "no row is left, for in each a value is missing"),
        ("x,c\n1,a\n2,b\n", "--", None, "no column is an input"),
        ("x,c\n1,a\n2,b\n", "i-", None, "no column is a class or a value: choose the one that is to be learned"),
        ("x,c,d\n1,a,u\n2,b,w\n", "icc", None, "one class or one value can be learned at a time, not “c” and “d”"),
        ("x,c,v\n1,a,1\n2,b,2\n", "icv", None, "one class or one value can be learned at a time, not “c” and “v”"),
        ("x,c\n1e-9,a\n2e-9,b\n", "ic", 0, "the values of “x” differ by about 5e-10 only, too little"),
        ("x,c\n1,a\n2\n", "ic", None, "line 3 has 1 field, the header has 2"),
    ],
)
def test_what_is_in_the_way_is_a_sentence_at_its_column(text, roles, place, sentence):
    table = table_of(text)
    found = faults(table, plan_of(roles))
    assert sentence in found[0].sentence
    assert found[0].column == place
    with pytest.raises(TableError):
        made(table, plan_of(roles))


def test_a_test_share_out_of_range_is_refused():
    assert "the share for testing" in faults(table_of(FLOWERS), plan_of("-iic-", test_share=0.95))[0].sentence


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(["1", "2.5", "-3", "", "a", "b", "inf", "1e7", "NA"]), min_size=3, max_size=30),
    st.sampled_from(["leave-out", "mean"]),
    st.booleans(),
    st.text("icv-", min_size=3, max_size=3),
)
def test_a_hostile_table_is_made_into_data_or_answered_in_sentences(cells, missing, standardize, roles):
    rows = [cells[start : start + 3] for start in range(0, len(cells) - 2, 3)]
    table = table_of("p,q,r\n" + "".join(",".join(row) + "\n" for row in rows))
    plan = plan_of(roles, missing=missing, standardize=standardize)
    if table.n_rows and len(table.columns) == 3:
        found = faults(table, plan)
        assert all(fault.sentence and "\n" not in fault.sentence for fault in found)
        if not found:
            data = made(table, plan)
            session = import_table(small_session(), table, plan)
            assert validate(session).data == data
            assert decode(encode(session)).session == session
            assert summary(table, plan)


def test_what_is_ignored_is_said_with_its_reason():
    table = table_of("n,who,k,x,c\n1,Ada,3,0.5,a\n2,Bob,3,1,b\n3,Cy,3,2,a\n")
    assert [note.sentence for note in notes(table, usual_plan(table))] == [
        "“n” is ignored: it only counts the rows",
        "“who” is ignored: it holds texts, 3 different ones, and inputs are numbers",
        "“k” is ignored: it is 3 everywhere, so it can't tell anything apart and can't be standardized",
    ]


def test_a_chosen_class_takes_the_place_of_the_one_before():
    assert with_role(("input", "class", "ignore"), 2, "value") == ("input", "ignore", "value")
    assert with_role(("input", "class", "ignore"), 1, "class") == ("input", "class", "ignore")
    assert with_role(("input", "class", "ignore"), 2, "input") == ("input", "class", "input")


def test_data_that_no_file_can_hold_are_told_before_they_are_imported(monkeypatch):
    text = "x,y,c\n" + "".join(f"{n / 7},{n / 3},{'ab'[n % 2]}\n" for n in range(1000))
    table = table_of(text)
    size = len(encode(import_table(small_session(), table, plan_of("iic"))))
    assert not notes(table, plan_of("iic"))
    monkeypatch.setattr(making, "MAX_FILE_BYTES", 0.8 * size)
    (note,) = notes(table, plan_of("iic"))
    assert note.sentence.startswith("saved, these data would take about")
    monkeypatch.setattr(making, "MAX_FILE_BYTES", 1.2 * size)
    assert not notes(table, plan_of("iic"))
    monkeypatch.setattr(making, "MAX_ITEMS", 3999)
    (note,) = notes(table, plan_of("iic"))
    assert note.sentence.startswith(f"saved, these data would be {grouped(4000)} items")
