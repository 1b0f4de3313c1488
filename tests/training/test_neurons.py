"""The pictures of neurons: what each answers over the plane, on one scale in a layer."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.session.create import first_session, new_session, usual_source
from app.session.edits.model import set_inputs, set_output
from app.session.schema import Layer, Session
from app.session.slice import slice_of
from app.training.assemble import trainer
from app.training.lenses.neurons import CARD_CELLS, LayerPictures, Neurons, NeuronsLens, NeuronsRequest, indices
from app.training.predictor import Predictor
from nncore import Trainer


def request(session: Session, card: tuple[int, int] | None = None, cells: int = 8) -> NeuronsRequest:
    return NeuronsRequest(slice_of(session.data, session.view), (-6.0, 6.0), (-4.0, 4.0), cells, card)


def looked(session: Session, wanted: NeuronsRequest) -> tuple[Trainer, Neurons]:
    run = session.runs[0]
    one, lens = trainer(run, session.data), wanted.lens(run, session.data)
    found = lens.look(one, 10.0)
    assert lens.is_done and found is not None
    return one, found


def numbers(pictures: LayerPictures) -> np.ndarray:
    return (pictures.index.astype(float) - 128) / 127 * pictures.scale + pictures.center


@pytest.mark.parametrize("name", ["moons", "film-1", "sine", "hill"])
def test_the_output_is_the_prediction(name: str) -> None:
    session = new_session(usual_source(name))
    one, found = looked(session, request(session))
    predictor = Predictor(session.runs[0], session.data)
    answer = predictor.answer(predictor.inputs(found.request.places(8)), one.network.parameters)
    height = 1 if len(session.data.features) == 1 else 8
    expected = answer.prediction.T.reshape(-1, height, 8)
    assert found.layers[-1].index.shape == expected.shape
    assert np.abs(numbers(found.layers[-1]) - expected).max() <= found.layers[-1].scale / 127
    center = 0.5 if session.runs[0].model.output.kind == "sigmoid" else 0.0  # where it turns from class to class
    assert found.layers[-1].center == center
    assert found.layers[-1].scale == np.abs(expected - center).max()


def test_hidden_layers_after_their_activation_and_inputs_in_order() -> None:
    session = set_inputs(first_session(), ("y", "x^2"))
    one, found = looked(session, request(session))
    inputs = Predictor(session.runs[0], session.data).inputs(found.request.places(8))
    assert np.abs(numbers(found.inputs) - inputs.T.reshape(2, 8, 8)).max() <= found.inputs.scale / 127
    weights, bias = one.network.parameters[:8].reshape(2, 4), one.network.parameters[8:12]
    hidden = np.tanh(inputs @ weights + bias).T.reshape(4, 8, 8)
    assert np.abs(numbers(found.layers[0]) - hidden).max() <= found.layers[0].scale / 127
    assert found.layers[0].scale == np.abs(hidden).max()
    assert len(found.layers) == 3


def test_the_first_row_is_the_lowest() -> None:
    session = set_inputs(first_session(), ("y",))
    _, found = looked(session, request(session))
    rows = numbers(found.inputs)[0].mean(axis=1)
    assert rows[0] < 0.0 < rows[-1]


def test_a_card_is_large_and_on_the_scale_of_its_layer() -> None:
    session = first_session()
    _, found = looked(session, request(session, (1, 2), cells=CARD_CELLS))
    assert found.card is not None
    assert found.card.index.shape == (1, CARD_CELLS, CARD_CELLS)
    assert found.card.scale == found.layers[1].scale
    assert np.array_equal(found.card.index[0], found.layers[1].index[2])
    _, without = looked(session, request(session, (1, 99)))
    assert without.card is None


def test_gradient_and_parameters_are_the_trainers() -> None:
    session = set_output(new_session(replace(usual_source("blobs"), classes=3)), "per-class", "softmax")
    one, found = looked(session, request(session))
    assert np.array_equal(found.parameters, one.network.parameters)
    assert np.array_equal(found.gradient, one.next_gradient())
    assert not found.parameters.flags.writeable


def test_numbers_that_are_none_are_shown_as_0_and_told() -> None:
    session = first_session()
    run = session.runs[0]
    one = trainer(run, session.data)
    one.network.parameters[0] = np.nan
    found = request(session).lens(run, session.data).look(one, 10.0)
    assert found is not None
    assert not found.layers[0].finite
    assert (found.layers[0].index[0] == 128).all()
    assert found.inputs.finite


def test_what_is_none_is_shown_as_the_middle_between_the_classes() -> None:
    session = set_output(new_session(usual_source("moons")), "sigmoid")
    run = session.runs[0]
    one = trainer(run, session.data)
    one.network.parameters[:] = np.nan
    found = request(session).lens(run, session.data).look(one, 10.0)
    assert found is not None
    assert not found.layers[-1].finite
    assert found.layers[-1].center == 0.5
    assert (found.layers[-1].index == 128).all()


def test_numbers_beyond_the_scale_are_shown_at_its_ends() -> None:
    """A card is finer than the pictures whose scale it has, and may meet what lies between their cells."""
    values = np.array([[-9.0, -2.0, 0.0, 2.0, 9.0]])
    assert indices(values, 0.0, 2.0, is_beyond=True).tolist() == [[1, 1, 128, 255, 255]]
    assert indices(values[:, 1:4], 0.0, 2.0, is_beyond=False).tolist() == [[1, 128, 255]]


def test_a_large_network_is_done_in_parts_and_training_goes_on_undisturbed() -> None:
    session = first_session()
    run = session.runs[0]
    wide = replace(run.model, layers=(Layer(units=64), Layer(units=64)))
    session = replace(session, runs=(replace(run, model=wide, state=None, history=None),))
    run = session.runs[0]
    one, other = trainer(run, session.data), trainer(run, session.data)
    lens = NeuronsLens(request(session, cells=40), run, session.data, clock=iter(range(1000)).__next__)
    looks = 1
    while lens.look(one, 0.5) is None:
        assert not lens.is_done
        looks += 1
    assert looks > 2
    for _ in range(5):
        one.step()
        lens.look(one, 0.5)
        other.step()
    assert np.array_equal(one.network.parameters, other.network.parameters)
