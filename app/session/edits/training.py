"""Edits of how a run learns. None of them resets it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from app.session.carry import fresh_optimizer
from app.session.edits import EditError, checked
from app.session.edits.model import with_run
from app.session.schema import LossName, Session, Training
from nncore import why_not


def set_training(session: Session, run: int = 0, **changes: Any) -> Session:
    """Change training options by name (learning_rate, batch_size, sampling, l1, l2, initializer, seed, stop_…)."""
    return _with_training(session, replace(session.runs[run].training, **changes), run)


def set_optimizer(session: Session, run: int = 0, **changes: Any) -> Session:
    """Change the optimizer, or one of its numbers, by name (name, momentum, nesterov, smoothing, beta1, beta2)."""
    training = session.runs[run].training
    return _with_training(session, replace(training, optimizer=replace(training.optimizer, **changes)), run)


def set_loss(session: Session, loss: LossName, run: int = 0) -> Session:
    """Choose the loss; it must fit the output."""
    output = session.runs[run].model.output
    reason = why_not(output.kind, output.normalizer, loss, len(session.data.classes))
    if reason:
        raise EditError(reason)
    return set_training(session, run, loss=loss)


def _with_training(session: Session, training: Training, run: int) -> Session:
    training = checked(training)
    before = session.runs[run]
    state = before.state
    if state and len(state.slots) not in (0, fresh_optimizer(training).n_slots):
        state = replace(state, slots=(), updates=0)
    return with_run(session, replace(before, training=training, state=state), run)
