"""The core against PyTorch: its committed numbers, and where it is installed, PyTorch itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nncore import ACTIVATIONS, LOSSES, OPTIMIZERS, Adam, CrossEntropy, build_network
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

REFERENCE: dict[str, Any] = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_activation(name: str) -> None:
    x, grad_output = activation_case()
    module = ACTIVATIONS[name]()
    np.testing.assert_allclose(module.forward(x), REFERENCE["activations"][name]["output"], rtol=1e-12)
    np.testing.assert_allclose(
        module.backward(grad_output), REFERENCE["activations"][name]["gradient"], rtol=1e-10, atol=1e-15
    )


@pytest.mark.parametrize("name", LOSS_NAMES)
def test_loss(name: str) -> None:
    prediction, target = loss_case(name)
    loss = LOSSES[name.removesuffix("-many")]()
    assert loss.forward(prediction, target) == pytest.approx(REFERENCE["losses"][name]["value"], rel=1e-12)
    np.testing.assert_allclose(loss.backward(), REFERENCE["losses"][name]["gradient"], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("name", OPTIMIZER_CASES)
def test_optimizer(name: str) -> None:
    rule, options = OPTIMIZER_CASES[name]
    optimizer = OPTIMIZERS[rule](**options)
    parameters = waves(6)
    for step in range(10):
        optimizer.step(parameters, optimizer_gradient(parameters, step))
        if step == 0:
            np.testing.assert_allclose(parameters, REFERENCE["optimizers"][name]["1"], rtol=1e-12)
    np.testing.assert_allclose(parameters, REFERENCE["optimizers"][name]["10"], rtol=1e-12)
    assert optimizer.updates == 10


def test_run() -> None:
    points, labels, weights = run_case()
    network = build_network(2, [(8, "tanh"), (8, "tanh")], 3, initializer="zeros")
    for layer, values in zip(network.modules[::2], weights, strict=True):
        layer.weights = values
    loss, adam = CrossEntropy(), Adam(0.01)
    losses = []
    for step in range(RUN_STEPS):
        batch = slice(8 * (step % 3), 8 * (step % 3) + 8)
        losses.append(loss.forward(network.forward(points[batch]), labels[batch]))
        network.backward(loss.backward())
        adam.step(network.parameters, network.gradients)
    np.testing.assert_allclose(losses, REFERENCE["run"]["losses"], rtol=1e-10)
    np.testing.assert_allclose(network.parameters, REFERENCE["run"]["parameters"], rtol=1e-8, atol=1e-12)


def test_committed_numbers_are_those_of_pytorch() -> None:
    pytest.importorskip("torch")
    from tests.nncore.make_reference import compute

    fresh, committed = flatten(compute()), flatten(REFERENCE)
    assert fresh.keys() == committed.keys()
    for place, number in fresh.items():
        assert committed[place] == pytest.approx(number, rel=1e-9, abs=1e-13), place


def flatten(tree: Any, place: str = "$") -> dict[str, float]:
    if isinstance(tree, dict):
        return {k: v for key, part in tree.items() for k, v in flatten(part, f"{place}.{key}").items()}
    if isinstance(tree, list):
        return {k: v for index, part in enumerate(tree) for k, v in flatten(part, f"{place}[{index}]").items()}
    return {place: tree}
