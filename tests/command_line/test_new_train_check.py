"""The commands that need no window, called as a script calls them."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.command_line import main
from app.session.create import new_session, usual_source
from app.session.edits.points import clear_points
from app.session.files import load, save
from app.session.schema import Layer
from nncore import ACTIVATIONS, DATASETS, LOSSES, OPTIMIZERS, fitting_losses


def run(*arguments: object) -> int:
    """The exit code, also where the usage is at fault."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return int(end.code or 0)


@pytest.fixture
def moons(tmp_path: Path) -> Path:
    path = tmp_path / "moons.chalk"
    session = new_session(usual_source("moons", points=60), layers=[Layer(units=3)], test_share=0.25)
    save(session, path)
    return path


# new


def test_new_with_every_option(tmp_path: Path) -> None:
    out = tmp_path / "out.chalk"
    options = (
        "--dataset spirals --points 90 --noise 0.2 --classes 3 --test-share 0.2 --layers 8,5 --activation relu "
        "--output per-class --normalizer softmax --loss cross-entropy --optimizer sgd --momentum 0.9 "
        "--learning-rate 0.05 --batch-size 15 --seed 7"
    )
    assert run("new", out, *options.split()) == 0
    session = load(out).session
    run_, source = session.runs[0], session.data.source
    assert source
    assert (source.name, source.points, source.noise, source.classes, source.seed) == ("spirals", 90, 0.2, 3, 7)
    assert len(session.data.points) == 90
    assert session.data.points.is_test.sum() == 18
    assert [(layer.units, layer.activation) for layer in run_.model.layers] == [(8, "relu"), (5, "relu")]
    assert (run_.model.output.kind, run_.model.output.normalizer) == ("per-class", "softmax")
    training = run_.training
    assert (training.loss, training.optimizer.name, training.optimizer.momentum) == ("cross-entropy", "sgd", 0.9)
    assert (training.learning_rate, training.batch_size, training.seed) == (0.05, 15, 7)
    assert run_.state is None


@pytest.mark.parametrize("dataset", DATASETS)
def test_new_needs_the_data_set_only(tmp_path: Path, dataset: str) -> None:
    out = tmp_path / "out.chalk"
    assert run("new", out, "--dataset", dataset) == 0
    assert run("check", out) == 0
    assert run("train", out, "--epochs", 1) == 0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_new_knows_every_activation(tmp_path: Path, activation: str) -> None:
    assert run("new", tmp_path / "out.chalk", "--dataset", "xor", "--activation", activation) == 0


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_new_knows_every_optimizer(tmp_path: Path, optimizer: str) -> None:
    assert run("new", tmp_path / "out.chalk", "--dataset", "xor", "--optimizer", optimizer, "--batch-size", "all") == 0


@pytest.mark.parametrize("output", ["sign", "sigmoid", "class-number", "per-class"])
@pytest.mark.parametrize("loss", LOSSES)
def test_new_makes_what_fits_and_refuses_the_rest(
    tmp_path: Path, output: str, loss: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.chalk"
    normalizers = ("none", "softmax", "unit-norm") if output == "per-class" else ("none",)
    fits = any(loss in fitting_losses(output, normalizer) for normalizer in normalizers)
    assert run("new", out, "--dataset", "moons", "--output", output, "--loss", loss) == (0 if fits else 2)
    assert out.exists() == fits
    if not fits:
        sentence = capsys.readouterr().err.splitlines()[-1]
        assert sentence.startswith("chalknet new: error: ")
        assert "choose" in sentence


@pytest.mark.parametrize("loss", LOSSES)
def test_new_finds_an_output_for_a_loss(tmp_path: Path, loss: str) -> None:
    out = tmp_path / "out.chalk"
    assert run("new", out, "--dataset", "moons", "--loss", loss) == 0
    assert load(out).session.runs[0].training.loss == loss


def test_new_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, two, other = (tmp_path / f"{name}.chalk" for name in ("one", "two", "other"))
    for path, seed in ((one, 3), (two, 3), (other, 4)):
        assert run("new", path, "--dataset", "rings", "--seed", seed) == 0
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes() != other.read_bytes()


USAGE: list[tuple[str, str]] = [
    ("new OUT", "--dataset"),
    ("new OUT --dataset swiss-roll", "invalid choice: 'swiss-roll'"),
    ("new OUT --dataset moons --points 0", "a whole number from 1 to 100 000 is needed, not '0'"),
    ("new OUT --dataset moons --points many", "not 'many'"),
    ("new OUT --dataset moons --noise nan", "a number from 0 to 1 is needed"),
    ("new OUT --dataset moons --classes 3", "has 2 classes"),
    ("new OUT --dataset moons --layers 8,0", "from 1 to 256"),
    ("new OUT --dataset moons --layers " + ",".join(["1"] * 13), "at most 12 hidden layers"),
    ("new OUT --dataset moons --momentum 1", "to less than 1"),
    ("new OUT --dataset moons --learning-rate 0", "above 0"),
    ("new OUT --dataset moons --batch-size none", "not 'none'"),
    ("new OUT --dataset moons --output sign --normalizer softmax", "choose the normalizer none"),
    ("new OUT --dataset blobs --output sigmoid", "two classes apart only"),
    ("train", "FILE"),
    ("train FILE", "--epochs"),
    ("train FILE --epochs -1", "from 0"),
    ("train FILE --epochs 3 --until-accuracy 2", "above 0 to 1"),
    ("screenshot FILE OUT.jpg", "ends in .png"),
    ("screenshot FILE OUT.png --size big", "as in 1280x800"),
    ("screenshot FILE OUT.png --theme pink", "invalid choice"),
    ("check", "FILE"),
    ("--no-such-option", "--no-such-option"),
    ("one two", "two"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE)
def test_usage(
    arguments: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments.split()) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.startswith("usage: chalknet")
    assert captured.out == ""
    assert list(tmp_path.iterdir()) == []


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == "chalknet 0.1.0\n"
    for command in ("new", "train", "screenshot", "check"):
        assert run(command, "--help") == 0
        assert command in capsys.readouterr().out


# train


def trained(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """The JSON object in the last line that train prints."""
    code = run("train", *arguments, "--json")
    captured = capsys.readouterr()
    assert captured.err == "" or code
    report: dict[str, Any] = json.loads(captured.out.splitlines()[-1])
    return report


def test_train_reports(moons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = trained(capsys, moons, "--epochs", 20)
    assert report["epoch"] == 20
    assert report["step"] == 20 * 5  # 45 points in batches of 10
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy", "steps_per_second"):
        assert isinstance(report[name], float)
    assert report["diverged"] is False
    assert len(report["runs"]) == 1


def test_train_does_not_touch_the_file(moons: Path) -> None:
    before = moons.read_bytes()
    assert run("train", moons, "--epochs", 3) == 0
    assert moons.read_bytes() == before
    assert list(moons.parent.iterdir()) == [moons]


def test_train_in_words(moons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", moons, "--epochs", 300) == 0
    out = capsys.readouterr().out
    assert out.startswith("epoch 300 · step 1 500 · train loss ")
    assert "test loss" in out
    assert "steps/s" in out


def test_train_without_test_points(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "all.chalk"
    run("new", path, "--dataset", "moons")
    report = trained(capsys, path, "--epochs", 1)
    assert report["test_loss"] is report["test_accuracy"] is None


@pytest.mark.parametrize("parts", [(7, 5), (1, 10, 1)])
def test_saved_and_trained_on_is_bit_identical(moons: Path, tmp_path: Path, parts: tuple[int, ...]) -> None:
    whole, part = tmp_path / "whole.chalk", tmp_path / "part.chalk"
    assert run("train", moons, "--epochs", sum(parts), "--save", whole) == 0
    part.write_bytes(moons.read_bytes())
    for epochs in parts:
        assert run("train", part, "--epochs", epochs, "--save", part) == 0
    assert part.read_bytes() == whole.read_bytes()


def test_train_keeps_all_else_in_the_session(moons: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.chalk"
    run("train", moons, "--epochs", 2, "--until-accuracy", 0.999, "--save", out)
    before, after = load(moons).session, load(out).session
    assert after.runs[0].training == before.runs[0].training
    assert after.data == before.data
    assert after.view == before.view


def test_until_accuracy(moons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = trained(capsys, moons, "--epochs", 5000, "--until-accuracy", 0.85)
    assert report["train_accuracy"] >= 0.85
    assert 0 < report["epoch"] < 5000
    before = trained(capsys, moons, "--epochs", report["epoch"] - 1)
    assert before["train_accuracy"] < 0.85


def test_no_epochs_at_all(moons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(capsys, moons, "--epochs", 0)["step"] == 0


def test_a_diverging_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "bands.chalk", tmp_path / "out.chalk"
    options = "--dataset bands --output class-number --layers 8 --activation relu --learning-rate 900"
    assert run("new", path, *options.split()) == 0
    assert run("train", path, "--epochs", 50, "--save", out, "--json") == 1
    captured = capsys.readouterr()
    report = json.loads(captured.out.splitlines()[-1])
    assert report["diverged"] is True
    assert report["diverged_at_step"] >= 1
    assert captured.err == f"{path}: $.runs[0]: {report['reason']}\n"
    assert f"Step {report['diverged_at_step']}" in captured.err
    state = load(out).session.runs[0].state
    assert state
    assert state.step == report["step"]


def test_ctrl_c_saves_nothing(moons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.training.runner import Runner

    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Runner, "advance", interrupted)
    out = tmp_path / "out.chalk"
    assert run("train", moons, "--epochs", 3, "--save", out) == 130
    assert not out.exists()


def test_progress_on_a_terminal_only(
    moons: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    run("train", moons, "--epochs", 3)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run("train", moons, "--epochs", 3)
    err = capsys.readouterr().err
    assert "epoch 3 of 3" in err
    assert err.endswith("\r\x1b[K")


def test_nothing_to_train_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.chalk"
    save(clear_points(new_session(usual_source("moons"))), path)
    assert run("train", path, "--epochs", 3) == 1
    assert capsys.readouterr().err == f"{path}: $.data.points: there are no points to train on\n"


# Files that are at fault


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    return captured.err.strip()


@pytest.mark.parametrize("command", ["train", "screenshot"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.chalk", "$: there is no such file or folder"),
        ("folder.chalk", "$: this is a folder"),
        ("bad.chalk/inside", "$: a part of this path is a file"),
        ("bad.chalk", "$: the file is not JSON"),
        ("foreign.chalk", "$.format: this is not a chalknet session"),
    ],
)
def test_a_file_at_fault(
    tmp_path: Path, command: str, name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.chalk").mkdir()
    (tmp_path / "bad.chalk").write_text("hello")
    (tmp_path / "foreign.chalk").write_text("{}")
    path = tmp_path / name
    rest = ["--epochs", "3"] if command == "train" else [str(tmp_path / "out.png")]
    assert run(command, path, *rest) == 1
    assert one_line(capsys).startswith(f"{path}: {words}")


@pytest.mark.parametrize(
    ("out", "words"),
    [("no/out.chalk", "the folder to write to does not exist"), (".", "this is a folder; give the name of a file")],
)
def test_nowhere_to_save(moons: Path, out: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = moons.parent / out
    assert run("train", moons, "--epochs", 3, "--save", path) == 1
    assert one_line(capsys) == f"{path}: $: {words}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_nothing_but_a_file_is_written_to(
    moons: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.training.runner import Runner

    pipe, one, two = (moons.parent / name for name in ("pipe", "one", "two"))
    os.mkfifo(pipe)
    one.symlink_to(two)
    two.symlink_to(one)
    monkeypatch.setattr(Runner, "advance", None)  # it is said before the training
    assert run("train", moons, "--epochs", 3, "--save", pipe) == 1
    assert one_line(capsys) == f"{pipe}: $: a device, a pipe or a socket stands there; give the name of a file"
    assert run("train", moons, "--epochs", 3, "--save", one) == 1
    assert one_line(capsys) == f"{one}: $: {os.strerror(errno.ELOOP)}"
    assert run("new", pipe, "--dataset", "xor") == 1
    assert one_line(capsys).startswith(f"{pipe}: $: not saved: a device")
    assert pipe.is_fifo()


def test_a_link_into_a_folder_that_is_gone(moons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = moons.parent / "link.chalk"
    link.symlink_to(moons.parent / "gone" / "out.chalk")
    assert run("train", moons, "--epochs", 3, "--save", link) == 1
    assert one_line(capsys) == f"{link}: $: the folder to write to does not exist"


def test_a_session_too_large_to_be_opened_again_is_not_written(
    moons: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.session import files

    before = moons.read_bytes()
    monkeypatch.setattr(files, "MAX_BYTES", len(before))
    assert run("train", moons, "--epochs", 50, "--save", moons) == 1
    assert one_line(capsys).startswith(f"{moons}: $: not saved: the session would make a file of ")
    assert moons.read_bytes() == before


def test_new_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "no" / "out.chalk"
    assert run("new", out, "--dataset", "xor") == 1
    assert one_line(capsys).startswith(f"{out}: $: not saved: ")


def test_a_full_disk(moons: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from app.session import atomic

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    before = moons.read_bytes()
    assert run("train", moons, "--epochs", 1, "--save", moons) == 1
    assert " is full: " in capsys.readouterr().err
    assert moons.read_bytes() == before


def test_check(moons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad, touched = tmp_path / "bad.chalk", tmp_path / "touched.chalk"
    bad.write_bytes(moons.read_bytes().replace(b'"units": 3', b'"units": 0'))
    touched.write_bytes(moons.read_bytes().replace(b'"title": ""', b'"title": "mine"'))
    assert run("check", moons, bad, tmp_path / "missing", touched) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        f"{moons}: ok",
        f"{bad}: $.runs[0].model.layers[0].units: a whole number of at least 1 is needed here",
        f"{tmp_path / 'missing'}: $: there is no such file or folder",
        f"{touched}: ok",
    ]
    assert "edited by hand" in captured.err
    assert run("check", moons) == 0
