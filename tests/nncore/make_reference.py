"""What PyTorch makes of the cases: `python -m tests.nncore.make_reference` writes reference.json.

The tests compare the core with that file, so that they need no PyTorch; where it is installed, they compare the file
with a fresh computation as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.nncore.cases import (
    ACTIVATION_NAMES,
    LOSS_NAMES,
    OPTIMIZER_CASES,
    RUN_STEPS,
    activation_case,
    loss_case,
    optimizer_gradient,
    run_case,
    waves,
)

REFERENCE = Path(__file__).with_name("reference.json")

ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "identity": lambda x: 1.0 * x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky-relu": lambda x: functional.leaky_relu(x, 0.01),
    "softplus": functional.softplus,
    "silu": functional.silu,
    "sine": torch.sin,
    "gaussian": lambda x: torch.exp(-x * x),
}

# The core's losses are a mean over the samples and a sum over the outputs.
LOSSES: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "squared-error": lambda p, t: functional.mse_loss(p, t, reduction="sum") / len(p),
    "absolute-error": lambda p, t: functional.l1_loss(p, t, reduction="sum") / len(p),
    "huber": lambda p, t: functional.huber_loss(p, t, reduction="sum") / len(p),
    "binary-cross-entropy": functional.binary_cross_entropy_with_logits,
    "cross-entropy": functional.cross_entropy,
    "probability-cross-entropy": lambda p, t: functional.nll_loss(torch.log(p), t),
    "hinge": lambda p, t: torch.clamp(1 - t * p, min=0).mean(),
    "hinge-many": lambda p, t: functional.multi_margin_loss(p, t, reduction="sum") * p.shape[1] / len(p),
    "perceptron": lambda p, t: torch.clamp(-t * p, min=0).mean(),
}


def compute() -> dict[str, Any]:
    """All cases, computed by PyTorch."""
    return {
        "activations": {name: activation(name) for name in ACTIVATION_NAMES},
        "losses": {name: loss(name) for name in LOSS_NAMES},
        "optimizers": {name: optimizer(name) for name in OPTIMIZER_CASES},
        "run": run(),
    }


def activation(name: str) -> dict[str, Any]:
    x, grad_output = (torch.tensor(array) for array in activation_case())
    x.requires_grad_()
    y = ACTIVATIONS[name](x)
    y.backward(grad_output)
    return {"output": y.tolist(), "gradient": x.grad.tolist()}


def loss(name: str) -> dict[str, Any]:
    prediction, target = (torch.tensor(array) for array in loss_case(name))
    prediction.requires_grad_()
    value = LOSSES[name](prediction, target)
    value.backward()
    return {"value": value.item(), "gradient": prediction.grad.tolist()}


def optimizer(name: str) -> dict[str, list[float]]:
    """The parameters after 1 and after 10 steps."""
    rule, options = OPTIMIZER_CASES[name]
    parameters = torch.tensor(waves(6), requires_grad=True)
    lr = options["learning_rate"]
    momentum, nesterov = options.get("momentum", 0.0), options.get("nesterov", False)
    step_rule = {
        "sgd": lambda: torch.optim.SGD([parameters], lr=lr, momentum=momentum, nesterov=nesterov),
        "adagrad": lambda: torch.optim.Adagrad([parameters], lr=lr),
        "rmsprop": lambda: torch.optim.RMSprop([parameters], lr=lr, alpha=options["smoothing"]),
        "adam": lambda: torch.optim.Adam([parameters], lr=lr),
    }[rule]()
    after = {}
    for step in range(10):
        parameters.grad = torch.tensor(optimizer_gradient(parameters.detach().numpy(), step))
        step_rule.step()
        after[str(step + 1)] = parameters.tolist()
    return {steps: after[steps] for steps in ("1", "10")}


def run() -> dict[str, Any]:
    """A 2-8-8-3 tanh network, cross-entropy, Adam, batches of 8 in the order of the samples."""
    points, labels, weights = run_case()
    layers = [torch.nn.Linear(*w.shape, dtype=torch.float64) for w in weights]
    for layer, w in zip(layers, weights, strict=True):
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(w.T))
            layer.bias.zero_()
    network = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1], torch.nn.Tanh(), layers[2])
    adam = torch.optim.Adam(network.parameters(), lr=0.01)
    x, target = torch.tensor(points), torch.tensor(labels)
    losses = []
    for step in range(RUN_STEPS):
        batch = slice(8 * (step % 3), 8 * (step % 3) + 8)
        adam.zero_grad()
        value = functional.cross_entropy(network(x[batch]), target[batch])
        value.backward()
        adam.step()
        losses.append(value.item())
    parameters = np.concatenate(
        [np.concatenate([layer.weight.detach().numpy().T.ravel(), layer.bias.detach().numpy()]) for layer in layers]
    )
    return {"losses": losses, "parameters": parameters.tolist()}


if __name__ == "__main__":
    REFERENCE.write_text(json.dumps(compute(), indent=1) + "\n", encoding="utf-8")
