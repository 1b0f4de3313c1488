"""The inspector: stages by key and mouse, formulas with numbers, the source that runs, bars, checks, and sentences."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtGui import Qt as GuiQt

from app.attention import Attention, Stage
from app.document import Document
from app.look.look import Look
from app.look.palette import TEXT_CONTRAST, contrast
from app.look.tooltips import wrapped
from app.session.arrays import Points
from app.session.carry import axes
from app.session.create import new_session, usual_source
from app.session.edits.model import set_output
from app.session.edits.points import clear_points
from app.session.schema import Feature, Layer, Optimizer, Output
from app.training.differences import CheckRequest
from app.training.frames import FrameRequest
from app.training.information import BIT, cross_entropy, information
from app.training.lenses.inspector import Inspected, InspectionRequest
from app.training.runner import Runner
from app.training.training import Training
from app.views.inspector.formulas import Chosen, formula, is_lecture_neuron
from app.views.inspector.inspector_view import InspectorView
from app.views.inspector.loss_view import bars_of, why_no_bars
from app.views.inspector.remarks import check_text
from app.views.inspector.source_text import lines_of, owner_of, source_of
from app.views.inspector.source_view import NO_SOURCE, SourceView, source_colors
from app.views.inspector.stages import Place, Shown, arrays, chosen_entry, places, title
from app.views.inspector.symbols import LOSSES as LOSS_WORDS
from app.views.inspector.symbols import MODULES, digits
from app.views.inspector.table import PAD_PX, Table
from nncore import (
    ACTIVATIONS,
    LOSSES,
    NORMALIZERS,
    OPTIMIZERS,
    Adam,
    Linear,
    Sigmoid,
    Tanh,
    fitting_losses,
    plain_inputs,
)

SMALL = (Layer(units=3),)


def session_with(*, layers=SMALL, output=None, classes=2, data="blobs", **options):
    session = new_session(replace(usual_source(data, points=40), classes=classes))
    run = session.runs[0]
    model = replace(run.model, layers=layers, output=output or run.model.output)
    return replace(session, runs=(replace(run, model=model, training=replace(run.training, **options)),))


def inspected(session, subject="batch", row=None, steps=2) -> Inspected:
    runner = Runner(session)
    if steps:
        runner.step(steps)
    answer = runner.frame(FrameRequest(lenses=(InspectionRequest(subject, row),)), at_rest=True).answer(Inspected)
    assert answer
    return answer


# Words


def test_every_module_and_loss_has_words_and_symbols():
    assert {kind.__name__ for kind in (*ACTIVATIONS.values(), *NORMALIZERS.values(), Linear)} <= set(MODULES)
    assert {kind.__name__ for kind in LOSSES.values()} == set(LOSS_WORDS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0123456, "0.01235"),
        (-0.00123456, "−0.001235"),
        (1.5, "1.500"),
        (0.0, "0.000"),
        (-1e-5, "−1.000e-5"),
        (1e-12, "1.00e-12"),
        (math.nan, "–"),
    ],
)
def test_numbers_have_four_digits(value, text):
    assert digits(value) == text


def test_the_stages_go_forward_to_the_loss_back_and_to_the_update():
    answer = inspected(session_with(loss="squared-error"))
    assert [(place.what, place.brick) for place in places(answer.inspection)] == [
        ("forward", 0), ("forward", 1), ("forward", 2), ("forward", 3), ("loss", None),
        ("backward", 3), ("backward", 2), ("backward", 1), ("backward", 0), ("update", 0), ("update", 2),
    ]  # fmt: skip
    assert title(Place("backward", 1), answer) == "backward · hidden layer 1, tanh"


def test_no_gradient_goes_through_a_head_that_the_loss_has_inside():
    answer = inspected(session_with(loss="binary-cross-entropy"))
    assert Place("backward", 3) not in places(answer.inspection)
    assert Place("forward", 3) in places(answer.inspection)


def test_the_formula_has_the_numbers_of_the_chosen_neuron():
    answer = inspected(session_with(), "point", 7, steps=0)
    brick = answer.inspection.bricks[0]
    weights, bias = brick.matrix(answer.inspection.update.before)
    text = formula(Place("forward", 0), answer, Chosen(unit=2)).numbers
    x, w = brick.input[0], weights[:, 2]
    for value in (*x, *w, bias[2], brick.output[0, 2]):
        assert digits(float(value)) in text
    assert formula(Place("forward", 0), answer, Chosen()).symbols == "z₁ = x W₁ + b₁"


def test_the_derivative_of_the_single_sigmoid_neuron_is_the_lectures():
    answer = inspected(session_with(layers=(), loss="squared-error", output=Output(kind="sigmoid"), batch_size=2))
    inspection = answer.inspection
    assert is_lecture_neuron(inspection)
    written = formula(Place("backward", 0), answer, Chosen(source=1))
    assert "2/N Σₙ x ŷ (1−ŷ) (ŷ−y)" in written.symbols
    x, y = inspection.bricks[0].input[:, 1], inspection.loss.target[:, 0]
    p = inspection.loss.prediction[:, 0]
    expected = 2 / 2 * np.sum(x * p * (1 - p) * (p - y))
    assert written.numbers.endswith(f"= {digits(float(expected))}")
    assert not is_lecture_neuron(inspected(session_with(loss="squared-error")).inspection)


CASES = [
    (kind, normalizer, loss)
    for kind, normalizer in (
        ("sign", "none"), ("sigmoid", "none"), ("class-number", "none"),
        ("per-class", "none"), ("per-class", "softmax"), ("per-class", "unit-norm"),
    )
    for loss in fitting_losses(kind, normalizer)
]  # fmt: skip


@pytest.mark.parametrize(("kind", "normalizer", "loss"), CASES)
@pytest.mark.parametrize("subject", ["batch", "point"])
def test_every_stage_of_every_output_and_loss_has_a_formula_and_arrays(kind, normalizer, loss, subject):
    classes = 3 if kind in ("class-number", "per-class") else 2
    layers = tuple(Layer(units=2, activation=name) for name in ("relu", "gaussian", "sign", "leaky-relu"))
    output = Output(kind=kind, normalizer=normalizer)
    answer = inspected(session_with(layers=layers, output=output, loss=loss, classes=classes), subject, 3)
    for place in places(answer.inspection):
        written = formula(place, answer, Chosen(9, 9, 9))
        assert written.symbols
        assert written.numbers
        for shown in arrays(place, answer):
            assert shown.values.shape == (len(shown.row_names), len(shown.column_names))
            row, column = chosen_entry(shown, 99, 99, 99)
            assert (row, column) <= shown.values.shape
    bars = bars_of(answer, 0)
    if bars is None:
        assert why_no_bars(answer).endswith(".")
    else:
        assert bars.p.sum() == 1.0
        assert bars.q.sum() == pytest.approx(1.0)
        assert bars.columns[3][1].sum() == pytest.approx(0.0)
        if bars.is_gradient and kind == "per-class":
            gradient = answer.inspection.loss.gradient[0] * answer.inspection.n
            np.testing.assert_allclose(bars.columns[3][1], gradient, atol=1e-12)


@pytest.mark.parametrize("optimizer", [Optimizer(name=name) for name in OPTIMIZERS] + [Optimizer(momentum=0.5)])
def test_the_update_with_numbers_ends_in_the_new_weight(optimizer):
    answer = inspected(session_with(optimizer=optimizer, l2=0.01))
    written = formula(Place("update", 0), answer, Chosen(source=1, unit=2))
    new = answer.inspection.bricks[0].matrix(answer.inspection.update.after)[0][1, 2]
    assert written.numbers.endswith(f"= {digits(float(new))}")
    assert "λ₂ w" in written.symbols


def test_a_frozen_weight_is_said_to_stay():
    session = session_with()
    session = replace(session, runs=(replace(session.runs[0], frozen=(0,)),))
    answer = inspected(session)
    assert "frozen" in formula(Place("update", 0), answer, Chosen()).numbers
    change = next(shown for shown in arrays(Place("update", 0), answer) if shown.title == "change")
    assert change.values[0, 0] == 0.0
    assert change.note == "1 of 9 are frozen and stay"


# Information


def test_entropies_are_those_of_the_definitions():
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.25, 0.5])
    known = information(p, q)
    assert known.entropy_p / BIT == pytest.approx(1.0)
    assert known.entropy_q / BIT == pytest.approx(1.5)
    assert known.cross / BIT == pytest.approx(2.0)
    assert cross_entropy(np.array([0.0, 1.0]), np.array([1.0, 0.0])) == math.inf
    assert information(np.array([0.0, 1.0]), np.array([0.3, 0.7])).cross == pytest.approx(-math.log(0.7))


# The source


@pytest.mark.parametrize("kind", [Linear, Tanh, Sigmoid, Adam, *LOSSES.values(), *NORMALIZERS.values()])
def test_the_source_shown_is_that_of_the_installed_file(kind):
    source = source_of(kind)
    assert source.text == inspect.getsource(kind)
    assert source.file.startswith("nncore/")
    path = inspect.getsourcefile(kind)
    with open(path, encoding="utf-8") as file:
        assert file.read().splitlines()[source.first - 1] == source.text.splitlines()[0]


def test_the_lines_of_a_method_are_its_own():
    first, last = lines_of(Linear, "backward")
    lines = source_of(Linear).text.splitlines()
    begin = source_of(Linear).first
    assert lines[first - begin].strip().startswith("def backward")
    assert lines[last - begin].strip().startswith("return")
    assert lines_of(Tanh, "bind") is None
    assert owner_of(Tanh, "bind").__name__ == "Module"


def test_what_has_no_file_is_told_in_a_sentence(qtbot):
    made = type("Made", (), {"forward": eval("lambda self, x: x")})  # noqa: S307
    assert source_of(made) is None
    view = SourceView(Look())
    qtbot.addWidget(view)
    view.show_source(made, "forward")
    assert view.text.toPlainText() == NO_SOURCE


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_source_can_be_read_on_its_ground(theme, qapp):
    look = Look()
    look.set_theme(theme)
    for color in source_colors(look).values():
        for ground in (look.theme.field, look.theme.selection):
            assert contrast(color.name(), ground) >= TEXT_CONTRAST


# The view


@pytest.fixture
def make_view(qtbot):
    made = []

    def make(session=None):
        document = Document(session or session_with())
        training = Training(document.session)
        made.append(training)
        document.session_changed.connect(lambda _old, new: training.apply(new))
        document.opened.connect(training.open)
        attention = Attention()
        view = InspectorView(document, training, Look(), attention)
        qtbot.addWidget(view)
        view.lens_changed.connect(lambda: training.look(request_of(view)))
        view.resize(440, 640)
        with qtbot.waitExposed(view):
            view.show()
        training.look(request_of(view))
        training.frame_ready.connect(lambda _frame: training.gate.painted())
        if len(document.session.data.points):
            qtbot.waitUntil(lambda: bool(view._places))
        return view, document, training, attention

    yield make
    for training in made:
        assert training.close()


def request_of(view) -> FrameRequest:
    return FrameRequest(lenses=() if view.lens is None else (view.lens,))


def remark(view) -> str:
    return view.stage.remark.text() if view.stage.remark.isVisible() else ""


def test_keys_go_through_all_stages_and_the_network_is_told(make_view, qtbot):
    view, _, _, attention = make_view()
    seen = [attention.stage]
    for _ in range(len(view._places) + 2):
        qtbot.keyClick(view, Qt.Key.Key_N)
        if attention.stage != seen[-1]:
            seen.append(attention.stage)
    assert seen[0] == Stage("forward", 0)
    assert Stage("loss", None) in seen
    assert Stage("backward", 1) in seen
    assert seen[-1] == Stage("update", 1)
    qtbot.keyClick(view, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert attention.stage == Stage("update", 0)
    view.strip.setFocus()
    qtbot.keyClick(view.strip, Qt.Key.Key_Left)
    assert attention.stage == Stage("backward", 0)
    qtbot.keyClick(view.strip, Qt.Key.Key_Right)
    assert attention.stage == Stage("update", 0)
    view.hide()
    qtbot.waitUntil(lambda: attention.stage is None)
    assert view.lens is None


def test_a_click_on_a_chip_goes_there(make_view, qtbot):
    view, _, _, attention = make_view()
    number = [place.what for place in view._places].index("loss")
    qtbot.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=view.strip.rect_of(number).center().toPoint())
    assert attention.stage == Stage("loss", None)
    assert view.stage.loss_view.isVisible()
    assert view.stage.source.text.toPlainText().count("def compute") == 1


def test_doing_it_gives_the_weights_that_were_shown(make_view, qtbot):
    view, _, training, attention = make_view()
    for _ in range(3):
        view._on_stage_chosen(len(view._places) - 1)
        qtbot.waitUntil(view.stage.do.isEnabled)
        promised = view._inspected.inspection.update.after
        step = view._inspected.inspection.step
        qtbot.mouseClick(view.stage.do, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda step=step: view._inspected.inspection.step == step + 1)
        assert np.array_equal(view._inspected.inspection.update.before, promised)
        assert np.array_equal(training.frame.shown_run.run.state.parameters.array, promised)
        qtbot.waitUntil(lambda: attention.stage == Stage("forward", 0))


def test_a_point_alone_is_no_step_of_training(make_view, qtbot):
    view, _, _, attention = make_view()
    attention.choose(5)
    qtbot.waitUntil(lambda: view._inspected.request == InspectionRequest("point", 5))
    qtbot.waitUntil(lambda: view.subject_bar.subject == "point")
    view._on_stage_chosen(len(view._places) - 1)
    assert not view.stage.do.isEnabled()
    assert "batches" in view.stage.do.toolTip()
    view.subject_bar.point._on_entered(8)
    qtbot.waitUntil(lambda: view._inspected.request == InspectionRequest("point", 7))
    assert attention.sample == 7


def test_a_point_that_was_deleted_is_answered_in_a_sentence_and_nothing_breaks(make_view, qtbot):
    view, document, _, attention = make_view()
    attention.choose(39)
    qtbot.waitUntil(lambda: view._inspected.request.row == 39)
    data = document.session.data
    document.apply("Delete", lambda session: replace(session, data=replace(data, points=data.points.taking([0, 1]))))
    qtbot.waitUntil(lambda: "No point is chosen" in remark(view))
    document.undo()
    qtbot.waitUntil(lambda: bool(view._places) and not remark(view))
    document.apply("Clear", clear_points)
    view.subject_bar.switch.button("batch").click()
    qtbot.waitUntil(lambda: "no points to train on" in remark(view))
    assert not any(array.isVisible() for array in view.stage.arrays)


def test_the_network_can_be_edited_under_it(make_view, qtbot):
    view, document, _, _ = make_view(session_with(classes=3))
    view._on_stage_chosen(len(view._places) - 1)
    for kind, normalizer in (("class-number", "none"), ("per-class", "unit-norm"), ("per-class", "softmax")):
        document.apply("Output", lambda session, k=kind, n=normalizer: set_output(session, k, n))
        qtbot.waitUntil(lambda: view._inspected.run.model == document.session.runs[0].model)
        sizes = [len(axis.names) for axis in axes(document.session.runs[0], document.session.data)]
        qtbot.waitUntil(lambda sizes=sizes: view.stage.arrays[0].shown.values.shape == (sizes[-2] + 1, sizes[-1]))


def test_a_gradient_is_checked_on_the_spot(make_view, qtbot):
    view, _, _, _ = make_view()
    view._on_stage_chosen([place.what for place in view._places].index("backward"))
    array = next(array for array in view.stage.arrays if array.shown and array.shown.check == "weights")
    at = array.check.mapTo(view, QPoint()).x()
    qtbot.mouseClick(array.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "they agree" in array.result.text())
    qtbot.waitUntil(array.result.isVisible)
    assert array.check.mapTo(view, QPoint()).x() == at, "it stays under the mouse"
    before = array.result.text()
    qtbot.mouseClick(array.table, Qt.MouseButton.LeftButton, pos=array.table._cell(2, 0).center().toPoint())
    qtbot.waitUntil(lambda: "they agree" in array.result.text() and array.result.text() != before)
    assert view._inspected.checked.request.entry == (2, 0)
    view._on_next()
    assert not any(other.result.isVisible() for other in view.stage.arrays)


def test_the_words_of_a_check_tell_of_kinks():
    runner = Runner(session_with(layers=(Layer(units=1, activation="relu"),), batch_size=4))
    checkpoint = runner._lanes[0].trainer.checkpoint()
    checkpoint.parameters[:] = [0.0, 0.0, 0.0, 1.0, 0.0]
    runner._lanes[0].trainer.restore(checkpoint)
    request = InspectionRequest(check=CheckRequest("input", 1))
    answer = runner.frame(FrameRequest(lenses=(request,)), at_rest=True).answer(Inspected)
    text = check_text(answer.checked, has_sign=False)
    assert "A kink lies within" in text
    assert "agree" not in text


def test_it_follows_training_with_the_stage_kept(make_view, qtbot):
    view, _, training, attention = make_view()
    view._on_stage_chosen(1)
    training.play()
    qtbot.waitUntil(lambda: view._inspected.inspection.step > 100)
    training.pause()
    qtbot.waitUntil(
        lambda: view._inspected.inspection.step == training.frame.shown_run.run.state.step and not training.playing
    )
    assert attention.stage == Stage("forward", 0)
    assert view._place == Place("forward", 1)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(440, 640), (1200, 700)])
def test_large_networks_and_all_stages_can_be_painted(make_view, qtbot, size, scale):
    layers = tuple(Layer(units=64, activation="relu") for _ in range(8))
    view, _, _, _ = make_view(session_with(layers=layers))
    view._look.set_scale(scale)
    view.resize(round(size[0] * scale), round(size[1] * scale))
    for number in range(len(view._places)):
        view._on_stage_chosen(number)
        assert not view.grab().isNull()
        assert view.width() == round(size[0] * scale)
    assert view.stage.source.isVisible()
    view.resize(round(380 * scale), round(430 * scale))
    assert view.width() == round(380 * scale)
    assert view.height() == round(430 * scale)
    assert not view.stage.source.isVisible()
    view.stage.part.button("source").click()
    assert view.stage.source.isVisible()
    assert not view.stage.arrays[0].isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.6])
def test_no_point_s_number_is_cut_off(qapp, qtbot, scale):
    look = Look()
    look.apply(qapp)
    if scale != look.scale:
        look.set_scale(scale)
    table = Table(look)
    qtbot.addWidget(table)
    names = tuple(f"point {number}" for number in (*range(20), *range(100, 140)))
    table.show_array(Shown("input", "x", np.zeros((len(names), 2)), "sample", "input", names, ("x", "y")), (0, 0))
    metrics, room = QFontMetricsF(look.font(0.85)), table._name_width() - look.px(PAD_PX)
    assert [name for name in names if metrics.elidedText(name, GuiQt.TextElideMode.ElideRight, room) != name] == []
    narrowest = table._cell_width()
    look.set_theme("dark")
    assert table._cell_width() == narrowest, "the same before and after a change of the look"


def test_the_picture_of_a_large_array_chooses_too(make_view, qtbot):
    view, _, _, _ = make_view(session_with(layers=(Layer(units=64),)))
    view._on_stage_chosen(1)
    table = view.stage.arrays[0].table
    picture = table._picture()
    assert not picture.isEmpty()
    at = QPoint(round(picture.right() - 1), round(picture.bottom() - 1))
    qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=at)
    assert (view._chosen.sample, view._chosen.unit) == (9, 63)
    assert "at point" in table._words(9, 63)


@pytest.mark.parametrize("data", ["sine", "hill", "temperature"])
def test_values_are_inspected_as_classes_are(make_view, qtbot, data):
    session = new_session(usual_source(data, points=30))
    view, _, _, attention = make_view(session)
    attention.choose(3)
    qtbot.waitUntil(lambda: view._inspected.request.row == 3)
    for number, place in enumerate(view._places):
        view._on_stage_chosen(number)
        assert view.stage.numbers.text()
        if place.what == "loss":
            assert "value" in view.stage.loss_view._words.text()
            assert not view.stage.loss_view.bars.isVisible()
    target = session.data.target
    shown = next(shown for shown in arrays(Place("loss"), view._inspected) if shown.title == "target")
    expected = (session.data.points.values[3] - target.center) / target.scale
    assert shown.values[0, 0] == pytest.approx(expected)


def test_more_columns_than_axes_are_inspected(qtbot):
    session = new_session(usual_source("blobs", points=20))
    data, points = session.data, session.data.points
    x = np.hstack([points.x, np.arange(60.0).reshape(20, 3)])
    more = (*data.features, *(Feature(name=f"column {k}", center=30.0, scale=10.0) for k in range(3)))
    data = replace(data, features=more, points=Points(x, points.labels, points.is_test))
    run = session.runs[0]
    run = replace(run, model=replace(run.model, inputs=plain_inputs(5)))
    answer = inspected(replace(session, data=data, runs=(run,)), "point", 2)
    shown = arrays(Place("forward", 0), answer)[0]
    assert shown.values.shape == (1, 5)
    assert shown.note == "standardized"
    assert shown.values[0, 4] == pytest.approx((x[2, 4] - 30.0) / 10.0)
    assert formula(Place("forward", 0), answer, Chosen()).numbers.count("·") == 4


def test_a_name_that_looks_like_html_is_shown_as_it_stands(make_view, qtbot):
    session = session_with(classes=3)
    name = "<img src='/etc/passwd'>"
    classes = tuple(replace(info, name=f"{name}{number}") for number, info in enumerate(session.data.classes))
    view, _, _, attention = make_view(replace(session, data=replace(session.data, classes=classes)))
    attention.choose(0)
    qtbot.waitUntil(lambda: name in view.subject_bar._words.whole)
    assert view.subject_bar._words.textFormat() == Qt.TextFormat.PlainText
    view._on_stage_chosen([place.what for place in view._places].index("loss"))
    table = view.stage.arrays[0].table
    assert name in table._words(0, 1)
    assert not GuiQt.mightBeRichText(wrapped(table._words(0, 1)))


def test_no_line_of_the_source_is_cut_off(qtbot) -> None:
    view = SourceView(Look())
    qtbot.addWidget(view)
    view.resize(300, 160)
    view.show()
    view.show_source(Linear, "backward")
    assert view.text.horizontalScrollBar().maximum() == 0
    first = view.text.firstVisibleBlock().text()
    selections = view.text.extraSelections()  # the cursors live as long as these
    marked = selections[0].cursor.block()
    assert marked.text().strip().endswith("-> Array:")
    assert view.text.document().findBlockByNumber(marked.blockNumber() - 1).text() == first
