"""The one schema of file, window and worker: frozen structs, as DESIGN names them.

A session holds the data once and one to four runs on it. Names are those of the file; the tables of names
(losses, activations, data sets, …) belong to nncore, which implements them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.session.arrays import Numbers, Points
from app.session.format.unknown import KEY
from nncore import MAX_LOSSES, EngineName
from nncore import MAX_POINTS as MAX_DRAWN_POINTS

FORMAT = "chalknet-session"
VERSION = (1, 2)

MAX_FEATURES = 100
MAX_INPUTS = 128
MAX_CLASSES = 8
MAX_LAYERS = 12
MAX_UNITS = 256
MAX_RUNS = 4
MAX_POINTS = 200_000
MAX_COORDINATE = 1e6  # so that no input made of a coordinate, squares included, can overflow
# Of steps and epochs in a file. The curves keep them as floats, exact up to twice as many: a run can go on from here.
MAX_COUNT = 2**52 - 1
MAX_MOMENTS = 512  # that a run remembers
MAX_SLOTS = 2  # of the vectors that an optimizer keeps beside the parameters
MAX_SHARE = 0.9  # of the points set aside for testing
MAX_SEED = 2**53  # every whole number up to here is a float as well

Color = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]
Marker = Literal["disc", "square", "triangle-up", "diamond", "triangle-down", "plus", "star", "hexagon"]
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Seed = Annotated[int, Meta(ge=0, le=MAX_SEED)]
Count = Annotated[int, Meta(ge=0, le=MAX_COUNT)]
Share = Annotated[float, Meta(ge=0.0, le=MAX_SHARE)]
FeatureName = Annotated[str, Meta(min_length=1, max_length=60)]  # a formula, see nncore.parse_formula
ActivationName = Literal[
    "identity", "sign", "sigmoid", "tanh", "relu", "leaky-relu", "softplus", "silu", "sine", "gaussian"
]
OutputName = Literal["sign", "sigmoid", "class-number", "per-class", "value"]
NormalizerName = Literal["none", "softmax", "unit-norm"]
LossName = Literal[
    "squared-error",
    "absolute-error",
    "huber",
    "binary-cross-entropy",
    "cross-entropy",
    "probability-cross-entropy",
    "hinge",
    "perceptron",
]
OptimizerName = Literal["sgd", "adagrad", "rmsprop", "adam"]
InitializerName = Literal["glorot", "he", "uniform", "normal", "zeros"]
DatasetName = Literal[
    "film-1", "film-2", "half-plane", "blobs", "xor", "rings", "moons", "spirals", "checkerboard", "bands",
    "sine", "step", "hat", "temperature", "hill",
]  # fmt: skip
ShowName = Literal["class", "probability", "confidence", "one-class", "entropy"]


class _Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all structs of the session share: immutable, named fields only, no unknown ones.

    unknown: fields of a newer version that stood here in the file, as JSON text, to be written back.
    """

    unknown: str = msgspec.field(default="", name=KEY)


class Feature(_Struct, frozen=True, kw_only=True):
    """One column of the data. The network sees (value - center) / scale; the axes show the value."""

    name: Name
    center: Annotated[float, Meta(ge=-MAX_COORDINATE, le=MAX_COORDINATE)] = 0.0
    scale: Annotated[float, Meta(ge=1e-6, le=1e6)] = 1.0


class ClassInfo(_Struct, frozen=True, kw_only=True):
    """A class as the audience knows it."""

    name: Name
    color: Color
    marker: Marker


class Source(_Struct, frozen=True, kw_only=True):
    """The data set that the points were drawn from, so that a new sample keeps the options.

    classes: 0 where the points have values.
    """

    name: DatasetName
    points: Annotated[int, Meta(ge=1, le=MAX_DRAWN_POINTS)] = 200
    noise: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.1
    classes: Annotated[int, Meta(ge=0, le=MAX_CLASSES)] = 2
    seed: Seed = 0


class Data(_Struct, frozen=True, kw_only=True):
    """The points and what their columns and classes mean.

    In regression the points have values; the target says what these are, and there are no classes. The network learns
    (value - center) / scale.
    """

    task: Literal["classification", "regression"] = "classification"
    features: Annotated[tuple[Feature, ...], Meta(min_length=1, max_length=MAX_FEATURES)]
    classes: Annotated[tuple[ClassInfo, ...], Meta(max_length=MAX_CLASSES)]
    target: Feature | None = None
    source: Source | None = None
    test_share: Share = 0.0
    points: Points


class Layer(_Struct, frozen=True, kw_only=True):
    """A hidden layer.

    key tells it apart from the others of its model wherever it stands, so that its weights go with it when layers are
    inserted, deleted or moved; without one, its place from the input side (from 0) is its key.
    """

    units: Annotated[int, Meta(ge=1, le=MAX_UNITS)]
    activation: ActivationName = "tanh"
    key: Count | None = None


class Output(_Struct, frozen=True, kw_only=True):
    """What the network ends in, and so how its numbers become a class."""

    kind: OutputName = "sigmoid"
    normalizer: NormalizerName = "none"


class Model(_Struct, frozen=True, kw_only=True):
    """The architecture of a run."""

    inputs: Annotated[tuple[FeatureName, ...], Meta(min_length=1, max_length=MAX_INPUTS)] = ("x", "y")
    layers: Annotated[tuple[Layer, ...], Meta(max_length=MAX_LAYERS)] = ()
    output: Output = Output()


class Optimizer(_Struct, frozen=True, kw_only=True):
    """The update rule. Only the numbers that its rule uses matter."""

    name: OptimizerName = "sgd"
    momentum: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.0
    nesterov: bool = False
    smoothing: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.9
    beta1: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.9
    beta2: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.999


class Training(_Struct, frozen=True, kw_only=True):
    """How a run learns. Initializer and seed act at the next reset, all else at once."""

    loss: LossName = "binary-cross-entropy"
    optimizer: Optimizer = Optimizer()
    learning_rate: Annotated[float, Meta(gt=0.0, le=1000.0)] = 0.1
    batch_size: Annotated[int, Meta(ge=1, le=MAX_POINTS)] | Literal["all"] = 10
    sampling: Literal["shuffle", "replacement"] = "shuffle"
    l1: Annotated[float, Meta(ge=0.0, le=100.0)] = 0.0
    l2: Annotated[float, Meta(ge=0.0, le=100.0)] = 0.0
    initializer: InitializerName = "glorot"
    seed: Seed = 0
    stop_epoch: Annotated[int, Meta(ge=1, le=MAX_COUNT)] | None = None
    stop_accuracy: Annotated[float, Meta(gt=0.0, le=1.0)] | None = None


class Generator(_Struct, frozen=True, kw_only=True):
    """The state of NumPy's PCG64, its 128-bit numbers as decimal strings."""

    state: Annotated[str, Meta(pattern=r"^[0-9]{1,39}$")]
    inc: Annotated[str, Meta(pattern=r"^[0-9]{1,39}$")]
    has_uint32: Annotated[int, Meta(ge=0, le=1)] = 0
    uinteger: Annotated[int, Meta(ge=0, lt=2**32)] = 0


class State(_Struct, frozen=True, kw_only=True):
    """Where a run stands: all that is needed to go on bit for bit.

    generator is the random state at the start of the present epoch, position the samples of it already used.
    engine: who made the steps, None at the start; another one gives the same numbers but for rounding.
    start: the parameters at step 0, where they were set by hand; without them, those that initializer and seed give.
    """

    step: Count = 0
    epoch: Count = 0
    position: Count = 0
    updates: Count = 0
    generator: Generator
    parameters: Numbers
    slots: Annotated[tuple[Numbers, ...], Meta(max_length=MAX_SLOTS)] = ()
    engine: EngineName | None = None
    start: Numbers | None = None


class Trace(_Struct, frozen=True, kw_only=True):
    """A thinned table of numbers that grew with the run; rows are multiples of stride, and the newest."""

    columns: Annotated[tuple[Name, ...], Meta(max_length=16)]
    stride: Annotated[int, Meta(ge=1, le=MAX_COUNT)] = 1
    rows: Numbers


class LossFrom(_Struct, frozen=True, kw_only=True):
    """From how many steps on a loss was measured."""

    step: Count
    loss: LossName


Losses = Annotated[tuple[LossFrom, ...], Meta(max_length=MAX_LOSSES)]


class History(_Struct, frozen=True, kw_only=True):
    """What a run's curves are drawn from: batch losses by step, all metrics by epoch.

    losses: which one was measured from where on, beginning at step 0; without any, the run's own all the time.
    """

    steps: Trace
    epochs: Trace
    losses: Losses = ()


class Timeline(_Struct, frozen=True, kw_only=True):
    """Where a run has been: its states after every stride-th step, rising. Without any, the wish to keep them."""

    stride: Annotated[int, Meta(ge=1, le=MAX_COUNT)] = 1
    moments: Annotated[tuple[State, ...], Meta(max_length=MAX_MOMENTS)] = ()


class Run(_Struct, frozen=True, kw_only=True):
    """One network in training on the session's data.

    frozen: the places in the parameter vector of those parameters that training leaves alone, rising. timeline: where
    it has been, if the file is to keep it.
    """

    name: Name = "run"
    model: Model = Model()
    training: Training = Training()
    frozen: tuple[Count, ...] = ()
    state: State | None = None
    history: History | None = None
    timeline: Timeline | None = None


class Pinned(_Struct, frozen=True, kw_only=True):
    """An earlier run's curve, kept in grey: rows of step and batch loss, and of step, epoch, loss (and accuracy).

    losses: as in its history.
    """

    name: Name
    steps: Numbers
    epochs: Numbers
    losses: Losses = ()


class View(_Struct, frozen=True, kw_only=True):
    """What is shown. Changes of the view are kept in the file, but are no edits: undo passes them by.

    loss_sizes: whether the area of each point on the plane is proportional to its own loss.
    lines: which neurons of the first layer show their line w·x + b = 0: none, the one that is pointed at, or all.
    axes: the features along the axes of the plane, the others being held at their value in held (empty: at their
    centers); principal: the first two principal components are along the axes instead. contributions: beside
    the curve over one input, what each neuron before the output adds to it.
    """

    run: Annotated[int, Meta(ge=0, lt=MAX_RUNS)] = 0
    show: ShowName = "probability"
    one_class: Annotated[int, Meta(ge=0, lt=MAX_CLASSES)] = 0
    border: bool = True
    misclassified: bool = True
    loss_sizes: bool = False
    lines: Literal["none", "hover", "all"] = "hover"
    curve_by: Literal["step", "epoch"] = "epoch"
    log_loss: bool = False
    smoothing: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.0
    steps_per_second: Annotated[float, Meta(ge=1.0, le=1e9)] | None = None
    ranges: tuple[tuple[float, float], tuple[float, float]] | None = None
    axes: tuple[Annotated[int, Meta(ge=0, lt=MAX_FEATURES)], Annotated[int, Meta(ge=0, lt=MAX_FEATURES)]] = (0, 1)
    held: Annotated[tuple[float, ...], Meta(max_length=MAX_FEATURES)] = ()
    principal: bool = False
    contributions: bool = False
    pinned: Annotated[tuple[Pinned, ...], Meta(max_length=8)] = ()


class Lesson(_Struct, frozen=True, kw_only=True):
    """What the teacher wants seen: a text and the question asked."""

    text: Annotated[str, Meta(max_length=20_000)] = ""
    locked: Annotated[tuple[Name, ...], Meta(max_length=100)] = ()
    question: Annotated[str, Meta(max_length=2_000)] = ""


class Session(_Struct, frozen=True, kw_only=True):
    """The whole demonstration."""

    format: Literal["chalknet-session"] = "chalknet-session"
    version: tuple[int, int] = VERSION
    title: Annotated[str, Meta(max_length=200)] = ""
    notes: Annotated[str, Meta(max_length=100_000)] = ""
    data: Data
    runs: Annotated[tuple[Run, ...], Meta(min_length=1, max_length=MAX_RUNS)]
    view: View = View()
    lesson: Lesson | None = None
    sha256: Annotated[str, Meta(max_length=64)] = ""
