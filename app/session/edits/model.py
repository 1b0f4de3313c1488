"""Edits of a run's model. Each takes the run's number last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from msgspec.structs import replace

from app.session.carry import carry_frozen, layer_keys, parameter_count, same_structure
from app.session.edits import EditError
from app.session.edits.timeline import without_moments
from app.session.schema import (
    MAX_INPUTS,
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
from nncore import Formula, default_loss, parse_formula, why_not, why_not_input, why_not_output


def with_run(session: Session, run: Run, number: int) -> Session:
    """The session with one of its runs replaced; a state that does not fit the network goes, with its curves."""
    before = session.runs[number]
    if run == before:
        return session
    if not same_structure(before, session.data, run, session.data):
        frozen = carry_frozen(before, session.data, run, session.data)
        run = without_moments(replace(run, frozen=frozen, state=None, history=None))
    return replace(session, runs=(*session.runs[:number], run, *session.runs[number + 1 :]))


def with_model(session: Session, model: Model, number: int) -> Session:
    """The session with one run's model replaced."""
    run = session.runs[number]
    return with_run(session, replace(run, model=model), number) if model != run.model else session


def usual_output(n_classes: int) -> Output:
    """One sigmoid neuron for two classes, soft-max for more; a value where there are none."""
    if not n_classes:
        return Output(kind="value")
    kind: OutputName = "per-class" if why_not_output("sigmoid", n_classes) else "sigmoid"
    normalizer: NormalizerName = "softmax" if kind == "per-class" else "none"
    return Output(kind=kind, normalizer=normalizer)


def fit_output(run: Run, n_classes: int) -> Run:
    """The run with an output for so many classes and a loss for that output; unchanged where both fit already."""
    output = run.model.output
    if why_not_output(output.kind, n_classes):
        output = usual_output(n_classes)
    loss = run.training.loss
    if why_not(output.kind, output.normalizer, loss, n_classes):
        loss = cast(LossName, default_loss(output.kind, output.normalizer))
    if output == run.model.output and loss == run.training.loss:
        return run
    training = replace(run.training, loss=loss)
    if not n_classes:
        training = replace(training, stop_accuracy=None)  # a value is not right or wrong
    return replace(run, model=replace(run.model, output=output), training=training)


def add_layer(session: Session, run: int = 0) -> Session:
    """One more hidden layer before the output, as wide and with the activation of the one before it."""
    return insert_layer(session, len(session.runs[run].model.layers), run)


def insert_layer(session: Session, at: int, run: int = 0) -> Session:
    """One more hidden layer, which becomes the one with this number; like the one before it, or else the one after.

    All weights between layers that still follow each other stay.
    """
    layers = session.runs[run].model.layers
    if len(layers) >= MAX_LAYERS:
        raise EditError(f"A network has at most {MAX_LAYERS} hidden layers here.")
    like = layers[max(at - 1, 0)] if layers else Layer(units=4)
    keyed = _keyed(layers)
    added = replace(like, key=1 + max((layer.key or 0 for layer in keyed), default=-1))
    return _with_layers(session, (*keyed[:at], added, *keyed[at:]), run)


def remove_layer(session: Session, run: int = 0) -> Session:
    """Remove the last hidden layer."""
    layers = session.runs[run].model.layers
    if not layers:
        raise EditError("There is no hidden layer to remove: inputs and output remain.")
    return delete_layer(session, len(layers) - 1, run)


def delete_layer(session: Session, at: int, run: int = 0) -> Session:
    """Remove the hidden layer with this number."""
    layers = _keyed(session.runs[run].model.layers)
    return _with_layers(session, (*layers[:at], *layers[at + 1 :]), run)


def move_layer(session: Session, at: int, to: int, run: int = 0) -> Session:
    """Give a hidden layer another place; weights between layers that still follow each other stay."""
    layers = list(_keyed(session.runs[run].model.layers))
    layers.insert(to, layers.pop(at))
    return _with_layers(session, tuple(layers), run)


def set_frozen(session: Session, parameters: Iterable[int], frozen: bool, run: int = 0) -> Session:
    """Freeze parameters, by their places in the parameter vector, so that training leaves them alone; or free them."""
    before = session.runs[run]
    chosen, n_parameters = set(parameters), parameter_count(before, session.data)
    if any(not 0 <= place < n_parameters for place in chosen):
        raise EditError(f"The network has the parameters 0 to {n_parameters - 1}.")
    places = set(before.frozen) | chosen if frozen else set(before.frozen) - chosen
    return with_run(session, replace(before, frozen=tuple(sorted(places))), run)


def set_units(session: Session, layer: int, units: int, run: int = 0) -> Session:
    """Give a hidden layer so many neurons: added ones come last, the last ones go first."""
    if not 1 <= units <= MAX_UNITS:
        raise EditError(f"A hidden layer has 1 to {MAX_UNITS} neurons; remove the layer instead.")
    return _with_layer(session, layer, replace(session.runs[run].model.layers[layer], units=units), run)


def set_activation(session: Session, layer: int, activation: ActivationName, run: int = 0) -> Session:
    """Give a hidden layer another activation; its weights stay."""
    return _with_layer(session, layer, replace(session.runs[run].model.layers[layer], activation=activation), run)


def set_inputs(session: Session, inputs: tuple[FeatureName, ...], run: int = 0) -> Session:
    """Choose what the network is given, each input a formula; the weights of inputs that stay are kept."""
    if not inputs:
        raise EditError("The network needs at least one input.")
    if len(inputs) > MAX_INPUTS:
        raise EditError(f"A network has at most {MAX_INPUTS} inputs.")
    reason = why_not_inputs(inputs, len(session.data.features))
    if reason:
        raise EditError(reason[1])
    return with_model(session, replace(session.runs[run].model, inputs=inputs), run)


def why_not_inputs(inputs: Sequence[str], dimensions: int) -> tuple[int, str] | None:
    """The first input that can't be given for points with so many coordinates, and a sentence why; None if all can."""
    seen: dict[Formula, str] = {}
    for number, name in enumerate(inputs):
        reason = why_not_input(name, dimensions)
        if reason:
            return number, reason
        formula = parse_formula(name)
        if formula in seen:
            same = "" if seen[formula] == name else f": “{seen[formula]}” is the same"
            return number, f"The input “{name}” stands twice{same}."
        seen[formula] = name
    return None


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


def _keyed(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The layers, each with a key of its own, so that it is known wherever it goes."""
    return tuple(replace(layer, key=key) for key, layer in zip(layer_keys(Model(layers=layers)), layers, strict=True))


def _with_layers(session: Session, layers: tuple[Layer, ...], run: int) -> Session:
    """Layers whose keys are their places do without: a network looks the same in a file however it was made."""
    if all(layer.key == number for number, layer in enumerate(layers)):
        layers = tuple(replace(layer, key=None) for layer in layers)
    return with_model(session, replace(session.runs[run].model, layers=layers), run)


def _with_layer(session: Session, number: int, layer: Layer, run: int) -> Session:
    model = session.runs[run].model
    layers = (*model.layers[:number], layer, *model.layers[number + 1 :])
    return with_model(session, replace(model, layers=layers), run)
