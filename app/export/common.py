"""The parts that a program of NumPy and one of PyTorch have in common: data, batches, pictures."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.export.experiment import Experiment
from app.export.formula_source import InputsSource, Library
from app.export.literals import MAX_INLINE, UNPACKED, array, comment, is_packed, listed, quoted
from app.export.program import Part
from app.session.slice import Slice

EPOCHS = 20
GRID = 300  # points along each side of a picture

DATA_WORDS = (
    "The points, in the units of their axes: one row for each. Those that are set aside for testing are never trained "
    "on; they show what the network makes of data that it has not seen."
)
INPUTS_WORDS = "What the network sees of a point: each coordinate standardized, $(x - \\text{center}) / \\text{scale}$"
BATCHES_WORDS = (
    "Stochastic gradient descent uses a batch of $B$ points at a time. An epoch takes a freshly drawn order of all "
    "training points and cuts it into batches. The random generator continues where chalknet's stood, so that these "
    "are the very batches that chalknet would take next."
)


class ArrayWriter:
    """Writes arrays as np.array(…) or torch.tensor(…)."""

    def __init__(self, library: Library) -> None:
        self._make = "torch.tensor" if library == "torch" else "np.array"
        self._casts = (
            {"i": ".long()", "b": ".bool()"} if library == "torch" else {"i": ".astype(int)", "b": ".astype(bool)"}
        )

    def __call__(self, values: NDArray[Any]) -> str:
        """The expression; of one line or several."""
        if not values.size:
            cast = self._casts.get(values.dtype.kind, "")
            return f"{self._make}([]).reshape({', '.join(map(str, values.shape))}){cast}"
        if values.size <= MAX_INLINE:
            return f"{self._make}({array(values)})"
        return f"{self._make}({array(values.astype(np.float64))}){self._casts.get(values.dtype.kind, '')}"


def heading(experiment: Experiment, how: str) -> str:
    """The comment at a program's beginning: what it is, and of which moment."""
    lines = textwrap.wrap(f"{comment(experiment.title)}: the run “{comment(experiment.run.name)}”, {how}", 100)
    state = experiment.state
    lines += ["", f"Exported from chalknet at step {state.step}, epoch {state.epoch}. It goes on from there as"]
    lines += ["chalknet does: the same weights, the same batches, the same losses, up to rounding."]
    return "\n".join(f"# {line}".rstrip() for line in lines) + "\n"


def needs_unpacked(experiment: Experiment) -> bool:
    """Whether any array is so long that it is packed."""
    points = experiment.data.points
    arrays = [points.x, np.empty(len(points))]
    arrays += [values for layer in experiment.layers for values in (layer.weights, layer.bias)]
    return any(is_packed(values) for values in arrays)


def data_part(experiment: Experiment, library: Library) -> Part:
    """The points with what is known of them, and the functions that come before the network."""
    write, data = ArrayWriter(library), experiment.data
    points = data.points
    names = ", ".join(comment(feature.name) for feature in data.features)
    parts = [UNPACKED] if needs_unpacked(experiment) else []
    lines = [f"feature_names = {listed([quoted(feature.name) for feature in data.features])}"]
    if data.target is None:
        lines.append(f"class_names = {listed([quoted(info.name) for info in data.classes])}")
        lines.append(f"class_colors = {listed([quoted(info.color) for info in data.classes])}")
    lines.append(f"points = {write(points.x)}  # (N, D): {names}")
    if points.values is None:
        lines.append(f"labels = {write(points.labels)}  # (N,): class numbers")
    else:
        target = "" if data.target is None else comment(data.target.name)
        lines.append(f"values = {write(points.values)}  # (N,): {target}")
    lines.append(f"is_test = {write(points.is_test)}  # (N,)")
    parts.append("\n".join(lines))
    counts = f"{experiment.n_train} points to train on, {len(points) - experiment.n_train} to test with"
    return Part(f"The data: {counts}", DATA_WORDS, "\n\n".join(parts))


def inputs_part(experiment: Experiment, library: Library) -> Part:
    """What the network is given for a point."""
    words = f"{INPUTS_WORDS}{'' if experiment.sees_plain_points else ', and formulas of them'}."
    return Part("The inputs of the network", words, InputsSource(experiment, library).function())


def targets_code(experiment: Experiment, library: Library, *, class_numbers: bool = False) -> str:
    """What the loss compares the predictions with: target_values, a row for each point.

    class_numbers: the loss takes the labels as they are.
    """
    kind, cast = experiment.run.model.output.kind, ".double()" if library == "torch" else ".astype(float)"
    if kind == "value":
        target = experiment.data.target
        assert target is not None  # noqa: S101 (validate sees to it)
        lines = [f"VALUE_CENTER, VALUE_SCALE = {target.center!r}, {target.scale!r}"]
        lines += ["targets = ((values - VALUE_CENTER) / VALUE_SCALE).reshape(-1, 1)  # standardized, as the inputs are"]
        return "\n".join(lines)
    if kind == "sign":
        return f"targets = (2 * labels - 1).reshape(-1, 1){cast}  # −1 for class 0, +1 for class 1"
    if kind in ("sigmoid", "class-number"):
        return f"targets = labels.reshape(-1, 1){cast}  # the class number"
    if class_numbers:
        return "targets = labels  # the class numbers"
    eye = f"torch.eye({experiment.n_classes})" if library == "torch" else f"np.eye({experiment.n_classes})"
    return f"targets = {eye}[labels]  # a row for each point: 1 at its class, 0 elsewhere"


TRAIN_TEST = """\
inputs = network_inputs(points)
train_inputs, train_targets = inputs[~is_test], targets[~is_test]
test_inputs, test_targets = inputs[is_test], targets[is_test]
"""


def split_code(experiment: Experiment) -> str:
    """The points to train on and to test with, apart."""
    labels = "" if experiment.data.target else "train_labels, test_labels = labels[~is_test], labels[is_test]\n"
    return TRAIN_TEST + labels


def batches_part(experiment: Experiment) -> Part:
    """The generator in its state, and the function that cuts an epoch into batches."""
    generator, n = experiment.state.generator, experiment.n_train
    first = experiment.state.position if experiment.state.position < n else 0
    state = (
        "{\n"
        '    "bit_generator": "PCG64",\n'
        f'    "state": {{"state": {int(generator.state)}, "inc": {int(generator.inc)}}},\n'
        f'    "has_uint32": {generator.has_uint32},\n'
        f'    "uinteger": {generator.uinteger},\n'
        "}"
    )
    code = f"""\
BATCH_SIZE = {experiment.batch_size}
generator = np.random.default_rng()
generator.bit_generator.state = {state}
first = {first}  # so many samples of the present epoch are used already


def batches(first):
    \"\"\"The batches of an epoch from its sample `first` on, as row numbers of the training points.\"\"\"
    n = len(train_inputs)
    {_order(experiment, first)}
    return [order[start : start + BATCH_SIZE] for start in range(first, n, BATCH_SIZE)]
"""
    words = BATCHES_WORDS
    if experiment.batch_size == n:
        words = words.replace("a batch of $B$ points", "a batch of $B$ points (here all of them)")
    return Part("The batches", words, code)


def _order(experiment: Experiment, first: int) -> str:
    if experiment.run.training.sampling == "replacement":
        return "order = generator.integers(0, n, n)  # with replacement: n draws"
    if experiment.batch_size < experiment.n_train:
        return "order = generator.permutation(n)"
    if first:
        return "order = generator.permutation(n) if first else np.arange(n)  # in a single batch no order matters"
    return "order = np.arange(n)  # in a single batch no order matters"


def look_code(experiment: Experiment, network: str, mean: str) -> str:
    """The function that looks at all points: their losses, and how many are right.

    network: what makes z of inputs; mean: what makes a share of a row of answers, right or wrong.
    """
    with_labels = experiment.data.target is None
    columns = "inputs", "targets", *(("labels",) if with_labels else ())
    rows = [
        f'        ("{part}", {", ".join(f"{part}_{column}" for column in columns)}),'
        for part in ("train", "test")
        if part == "train" or experiment.data.points.is_test.any()
    ]
    value = "loss_function(z, targets)" + (".item()" if network == "model" else "")
    lines = [
        "def look(epoch):",
        '    """Print how good the network is on all points; return the losses."""',
        "    row, texts = [], []",
        f"    for name, {', '.join(columns)} in (",
        *rows,
        "    ):",
        f"        z = {network}(inputs)",
        f"        row.append({value})",
        '        texts.append(f"{name} loss {row[-1]:.6f}")',
    ]
    if with_labels:
        lines += [
            f"        right = (decide(predict(z)) == labels){mean}",
            '        texts.append(f"accuracy {100 * right:.1f} %")',
        ]
    return "\n".join([*lines, '    print(f"epoch {epoch}: ", ", ".join(texts))', "    return row"])


def loop_code(experiment: Experiment, epochs: int) -> str:
    """The loop over epochs and batches."""
    return f"""\
EPOCH, MORE = {experiment.state.epoch}, {epochs}  # so many epochs are complete, and so many more are trained
losses = []  # of each batch, before its update
curve = [look(EPOCH)]  # of all points, after each epoch
for epoch in range(EPOCH + 1, EPOCH + MORE + 1):
    for batch in batches(first):
        losses.append(step(batch))
    first = 0
    curve.append(look(epoch))"""


def loss_plot(experiment: Experiment) -> Part:
    """The curves of the loss over the epochs."""
    has_test = bool(experiment.data.points.is_test.any())
    test = '\naxes.plot(epochs, [row[1] for row in curve], "--", color="#0B5FB0", label="test")' if has_test else ""
    code = f"""\
epochs = EPOCH + np.arange(len(curve))
figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
axes.plot(epochs, [row[0] for row in curve], color="black", label="train"){test}
axes.set_xlabel("epoch")
axes.set_ylabel("loss L")
axes.legend()
axes.grid(alpha=0.3)"""
    words = "The loss after each epoch. Where the curve of unseen points rises again, the network learns by heart."
    return Part("The loss", words if has_test else "The loss after each epoch.", code, is_plot=True)


def regions_plot(experiment: Experiment) -> Part:
    """What the network answers everywhere in the plane, or along the line."""
    data = experiment.data
    if len(data.features) == 1:
        code = _line_plot(experiment)
        return Part("What the network answers", "The answer along the input, with the points.", code, is_plot=True)
    (first, second), held = _plane(experiment)
    x_range, y_range = _ranges(experiment, (first, second))
    if len(data.features) == 2:
        place = "grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)"
    else:
        place = (
            f"grid = np.tile({held}, ({GRID * GRID}, 1))  # the other features are held here\n"
            f"grid[:, [{first}, {second}]] = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)"
        )
    paint = _VALUES if data.target else _CLASSES
    code = f"""\
across, up = np.linspace({x_range[0]!r}, {x_range[1]!r}, {GRID}), np.linspace({y_range[0]!r}, {y_range[1]!r}, {GRID})
{place}
figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
x, y = np.asarray(points)[:, {first}], np.asarray(points)[:, {second}]
{paint}
axes.set_xlim(across[0], across[-1])
axes.set_ylim(up[0], up[-1])
axes.set_xlabel({plot_text(data.features[first].name)})
axes.set_ylabel({plot_text(data.features[second].name)})"""
    words = "What the network answers everywhere, with the points; those for testing are hollow."
    return Part("What the network answers", words, code, is_plot=True)


_CLASSES = f"""\
classes = answers(grid)[1].reshape({GRID}, {GRID})
axes.contourf(across, up, classes, np.arange(len(class_names) + 1) - 0.5, colors=class_colors, alpha=0.25)
for label, (name, color) in enumerate(zip(class_names, class_colors)):
    for part, face in ((~is_test, color), (is_test, "none")):
        rows = np.asarray(part & (labels == label))
        axes.scatter(x[rows], y[rows], s=24, facecolor=face, edgecolor=color)
    axes.scatter([], [], color=color, label=name.replace("$", r"\\$"))
axes.legend()"""

_VALUES = f"""\
answer = answers(grid).reshape({GRID}, {GRID})
picture = axes.pcolormesh(across, up, answer, cmap="PuOr", shading="auto")
axes.scatter(x, y, c=np.asarray(values), cmap="PuOr", norm=picture.norm, s=24, edgecolor="black")
figure.colorbar(picture)"""


def _line_plot(experiment: Experiment) -> str:
    data = experiment.data
    low, high = _ranges(experiment, (0, 0))[0]
    lines = [
        f"line = np.linspace({low!r}, {high!r}, 500)",
        'figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")',
        "x = np.asarray(points)[:, 0]",
    ]
    if data.target:
        lines += [
            'axes.plot(line, answers(line[:, None]), color="black")',
            'for part, face in ((~is_test, None), (is_test, "none")):',
            "    rows = np.asarray(part)",
            '    axes.scatter(x[rows], np.asarray(values)[rows], s=24, facecolor=face, edgecolor="#0072B2")',
            f"axes.set_ylabel({plot_text(data.target.name)})",
        ]
    else:
        lines += [
            'axes.plot(line, answers(line[:, None])[0], color="black")',
            'axes.set_ylabel("the outputs ŷ")',
            "height = axes.get_ylim()[0]",
            "colors = [class_colors[label] for label in labels]",
            "axes.scatter(x, np.full(len(x), height), s=24, c=colors)",
        ]
    return "\n".join([*lines, f"axes.set_xlabel({plot_text(data.features[0].name)})"])


def plot_text(text: str) -> str:
    """A name as a text for Matplotlib, which takes what stands between dollars for a formula."""
    return quoted(text.replace("$", r"\$"))


def _plane(experiment: Experiment) -> tuple[tuple[int, int], str]:
    """The features on the axes, and where all are held, as source; principal components give way to the features."""
    plane: Slice = experiment.slice
    centers = [feature.center for feature in experiment.data.features]
    if plane.axes is None:
        return (0, 1), str(centers)
    return plane.axes, str(list(plane.origin))


def _ranges(experiment: Experiment, axes: tuple[int, int]) -> tuple[tuple[float, float], tuple[float, float]]:
    """What is visible: as in the window, else all points with a margin."""
    if experiment.view.ranges is not None and experiment.slice.axes is not None:
        return experiment.view.ranges
    found = []
    for axis in axes:
        column, feature = experiment.data.points.x[:, axis], experiment.data.features[axis]
        low, high = feature.center - 3.0 * feature.scale, feature.center + 3.0 * feature.scale
        if len(column) and column.max() > column.min():
            margin = 0.1 * (column.max() - column.min())
            low, high = column.min() - margin, column.max() + margin
        found.append((float(f"{low:.6g}"), float(f"{high:.6g}")))
    return found[0], found[1]
