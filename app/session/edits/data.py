"""Edits of the data as a whole: data sets and classes."""

from __future__ import annotations

from msgspec.structs import replace

from app.session.arrays import Points
from app.session.carry import carry_frozen, same_structure
from app.session.edits import EditError, checked
from app.session.edits.model import fit_output
from app.session.edits.points import split
from app.session.edits.timeline import without_moments
from app.session.names import why_not_name
from app.session.schema import (
    MAX_CLASSES,
    ClassInfo,
    Color,
    Data,
    Feature,
    Marker,
    Name,
    Run,
    Session,
    Source,
)
from nncore import DATASETS, is_coordinate, make_dataset, make_values, plain_inputs, why_not_input

NO_CLASSES = "These points have values and no classes: load data with classes first."
CLASS_COLORS = ("#D55E00", "#0072B2", "#009E73", "#AA4499", "#56B4E9", "#B8860B", "#6E7781", "#8C510A")
CLASS_MARKERS: tuple[Marker, ...] = (
    "disc",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "plus",
    "star",
    "hexagon",
)


def default_class(number: int, name: str = "") -> ClassInfo:
    """The class that a number stands for until somebody names it."""
    return ClassInfo(name=name or f"class {number}", color=CLASS_COLORS[number], marker=CLASS_MARKERS[number])


def sample_data(source: Source, test_share: float) -> Data:
    """The data that a source describes, a share of it set aside for testing."""
    kind = DATASETS[source.name]
    features = tuple(
        Feature(name=name, center=center, scale=scale)
        for name, center, scale in zip(kind.feature_names, kind.centers, kind.scales, strict=True)
    )
    if kind.value is not None:
        x, values = make_values(source.name, points=source.points, noise=source.noise, seed=source.seed)
        points = Points(x, None, None, values)
        return Data(
            task="regression",
            features=features,
            classes=(),
            target=Feature(name=kind.value.name, center=kind.value.center, scale=kind.value.scale),
            source=replace(source, classes=0),
            test_share=test_share,
            points=points.with_tests(split(points.labels, test_share, source.seed)),
        )
    x, labels = make_dataset(
        source.name, points=source.points, noise=source.noise, classes=source.classes, seed=source.seed
    )
    names = kind.class_names
    return Data(
        features=features,
        classes=tuple(default_class(k, names[k] if k < len(names) else "") for k in range(source.classes)),
        source=source,
        test_share=test_share,
        points=Points(x, labels, split(labels, test_share, source.seed)),
    )


def load_dataset(session: Session, source: Source) -> Session:
    """Replace the points by a sample of a data set.

    Class names and colors stay where the number of classes does and the kind of data is the same; the networks are
    changed only as far as the data asks for it (inputs that no longer exist, outputs for the number of classes or for
    values, and a loss that fits them). A lesson is over where it is another data set.
    """
    try:
        data = sample_data(checked(source), session.data.test_share)
    except EditError:
        raise
    except ValueError as error:  # the data set's own limits
        raise EditError(str(error)) from error
    before = session.data
    if before.source is None or before.source.name != source.name:
        session = without_lesson(session)
    elif len(before.classes) == len(data.classes):
        data = replace(data, classes=before.classes)
    return with_data(session, data)


def without_lesson(session: Session) -> Session:
    """The session where its points are others than those that its lesson, its title and its notes speak of."""
    return replace(session, lesson=None, title="", notes="")


def add_class(session: Session) -> Session:
    """One more class, with no points yet. Outputs that tell only two classes apart become one neuron a class."""
    _require_classes(session)
    number = len(session.data.classes)
    if number >= MAX_CLASSES:
        raise EditError(f"A session has at most {MAX_CLASSES} classes.")
    used = {info.color for info in session.data.classes}
    free = next(k for k in range(MAX_CLASSES) if CLASS_COLORS[k] not in used or k == MAX_CLASSES - 1)
    names = {info.name for info in session.data.classes}
    name = next(f"class {k}" for k in range(number, 2 * MAX_CLASSES) if f"class {k}" not in names)
    added = ClassInfo(name=name, color=CLASS_COLORS[free], marker=CLASS_MARKERS[free])
    return with_data(session, replace(session.data, classes=(*session.data.classes, added)))


def remove_class(session: Session, label: int) -> Session:
    """Remove a class and its points; the classes behind it move up."""
    _require_classes(session)
    if len(session.data.classes) <= 2:
        raise EditError("Two classes is the least: with one there is nothing to tell apart.")
    points = session.data.points.taking(session.data.points.labels != label)
    labels = points.labels - (points.labels > label)
    classes = tuple(info for k, info in enumerate(session.data.classes) if k != label)
    data = replace(session.data, classes=classes, points=Points(points.x, labels, points.is_test))
    return with_data(session, data)


def rename_class(session: Session, label: int, name: Name) -> Session:
    """Give a class another name."""
    _require_classes(session)
    name = name.strip()[:60]
    if not name:
        raise EditError("A class needs a name.")
    reason = why_not_name(name)
    if reason:
        raise EditError(f"{reason[0].upper()}{reason[1:]}.")
    if any(info.name == name for k, info in enumerate(session.data.classes) if k != label):
        raise EditError(f"Another class is called “{name}” already.")
    return _with_class(session, label, replace(session.data.classes[label], name=name))


def restyle_class(session: Session, label: int, color: Color, marker: Marker) -> Session:
    """Give a class another color and marker."""
    _require_classes(session)
    return _with_class(session, label, checked(replace(session.data.classes[label], color=color, marker=marker)))


def _require_classes(session: Session) -> None:
    if session.data.task == "regression":
        raise EditError(NO_CLASSES)


def _with_class(session: Session, label: int, info: ClassInfo) -> Session:
    classes = session.data.classes
    if classes[label] == info:
        return session
    return replace(session, data=replace(session.data, classes=(*classes[:label], info, *classes[label + 1 :])))


def with_data(session: Session, data: Data) -> Session:
    """The session on other data; its networks are changed only as far as the data asks for it."""
    runs = []
    for before in session.runs:
        run = fit_output(_fit_inputs(before, len(session.data.features), len(data.features)), len(data.classes))
        if not same_structure(before, session.data, run, data):
            frozen = carry_frozen(before, session.data, run, data)
            run = without_moments(replace(run, frozen=frozen, state=None, history=None))
        runs.append(run)
    return replace(session, data=data, runs=tuple(runs))


def _fit_inputs(run: Run, old_dimensions: int, dimensions: int) -> Run:
    """The run without the inputs that points with so many coordinates have not.

    Whoever gave the network all the coordinates that there were, and nothing else, gives it all that there are now.
    """
    asked = run.model.inputs
    if dimensions == old_dimensions:
        return run
    inputs = tuple(name for name in asked if not why_not_input(name, dimensions))
    is_all = len(asked) == old_dimensions and all(is_coordinate(name, column) for column, name in enumerate(asked))
    if is_all or not inputs:
        inputs = plain_inputs(dimensions)
    return run if inputs == asked else replace(run, model=replace(run.model, inputs=inputs))
