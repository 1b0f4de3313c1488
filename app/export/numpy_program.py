"""The run as a program of NumPy alone, made of the lecture's modules: forward, backward, update_weights."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from app.export.bricks import losses, modules, optimizers
from app.export.common import (
    EPOCHS,
    ArrayWriter,
    batches_part,
    data_part,
    heading,
    inputs_part,
    look_code,
    loop_code,
    loss_plot,
    needs_unpacked,
    regions_plot,
    split_code,
    targets_code,
)
from app.export.experiment import Experiment, LayerNumbers
from app.export.program import Part
from app.export.torch_words import HEADS, LOSS_WORDS, ON_LOGITS, OPTIMIZER_WORDS

ACTIVATIONS: dict[str, type[modules.Module]] = {
    "identity": modules.Identity,
    "sign": modules.Sign,
    "sigmoid": modules.Sigmoid,
    "tanh": modules.Tanh,
    "relu": modules.ReLU,
    "leaky-relu": modules.LeakyReLU,
    "softplus": modules.Softplus,
    "silu": modules.SiLU,
    "sine": modules.Sine,
    "gaussian": modules.Gaussian,
}
LOSSES: dict[str, type[losses.Loss]] = {
    "squared-error": losses.SquaredError,
    "absolute-error": losses.AbsoluteError,
    "huber": losses.Huber,
    "binary-cross-entropy": losses.BinaryCrossEntropy,
    "cross-entropy": losses.CrossEntropy,
    "probability-cross-entropy": losses.ProbabilityCrossEntropy,
    "hinge": losses.Hinge,
    "perceptron": losses.PerceptronCriterion,
}
NORMALIZERS: dict[str, type[modules.Module]] = {
    "none": modules.Identity,
    "softmax": modules.Softmax,
    "unit-norm": modules.UnitNorm,
}
DECISIONS: dict[str, str] = {
    "sign": "(prediction[:, 0] >= 0.0).astype(int)",
    "sigmoid": "(prediction[:, 0] >= 0.5).astype(int)",
    "class-number": "np.rint(np.clip(np.nan_to_num(prediction[:, 0]), 0, {last})).astype(int)",
    "per-class": "prediction.argmax(axis=1)",
}


def numpy_parts(experiment: Experiment, epochs: int = EPOCHS) -> list[Part]:
    """The program step by step; it trains for so many epochs."""
    return [
        _imports(experiment),
        data_part(experiment, "np"),
        inputs_part(experiment, "np"),
        _bricks(experiment),
        _network(experiment),
        _prediction(experiment),
        batches_part(experiment),
        _training(experiment, epochs),
        loss_plot(experiment),
        regions_plot(experiment),
    ]


def numpy_heading(experiment: Experiment) -> str:
    """What the program is, as a comment."""
    return heading(experiment, "as a program of NumPy.")


def _imports(experiment: Experiment) -> Part:
    packed = "import base64\nimport zlib\n" if needs_unpacked(experiment) else ""
    code = f"{packed}from typing import Any\n\nimport numpy as np\n\nArray = np.ndarray"
    return Part("What is used", "NumPy and nothing else.", code)


def _head(experiment: Experiment) -> type[modules.Module]:
    output = experiment.run.model.output
    return {"sign": modules.Sign, "sigmoid": modules.Sigmoid}.get(output.kind, NORMALIZERS[output.normalizer])


def _loss(experiment: Experiment) -> type[losses.Loss]:
    name = experiment.run.training.loss
    is_many = (name, experiment.run.model.output.kind) == ("hinge", "per-class")
    return losses.HingeOfClasses if is_many else LOSSES[name]


def _rule(experiment: Experiment) -> type | None:
    """The brick that is the optimizer; None for plain descent."""
    rule = experiment.run.training.optimizer
    if rule.name == "sgd":
        return None if not rule.momentum else optimizers.Nesterov if rule.nesterov else optimizers.Momentum
    return {"adagrad": optimizers.Adagrad, "rmsprop": optimizers.RMSProp, "adam": optimizers.Adam}[rule.name]


def _bricks(experiment: Experiment) -> Part:
    rule = _rule(experiment)
    used = [modules.Module, modules.Linear, modules.Sequential]
    used += [ACTIVATIONS[layer.activation] for layer in experiment.run.model.layers]
    used += [_head(experiment), losses.Loss, _loss(experiment)]
    used += [rule, optimizers.OptimizedLinear] if rule else []
    code = "\n\n".join(inspect.getsource(brick) for brick in dict.fromkeys(used))
    words = (
        "Each brick has a forward pass, which keeps in `ctx` what the backward pass needs; a backward pass, which "
        "turns $\\partial L/\\partial y$ into $\\partial L/\\partial x$ and sets the gradients of the weights; and an "
        "update. "
        f"{LOSS_WORDS[experiment.run.training.loss]} {OPTIMIZER_WORDS[experiment.run.training.optimizer.name]}"
    )
    return Part("The bricks", words, code)


def _network(experiment: Experiment) -> Part:
    lines = ["network = Sequential("]
    for place, layer in enumerate(experiment.layers):
        lines += [f"    {_inside(line)}" for line in _linear(experiment, layer)]
        if place < len(experiment.run.model.layers):
            lines.append(f"    {ACTIVATIONS[experiment.run.model.layers[place].activation].__name__}(),")
    pieces = ["\n".join([*lines, ")"])]
    frozen = _frozen(experiment)
    if frozen:
        pieces.append(frozen)
    words = "The layers with their weights as they were in chalknet: a row for each input, a column for each neuron."
    return Part("The network", words, "\n\n".join(pieces))


def _linear(experiment: Experiment, layer: LayerNumbers) -> list[str]:
    write = ArrayWriter("np")
    rule = _rule(experiment)
    lines = [
        f"{'OptimizedLinear' if rule else 'Linear'}(",
        f"    weights={_inside(write(layer.weights))},",
        f"    bias={_inside(write(layer.bias))},",
    ]
    if rule:
        lines += ["    optimizers=("]
        lines += [f"        {_optimizer(experiment, rule, layer, part)}," for part in (0, 1)]
        lines += ["    ),"]
    return [*lines, "),"]


def _optimizer(experiment: Experiment, rule: type, layer: LayerNumbers, part: int) -> str:
    write, options = ArrayWriter("np"), experiment.run.training.optimizer
    n_slots = 2 if rule is optimizers.Adam else 1
    shape = (layer.weights, layer.bias)[part].shape
    memory = [write(slot[part]) for slot in layer.memory] or [f"np.zeros({shape})"] * n_slots
    numbers: Sequence[float] = {
        "sgd": [options.momentum],
        "adagrad": [],
        "rmsprop": [options.smoothing],
        "adam": [options.beta1, options.beta2, experiment.state.updates],
    }[options.name]
    return _inside(_inside(f"{rule.__name__}({', '.join([*map(repr, numbers), *memory])})"))


def _frozen(experiment: Experiment) -> str:
    write, lines = ArrayWriter("np"), []
    linears = "linears = [module for module in network.modules if isinstance(module, Linear)]"
    for place, layer in enumerate(experiment.layers):
        for name, mask in zip(("weights", "bias"), layer.frozen or (), strict=False):
            if mask.any():
                lines.append(f"    (linears[{place}].{name}, {_inside(write(mask))}),")
    if not lines:
        return ""
    return "\n".join(
        [
            "# Frozen parameters: they keep the value that they have (True where it is so).",
            linears,
            "frozen = [",
            *lines,
            "]",
            "kept = [values[mask].copy() for values, mask in frozen]",
        ]
    )


def _prediction(experiment: Experiment) -> Part:
    output, head = experiment.run.model.output, _head(experiment).__name__
    if output.kind == "value":
        words = "The last neuron's number is the answer."
        code = f'''\
head, loss = {head}(), {_loss(experiment).__name__}()
predict = head.forward


def answers(points):
    """The value (N,) that the network gives for points (N, D), in its own unit."""
    return VALUE_CENTER + VALUE_SCALE * predict(network.forward(network_inputs(points)))[:, 0]'''
    else:
        words = HEADS[output.kind, output.normalizer][0]
        code = f'''\
head, loss = {head}(), {_loss(experiment).__name__}()
predict = head.forward


def decide(prediction):
    """(N,): the class of each."""
    return {DECISIONS[output.kind].format(last=experiment.n_classes - 1)}


def answers(points):
    """The prediction (N, O) for points (N, D), and the class of each."""
    prediction = predict(network.forward(network_inputs(points)))
    return prediction, decide(prediction)'''
    return Part(
        "The prediction and the loss", words, f"{code}\n\n\n{targets_code(experiment, 'np')}\n{split_code(experiment)}"
    )


def _training(experiment: Experiment, epochs: int) -> Part:
    options = experiment.run.training
    on_logits = options.loss in ON_LOGITS
    forward = "z" if on_logits else "predict(z)"
    backward = "loss.backward()" if on_logits else "head.backward(loss.backward())"
    penalty = ""
    if options.l1 or options.l2:
        terms = [f"{options.l1!r} * np.sign(module.weights)"] if options.l1 else []
        terms += [f"{options.l2!r} * module.weights"] if options.l2 else []
        penalty = f"""
    for module in network.modules:  # the derivative of the penalty on large weights; biases are free
        if isinstance(module, Linear):
            module.grad_weights += {" + ".join(terms)}"""
    put_back = ""
    if experiment.run.frozen:
        put_back = """
    for (values, mask), before in zip(frozen, kept):
        values[mask] = before"""
    code = f'''\
LEARNING_RATE = {options.learning_rate!r}


def loss_function(z, targets):
    """The loss of a batch: the mean over its samples, the sum over the outputs."""
    return loss.forward({forward}, targets)


def step(batch):
    """One update by a batch, θ ← θ − r∇L; returns its loss before the update."""
    value = loss_function(network.forward(train_inputs[batch]), train_targets[batch])
    network.backward({backward}){penalty}
    network.update_weights(LEARNING_RATE){put_back}
    return value


{look_code(experiment, "network.forward", ".mean()")}


{loop_code(experiment, epochs)}'''
    return Part("Training", "Forward, backward, update, batch by batch.", code)


def _inside(source: str) -> str:
    """An expression of several lines, some columns further right."""
    return source.replace("\n", "\n    ")
