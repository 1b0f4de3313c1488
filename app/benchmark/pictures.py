"""Pictures over the plane: the class regions with their border, and what every neuron answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from app.benchmark.engines import available_engines
from app.benchmark.report import Cell, Column, Spread, Table, key
from app.benchmark.rounds import Effort, in_turns, repeated
from app.session.create import new_session, usual_source
from app.session.schema import Layer, Session, View
from app.session.slice import slice_of
from app.training.assemble import trainer
from app.training.lenses.neurons import Neurons, NeuronsRequest
from app.training.predictor import Predictor
from app.training.regions import Regions, RegionsPainter, RegionsRequest
from nncore import EngineMaker

NETWORKS = ((4,), (8, 8), (8, 8, 8), (16,) * 4, (32, 32), (64, 64))
CELLS = 100
SPAN = (-6.0, 6.0)
NUDGE = 1e-9  # to the parameters, so that nothing is there from before
LONG_S = 600.0  # the pictures are wanted in one piece


def measure(effort: Effort, say: Callable[[str], None], networks: Sequence[tuple[int, ...]] = NETWORKS) -> list[Table]:
    """Milliseconds for both, of networks of different sizes."""
    rows: list[tuple[Cell, ...]] = []
    for hidden in networks:
        name = "-".join(map(str, (2, *hidden, 1)))
        say(f"pictures of {name}")
        rows.append((name, *picture_times(session_of(hidden), CELLS, effort)))
    title = f"Pictures of {CELLS}×{CELLS} cells"
    notes = (
        "regions: the probability in each cell and the border between the classes. neurons: a picture of each.",
        "Each is computed anew at other parameters; drawing it on the screen is not counted.",
    )
    return [Table("pictures", title, (Column("network", "network"), *picture_columns()), tuple(rows), notes)]


def session_of(hidden: Sequence[int], *, classes: int = 2, points: int = 200) -> Session:
    """Moons, or blobs of more classes, and a tanh network on them."""
    source = usual_source("moons" if classes == 2 else "blobs", points=points)
    return new_session(replace(source, classes=classes), layers=[Layer(units=units) for units in hidden])


def picture_columns() -> list[Column]:
    """What picture_times() finds."""
    return [
        Column(f"{what}_{key(engine)}_ms", what, f"{engine}, ms")
        for what in ("regions", "neurons")
        for engine in available_engines()
    ]


def picture_times(session: Session, cells: int, effort: Effort) -> list[Spread]:
    """Milliseconds for the regions by each engine, and for the pictures of all neurons, of so many cells a side."""
    found = []
    for make in (regions_work, neurons_work):
        works = {name: repeated(make(session, cells, engine)) for name, engine in available_engines().items()}
        times = in_turns(works, effort.rounds, effort.seconds, warm_up=2)
        found += [Spread.of([1e3 * seconds for seconds in row]) for row in times.values()]
    return found


def regions_work(session: Session, cells: int, engine: EngineMaker | None = None) -> Callable[[], Regions]:
    """Computes the regions, at other parameters each time."""
    run, data = session.runs[0], session.data
    made = trainer(run, data, engine=engine)
    painter = RegionsPainter(Predictor(run, data, made.forward()))
    request = RegionsRequest(SPAN, SPAN, cells, cells, "probability")
    parameters = made.network.parameters

    def work() -> Regions:
        parameters[0] += NUDGE
        return painter.regions(request, parameters)

    return work


def neurons_work(session: Session, cells: int, engine: EngineMaker | None = None) -> Callable[[], Neurons | None]:
    """Computes the pictures of all neurons, at other parameters each time."""
    run, data = session.runs[0], session.data
    made = trainer(run, data, engine=engine)
    lens = NeuronsRequest(slice_of(data, View()), SPAN, SPAN, cells).lens(run, data)

    def work() -> Neurons | None:
        made.network.parameters[0] += NUDGE
        pictures: Neurons | None = lens.look(made, LONG_S)
        return pictures

    return work
