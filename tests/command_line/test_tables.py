"""chalknet new OUT --table FILE …: a session made of a table, or one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.command_line import main
from app.session.files import load
from app.session.tables.dialect import guessed
from app.session.tables.encoding import decoded
from app.session.tables.making import Plan, made
from app.session.tables.reading import read

GRADES = "alice,carol,dave,film,bob\n" + "".join(
    f"{row % 7},{'' if row == 5 else row % 5},{row % 3}.5,film {row},{'likes' if row % 7 > 3 else 'does not like'}\n"
    for row in range(40)
)


@pytest.fixture
def grades(tmp_path: Path) -> Path:
    path = tmp_path / "grades.csv"
    path.write_text(GRADES)
    return path


def run(*arguments: object) -> int:
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return int(end.code or 0)


def test_columns_are_named_on_the_command_line(grades, tmp_path, capsys):
    out = tmp_path / "out.chalk"
    asked = "--inputs alice,carol --class bob --test-share 0.25 --layers 3 --seed 4"
    assert run("new", out, "--table", grades, *asked.split()) == 0
    session = load(out).session
    text = decoded(grades.read_bytes()).text
    plan = Plan(("input", "input", "ignore", "ignore", "class"), test_share=0.25, seed=4)
    assert session.data == made(read(text, guessed(text)), plan)
    assert [layer.units for layer in session.runs[0].model.layers] == [3]
    said = capsys.readouterr().err
    assert f"{grades}: 1 of 40 values of “carol” is missing\n" in said
    assert f"{grades}: 1 of 40 rows are left out, as values are missing in them\n" in said


def test_what_is_not_said_is_guessed(grades, tmp_path):
    out = tmp_path / "out.chalk"
    assert run("new", out, "--table", grades, "--missing", "mean", "--raw") == 0
    data = load(out).session.data
    assert [feature.name for feature in data.features] == ["alice", "carol", "dave"]
    assert [info.name for info in data.classes] == ["does not like", "likes"]
    assert len(data.points) == 40
    assert {feature.scale for feature in data.features} == {1.0}


def test_a_value_can_be_learned(grades, tmp_path):
    out = tmp_path / "out.chalk"
    assert run("new", out, "--table", grades, "--value", "dave", "--inputs", "alice") == 0
    session = load(out).session
    assert session.data.task == "regression"
    assert session.data.target.name == "dave"
    assert session.runs[0].model.output.kind == "value"


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        ("--inputs alice,zoe --class bob", 2, "the table has no column 'zoe'; it has 'alice', 'carol', 'dave'"),
        ("--class bob --value dave", 1, "one class or one value can be learned at a time, not “bob” and “dave”"),
        ("--inputs film --class bob", 1, "“film” is “film 0” in line 2; an input has to be a number"),
        ("--points 20", 2, "--points is for samples of a data set, and here the points come from a table"),
        ("--dataset moons", 2, "not allowed with argument"),
        ("--output sign --value dave", 2, "names a class, and these points have values"),
    ],
)
def test_what_does_not_go_together_is_said(grades, tmp_path, capsys, options, code, sentence):
    out = tmp_path / "out.chalk"
    assert run("new", out, "--table", grades, *options.split()) == code
    assert sentence in " ".join(capsys.readouterr().err.split())
    assert not out.exists()


def test_options_of_a_table_need_one(tmp_path, capsys):
    assert run("new", tmp_path / "out.chalk", "--dataset", "moons", "--class", "bob") == 2
    assert "--class is for the columns of a --table, and there is none" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n3\n", "line 3 has 1 field, the header has 2"),
        (b"", "the table is empty"),
        ("a,b\n1,Jörg\n".encode("latin-1"), "it looks like Latin-1, where it is “ö”; if so, say --encoding latin-1"),
    ],
)
def test_bad_tables_are_one_line(tmp_path, capsys, content, sentence):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert run("new", tmp_path / "out.chalk", "--table", path) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{path}: ")
    assert sentence in said
    assert said.count("\n") == 1


def test_a_table_that_is_not_there(tmp_path, capsys):
    assert run("new", tmp_path / "out.chalk", "--table", tmp_path / "no.csv") == 1
    assert "there is no such file or folder" in capsys.readouterr().err
