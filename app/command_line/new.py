"""chalknet new OUT --dataset NAME | --table FILE …: a session file from options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from app.command_line.errors import UsageError
from app.command_line.files import write_session
from app.command_line.tables import TableOptions, table_data
from app.session.create import USUAL_RATES, session_on, usual_source
from app.session.edits.data import sample_data
from app.session.edits.model import usual_output
from app.session.errors import SessionError
from app.session.schema import (
    ActivationName,
    Data,
    DatasetName,
    Layer,
    LossName,
    NormalizerName,
    Optimizer,
    OptimizerName,
    Output,
    OutputName,
    Session,
    Source,
    Training,
)
from app.session.validation import validate
from nncore import default_loss, why_not, why_not_normalizer, why_not_output


@dataclass(frozen=True, kw_only=True)
class NewOptions:
    """What the person asked for; None where the usual is wanted. Either dataset or table is given."""

    dataset: DatasetName | None = None
    table: TableOptions | None = None
    points: int | None = None
    noise: float | None = None
    classes: int | None = None
    test_share: float = 0.0
    layers: tuple[int, ...] = (4, 4)
    activation: ActivationName = "tanh"
    output: OutputName | None = None
    normalizer: NormalizerName | None = None
    loss: LossName | None = None
    optimizer: OptimizerName = "sgd"
    momentum: float = 0.0
    learning_rate: float | None = None
    batch_size: int | Literal["all"] = 10
    seed: int = 0


def new(out: Path, options: NewOptions) -> int:
    """Write the session that the options describe."""
    write_session(described_session(options), out)
    return 0


def described_session(options: NewOptions) -> Session:
    """The session that the options describe. Raises UsageError where they do not go together."""
    data = _data(options)
    output = _output(options, len(data.classes))
    rate = options.learning_rate
    training = Training(
        loss=options.loss or cast(LossName, default_loss(output.kind, output.normalizer)),
        optimizer=Optimizer(name=options.optimizer, momentum=options.momentum),
        learning_rate=USUAL_RATES[options.optimizer] if rate is None else rate,
        batch_size=options.batch_size,
        seed=options.seed,
    )
    try:
        session = session_on(
            data,
            layers=[Layer(units=units, activation=options.activation) for units in options.layers],
            output=output,
            training=training,
        )
        return validate(session)
    except SessionError as error:
        raise UsageError(error.reason) from error


def _data(options: NewOptions) -> Data:
    """The points: of a table, or sampled from a data set."""
    if options.table:
        for name in ("points", "noise", "classes"):
            if getattr(options, name) is not None:
                raise UsageError(f"--{name} is for samples of a data set, and here the points come from a table")
        return table_data(options.table, options.test_share, options.seed)
    if options.dataset is None:
        raise UsageError("either --dataset or --table is needed")
    usual = usual_source(options.dataset)
    source = Source(
        name=options.dataset,
        points=usual.points if options.points is None else options.points,
        noise=usual.noise if options.noise is None else options.noise,
        classes=usual.classes if options.classes is None else options.classes,
        seed=options.seed,
    )
    try:
        return sample_data(source, options.test_share)
    except ValueError as error:  # the data set's own limits
        raise UsageError(str(error)) from error


def _output(options: NewOptions, n_classes: int) -> Output:
    """The output that was asked for; what was left open is chosen so that the loss fits."""
    reasons = []
    for output in _possible_outputs(options, n_classes):
        reason = _why_not(output, options.loss, n_classes)
        if reason is None:
            return output
        reasons.append(reason)
    raise UsageError(reasons[0])


def _possible_outputs(options: NewOptions, n_classes: int) -> Iterator[Output]:
    """The outputs that the options leave open, the usual one first."""
    usual = usual_output(n_classes)
    kinds: list[OutputName] = ["sigmoid", "sign", "per-class", "class-number", "value"]
    normalizers: list[NormalizerName] = ["softmax", "none", "unit-norm"]
    if options.output:
        kinds = [options.output]
    elif options.normalizer in ("softmax", "unit-norm"):
        kinds = ["per-class"]
    else:
        kinds.sort(key=lambda kind: kind != usual.kind)
    for kind in kinds:
        if options.normalizer:
            yield Output(kind=kind, normalizer=options.normalizer)
        elif kind == "per-class":
            yield from (Output(kind=kind, normalizer=normalizer) for normalizer in normalizers)
        else:
            yield Output(kind=kind)


def _why_not(output: Output, loss: LossName | None, n_classes: int) -> str | None:
    reason = why_not_output(output.kind, n_classes) or why_not_normalizer(output.kind, output.normalizer)
    if reason is None and loss:
        reason = why_not(output.kind, output.normalizer, loss, n_classes)
    return reason
