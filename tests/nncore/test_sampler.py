from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore import Labels, Sampler, SamplerState


def sampler(n: int, batch_size: int | None, seed: int = 0, replacement: bool = False) -> Sampler:
    return Sampler(n, batch_size, np.random.default_rng(seed), replacement)


def draw(source: Sampler) -> Labels:
    batch = source.next_batch()
    return source.order[batch].copy()


def coming(source: Sampler) -> Labels:
    batch = source.peek()
    return source.order[batch].copy()


def draw_epoch(source: Sampler) -> list[Labels]:
    epoch, batches = source.epoch, []
    while source.epoch == epoch:
        batches.append(draw(source))
    return batches


sizes = st.integers(1, 40)


@given(n=sizes, batch_size=st.one_of(st.none(), sizes), seed=st.integers(0, 5))
def test_every_point_once_an_epoch(n: int, batch_size: int | None, seed: int) -> None:
    source = sampler(n, batch_size, seed)
    size = min(batch_size or n, n)
    for epoch in range(3):
        batches = draw_epoch(source)
        assert sorted(np.concatenate(batches)) == list(range(n))
        assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
        assert len(batches[-1]) == (n - 1) % size + 1
        assert (source.epoch, source.position) == (epoch + 1, 0)


def test_reshuffled_each_epoch() -> None:
    source = sampler(50, 10)
    first, second = (np.concatenate(draw_epoch(source)) for _ in range(2))
    assert (first != second).any()
    assert (first != np.arange(50)).any()


def test_with_replacement_draws_uniformly() -> None:
    source = sampler(10, 5, replacement=True)
    counts = np.bincount(np.concatenate([np.concatenate(draw_epoch(source)) for _ in range(1000)]), minlength=10)
    assert counts.sum() == 10_000
    assert (abs(counts - 1000) < 150).all()
    assert any(len(set(np.concatenate(draw_epoch(source)))) < 10 for _ in range(5))


@given(n=sizes, batch_size=st.one_of(st.none(), sizes), before=st.integers(0, 30), replacement=st.booleans())
def test_restored_it_draws_the_same(n: int, batch_size: int | None, before: int, replacement: bool) -> None:
    source = sampler(n, batch_size, seed=1, replacement=replacement)
    for _ in range(before):
        source.next_batch()
    state = source.state()
    other = sampler(n, batch_size, seed=2, replacement=replacement)
    other.restore(state)
    assert other.state() == state
    for _ in range(12):
        np.testing.assert_array_equal(draw(other), draw(source))
    assert other.state() == source.state()


def test_peeking_uses_nothing_up() -> None:
    source, other = sampler(10, 4), sampler(10, 4)
    for _ in range(7):
        state = source.state()
        batch = coming(source)
        assert source.state() == state
        np.testing.assert_array_equal(batch, draw(source))
        np.testing.assert_array_equal(batch, draw(other))
    source.restore(state)  # while the order of the present epoch is drawn already
    np.testing.assert_array_equal(draw(source), batch)


def test_one_batch_an_epoch_needs_no_order() -> None:
    source = sampler(5, None)
    start = source.state().bit_generator_state
    np.testing.assert_array_equal(draw(source), np.arange(5))
    assert source.state() == SamplerState(start, 0, 1)


def test_a_position_beyond_the_data_begins_the_next_epoch() -> None:
    source = sampler(20, 5)
    for _ in range(3):
        source.next_batch()
    smaller = sampler(10, 5)
    smaller.restore(source.state())
    assert (smaller.epoch, smaller.position) == (1, 0)
    assert sorted(np.concatenate(draw_epoch(smaller))) == list(range(10))


@pytest.mark.parametrize("larger", [7, None])
def test_a_batch_size_changed_amid_an_epoch(larger: int | None) -> None:
    source = sampler(20, 5)
    used = [draw(source), draw(source)]
    other = sampler(20, larger)
    other.restore(source.state())
    assert sorted(np.concatenate([*used, *draw_epoch(other)])) == list(range(20))
    reopened = sampler(20, larger)
    reopened.restore(other.state())
    np.testing.assert_array_equal(coming(reopened), coming(other))
    assert sorted(np.concatenate(draw_epoch(other))) == list(range(20))


def test_without_samples() -> None:
    source = sampler(0, 5)
    assert source.state().position == 0
    with pytest.raises(ValueError, match="no samples"):
        source.peek()


def test_errors() -> None:
    with pytest.raises(ValueError, match="batch size"):
        sampler(5, 0)
    with pytest.raises(ValueError, match="negative"):
        sampler(-1, 1)
    with pytest.raises(ValueError, match="negative"):
        sampler(5, 1).restore(SamplerState(sampler(5, 1).state().bit_generator_state, -1, 0))
    with pytest.raises(ValueError, match="not the state of a PCG64"):
        sampler(5, 1).restore(SamplerState({"bit_generator": "MT19937"}, 0, 0))
