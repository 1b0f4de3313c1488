"""Edits of a run's model. Each takes the run's number last."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from app.session.carry import same_structure
from app.session.edits import EditError
from app.session.schema import (
    MAX_LAYERS,
    MAX_UNITS,
    ActivationName,
    FeatureName,
    Layer,
    LossName,
    Model,
    NormalizerName,
    Output,
    OutputName,
    Run,
    Session,
)
from nncore import available_features, default_loss, why_not, why_not_output


def with_run(session: Session, run: Run, number: int) -> Session:
    """The session with one of its runs replaced; a state that does not fit the network goes, with its curves."""
    before = session.runs[number]
    if run == before:
        return session
    if not same_structure(before, session.data, run, session.data):
        run = replace(run, state=None, history=None)
    return replace(session, runs=(*session.runs[:number], run, *session.runs[number + 1 :]))


def with_model(session: Session, model: Model, number: int) -> Session:
    """The session with one run's model replaced."""
    run = session.runs[number]
    return with_run(session, replace(run, model=model), number) if model != run.model else session


def fit_output(run: Run, n_classes: int) -> Run:
    """The run with an output for so many classes and a loss for that output; unchanged where both fit already."""
    output = run.model.output
    if why_not_output(output.kind, n_classes):
        output = Output(kind="per-class", normalizer="softmax")
    loss = run.training.loss
    if why_not(output.kind, output.normalizer, loss, n_classes):
        loss = cast(LossName, default_loss(output.kind, output.normalizer))
    if output == run.model.output and loss == run.training.loss:
        return run
    return replace(run, model=replace(run.model, output=output), training=replace(run.training, loss=loss))


def add_layer(session: Session, run: int = 0) -> Session:
    """One more hidden layer before the output, as wide and with the activation of the one before it."""
    model = session.runs[run].model
    if len(model.layers) >= MAX_LAYERS:
        raise EditError(f"A network has at most {MAX_LAYERS} hidden layers here.")
    layer = model.layers[-1] if model.layers else Layer(units=4)
    return with_model(session, replace(model, layers=(*model.layers, layer)), run)


def remove_layer(session: Session, run: int = 0) -> Session:
    """Remove the last hidden layer."""
    model = session.runs[run].model
    if not model.layers:
        raise EditError("There is no hidden layer to remove: inputs and output remain.")
    return with_model(session, replace(model, layers=model.layers[:-1]), run)


def set_units(session: Session, layer: int, units: int, run: int = 0) -> Session:
    """Give a hidden layer so many neurons: added ones come last, the last ones go first."""
    if not 1 <= units <= MAX_UNITS:
        raise EditError(f"A hidden layer has 1 to {MAX_UNITS} neurons; remove the layer instead.")
    return _with_layer(session, layer, replace(session.runs[run].model.layers[layer], units=units), run)


def set_activation(session: Session, layer: int, activation: ActivationName, run: int = 0) -> Session:
    """Give a hidden layer another activation; its weights stay."""
    return _with_layer(session, layer, replace(session.runs[run].model.layers[layer], activation=activation), run)


def set_inputs(session: Session, inputs: tuple[FeatureName, ...], run: int = 0) -> Session:
    """Choose what the network is given; the weights of inputs that stay are kept."""
    if not inputs:
        raise EditError("The network needs at least one input.")
    if len(set(inputs)) < len(inputs):
        raise EditError("Each input can be given to the network once.")
    if not set(inputs) <= set(available_features(len(session.data.features))):
        raise EditError("The data has one feature; inputs made of a second one need data with two.")
    return with_model(session, replace(session.runs[run].model, inputs=inputs), run)


def set_output(session: Session, kind: OutputName, normalizer: NormalizerName = "none", run: int = 0) -> Session:
    """Choose the output; where the loss does not fit it, the loss that is usual for it is taken."""
    n_classes = len(session.data.classes)
    reason = why_not_output(kind, n_classes)
    if reason:
        raise EditError(reason)
    if kind != "per-class":
        normalizer = "none"
    before = session.runs[run]
    model = replace(before.model, output=Output(kind=kind, normalizer=normalizer))
    return with_run(session, fit_output(replace(before, model=model), n_classes), run)


def _with_layer(session: Session, number: int, layer: Layer, run: int) -> Session:
    model = session.runs[run].model
    layers = (*model.layers[:number], layer, *model.layers[number + 1 :])
    return with_model(session, replace(model, layers=layers), run)
