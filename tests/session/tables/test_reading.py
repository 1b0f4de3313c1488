"""From text to columns: every dialect, and every fault with its line."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.session.tables import MAX_COLUMNS, MAX_ROWS
from app.session.tables.dialect import DELIMITERS, Dialect, guessed, with_delimiter
from app.session.tables.reading import Cancelled, read
from tests.session.tables.tables import table_of

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)
floats = st.floats(-1e6, 1e6)


def written(rows, delimiter: str, end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(tuple(DELIMITERS)), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_table_that_is_written_reads_back_equal(data, delimiter, end, with_comma):
    decimal = "," if with_comma and delimiter != "," else "."
    width = data.draw(st.integers(1, 4))
    names = data.draw(st.lists(words, min_size=width, max_size=width, unique=True))
    numbers = np.array(data.draw(st.lists(st.lists(floats, min_size=width, max_size=width), min_size=1, max_size=12)))
    labels = data.draw(st.lists(words, min_size=len(numbers), max_size=len(numbers)))
    shown = [[repr(value).replace(".", decimal) for value in row] for row in numbers.tolist()]
    rows = [[*names, "the class"], *([*row, label] for row, label in zip(shown, labels, strict=True))]
    table = read(written(rows, delimiter, end), Dialect(delimiter, decimal, has_header=True))
    assert not table.faults
    assert [column.name for column in table.columns[:-1]] == names
    assert np.array_equal(np.column_stack([column.numbers for column in table.columns[:-1]]), numbers)
    last = table.columns[-1]
    if last.kind == "texts" and not last.n_missing:
        assert [last.texts[code] for code in last.codes] == labels
    assert table.preview == tuple(map(tuple, rows[1:]))


@settings(max_examples=150, deadline=None)
@given(st.text("ab1.5,;\t|\"\n\r '-_e∞é", max_size=80))
def test_any_text_is_a_table_with_or_without_faults(text):
    dialect = guessed(text)
    assert guessed(text) == dialect
    table = read(text, dialect)
    for fault in table.faults:
        assert "\n" not in fault.sentence
    for column in table.columns:
        assert len(column.numbers) == table.n_rows
        assert column.n_numbers + column.n_missing + column.n_texts == table.n_rows
        assert 0 < len(column.name) <= 60
    assert len({column.name for column in table.columns}) == len(table.columns)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("x,y,class\n1,2,a\n3,4,b\n", Dialect(",", ".", True)),
        ("x;y;class\n1,5;2,5;a\n3;4,25;b\n", Dialect(";", ",", True)),
        ("x;y;note\n1.5;2;a, b\n3;4;c, d\n", Dialect(";", ".", True)),
        ("x\ty\n1,5\t2\n3\t4\n", Dialect("\t", ",", True)),
        ("x|y\n1.5|2\n", Dialect("|", ".", True)),
        ("1,2\n3,4\n", Dialect(",", ".", False)),
        ("1;2\n3;4\n", Dialect(";", ".", False)),
        ("name,remark\nAda,likes; much\nBob,no; never\n", Dialect(",", ".", True)),
        ("x\n1\n2\n", Dialect(",", ".", True)),
        ("a,b\nc,d\na,c\n", Dialect(",", ".", False)),
        ('"x, in m","y"\n1,2\n', Dialect(",", ".", True)),
        ("a,b,c\n", Dialect(",", ".", True)),
    ],
)
def test_the_dialect_is_seen_from_the_text(text, dialect):
    assert guessed(text) == dialect


def test_another_delimiter_brings_its_own_decimal_sign():
    text = "x;y\n1,5;2,5\n"
    assert with_delimiter(text, ";") == Dialect(";", ",", True)
    assert len(table_of(text, with_delimiter(text, ",")).columns) == 1


def faults(text: str, **options) -> list[str]:
    return [fault.sentence for fault in table_of(text, Dialect(**options) if options else None).faults]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the table is empty"),
        ("\n\n  \n", "the table is empty"),
        ("a,b\n", "the table has a row of names and nothing under it"),
        ("a,b,c,d\n1,2,3,4\n1,2,3\n", "line 3 has 3 fields, the header has 4"),
        ("1,2\n3,4,5\n", "line 2 has 3 fields, the first row has 2"),
        ("a,b\n1\n2\n3,4\n5\n", "line 2 has 1 field, the header has 2 (2 more lines are like it)"),
        ('a,b\n1,2\n"3,4\n5,6\n', "the quotation mark that is opened in line 3 is never closed"),
        ('a,b\n"1"2,3\n', "in line 2 a cell goes on after its closing quotation mark"),
        (",".join("a" * (MAX_COLUMNS + 1)) + "\n1\n", "the table has 101 columns, and 100 are the most"),
    ],
)
def test_faults_of_the_text_are_sentences(text, sentence):
    assert sentence in faults(text, delimiter=",", has_header=not text.startswith("1"))[0]


def test_a_line_is_found_behind_empty_lines_and_cells_of_several_lines():
    text = 'a,b\r\n\r\n"one\r\ntwo",1\r\n , \r\n3\r\n'
    table = table_of(text, Dialect())
    assert [fault.sentence for fault in table.faults] == ["line 6 has 1 field, the header has 2"]
    assert table.notes == ("2 empty lines are left out",)
    assert table.preview_lines == (3, 6)


def test_a_cell_without_an_end_is_said():
    assert "a cell in line 2 has more than 100\xa0000 characters" in faults(f'a,b\n"{"x," * 60_000}\n')[0]


def test_more_rows_than_can_be_imported_are_a_fault_and_are_not_kept():
    table = table_of("x\n" + "1\n" * (MAX_ROWS + 5), Dialect())
    assert table.n_rows == len(table.columns[0].numbers) == MAX_ROWS
    assert "more than 100\xa0000 rows" in table.faults[0].sentence
    assert not table_of("x\n" + "1\n" * MAX_ROWS, Dialect()).faults


def test_names_are_repaired_with_a_note():
    table = table_of(f"age,,age,{'n' * 70},a\u200bb\n1,2,3,4,5\n", Dialect())
    assert [column.name for column in table.columns] == ["age", "column 2", "age (2)", "n" * 60, "ab"]
    assert table.notes[0] == "column 2 has no name; it is called “column 2”"
    assert table.notes[1] == "a second column is called “age”; it is now “age (2)”"
    assert len(table.notes) == 4


def test_columns_know_what_they_hold():
    text = "x,k,c,m,e,b\n1.5,3,a,1,,inf\n,3,b,?,NA,2e6\nNaN,3,a,oops,,1\n2,3,a,7,null,1_0\n"
    x, k, c, m, e, b = table_of(text).columns
    assert x.kind == "numbers"
    assert x.n_missing == 2
    assert np.array_equal(x.numbers, [1.5, np.nan, np.nan, 2.0], equal_nan=True)
    assert k.kind == "whole numbers"
    assert k.constant == "3"
    assert c.kind == "texts"
    assert c.texts == ("a", "b")
    assert m.kind == "mixed"
    assert m.first_text == ("oops", 4)
    assert e.kind == "empty"
    assert e.n_missing == 4
    assert b.first_large == ("inf", 2)
    assert b.first_text == ("1_0", 5)


def test_a_column_of_many_parts_is_put_together_again(monkeypatch):
    monkeypatch.setattr("app.session.tables.reading.CELLS_AT_ONCE", 6)
    text = "x,c\n" + "".join(f"{n if n != 11 else ''},{'abc'[n % 3]}\n" for n in range(20)) + "oops,a\n"
    x, c = table_of(text).columns
    assert np.array_equal(x.numbers[:11], np.arange(11))
    assert np.isnan(x.numbers[11])
    assert x.first_text == ("oops", 22)
    assert (x.n_missing, x.n_texts) == (1, 1)
    assert [c.texts[code] for code in c.codes] == [*("abc"[n % 3] for n in range(20)), "a"]


def test_reading_stops_when_nobody_wants_the_table_any_more():
    asked = []

    def proceed() -> bool:
        asked.append(len(asked))
        return len(asked) < 3

    with pytest.raises(Cancelled):
        read("x,y\n" + "1,2\n" * 50_000, Dialect(), proceed)
    assert len(asked) == 3
