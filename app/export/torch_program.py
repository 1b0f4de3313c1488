"""The run as a program of PyTorch: the same network, data, loss, optimizer, weights and batches."""

from __future__ import annotations

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
from app.export.experiment import Experiment
from app.export.program import Part
from app.export.torch_words import (
    ACTIVATIONS,
    CLASS_NUMBER_LOSSES,
    DECISIONS,
    HEADS,
    LOSS_WORDS,
    LOSSES,
    ON_LOGITS,
    OPTIMIZER_WORDS,
    OWN_MODULES,
)
from nncore import OUTPUTS

SLOTS: dict[str, tuple[str, ...]] = {  # what the optimizer calls what it remembers
    "sgd": ("momentum_buffer",),
    "adagrad": ("sum",),
    "rmsprop": ("square_avg",),
    "adam": ("exp_avg", "exp_avg_sq"),
}


def torch_parts(experiment: Experiment, epochs: int = EPOCHS) -> list[Part]:
    """The program step by step; it trains for so many epochs."""
    return [
        _imports(experiment),
        data_part(experiment, "torch"),
        inputs_part(experiment, "torch"),
        _network(experiment),
        _prediction(experiment),
        _loss(experiment),
        _optimizer(experiment),
        batches_part(experiment),
        _training(experiment, epochs),
        loss_plot(experiment),
        regions_plot(experiment),
    ]


def torch_heading(experiment: Experiment) -> str:
    """What the program is, as a comment."""
    return heading(experiment, "as a program of PyTorch.")


def _imports(experiment: Experiment) -> Part:
    packed = "import base64\nimport zlib\n\n" if needs_unpacked(experiment) else ""
    code = f"""\
{packed}import numpy as np
import torch
from torch import nn
from torch.nn import functional

torch.set_default_dtype(torch.float64)  # chalknet computes with 64 bits as well"""
    return Part("What is used", "NumPy draws the batches; PyTorch does the rest.", code)


def _network(experiment: Experiment) -> Part:
    model, write = experiment.run.model, ArrayWriter("torch")
    used = [layer.activation for layer in model.layers]
    own = [OWN_MODULES[name] for name in OWN_MODULES if name in used or (name, model.output.kind) == ("sign", "sign")]
    lines, n_inputs = [], len(model.inputs)
    for layer in model.layers:
        lines.append(f"    nn.Linear({n_inputs}, {layer.units}), {ACTIVATIONS[layer.activation]},")
        n_inputs = layer.units
    lines.append(f"    nn.Linear({n_inputs}, {OUTPUTS[model.output.kind].units(experiment.n_classes)}),")
    code = ["\n\n".join(own)] if own else []
    code.append("\n".join(["model = nn.Sequential(", *lines, ")"]))
    loads = ["# The weights as they were in chalknet; a row for each neuron.", "with torch.no_grad():"]
    for place, numbers in enumerate(experiment.layers):
        for name, values in (("weight", numbers.weights.T), ("bias", numbers.bias)):
            loads.append(f"    model[{2 * place}].{name}[:] = {_inside(write(values))}")
    code.append("\n".join(loads))
    words = (
        "Linear layers, each followed by an activation: $\\hat y = W_2\\,\\sigma(W_1 x + b_1) + b_2$ and so on. "
        "The last layer gives raw numbers $z$, the logits. The weights are those that chalknet had."
    )
    return Part("The network", words, "\n\n".join(code))


def _prediction(experiment: Experiment) -> Part:
    output = experiment.run.model.output
    k = experiment.n_classes
    if output.kind == "value":
        code = '''\
def predict(z):
    """The prediction is z itself: the value, standardized."""
    return z


@torch.no_grad()
def answers(points):
    """The value (N,) that the network gives for points (N, D), in its own unit, as a NumPy array."""
    prediction = predict(model(network_inputs(torch.as_tensor(points))))
    return (VALUE_CENTER + VALUE_SCALE * prediction[:, 0]).numpy()'''
        return Part("The prediction", "The last neuron's number is the answer.", _with_targets(experiment, code))
    words, head = HEADS[output.kind, output.normalizer]
    decision = DECISIONS[output.kind].format(last=k - 1)
    code = f'''\
def predict(z):
    """{words}"""
{head}


def decide(prediction):
    """(N,): the class of each."""
    return {decision}


@torch.no_grad()
def answers(points):
    """The prediction (N, O) for points (N, D), and the class of each, as NumPy arrays."""
    prediction = predict(model(network_inputs(torch.as_tensor(points))))
    return prediction.numpy(), decide(prediction).numpy()'''
    return Part("The prediction", f"What is made of $z$. {words}", _with_targets(experiment, code))


def _with_targets(experiment: Experiment, code: str) -> str:
    numbers = experiment.run.training.loss in CLASS_NUMBER_LOSSES and experiment.run.model.output.kind == "per-class"
    targets = targets_code(experiment, "torch", class_numbers=numbers)
    return f"{code}\n\n\n{targets}\n{split_code(experiment)}"


def _loss(experiment: Experiment) -> Part:
    name, kind = experiment.run.training.loss, experiment.run.model.output.kind
    takes = "z" if name in ON_LOGITS else "predict(z)"
    body = LOSSES["hinge-many" if (name, kind) == ("hinge", "per-class") else name]
    code = f'''\
def loss_function(z, target):
    """The loss of a batch: the mean over its samples, the sum over the outputs."""
{body.format(prediction=takes)}'''
    return Part("The loss", LOSS_WORDS[name], code)


def _optimizer(experiment: Experiment) -> Part:
    options = experiment.run.training
    rule, rate = options.optimizer, f"lr={options.learning_rate!r}"
    nesterov = ", nesterov=True" if rule.nesterov and rule.momentum else ""
    momentum = f", momentum={rule.momentum!r}{nesterov}" if rule.momentum else ""
    made = {
        "sgd": f"SGD(model.parameters(), {rate}{momentum})",
        "adagrad": f"Adagrad(model.parameters(), {rate}, eps=1e-10)",
        "rmsprop": f"RMSprop(model.parameters(), {rate}, alpha={rule.smoothing!r}, eps=1e-8)",
        "adam": f"Adam(model.parameters(), {rate}, betas=({rule.beta1!r}, {rule.beta2!r}), eps=1e-8)",
    }[rule.name]
    pieces = [f"optimizer = torch.optim.{made}", *_memory(experiment), *_penalty(experiment), *_frozen(experiment)]
    words = OPTIMIZER_WORDS[rule.name]
    if options.l1 or options.l2:
        words += " A penalty on large weights (biases are free) is added to the loss."
    return Part("The optimizer", words, "\n\n".join(pieces))


def _memory(experiment: Experiment) -> list[str]:
    """What the optimizer remembers, where it has made a step."""
    write, name = ArrayWriter("torch"), experiment.run.training.optimizer.name
    if not experiment.state.updates or not any(layer.memory for layer in experiment.layers):
        return []
    lines = [f"# What the optimizer remembers of its {experiment.state.updates} updates."]
    counts = "" if name == "sgd" else f'"step": torch.tensor({float(experiment.state.updates)!r}), '
    for place, layer in enumerate(experiment.layers):
        for part, parameter in enumerate(("weight", "bias")):
            slots = [slot[part].T for slot in layer.memory]
            pairs = [f'"{key}": {write(slot)}' for key, slot in zip(SLOTS[name], slots, strict=True)]
            lines.append(f"optimizer.state[model[{2 * place}].{parameter}] = {{{counts}{', '.join(pairs)}}}")
    return ["\n".join(lines)]


def _penalty(experiment: Experiment) -> list[str]:
    options = experiment.run.training
    if not (options.l1 or options.l2):
        return []
    terms = [f"{options.l1!r} * w.abs().sum()"] if options.l1 else []
    terms += [f"0.5 * {options.l2!r} * (w**2).sum()"] if options.l2 else []
    return [
        f'''\
def penalty():
    """The price of large weights: λ₁ Σ|w| + ½ λ₂ Σw²; biases are free."""
    weights = [layer.weight for layer in model if isinstance(layer, nn.Linear)]
    return sum({" + ".join(terms)} for w in weights)'''
    ]


def _frozen(experiment: Experiment) -> list[str]:
    write, lines = ArrayWriter("torch"), []
    for place, layer in enumerate(experiment.layers):
        for name, mask in zip(("weight", "bias"), layer.frozen or (), strict=False):
            if mask.any():
                lines.append(f"    (model[{2 * place}].{name}, {_inside(write(mask.T))}),")
    if not lines:
        return []
    return [
        "\n".join(
            [
                "# Frozen parameters: they keep the value that they have (True where it is so).",
                "frozen = [",
                *lines,
                "]",
                "kept = [parameter[mask].detach().clone() for parameter, mask in frozen]",
            ]
        )
    ]


def _training(experiment: Experiment, epochs: int) -> Part:
    options = experiment.run.training
    has_penalty, has_frozen = bool(options.l1 or options.l2), bool(experiment.run.frozen)
    backward = "(loss + penalty()).backward()" if has_penalty else "loss.backward()"
    put_back = ""
    if has_frozen:
        put_back = """
    with torch.no_grad():
        for (parameter, mask), values in zip(frozen, kept):
            parameter[mask] = values"""
    code = f'''\
def step(batch):
    """One update by a batch; returns its loss before the update."""
    batch = torch.as_tensor(batch)
    optimizer.zero_grad()
    loss = loss_function(model(train_inputs[batch]), train_targets[batch])
    {backward}
    optimizer.step(){put_back}
    return loss.item()


@torch.no_grad()
{look_code(experiment, "model", ".double().mean().item()")}


{loop_code(experiment, epochs)}'''
    words = (
        "Forward, backward, update, batch by batch: the gradient of the loss flows back through the network, and each "
        "parameter makes a step against it. After each epoch all points are looked at."
    )
    return Part("Training", words, code)


def _inside(source: str) -> str:
    """An expression of several lines in an indented block."""
    return source.replace("\n", "\n    ")
