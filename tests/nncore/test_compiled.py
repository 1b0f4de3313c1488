"""The compiled engine, held to the reference: the same batches, the same steps, the same numbers."""

from __future__ import annotations

import gc
import math
import os
import threading
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nncore import (
    ACTIVATIONS,
    LOSSES,
    EngineMaker,
    Flag,
    History,
    Identity,
    Interrupted,
    Loss,
    Sequential,
    Series,
    Trainer,
    Unsupported,
)
from tests.nncore.runs import KINDS, RULES, Case, assert_close, assert_same, close

EXAMPLES = int(os.environ.get("CHALKNET_EXAMPLES", "60"))  # of each property; many more now and then


def both(case: Case, compiled: EngineMaker) -> tuple[Trainer, Trainer]:
    return case.trainer(compiled), case.trainer()


class TestAgainstTheReference:
    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_every_activation_with_every_output_and_loss(self, activation: str, compiled: EngineMaker) -> None:
        for kind in KINDS:
            case = Case(kind=kind, layers=((5, activation), (3, activation)), rule="sgd", l2=0.01, learning_rate=0.01)
            ours, theirs = both(case, compiled)
            assert ours.advance(steps=9) == theirs.advance(steps=9), kind
            assert_close(ours, theirs)

    @pytest.mark.parametrize("rule", RULES)
    @pytest.mark.parametrize("batch_size", [1, 3, 8, 11, None])
    @pytest.mark.parametrize("replacement", [False, True])
    def test_every_rule_and_sampling(
        self, rule: str, batch_size: int | None, replacement: bool, compiled: EngineMaker
    ) -> None:
        case = Case(rule=rule, batch_size=batch_size, replacement=replacement, l1=0.001, l2=0.01, frozen=4, capacity=8)
        ours, theirs = both(case, compiled)
        for trainer in (ours, theirs):
            trainer.advance(steps=100)
        assert ours.step_count == 100
        assert_close(ours, theirs)

    @pytest.mark.parametrize("layers", [(), ((1, "relu"),), ((9, "tanh"), (17, "silu"), (33, "sigmoid"))])
    @pytest.mark.parametrize("batch_size", [1, 2, 150, 700])
    def test_sizes_that_fill_no_register(
        self, layers: tuple[tuple[int, str], ...], batch_size: int, compiled: EngineMaker
    ) -> None:
        """700 samples are more than one block of tiles."""
        case = Case(layers=layers, batch_size=batch_size, n=703, inputs=5, classes=8, rule="momentum")
        ours, theirs = both(case, compiled)
        for trainer in (ours, theirs):
            trainer.advance(steps=6)
        assert_close(ours, theirs)

    @settings(max_examples=EXAMPLES)
    @given(drawn=st.data())
    def test_random_runs(self, drawn: Any, compiled: EngineMaker) -> None:
        case = drawn.draw(CASES)
        ours, theirs = both(case, compiled)
        # These tell a run that goes over a kink, or sits on one (a bias of 0 below a ReLU): there they go other ways.
        nearby = [replace(case, noise=noise).trainer() for noise in (1e-14, -1e-14)]
        for trainer in (ours, theirs, *nearby):
            trainer.advance(steps=100)
        assume(theirs.divergence is None)
        # One that has arrived is moved by nothing but rounding, where steps are as long whatever the gradient is.
        assume("sgd" in RULES[case.rule][0] or np.abs(theirs.next_gradient()).max(initial=0.0) > 1e-9)
        for trainer in nearby:
            assume(np.allclose(trainer.network.parameters, theirs.network.parameters, rtol=1e-11, atol=1e-11))
        assert_close(ours, theirs)

    def test_looks(self, compiled: EngineMaker) -> None:
        for kind in KINDS:
            ours, theirs = both(Case(kind=kind, n=45), compiled)
            for mine, other in zip(ours.evaluate(), theirs.evaluate(), strict=True):
                assert mine is not None and other is not None
                close(mine.loss, other.loss, 1e-12)
                close(mine.losses, other.losses, 1e-12)
                np.testing.assert_array_equal(mine.predicted, other.predicted)
                np.testing.assert_array_equal(mine.confusion, other.confusion)
                np.testing.assert_equal((mine.accuracy, mine.n), (other.accuracy, other.n))

    def test_the_row_of_an_epoch_is_what_a_look_shows(self, compiled: EngineMaker) -> None:
        trainer = Case(n=45, batch_size=9).trainer(compiled)
        trainer.advance(steps=5)
        train, test = trainer.evaluate()
        assert test is not None
        row = trainer.history.epochs.array()[-1]
        np.testing.assert_array_equal(row, [5, 1, train.loss, test.loss, train.accuracy, test.accuracy, 0.0])

    def test_no_samples(self, compiled: EngineMaker) -> None:
        trainer = Case(n=0).trainer(compiled)
        assert trainer.advance(steps=3) == trainer.step_epoch() == 0
        assert not trainer.next_gradient().any()
        assert math.isnan(trainer.evaluate()[0].loss)
        assert Case(n_test=0).trainer(compiled).evaluate()[1] is None

    @pytest.mark.parametrize("value", [1e300, -1e5, np.inf, np.nan])
    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_numbers_that_are_too_large(self, activation: str, value: float, compiled: EngineMaker) -> None:
        case = Case(kind=("class-number", "none", "squared-error"), layers=((3, activation),))
        ours, theirs = both(case, compiled)
        for trainer in (ours, theirs):
            trainer.network.parameters[:] = value
        mine, other = ours.evaluate()[0], theirs.evaluate()[0]
        np.testing.assert_allclose(mine.losses, other.losses, rtol=1e-6)
        np.testing.assert_array_equal(mine.predicted, other.predicted)
        assert ours.step() == theirs.step()
        assert (ours.divergence is None) == (theirs.divergence is None)


CASES = st.builds(
    Case,
    kind=st.sampled_from(KINDS),
    layers=st.lists(st.tuples(st.integers(1, 12), st.sampled_from(list(ACTIVATIONS))), max_size=3).map(tuple),
    rule=st.sampled_from(list(RULES)),
    classes=st.integers(2, 5),
    inputs=st.integers(1, 4),
    n=st.integers(1, 60),
    n_test=st.integers(0, 9),
    batch_size=st.integers(1, 40) | st.none(),
    replacement=st.booleans(),
    l1=st.sampled_from([0.0, 0.01]),
    l2=st.sampled_from([0.0, 0.1]),
    frozen=st.sampled_from([0, 2, 5]),
    seed=st.integers(0, 10_000),
    capacity=st.sampled_from([4, 64, 2048]),
)


class TestRepeatable:
    @settings(max_examples=EXAMPLES)
    @given(drawn=st.data(), cuts=st.lists(st.integers(0, 25), max_size=8))
    def test_however_it_is_sliced(self, drawn: Any, cuts: list[int], compiled: EngineMaker) -> None:
        case = drawn.draw(CASES)
        whole, sliced = case.trainer(compiled), case.trainer(compiled)
        for number, cut in enumerate(cuts):
            if number % 4 == 0:
                sliced.advance(steps=cut)
            elif number % 4 == 1:
                sliced.step_epoch()
            elif number % 4 == 2:
                sliced.next_gradient(), sliced.evaluate()
            else:
                sliced = reopened(case, sliced, compiled)
        whole.advance(steps=sliced.step_count)
        assert_same(sliced, whole)

    def test_by_the_clock(self, compiled: EngineMaker) -> None:
        timed, counted = Case().trainer(compiled), Case().trainer(compiled)
        for _ in range(5):
            timed.advance(seconds=0.004)
        assert timed.step_count > 5
        counted.advance(steps=timed.step_count)
        assert_same(timed, counted)

    @pytest.mark.parametrize("batch_size", [3, 8])
    def test_restored_in_place(self, batch_size: int, compiled: EngineMaker) -> None:
        going_on, back = (Case(batch_size=batch_size, rule="momentum").trainer(compiled) for _ in range(2))
        going_on.advance(steps=30)
        back.advance(steps=11)
        checkpoint = back.checkpoint()
        back.advance(steps=40)
        back.restore(checkpoint)
        back.advance(steps=19)
        assert_same(back, going_on)

    def test_a_moment_of_the_path_goes_on_as_the_run_did(self, compiled: EngineMaker) -> None:
        run = Case().trainer(compiled)
        run.advance(steps=700)
        for moment in run.path.moments[100:500:57]:
            other = Case().trainer(compiled, checkpoint=moment)
            other.advance(steps=700 - moment.step)
            np.testing.assert_array_equal(other.network.parameters, run.network.parameters)

    def test_a_batch_size_that_changes_amid_an_epoch(self, compiled: EngineMaker) -> None:
        for before, after in ((8, None), (8, 3), (1, 8)):
            checkpoint = run_until(Case(batch_size=before), 2, compiled).checkpoint()
            ours, theirs = (Case(batch_size=after).trainer(engine, checkpoint) for engine in (compiled, None))
            for trainer in (ours, theirs):
                trainer.advance(steps=12)
            assert_close(ours, theirs)

    @given(n=st.integers(1, 300), seed=st.integers(0, 2**32), replacement=st.booleans())
    @settings(max_examples=EXAMPLES)
    def test_orders_are_those_of_the_sampler(self, n: int, seed: int, replacement: bool, compiled: EngineMaker) -> None:
        """The state of the generator after two epochs tells whether each draw was the same."""
        case = Case(n=n, n_test=0, layers=(), batch_size=max(n // 2, 1), seed=seed, replacement=replacement)
        ours, theirs = both(case, compiled)
        steps = 2 * math.ceil(n / max(n // 2, 1))
        for trainer in (ours, theirs):
            trainer.advance(steps=steps)
        assert ours.sampler.state() == theirs.sampler.state()
        assert ours.epoch == 2
        close(ours.network.parameters, theirs.network.parameters, 1e-9)


class TestDivergence:
    @pytest.mark.parametrize("batch_size", [1, 8, None])
    @pytest.mark.parametrize("learning_rate", [1.0, 1e3, 1e200, 1e308])
    @pytest.mark.parametrize("rule", ["sgd", "momentum"])
    def test_ends_where_the_reference_does(
        self, rule: str, learning_rate: float, batch_size: int | None, compiled: EngineMaker
    ) -> None:
        case = Case(
            kind=("class-number", "none", "squared-error"), layers=((6, "relu"),), rule=rule, batch_size=batch_size,
            learning_rate=learning_rate, spread=3.0,
        )  # fmt: skip
        ours, theirs = both(case, compiled)
        for trainer in (ours, theirs):
            trainer.advance(steps=200)
            trainer.advance(steps=5)
        assert ours.divergence is not None and theirs.divergence is not None
        # Ten digits of a loss are as good as the ten that the numbers have: it grows by a factor at every step.
        assert ours.divergence.step == theirs.divergence.step
        assert ours.divergence.last_good_step == theirs.divergence.last_good_step == ours.step_count
        assert ours.divergence.reason == theirs.divergence.reason
        assert_close(ours, theirs, 1e-6)

    def test_a_start_that_is_already_wrong(self, compiled: EngineMaker) -> None:
        ours, theirs = both(Case(kind=("class-number", "none", "squared-error")), compiled)
        for trainer in (ours, theirs):
            trainer.network.parameters[:] = 1e200
            assert np.isnan(trainer.next_gradient()).all()
            assert trainer.divergence is None
            assert not trainer.step()
        assert ours.divergence is not None and theirs.divergence is not None
        assert ours.divergence.reason == theirs.divergence.reason

    def test_and_can_go_on(self, compiled: EngineMaker) -> None:
        case = Case(kind=("class-number", "none", "squared-error"), learning_rate=1e4, rule="sgd", spread=3.0)
        ours, theirs = both(case, compiled)
        for trainer in (ours, theirs):
            trainer.advance(steps=100)
            trainer.optimizer.learning_rate = 0.001
            trainer.restore(trainer.checkpoint())
            assert trainer.advance(steps=20) == 20
        assert_close(ours, theirs)

    def test_the_whole_training_set_is_judged_at_the_end_of_an_epoch(self, compiled: EngineMaker) -> None:
        """Most samples answer far too large a value, and the first batch is of one that does not."""
        case = Case(kind=("value", "none", "absolute-error"), layers=(), rule="sgd", n=40, batch_size=1, n_test=0)
        ours, theirs = both(case, compiled)
        for trainer in (ours, theirs):
            trainer.prepared_train.targets[0] = 1e9
            trainer.advance(steps=100)
        assert ours.divergence is not None and theirs.divergence is not None
        assert ours.divergence.step == theirs.divergence.step
        assert_close(ours, theirs)


class TestStopping:
    def test_a_flag_that_is_raised_beforehand(self, compiled: EngineMaker) -> None:
        trainer, flag = Case().trainer(compiled), Flag()
        flag.hoist()
        assert trainer.advance(seconds=10.0, should_stop=flag) == 0
        flag.lower()
        assert trainer.advance(steps=10, should_stop=flag) == 10

    def test_another_thread_stops_a_long_call(self, compiled: EngineMaker) -> None:
        trainer, flag = Case().trainer(compiled), Flag()
        timer = threading.Timer(0.05, flag.hoist)
        timer.start()
        trainer.advance(seconds=3600.0, should_stop=flag)
        timer.join()
        other = Case().trainer(compiled)
        other.advance(steps=trainer.step_count)
        assert_same(trainer, other)

    def test_a_step_that_is_given_up_leaves_no_trace(self, compiled: EngineMaker) -> None:
        """The flag is looked at between the tiles of a batch; the first of them is always done."""
        trainer, other = (Case(n=100, batch_size=None, rule="momentum").trainer(compiled) for _ in range(2))
        trainer.advance(steps=3)
        flag = Flag()
        flag.hoist()
        engine = trainer._engine
        assert engine is not None
        checkpoint = trainer.checkpoint()
        trainer.restore(checkpoint)  # so that there is a gradient to compute
        assert engine.advance(5, math.inf, flag) == 0
        assert not trainer.network.gradients.any()
        with pytest.raises(Interrupted):
            engine.metrics(trainer.prepared_train, flag)
        for each, steps in ((trainer, 4), (other, 7)):
            each.advance(steps=steps)
        assert_same(trainer, other)

    def test_any_other_question_is_asked_now_and_then(self, compiled: EngineMaker) -> None:
        trainer, asked = Case().trainer(compiled), []

        def is_enough() -> bool:
            asked.append(trainer.step_count)
            return len(asked) > 3

        assert trainer.advance(steps=10**9, should_stop=is_enough) == trainer.step_count > 0
        assert len(asked) == 4


class Other(Loss):
    """A loss of somebody's own."""

    def prepare(self, target: Any, shape: tuple[int, ...]) -> Any:
        return np.zeros(shape)

    def compute(self, prediction: Any, target: Any) -> float:
        return self._mean_of(np.zeros(len(prediction)))


class TestWhatItCannotDo:
    def test_a_loss_of_somebody_s_own(self, compiled: EngineMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(LOSSES, "squared-error", Other)
        with pytest.raises(Unsupported, match="does not know Other"):
            Case(kind=("class-number", "none", "squared-error")).trainer(compiled)

    def test_another_generator(self, compiled: EngineMaker) -> None:
        trainer = Case().trainer()
        trainer.sampler.rng = np.random.Generator(np.random.MT19937(0))
        with pytest.raises(Unsupported, match="PCG64"):
            compiled(trainer)

    def test_modules_in_another_order(self, compiled: EngineMaker) -> None:
        trainer = Case().trainer()
        trainer.network = Sequential([Identity(), *trainer.network.modules])
        with pytest.raises(Unsupported, match="no Identity in this place"):
            compiled(trainer)

    def test_the_name_of_the_engine(self, compiled: EngineMaker) -> None:
        assert Case().trainer().engine_name == "numpy"
        assert Case().trainer(compiled).engine_name == "compiled"


def run_until(case: Case, steps: int, engine: EngineMaker) -> Trainer:
    trainer = case.trainer(engine)
    trainer.advance(steps=steps)
    return trainer


def reopened(case: Case, run: Trainer, engine: EngineMaker) -> Trainer:
    """The run as a file gives it back."""
    history = History(case.capacity)
    history.steps, history.epochs = (
        Series.from_array(series.columns, series.array(), series.stride, case.capacity)
        for series in (run.history.steps, run.history.epochs)
    )
    return case.trainer(engine, run.checkpoint(), history=history)


def test_a_trainer_goes_at_once_with_all_its_memory(compiled: EngineMaker) -> None:
    trainer = Case().trainer(compiled)
    trainer.advance(steps=5)
    forward = trainer.forward()
    gone = weakref.ref(trainer)
    gc.disable()
    try:
        del trainer
        assert gone() is None
    finally:
        gc.enable()
    assert forward is not None  # which does without
