from __future__ import annotations

import itertools
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore import (
    EXPLODED,
    LONGEST,
    LOSSES,
    OPTIMIZERS,
    OUTPUTS,
    SGD,
    Adam,
    Checkpoint,
    History,
    Interrupted,
    Loss,
    Optimizer,
    Path,
    Penalty,
    Sampler,
    Samples,
    Sequential,
    Series,
    ShapeError,
    Trainer,
    build_network,
    default_loss,
    make_dataset,
)
from nncore.evaluator import chunk_rows


def make_trainer(
    *,
    n: int = 30,
    n_test: int = 12,
    batch_size: int | None = 8,
    output: str = "per-class",
    normalizer: str = "softmax",
    loss: str | None = None,
    optimizer: Optimizer | None = None,
    seed: int = 0,
    l2: float = 0.0,
    capacity: int = 2048,
    scale: float = 0.3,
    **options: Any,
) -> Trainer:
    """A 2-6-K run on moons. The same arguments give the same run."""
    kind, loss = OUTPUTS[output], loss or default_loss(output, normalizer)
    points, labels = make_dataset("moons", points=n + n_test, seed=3)
    samples = [
        Samples(scale * points[rows], kind.targets(labels[rows], 2, loss), labels[rows])
        for rows in (slice(0, n), slice(n, n + n_test))
    ]
    network = build_network(2, [(6, "tanh")], kind.units(2), rng=np.random.default_rng(seed))
    return Trainer(
        network,
        kind.head(normalizer),
        LOSSES[loss](),
        optimizer or Adam(0.02),
        Sampler(n, batch_size, np.random.default_rng(seed + 1)),
        samples[0],
        samples[1],
        decide=kind.decide,
        n_classes=2,
        penalty=Penalty(l2=l2, mask=network.weight_mask),
        **{"history": History(capacity), **options},
    )


def assert_same(first: Trainer, second: Trainer) -> None:
    """Bit for bit."""
    ours, theirs = first.checkpoint(), second.checkpoint()
    assert (ours.step, ours.updates, ours.sampler) == (theirs.step, theirs.updates, theirs.sampler)
    np.testing.assert_array_equal(ours.parameters, theirs.parameters)
    np.testing.assert_array_equal(ours.slots, theirs.slots)
    for name in ("steps", "epochs"):
        np.testing.assert_array_equal(getattr(first.history, name).array(), getattr(second.history, name).array())
    assert first.divergence == second.divergence


def reopened(run: Trainer, capacity: int = 2048, **options: Any) -> Trainer:
    """The run as a file gives it back: made of nothing but its checkpoint and its curves."""
    history = History(capacity)
    history.steps, history.epochs = (
        Series.from_array(series.columns, series.array(), series.stride, capacity)
        for series in (run.history.steps, run.history.epochs)
    )
    return make_trainer(seed=9, checkpoint=run.checkpoint(), history=history, **options)  # another start and order


class TestTraining:
    @pytest.mark.parametrize("name", OPTIMIZERS)
    def test_learns(self, name: str) -> None:
        trainer = make_trainer(optimizer=OPTIMIZERS[name](0.05))
        start, _ = trainer.evaluate()
        assert trainer.advance(steps=800) == 800
        train, test = trainer.evaluate()
        assert train.loss < 0.5 * start.loss
        assert train.accuracy > 0.9
        assert test is not None
        assert test.n == 12
        assert trainer.divergence is None

    def test_a_step_is_forward_backward_update(self) -> None:
        trainer = make_trainer(batch_size=None, optimizer=SGD(0.1), l2=0.5)
        network = trainer.network.twin(trainer.network.parameters.copy())
        loss = LOSSES["cross-entropy"]()
        value = loss.forward(network.forward(trainer.train.inputs), trainer.train.labels)
        network.backward(loss.backward())
        network.gradients[:] += 0.5 * network.parameters * network.weight_mask
        network.parameters[:] -= 0.1 * network.gradients
        assert trainer.step()
        np.testing.assert_allclose(trainer.network.parameters, network.parameters, rtol=1e-13)
        assert trainer.batch_loss == value
        assert trainer.step_count == trainer.epoch == 1

    def test_gradient_norms_are_those_of_the_next_step(self) -> None:
        trainer = make_trainer(batch_size=None, l2=0.5)
        assert trainer.gradient_norms() == (0.0, 0.0)
        trainer.advance(steps=3)
        gradient = trainer.full_gradient()
        expected = [np.linalg.norm(gradient[part]) for part in trainer.network.layer_slices]
        np.testing.assert_allclose(trainer.gradient_norms(), expected)

    def test_epochs(self) -> None:
        trainer = make_trainer(n=30, batch_size=8)
        trainer.step()
        assert trainer.step_epoch() == 3  # 8 + 8 + 8 + 6 samples
        assert (trainer.step_count, trainer.epoch) == (4, 1)
        assert trainer.step_epoch() == 4

    def test_seconds(self) -> None:
        trainer = make_trainer()
        times = itertools.count()  # every look at the clock takes a second
        assert trainer.advance(seconds=5, clock=lambda: float(next(times))) == 5
        assert trainer.advance(seconds=0, clock=lambda: 0.0) == 1
        assert trainer.advance(steps=3, seconds=100, clock=lambda: 0.0) == 3
        with pytest.raises(ValueError, match="how far"):
            trainer.advance()

    def test_one_sign_neuron_by_the_perceptron_criterion(self) -> None:
        trainer = make_trainer(output="sign", normalizer="none", optimizer=SGD(0.1))
        trainer.advance(steps=400)
        assert trainer.evaluate()[0].accuracy > 0.8


class TestLooking:
    def test_metrics_agree_with_each_other(self) -> None:
        trainer = make_trainer()
        trainer.advance(steps=20)
        train, test = trainer.evaluate()
        assert test is not None
        for metrics, samples in zip((train, test), (trainer.train, trainer.test), strict=True):
            assert samples is not None
            assert metrics.loss == pytest.approx(metrics.losses.mean())
            assert metrics.accuracy == (metrics.predicted == samples.labels).mean()
            assert metrics.confusion.sum() == metrics.n == len(samples)
            assert np.trace(metrics.confusion) == (metrics.predicted == samples.labels).sum()

    def test_many_samples_are_taken_in_chunks(self) -> None:
        trainer = make_trainer(n=9000, n_test=10)
        whole = trainer.network.twin()
        loss = LOSSES["cross-entropy"]()
        value = loss.forward(whole.forward(trainer.train.inputs), trainer.train.labels)
        whole.backward(loss.backward())
        assert trainer.evaluate()[0].loss == pytest.approx(value)
        np.testing.assert_allclose(trainer.full_gradient(), whole.gradients, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(trainer.evaluate()[0].losses, loss.per_sample, rtol=1e-12)

    def test_changes_nothing(self) -> None:
        looking, blind = make_trainer(l2=0.1), make_trainer(l2=0.1)
        for _ in range(9):
            for trainer in (looking, blind):
                trainer.step()
            norms = looking.gradient_norms()
            looking.evaluate(), looking.full_gradient()
            looking.checkpoint(), looking.penalty_value()
            assert looking.gradient_norms() == norms
        assert_same(looking, blind)

    def test_penalty_is_apart_from_the_loss(self) -> None:
        plain, priced = make_trainer(), make_trainer(l2=4.0)
        assert priced.evaluate()[0].loss == plain.evaluate()[0].loss
        weights = priced.network.parameters[priced.network.weight_mask]
        assert priced.penalty_value() == pytest.approx(2.0 * weights @ weights)
        assert plain.penalty_value() == 0.0
        assert (priced.full_gradient() != plain.full_gradient()).any()

    def test_history(self) -> None:
        trainer = make_trainer(n=30, batch_size=8)
        losses = []
        for _ in range(8):
            trainer.step()
            losses.append(trainer.batch_loss)
        np.testing.assert_array_equal(trainer.history.steps.array(), np.column_stack([range(8), losses]))
        epochs = trainer.history.epochs.array()
        np.testing.assert_array_equal(epochs[:, :2], [[0, 0], [4, 1], [8, 2]])
        train, test = trainer.evaluate()
        assert test is not None
        np.testing.assert_array_equal(epochs[-1, 2:], [train.loss, test.loss, train.accuracy, test.accuracy, 0.0])

    @pytest.mark.parametrize("value", [1e300, np.inf, np.nan])
    def test_looks_at_any_parameters(self, value: float) -> None:
        trainer = make_trainer(output="class-number", normalizer="none")
        trainer.network.parameters[:] = value
        assert trainer.evaluate()[0].confusion.sum() == 30

    def test_without_test_samples(self) -> None:
        trainer = make_trainer(n_test=0)
        trainer.step_epoch()
        assert trainer.evaluate()[1] is None
        assert np.isnan(trainer.history.epochs.column("test_loss")).all()


class TestRecordNow:
    def test_the_curve_ends_where_the_run_stands(self) -> None:
        trainer = make_trainer(capacity=4)
        trainer.advance(steps=46)  # 11 epochs of 4 steps, and 2
        assert trainer.history.epochs.column("epoch").tolist() == [0, 4, 8]
        train, test = trainer.record_now()
        assert test is not None
        losses, accuracies = (train.loss, test.loss), (train.accuracy, test.accuracy)
        np.testing.assert_array_equal(trainer.history.epochs.array()[-1], [46, 11, *losses, *accuracies, 0.0])
        trainer.advance(steps=1)
        trainer.record_now()
        assert trainer.history.epochs.column("step").tolist() == [0, 16, 32, 47]
        trainer.step_epoch()  # to epoch 12, which is kept: the row of the moment gives way, and the curve is thinned
        assert trainer.history.epochs.column("step").tolist() == [0, 32, 48]

    def test_a_row_on_the_stride_is_there_already(self) -> None:
        trainer = make_trainer()
        trainer.advance(steps=6)
        before = trainer.history.epochs.array()
        assert trainer.record_now()[0].loss == trainer.evaluate()[0].loss
        np.testing.assert_array_equal(trainer.history.epochs.array(), before)

    @given(cuts=st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.booleans()), max_size=6))
    def test_what_is_kept_depends_on_the_steps_alone(self, cuts: list[tuple[int, bool, bool]]) -> None:
        watched, unseen = make_trainer(capacity=4), make_trainer(capacity=4)
        for steps, look, save in cuts:
            watched.advance(steps=steps)
            if look:
                watched.record_now()
            if save:
                watched = reopened(watched, capacity=4)
        unseen.advance(steps=watched.step_count)
        for trainer in (watched, unseen):
            trainer.record_now()
        assert_same(watched, unseen)


class TestLargeBatches:
    def test_are_summed_over_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def run(largest: int) -> Trainer:
            monkeypatch.setattr("nncore.evaluator.MAX_CHUNK", largest)
            trainer = make_trainer(n=300, batch_size=None, l2=0.1)
            trainer.advance(steps=5)
            return trainer

        chunked, again, whole = run(128), run(128), run(4096)
        assert_same(chunked, again)
        np.testing.assert_allclose(chunked.network.parameters, whole.network.parameters, rtol=1e-9)
        np.testing.assert_allclose(chunked.batch_loss, whole.batch_loss, rtol=1e-12)
        np.testing.assert_allclose(chunked.gradient_norms(), whole.gradient_norms(), rtol=1e-9)

    @pytest.mark.parametrize(("units", "layers", "rows"), [(8, 3, 4096), (64, 2, 4096), (256, 12, 341)])
    def test_a_wide_network_takes_fewer_rows(self, units: int, layers: int, rows: int) -> None:
        assert chunk_rows(build_network(2, [(units, "relu")] * layers, 2)) == rows

    def test_need_little_memory(self) -> None:
        """The buffers are those of a chunk, however many samples there are."""
        network = build_network(2, [(256, "tanh")] * 2, 2)
        kind, loss, n = OUTPUTS["per-class"], LOSSES["cross-entropy"](), 10_000
        samples = Samples(np.zeros((n, 2)), np.zeros(n, dtype=np.intp), np.zeros(n, dtype=np.intp))
        sampler = Sampler(n, None, np.random.default_rng(0))
        trainer = Trainer(
            network, kind.head("softmax"), loss, SGD(), sampler, samples, None, decide=kind.decide, n_classes=2
        )
        tracemalloc.start()
        try:
            assert trainer.step()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 60e6  # all samples at once would take some 200 MB


class TestInterrupted:
    @pytest.mark.parametrize("after", range(9))
    def test_a_step_that_is_given_up_leaves_no_trace(self, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """Told to stop at any of the questions: three chunks in a step, and in the look at an epoch's end."""
        monkeypatch.setattr("nncore.evaluator.MAX_CHUNK", 128)
        trainer, other = (make_trainer(n=300, batch_size=None, optimizer=SGD(0.1, 0.9)) for _ in range(2))
        questions = itertools.count()
        done = trainer.advance(steps=3, should_stop=lambda: next(questions) >= after)
        assert done < 3
        assert trainer.step_count == done
        assert trainer.divergence is None
        other.advance(steps=done)
        assert_same(trainer, other)
        for each in (trainer, other):
            each.advance(steps=4)
        assert_same(trainer, other)

    def test_between_steps(self) -> None:
        trainer = make_trainer()
        asked = itertools.count(1)
        assert trainer.step_epoch(lambda: next(asked) > 2) == 2
        assert trainer.step_epoch() == 2
        assert trainer.advance(seconds=1.0, should_stop=lambda: True) == 0
        assert trainer.step(lambda: True)  # a small batch is not worth giving up

    def test_a_look(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("nncore.evaluator.MAX_CHUNK", 128)
        trainer = make_trainer(n=300)
        for look in (trainer.evaluate, trainer.record_now):
            with pytest.raises(Interrupted):
                look(lambda: True)


class TestRepeatable:
    @given(cuts=st.lists(st.integers(1, 17), max_size=8), capacity=st.sampled_from([4, 2048]))
    def test_however_it_is_sliced(self, cuts: list[int], capacity: int) -> None:
        sliced, whole = (make_trainer(capacity=capacity, optimizer=SGD(0.1, 0.9)) for _ in range(2))
        for index, cut in enumerate(cuts):
            if index % 3 == 0:
                sliced.advance(steps=cut)
            elif index % 3 == 1:
                sliced.step_epoch()
            else:
                sliced.step()
                sliced.evaluate()
        whole.advance(steps=sliced.step_count)
        assert_same(sliced, whole)

    @pytest.mark.parametrize("name", OPTIMIZERS)
    @pytest.mark.parametrize("capacity", [5, 2048])
    @pytest.mark.parametrize("batch_size", [1, 8, None])
    @pytest.mark.parametrize("steps", [0, 7, 41])
    def test_resumed_from_a_checkpoint(self, name: str, capacity: int, batch_size: int | None, steps: int) -> None:
        def options() -> dict[str, Any]:
            return {"optimizer": OPTIMIZERS[name](0.05), "batch_size": batch_size, "capacity": capacity, "l2": 0.01}

        run = make_trainer(**options())
        run.advance(steps=steps)
        resumed = reopened(run, **options())
        assert_same(resumed, run)
        for trainer in (run, resumed):
            trainer.advance(steps=33)
        assert_same(resumed, run)

    @given(
        cuts=st.lists(st.integers(0, 12), max_size=5),
        learning_rate=st.sampled_from([0.3, 0.6, 1.0, 3.0, 1e3, 1e200]),
        momentum=st.sampled_from([0.0, 0.9]),
        batch_size=st.sampled_from([1, 8, None]),
        capacity=st.sampled_from([4, 2048]),
    )
    def test_a_run_that_diverges_does_so_wherever_it_was_saved(
        self, cuts: list[int], learning_rate: float, momentum: float, batch_size: int | None, capacity: int
    ) -> None:
        def options() -> dict[str, Any]:
            return {
                "output": "class-number",
                "normalizer": "none",
                "optimizer": SGD(learning_rate, momentum),
                "batch_size": batch_size,
                "capacity": capacity,
                "scale": 3.0,
            }

        going_on = make_trainer(**options())
        going_on.advance(steps=60)
        saved = make_trainer(**options())
        for cut in cuts:  # a run that has diverged meets the same end when it is started again
            saved.advance(steps=cut)
            saved = reopened(saved, **options())
        saved.advance(steps=60 - saved.step_count)
        assert_same(saved, going_on)

    def test_a_checkpoint_is_a_copy(self) -> None:
        trainer = make_trainer()
        checkpoint = trainer.checkpoint()
        before = checkpoint.parameters.copy()
        trainer.advance(steps=5)
        np.testing.assert_array_equal(checkpoint.parameters, before)
        assert not checkpoint.slots.any()
        assert checkpoint.sampler.position == 0

    def test_restored_in_place(self) -> None:
        trainer, other = make_trainer(), make_trainer()
        for each in (trainer, other):
            each.advance(steps=10)
        checkpoint = trainer.checkpoint()
        trainer.advance(steps=9)
        trainer.restore(checkpoint)
        assert_same(trainer, other)
        for each in (trainer, other):
            each.advance(steps=9)
        assert_same(trainer, other)


class Saboteur(Loss):
    """Cross-entropy that goes wrong in one step, counted from 1: in its value, or in its gradient."""

    on_logits = True

    def __init__(self, step: int, value: float | None = None, gradient: float | None = None) -> None:
        super().__init__()
        self.inner = LOSSES["cross-entropy"]()
        self.step, self.value, self.gradient = step, value, gradient
        self.calls = 0

    def prepare(self, target: Any, shape: tuple[int, ...]) -> Any:
        return self.inner.prepare(target, shape)

    def compute(self, prediction: Any, target: Any) -> float:
        self.calls += 1
        value = self.inner.compute(prediction, target)
        self._per_sample = self.inner.per_sample
        return self.value if self.value is not None and self.calls == self.step else value

    def backward(self) -> Any:
        gradient = self.inner.backward()
        if self.gradient is not None and self.calls == self.step:
            gradient[0, 0] = self.gradient
        return gradient

    def twin(self) -> Loss:
        return LOSSES["cross-entropy"]()


def sabotaged(step: int, n: int = 30, **options: Any) -> Trainer:
    trainer = make_trainer(n=n)
    trainer.loss = Saboteur(step, **options)
    return trainer


class TestDivergence:
    @pytest.mark.parametrize("wrong", [{"value": np.nan}, {"value": 2 * EXPLODED}, {"gradient": np.inf}])
    @pytest.mark.parametrize("step", [1, 2, 5, 6, 9])  # an epoch has four steps
    def test_goes_back_to_the_last_good_step(self, wrong: dict[str, float], step: int) -> None:
        trainer, sound = sabotaged(step, **wrong), make_trainer()
        good = max(step - 2, 0)  # what step − 1 led to was found unsound
        assert trainer.advance(steps=20) == good
        assert trainer.divergence is not None
        assert (trainer.divergence.step, trainer.divergence.last_good_step) == (good + 1, good)
        assert f"Step {good + 1} failed" in trainer.divergence.reason
        assert trainer.step_count == good
        sound.advance(steps=good)
        ours, theirs = trainer.checkpoint(), sound.checkpoint()
        np.testing.assert_array_equal(ours.parameters, theirs.parameters)
        np.testing.assert_array_equal(ours.slots, theirs.slots)
        assert (ours.updates, ours.sampler) == (theirs.updates, theirs.sampler)
        np.testing.assert_array_equal(trainer.history.steps.array(), sound.history.steps.array())
        np.testing.assert_array_equal(trainer.history.epochs.array(), sound.history.epochs.array())

    def test_then_it_stands_still(self) -> None:
        trainer = sabotaged(3, value=np.inf)
        trainer.advance(steps=10)
        before = trainer.checkpoint()
        assert not trainer.step()
        assert trainer.advance(steps=10) == trainer.step_epoch() == 0
        assert trainer.step_count == before.step
        np.testing.assert_array_equal(trainer.network.parameters, before.parameters)

    def test_and_can_go_on_from_there(self) -> None:
        trainer = sabotaged(3, value=np.inf)
        trainer.advance(steps=10)
        trainer.optimizer.learning_rate = 0.001
        trainer.restore(trainer.checkpoint())
        assert trainer.divergence is None
        assert trainer.advance(steps=10) == 10

    @pytest.mark.parametrize("batch_size", [1, 8, None])
    @pytest.mark.parametrize("learning_rate", [1e3, 1e200, 1e308])
    def test_a_real_one(self, learning_rate: float, batch_size: int | None) -> None:
        """Squared error with far too high a rate; NumPy's warnings would fail the test."""
        trainer = make_trainer(
            output="class-number", normalizer="none", optimizer=SGD(learning_rate), batch_size=batch_size, scale=3.0
        )
        trainer.advance(steps=200)
        assert trainer.divergence is not None
        assert f"{learning_rate:g}" in trainer.divergence.reason
        assert np.isfinite(trainer.network.parameters).all()
        assert np.isfinite(trainer.evaluate()[0].loss)
        assert np.isfinite(trainer.history.steps.array()).all()
        assert np.isfinite(trainer.history.epochs.array()).all()
        assert (trainer.history.epochs.column("step") <= trainer.step_count).all()

    def test_an_update_that_overflows(self) -> None:
        trainer = make_trainer(optimizer=SGD(1e308, 0.9))
        assert trainer.advance(steps=5) == 0
        assert trainer.divergence is not None
        assert (trainer.divergence.step, trainer.divergence.last_good_step) == (1, 0)
        assert "parameters" in trainer.divergence.reason

    def test_a_start_that_is_already_wrong(self) -> None:
        trainer = make_trainer(output="class-number", normalizer="none")
        trainer.network.parameters[:] = 1e200
        assert not trainer.step()
        assert trainer.divergence is not None
        assert trainer.step_count == 0
        assert "Start it anew" in trainer.divergence.reason
        assert "learning rate" not in trainer.divergence.reason

    def test_parameters_too_large_to_draw(self) -> None:
        trainer = make_trainer(optimizer=SGD(1e12))
        assert not trainer.step()
        assert trainer.divergence is not None
        assert "length of the parameters" in trainer.divergence.reason
        assert np.linalg.norm(trainer.network.parameters) <= LONGEST

    def test_the_whole_training_set_is_judged_at_the_end_of_an_epoch(self) -> None:
        """The look at the end of the second epoch is spoiled: the last step of that epoch fails."""
        trainer = make_trainer(
            n=8, n_test=0, batch_size=1, output="class-number", normalizer="none", optimizer=SGD(0.001)
        )
        judge = trainer.evaluate
        calls = itertools.count(1)

        def spoiled(should_stop: Any = None) -> Any:
            train, test = judge(should_stop)
            return (replace(train, loss=np.inf) if next(calls) == 2 else train), test

        trainer.evaluate = spoiled  # type: ignore[method-assign]
        assert trainer.advance(steps=30) == 15
        assert trainer.divergence is not None
        assert "training loss" in trainer.divergence.reason
        assert (trainer.divergence.step, trainer.epoch, trainer.sampler.position) == (16, 1, 7)
        assert trainer.history.epochs.column("epoch").tolist() == [0, 1]
        assert trainer.history.steps.column("step").tolist() == list(range(15))


class TestWithoutSamples:
    def test_steps_do_nothing(self) -> None:
        trainer = make_trainer(n=0, n_test=4)
        before = trainer.network.parameters.copy()
        assert not trainer.step()
        assert trainer.advance(steps=3) == trainer.advance(seconds=1.0) == trainer.step_epoch() == 0
        assert trainer.divergence is None
        np.testing.assert_array_equal(trainer.network.parameters, before)

    def test_it_can_still_be_looked_at(self) -> None:
        train, test = make_trainer(n=0, n_test=4).evaluate()
        assert np.isnan(train.loss)
        assert train.n == 0
        assert test is not None
        assert np.isfinite(test.loss)
        assert make_trainer(n=0).evaluate()[0].predicted.size == 0
        assert not make_trainer(n=0).full_gradient().any()


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_steps_allocate_nothing_that_grows(name: str) -> None:
    """30 samples in batches of 8: the last batch of each epoch is smaller, and the history thins itself meanwhile."""
    trainer = make_trainer(optimizer=OPTIMIZERS[name](0.01), capacity=64)
    trainer.path = Path(0, capacity=0)  # how much a path may hold is a matter of its own
    trainer.advance(steps=1000)
    tracemalloc.start()
    try:
        trainer.advance(steps=1000)
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        trainer.advance(steps=1000)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 2_000
    assert peak - before < 30_000


class TestErrors:
    def test_sampler_of_another_size(self) -> None:
        trainer = make_trainer()
        with pytest.raises(ValueError, match="30 training samples; it has 29"):
            remake(trainer, trainer.train, sampler=Sampler(29, 8, np.random.default_rng(0)))

    def test_samples_that_do_not_fit(self) -> None:
        trainer = make_trainer()
        x, labels = trainer.train.inputs, trainer.train.labels
        with pytest.raises(ShapeError, match=r"expects a batch of shape \(N, 2\)"):
            remake(trainer, Samples(np.ones((30, 3)), labels, labels))
        with pytest.raises(ShapeError, match="one label for each"):
            remake(trainer, Samples(x[:29], labels, labels))
        with pytest.raises(ValueError, match="from 0 to 1 for 2 outputs; got 2"):
            remake(trainer, Samples(x, labels + 1, labels))
        with pytest.raises(ValueError, match="Labels are class numbers from 0 to 1; got 1 to 2"):
            remake(trainer, Samples(x, labels, labels + 1))

    def test_checkpoint_of_another_network(self) -> None:
        trainer = make_trainer()
        good = trainer.checkpoint()
        wrong = Checkpoint(0, good.parameters[1:], good.slots, 0, good.sampler)
        with pytest.raises(ShapeError, match=r"parameters of shape \(32,\); the checkpoint has \(31,\)"):
            trainer.restore(wrong)
        wrong = Checkpoint(0, good.parameters + 1.0, good.slots[:1], 0, good.sampler)
        with pytest.raises(ShapeError, match="optimizer slots"):
            trainer.restore(wrong)
        assert_same(trainer, make_trainer())


def remake(trainer: Trainer, train: Samples, sampler: Sampler | None = None) -> Trainer:
    network: Sequential = trainer.network
    return Trainer(
        network,
        trainer.head,
        trainer.loss,
        Adam(),
        sampler or Sampler(30, 8, np.random.default_rng(0)),
        train,
        None,
        decide=OUTPUTS["per-class"].decide,
        n_classes=2,
    )
