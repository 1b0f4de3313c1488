"""What can be asked for on the command line."""

from __future__ import annotations

import argparse
import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

import app
from app.command_line.errors import UsageError

Command = Callable[[], int]
COMMANDS = ("new", "train", "screenshot", "export", "check", "bench")


def parse(arguments: Sequence[str]) -> Command:
    """The command that the arguments ask for, ready to be run. Exits with code 2 where they make no sense."""
    if arguments and arguments[0] in COMMANDS:
        name, rest = arguments[0], arguments[1:]
        parsers = {
            "new": _parse_new,
            "train": _parse_train,
            "screenshot": _parse_screenshot,
            "export": _parse_export,
            "check": _parse_check,
            "bench": _parse_bench,
        }
        return parsers[name](rest)
    return _parse_window(arguments)


def _parse_window(arguments: Sequence[str]) -> Command:
    parser = argparse.ArgumentParser(
        prog="chalknet",
        description="A desktop blackboard for neural networks. Opens the window, with a session if one is given.",
        epilog="Commands: chalknet new | train | screenshot | export | check | bench; each has its own --help. "
        "A file with the name of a command is opened as ./new, ./train, …",
    )
    parser.add_argument("--version", action="version", version=f"chalknet {app.__version__}")
    what = "a session file (*.chalk), or a table to import (*.csv, *.tsv)"
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help=what)
    options = parser.parse_args(arguments)

    def command() -> int:
        from app.command_line.window import open_window

        return open_window(options.file)

    return command


def _parse_new(arguments: Sequence[str]) -> Command:
    from app.command_line.new import NewOptions, new
    from app.command_line.tables import add_table_options, table_options
    from app.session import schema
    from nncore import MAX_POINTS

    parser = argparse.ArgumentParser(
        prog="chalknet new", description="Write a session file.", argument_default=argparse.SUPPRESS
    )
    add = parser.add_argument

    def choose(option: str, names: Any, what: str, to: Any = parser) -> None:
        possible = get_args(names)
        to.add_argument(option, metavar="NAME", choices=possible, help=f"{what}: {', '.join(possible)}")

    add("out", metavar="OUT", type=Path, help="the file to write (*.chalk)")
    origin = parser.add_mutually_exclusive_group(required=True)
    choose("--dataset", schema.DatasetName, "the data set to draw from", origin)
    origin.add_argument("--table", metavar="FILE", type=Path, help="the table to take the points from (*.csv, *.tsv)")
    add_table_options(parser)
    add("--points", metavar="N", type=_number(int, 1, MAX_POINTS), help="how many points (200)")
    add("--noise", metavar="X", type=_number(float, 0, 1), help="0 to 1 (the data set's own)")
    add("--classes", metavar="K", type=_number(int, 2, schema.MAX_CLASSES), help="how many classes (its own)")
    add("--test-share", metavar="X", type=_number(float, 0, 0.9), help="share of the points set aside for testing (0)")
    add("--layers", metavar="8,8", type=_layers, help="neurons of the hidden layers; none for no hidden layer (4,4)")
    choose("--activation", schema.ActivationName, "of the hidden layers (tanh)")
    choose("--output", schema.OutputName, "what the network ends in (what fits the rest)")
    choose("--normalizer", schema.NormalizerName, "for the output per-class (what fits the rest)")
    choose("--loss", schema.LossName, "the loss (the usual one for the output)")
    choose("--optimizer", schema.OptimizerName, "the update rule (sgd)")
    add("--momentum", metavar="X", type=_number(float, 0, 1, below=True), help="of sgd, 0 to less than 1 (0)")
    add("--learning-rate", metavar="X", type=_number(float, 0, 1000, above=True), help="η (the optimizer's usual one)")
    add("--batch-size", metavar="N", type=_batch_size, help="samples of one update, or all (10)")
    seed = _number(int, 0, schema.MAX_SEED)
    add("--seed", metavar="N", type=seed, help="of the points, weights and order of samples (0)")
    options = vars(parser.parse_args(arguments))
    out = options.pop("out")

    def command() -> int:
        table = table_options(options)
        return new(out, NewOptions(table=table, **options))

    return _with_usage(parser, command)


def _parse_train(arguments: Sequence[str]) -> Command:
    from app.command_line.train import train
    from app.training.engines import CHOICES, choice_in_environment

    parser = argparse.ArgumentParser(
        prog="chalknet train",
        description="Train a session without a window: all its runs. The figures are those of the run that is shown.",
        epilog="Exit code 1 also means that the run has diverged; what is saved then is its last good step.",
    )
    add = parser.add_argument
    add("file", metavar="FILE", type=Path, help="the session to go on with")
    add("--epochs", metavar="N", type=_number(int, 0, 10**9), required=True, help="how many further epochs")
    add("--until-accuracy", metavar="A", type=_number(float, 0, 1, above=True), help="stop when training reaches it")
    add("--save", metavar="OUT", type=Path, help="write the trained session here")
    what = "who trains: automatic, numpy or compiled (automatic: a run at its start takes the compiled one)"
    add("--engine", metavar="NAME", choices=CHOICES, default=choice_in_environment() or "automatic", help=what)
    add("--json", action="store_true", help="the last line printed is a JSON object of the results")
    options = parser.parse_args(arguments)
    return functools.partial(
        train,
        options.file,
        options.epochs,
        options.until_accuracy,
        options.save,
        engine=options.engine,
        as_json=options.json,
    )


def _parse_screenshot(arguments: Sequence[str]) -> Command:
    from app.command_line.screenshot import screenshot

    parser = argparse.ArgumentParser(
        prog="chalknet screenshot", description="Render the window with a session, with or without a display."
    )
    add = parser.add_argument
    add("file", metavar="FILE", type=Path, help="the session to show")
    add("out", metavar="OUT.png", type=_picture, help="the picture to write")
    add("--epochs", metavar="N", type=_number(int, 0, 10**9), default=0, help="train so many epochs first (0)")
    add("--size", metavar="WxH", type=_size, default=(1280, 800), help="of the window in pixels (1280x800)")
    add("--theme", choices=("light", "dark"), default="light", help="the palette (light)")
    options = parser.parse_args(arguments)
    return functools.partial(screenshot, options.file, options.out, options.epochs, options.size, options.theme)


def _parse_export(arguments: Sequence[str]) -> Command:
    from app.command_line.export import export
    from app.window.figures.spec import SCALES, THEMES, WHATS

    scales = ", ".join(f"{scale:g}" for scale in SCALES)
    parser = argparse.ArgumentParser(
        prog="chalknet export",
        description="Write a session as something else, by the suffix of OUT: a program (.py) or a notebook (.ipynb) "
        "that trains the same network on the same batches; a table of the points with what the network answers (.csv); "
        "a figure (.png, .svg, .pdf); the way of the run as a film (.gif, or pictures as in moons-###.png).",
        epilog="What is exported is the run that the session shows, at the step where it stands.",
        argument_default=argparse.SUPPRESS,
    )
    add = parser.add_argument
    add("file", metavar="FILE", type=Path, help="the session")
    add("out", metavar="OUT", type=Path, help="the file to write")
    add("--what", choices=WHATS, help=f"of a figure or film: {', '.join(WHATS)} (regions)")
    add("--theme", choices=THEMES, help="light or dark (light)")
    add("--scale", metavar="X", type=float, choices=SCALES, help=f"of texts and lines: {scales} (1)")
    add("--size", metavar="WxH", help="12x9cm, 5x4in or 1200x900 (pixels)")
    add("--dpi", metavar="N", type=_number(float, 10, 2400), help="dots per inch of pictures (150; of films 96)")
    add("--transparent", action="store_true", help="no ground")
    add("--epochs", metavar="N", type=_number(int, 0, 10**9), help="of a film: train so many epochs on (0)")
    add("--pictures", metavar="N", type=_number(int, 2, 2000), help="of a film: how many at the most (100)")
    add("--per-second", metavar="X", type=_number(float, 0.1, 50), help="of a film: how many pictures a second (20)")
    add("--code", choices=("torch", "numpy"), help="the library of the program: torch or numpy (torch)")
    options = vars(parser.parse_args(arguments))
    file, out = options.pop("file"), options.pop("out")
    return _with_usage(parser, functools.partial(export, file, out, options))


def _parse_check(arguments: Sequence[str]) -> Command:
    from app.command_line.check import check

    parser = argparse.ArgumentParser(prog="chalknet check", description="Say of each file whether it is a session.")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="the files to check")
    options = parser.parse_args(arguments)
    return functools.partial(check, options.files)


def _parse_bench(arguments: Sequence[str]) -> Command:
    from app.benchmark.suite import PARTS
    from app.command_line.bench import bench

    parts = "\n".join(f"  {name:10} {what}" for name, what in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="chalknet bench",
        description="Measure how fast chalknet is on this machine, beside PyTorch and scikit-learn where they are\n"
        f"installed. The parts, which are measured one after the other:\n{parts}",
        epilog="A window opens for a while, where there is a screen. Leave the machine alone meanwhile: whatever else\n"
        "it does is measured as well.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--json", action="store_true", help="print one JSON object in place of the tables")
    add("--quick", action="store_true", help="few and short rounds: less than a minute, and rougher figures")
    add("--only", metavar="PART,…", type=_parts, default=tuple(PARTS), help="measure these parts alone")
    add("--plot", metavar="FILE", type=_plot, help="draw the results (.png or .svg)")
    add("--theme", choices=("light", "dark"), default="light", help="the palette of the plot (light)")
    options = parser.parse_args(arguments)
    effort = "quick" if options.quick else "full"
    return functools.partial(bench, options.only, effort, options.plot, options.theme, as_json=options.json)


def _with_usage(parser: argparse.ArgumentParser, command: Command) -> Command:
    """The command, its UsageError said as the parser says its own: the usage, the sentence, exit code 2."""

    def guarded() -> int:
        try:
            return command()
        except UsageError as error:
            parser.error(str(error))

    return guarded


def _number(kind: type[int | float], low: float, high: float, *, above: bool = False, below: bool = False) -> Any:
    """A reader of one number from low to high; above, below: that bound itself is out."""

    def read(text: str) -> int | float:
        try:
            value = kind(text)
        except ValueError:
            value = math.nan
        if not ((low < value if above else low <= value) and (value < high if below else value <= high)):
            what = "a whole number" if kind is int else "a number"
            bounds = f"{'above' if above else 'from'} {low:g} {'to less than' if below else 'to'} {_plain(high)}"
            raise argparse.ArgumentTypeError(f"{what} {bounds} is needed, not {text!r}")
        return value

    return read


def _plain(number: float) -> str:
    return f"{number:,}".replace(",", " ")


def _layers(text: str) -> tuple[int, ...]:
    from app.session.schema import MAX_LAYERS, MAX_UNITS

    if text in ("", "0", "none"):
        return ()
    parts = text.split(",")
    if len(parts) > MAX_LAYERS:
        raise argparse.ArgumentTypeError(f"at most {MAX_LAYERS} hidden layers are possible, not {len(parts)}")
    read = _number(int, 1, MAX_UNITS)
    return tuple(read(part) for part in parts)


def _batch_size(text: str) -> Any:
    from app.session.schema import MAX_POINTS

    return "all" if text == "all" else _number(int, 1, MAX_POINTS)(text)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and 200 <= int(width) <= 8000 and 200 <= int(height) <= 8000):
        raise argparse.ArgumentTypeError(f"width and height in pixels, as in 1280x800, are needed, not {text!r}")
    return int(width), int(height)


def _parts(text: str) -> tuple[str, ...]:
    from app.benchmark.suite import PARTS

    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names or ("",):
        if name not in PARTS:
            raise argparse.ArgumentTypeError(f"the parts are {', '.join(PARTS)}; there is no {name!r}")
    return names


def _plot(text: str) -> Path:
    if Path(text).suffix.lower() not in (".png", ".svg"):
        raise argparse.ArgumentTypeError(f"the name of a plot ends in .png or .svg; {text!r} does not")
    return Path(text)


def _picture(text: str) -> Path:
    if Path(text).suffix.lower() != ".png":
        raise argparse.ArgumentTypeError(f"the name of a picture ends in .png; {text!r} does not")
    return Path(text)
