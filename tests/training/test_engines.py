"""Which engine trains a run: it keeps the one with which it left its start."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from app.command_line import main
from app.session.create import new_session, usual_source
from app.session.edits.training import set_training
from app.session.files import load, save
from app.session.schema import Session, State
from app.training import engines as engines_module
from app.training.engines import KEPT, NUMPY_CHOSEN, EngineChoice, Engines
from app.training.frames import FrameRequest, RunFrame
from app.training.gate import FrameGate
from app.training.runner import Runner
from app.training.worker import Worker
from nncore import EngineMaker, Trainer, Unsupported
from nncore.compiled import loading


def session() -> Session:
    return new_session(usual_source("moons", points=40), test_share=0.2)


def engines_with(maker: EngineMaker | None, choice: EngineChoice = "automatic") -> Engines:
    """Engines that are settled, the compiled one being made by this."""
    engines = Engines(choice)
    engines._compiled = maker
    return engines


def shown(runner: Runner) -> RunFrame:
    return runner.frame(FrameRequest(metrics=False), at_rest=True).shown_run


def state(runner: Runner) -> State:
    found = shown(runner).run.state
    assert found is not None
    return found


class TestChoice:
    def test_without_any(self) -> None:
        runner = Runner(session())
        runner.step(3)
        assert (shown(runner).engine, state(runner).engine) == ("numpy", "numpy")

    def test_a_run_at_its_start_takes_the_compiled_one(self, compiled: EngineMaker) -> None:
        runner = Runner(session(), engines=engines_with(compiled))
        assert shown(runner).engine == "compiled"
        assert state(runner).engine is None
        runner.step(3)
        assert state(runner).engine == "compiled"

    def test_a_run_that_left_its_start_with_numpy_keeps_it(self, compiled: EngineMaker) -> None:
        engines = engines_with(None)
        runner = Runner(session(), engines=engines)
        runner.start()
        runner.step(3)
        engines._compiled = compiled
        runner.start()
        runner.step(3)
        assert shown(runner).engine == state(runner).engine == "numpy"
        assert shown(runner).why_numpy == KEPT
        runner.reset()
        assert shown(runner).engine == "compiled"
        assert state(runner).engine is None

    def test_one_that_stands_at_its_start_takes_it_when_training_begins(self, compiled: EngineMaker) -> None:
        engines = engines_with(None)
        runner = Runner(session(), engines=engines)
        engines._compiled = compiled
        runner.start()
        assert shown(runner).engine == "compiled"

    def test_an_edit_changes_no_engine(self, compiled: EngineMaker) -> None:
        runner = Runner(session(), engines=engines_with(compiled))
        runner.step(3)
        runner.apply(set_training(runner.session, 0, learning_rate=0.01))
        assert shown(runner).engine == state(runner).engine == "compiled"
        runner.step(2)
        assert state(runner).step == 5

    def test_an_explicit_choice_holds_from_the_present_step_on(self, compiled: EngineMaker) -> None:
        engines = engines_with(compiled)
        runner, other = Runner(session(), engines=engines), Runner(session())
        runner.step(7)
        before = state(runner)
        engines.choice = "numpy"
        runner.settle_engines()
        assert shown(runner).engine == "numpy"
        assert shown(runner).why_numpy == NUMPY_CHOSEN
        assert state(runner) == before  # nobody else has made a step yet
        runner.step(5)
        other.step(12)
        assert state(runner).engine == "numpy"
        np.testing.assert_allclose(state(runner).parameters.array, state(other).parameters.array, rtol=1e-9)
        engines.choice = "compiled"
        runner.settle_engines()
        runner.step()
        assert state(runner).engine == "compiled"

    def test_what_it_cannot_train_is_left_to_numpy(self) -> None:
        def incapable(trainer: Trainer) -> Any:
            raise Unsupported("the compiled engine does not know this")

        runner = Runner(session(), engines=engines_with(incapable))
        runner.start()
        assert runner.step(3) == 3
        assert shown(runner).engine == "numpy"
        assert "does not know this" in shown(runner).why_numpy

    def test_several_runs(self, compiled: EngineMaker) -> None:
        two = session()
        two = replace(two, runs=(two.runs[0], replace(two.runs[0], name="other")))
        runner = Runner(two, engines=engines_with(compiled))
        runner.start()
        assert runner.advance(0.02) > 0
        frames = runner.frame(FrameRequest(), at_rest=True).runs
        states = [frame.run.state for frame in frames]
        assert states[0] == states[1]


class TestWaiting:
    """A run from a file that was trained by the compiled engine goes on with nothing else."""

    def coming(self) -> Engines:
        return Engines(is_coming=True)

    def trained(self, compiled: EngineMaker) -> Session:
        runner = Runner(session(), engines=engines_with(compiled))
        runner.step(4)
        return replace(runner.session, runs=(shown(runner).run,))

    def test_until_it_is_ready(self, compiled: EngineMaker) -> None:
        engines = self.coming()
        runner = Runner(self.trained(compiled), engines=engines)
        runner.start()
        assert runner.is_waiting and shown(runner).is_waiting
        assert runner.advance(0.01) == 0
        assert state(runner).engine == "compiled"
        engines._compiled, engines.is_coming = compiled, False
        runner.settle_engines()
        assert not runner.is_waiting
        assert runner.step(2) == 2
        assert state(runner).engine == "compiled"

    def test_or_known_not_to_come(self, compiled: EngineMaker) -> None:
        engines = self.coming()
        runner = Runner(self.trained(compiled), engines=engines)
        engines.is_coming, engines.why_not = False, "It is broken."
        runner.settle_engines()
        assert runner.step(2) == 2
        assert state(runner).engine == "numpy"
        assert shown(runner).why_numpy == "It is broken."

    def test_a_fresh_run_waits_for_nothing(self) -> None:
        runner = Runner(session(), engines=self.coming())
        runner.start()
        assert runner.advance(0.01) > 0
        assert state(runner).engine == "numpy"


class TestGettingReady:
    def test_now(self, compiled: EngineMaker) -> None:
        engines = Engines()
        engines.load()
        assert not engines.is_coming
        assert engines.wanted(None) == "compiled"

    def test_beside(self, compiled: EngineMaker) -> None:
        engines, told = Engines(), threading.Event()
        engines.begin(told.set)
        assert told.wait(60.0)
        assert engines.wanted(None) == "compiled"
        engines.close()

    def test_not_to_be_had(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(loading, "_version_of", lambda package: "")
        engines, told = Engines(), threading.Event()
        engines.begin(told.set)
        assert told.wait(10.0)
        assert engines.wanted("compiled") == "numpy"
        assert "chalknet[fast]" in engines.why_numpy()
        engines.close()

    @pytest.mark.usefixtures("compiled")
    def test_given_up_while_it_is_compiled(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        engines, told, started = Engines(), threading.Event(), threading.Event()
        monkeypatch.setattr(engines, "_on_compiler", both(engines._on_compiler, started))
        engines.begin(told.set)
        assert started.wait(30.0)
        engines.close()
        assert engines._thread is not None and not engines._thread.is_alive()
        assert not told.is_set()
        assert engines.wanted(None) == "numpy"

    def test_numpy_alone_asks_for_nothing_until_another_one_is_chosen(self, compiled: EngineMaker) -> None:
        engines, told = Engines("numpy", is_coming=True), threading.Event()
        engines.load()
        engines.begin(told.set)
        assert not engines.must_wait("compiled")
        assert engines.wanted("compiled") == "numpy"
        assert engines._thread is None
        engines.choose("compiled")
        assert told.wait(60.0)
        assert engines.wanted(None) == "compiled"
        engines.close()

    def test_the_environment_can_choose(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, choice in (("compiled", "compiled"), ("nonsense", "automatic"), ("", None)):
            monkeypatch.setenv("CHALKNET_ENGINE", name)
            assert engines_module.choice_in_environment() == choice


def both(first: Any, event: threading.Event) -> Any:
    def call(argument: Any) -> None:
        first(argument)
        event.set()

    return call


@pytest.mark.usefixtures("compiled")
class TestFiles:
    def test_saved_and_gone_on_with_bit_for_bit(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        start, whole, part, rest = (tmp_path / f"{name}.chalk" for name in ("start", "whole", "part", "rest"))
        save(session(), start)

        def train(file: Path, epochs: int, out: Path) -> None:
            arguments = ["train", str(file), "--epochs", str(epochs), "--engine", "automatic", "--save", str(out)]
            assert main(arguments) == 0

        train(start, 9, whole)
        train(start, 4, part)
        assert load(part).session.runs[0].state.engine == "compiled"  # type: ignore[union-attr]
        train(part, 5, rest)
        assert load(rest).session == load(whole).session
        assert "(compiled)" in capsys.readouterr().out

    def test_a_file_from_before_goes_on_with_numpy(self, compiled: EngineMaker) -> None:
        runner = Runner(session())
        runner.step(2)
        old = shown(runner).run
        assert old.state is not None
        runs = (replace(old, state=replace(old.state, engine=None)),)
        runner = Runner(replace(runner.session, runs=runs), engines=engines_with(compiled))
        runner.start()
        assert shown(runner).engine == "numpy"


def test_the_worker_trains_on_while_the_window_paints(
    compiled: EngineMaker, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frame is on its way and nobody paints it: with NumPy the worker would stand still until the time-out."""
    monkeypatch.setattr("app.training.worker.GATE_TIMEOUT_S", 3600.0)
    gate, frames = FrameGate(), []
    worker = Worker(session(), gate, engines_with(compiled))
    worker.frame_ready.connect(frames.append)
    with at_hand(worker):
        worker.play(0)
        for _ in range(40):
            worker._on_turn()
        assert len(frames) == 1  # never a second one before the first is painted
        steps = worker._runner.frame(FrameRequest()).shown_run.run.state.step  # type: ignore[union-attr]
        assert steps > frames[0].shown_run.run.state.step
        gate.painted()
        worker._on_turn()
        assert len(frames) == 2
        gate.hold()  # an edit is coming: the slice ends at once
        assert worker._runner is not None
        assert worker._runner.advance(60.0) == 0
        gate.close()


class at_hand:  # noqa: N801
    """A worker on this very thread, its turns made by hand."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def __enter__(self) -> None:
        self._worker.begin()
        self._worker._timer.stop()

    def __exit__(self, *_: object) -> None:
        self._worker._timer.stop()
