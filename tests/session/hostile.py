"""Opens files that are damaged, altered or made to do harm, and looks at what becomes of each.

    python -m tests.session.hostile [COUNT [FIRST]]

Opens so many mutated files, by number, and then the ones made by hand. Each has to open, as a session that (every
fifth is tried) can be saved and trained, or to be refused by a SessionError with its place; anything else ends the
program, with the name of the file.

While a file is opened, the process can't get more than MEMORY_MB beyond what it has, the bytes of the file among them;
one that needs more ends in a MemoryError. Prints one JSON object: files, opened, refused, slowest_ms (in the processor,
of one file) and which that was.
"""

from __future__ import annotations

import copy
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from app.session.arrays import Numbers
from app.session.create import new_session, usual_source
from app.session.edits.timeline import keep_timeline
from app.session.errors import SessionError
from app.session.format.limits import MAX_BYTES
from app.session.format.reading import decode
from app.session.format.writing import encode
from app.session.schema import Layer, Lesson, Optimizer, Pinned, Session
from app.training.runner import Runner
from tests.session.sessions import trained

MEMORY_MB = 200
LARGEST_MUTATED = 2**20  # bytes, from which on a file is not changed further
USED_EVERY = 5  # of the files that open


@cache
def good_files() -> tuple[bytes, ...]:
    """Small sessions that together hold all that a file can."""
    two = new_session(usual_source("moons", points=5), layers=[Layer(units=2, key=3)], test_share=0.3, title="Motion")
    training = replace(two.runs[0].training, optimizer=Optimizer(name="adam"), batch_size=2)
    two = keep_timeline(replace(two, runs=(replace(two.runs[0], training=training, frozen=(1, 4)),)), True)
    pinned = Pinned(name="η = 0.1", steps=Numbers([[0.0, 1.0]]), epochs=Numbers([[0.0, 0.0, 0.7, 0.5]]))
    view = replace(two.view, pinned=(pinned,), ranges=((-1.0, 1.0), (-2.0, 2.0)), held=(0.0, 0.5))
    two = replace(trained(two, 3), view=view, notes="# Notes\n", lesson=Lesson(text="Try", locked=("loss",)))
    blobs = new_session(replace(usual_source("blobs", points=4), classes=3), layers=[])
    blobs = trained(replace(blobs, runs=(blobs.runs[0], replace(blobs.runs[0], name="other"))), 4)
    values = trained(new_session(usual_source("sine", points=4), layers=[Layer(units=2, activation="sine")]), 4)
    return tuple(map(encode, (two, blobs, values)))


@cache
def parts_by_key() -> tuple[dict[Any, list[Any]], ...]:
    """For each good file: what stands in it under each key, or at each place of a list."""
    found: tuple[dict[Any, list[Any]], ...] = tuple({} for _ in good_files())
    for parts, content in zip(found, good_files(), strict=True):
        for container, key in places(json.loads(content)):
            parts.setdefault(key, []).append(container[key])
    return found


# Mutations of a JSON value

HOSTILE_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63, 2**64, 2**128, -(2**63) - 1, 10**400,
    0.0, -0.0, 0.5, 5e-324, 1e-9, 1e6, 1e7, 1e154, 1e300, 1.8e308, -1.8e308, float("nan"), float("inf"), -float("inf"),
    "", " ", "x", "y", "train", "test", "all", "none", "softmax", "per-class", "sigmoid", "value", "adam", "1", "NaN",
    "\ud800", "\u202e", "\x00", "\x1b[2J", "a\nb", "\N{WOMAN}\N{ZERO WIDTH JOINER}", "x" * 61, "x" * 100_001,
    "9" * 39, "9" * 5000, "#D55E00", "x^2", "x**99", "((((((((x))))))))", "1/0*x", "log(x)", "exp(exp(exp(x)))",
    [], {}, [[]], [{}], [None], [[None]], [[0.0]], [0.0] * 9, [[0.0, 1.0]], [[0.0, 0.0, 0, "train"]], {"": {}},
    {"name": "x"}, [["x"]], [0, 1], [1, 1], [1, 2], [9, 9], ["x", "y"],
)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a JSON value with every key in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        container = waiting.pop()
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, item in items:
            found.append((container, key))
            if isinstance(item, dict | list):
                waiting.append(item)
    return found


def replaced(raw: Any, draw: random.Random) -> None:
    container, key = draw.choice(places(raw))
    container[key] = copy.deepcopy(draw.choice(HOSTILE_VALUES))


def left_out(raw: Any, draw: random.Random) -> None:
    container, key = draw.choice(places(raw))
    del container[key]


def swapped(raw: Any, draw: random.Random) -> None:
    (one, key), (other, place) = draw.sample(places(raw), 2)
    one[key], other[place] = copy.deepcopy(other[place]), copy.deepcopy(one[key])


def renamed(raw: Any, draw: random.Random) -> None:
    container, key = draw.choice([place for place in places(raw) if isinstance(place[0], dict)])
    new = draw.choice(("", "sha256", "state", "points", "__class__", "\x1b[2J", "\ud800", key + "s", key.upper()))
    container[new] = container.pop(key)


def repeated(raw: Any, draw: random.Random) -> None:
    lists = [container[key] for container, key in places(raw) if isinstance(container[key], list)]
    chosen = draw.choice([item for item in lists if item] or [[0]])
    chosen *= draw.choice((2, 3, 100))


def shuffled(raw: Any, draw: random.Random) -> None:
    lists = [container[key] for container, key in places(raw) if isinstance(container[key], list)]
    draw.shuffle(draw.choice(lists))


def grafted(raw: Any, draw: random.Random) -> None:
    """A part of another session in the same place, or in any."""
    container, key = draw.choice(places(raw))
    parts = draw.choice(parts_by_key())
    container[key] = copy.deepcopy(draw.choice(parts.get(key) or draw.choice(list(parts.values()))))


def nudged(raw: Any, draw: random.Random) -> None:
    """Numbers a little, or a lot, away from what they were."""
    numbers = [place for place in places(raw) if isinstance(place[0][place[1]], int | float)]
    for container, key in draw.sample(numbers, min(3, len(numbers))):
        old = container[key]
        container[key] = draw.choice((old + 1, old - 1, -old, old * 1e9, old * 1e200, old / 3))


TREE_MUTATIONS: tuple[Callable[[Any, random.Random], None], ...] = (
    replaced, replaced, replaced, left_out, swapped, renamed, repeated, shuffled, grafted, nudged,
)  # fmt: skip

# Mutations of bytes

HOSTILE_BYTES = (
    b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\", b"-", b"e", b"0", b"9", b".", b"\x00", b"\xff", b"\r",
    b"\xef\xbb\xbf",
    b"\\ud800", b"\\u0000", b"1e999", b"-1e999", b"NaN", b"Infinity", b"null", b"true", b"[" * 5000, b'{"a":' * 3000,
    b"9" * 5000, b"0" * 300 + b"1", b"//", b"/*", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80",
    b'"a":1,"a":2,',
)  # fmt: skip


def spoiled(content: bytes, draw: random.Random) -> bytes:
    """Some bytes damaged, lost, doubled, or put in."""
    for _ in range(draw.choice((1, 1, 1, 2, 8))):
        at = draw.randrange(len(content) + 1)
        to = min(len(content), at + draw.choice((1, 2, 16, 300)))
        part = content[at:to]
        new = draw.choice(
            (b"", part * 2, draw.randbytes(len(part)), draw.choice(HOSTILE_BYTES), draw.choice(HOSTILE_BYTES) + part)
        )
        content = content[:at] + new + content[to:]
    return content


def cut(content: bytes, draw: random.Random) -> bytes:
    """As after a full disk or a broken line: its beginning alone, or with zeros to the end."""
    at = draw.randrange(len(content))
    return content[:at] + draw.choice((b"", bytes(len(content) - at)))


def mixed(content: bytes, draw: random.Random) -> bytes:
    """The beginning of one file and the end of another."""
    other = draw.choice(good_files())
    return content[: draw.randrange(len(content))] + other[draw.randrange(len(other)) :]


def hostile(number: int) -> bytes:
    """The mutated file of this number."""
    draw = random.Random(number)
    content = draw.choice(good_files())
    way = draw.random()
    if way < 0.3:
        return draw.choice((spoiled, spoiled, cut, mixed))(content, draw)
    raw = json.loads(content)
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        draw.choice(TREE_MUTATIONS)(raw, draw)
        content = json.dumps(raw).encode()
        if len(content) > LARGEST_MUTATED:  # the next one might not fit into memory
            break
    return spoiled(content, draw) if way > 0.95 else content


# Made by hand


RUN: tuple[str | int, ...] = ("runs", 0)
PATHS: dict[str, tuple[str | int, ...]] = {
    "points": ("data", "points"),
    "classes": ("data", "classes"),
    "layers": (*RUN, "model", "layers"),
    "units": (*RUN, "model", "layers", 0, "units"),
    "inputs": (*RUN, "model", "inputs"),
    "learning_rate": (*RUN, "training", "learning_rate"),
    "seed": (*RUN, "training", "seed"),
    "frozen": (*RUN, "frozen"),
    "parameters": (*RUN, "state", "parameters"),
    "slots": (*RUN, "state", "slots"),
    "rows": (*RUN, "history", "epochs", "rows"),
    "moments": (*RUN, "timeline", "moments"),
    "pinned": ("view", "pinned"),
    "locked": ("lesson", "locked"),
}


def changed(**parts: bytes) -> bytes:
    """A good file with other values at these PATHS (else at the top), spelled as they are here."""
    raw = json.loads(good_files()[0])
    for key in parts:
        *path, last = PATHS.get(key, (key,))
        container = raw
        for name in path:
            container = container[name]
        container[last] = f"here: {key}"
    content = json.dumps(raw).encode()
    for key, part in parts.items():
        content = content.replace(json.dumps(f"here: {key}").encode(), part)
    return content


def _filled(head: bytes, item: bytes, tail: bytes = b"") -> bytes:
    """As large as a file may be."""
    return head + item * ((MAX_BYTES - len(head) - len(tail)) // len(item)) + tail


def _points(row: bytes, n: int) -> bytes:
    return changed(points=b"[" + b",".join([row] * n) + b"]")


BY_HAND: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "zeros": lambda: bytes(MAX_BYTES),
    "a byte order mark alone": lambda: b"\xef\xbb\xbf",
    "another byte order": lambda: good_files()[0].decode().encode("utf-16"),
    "a pickle": lambda: b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94\x8c\x06system\x94\x93\x94.",
    "white space": lambda: _filled(b"", b" "),
    "white space within": lambda: _filled(b"{", b"\n", b"}"),
    "lists in lists": lambda: _filled(b"", b"["),
    "objects in objects": lambda: _filled(b"", b'{"a":'),
    "just too deep": lambda: changed(title=b"[" * 900 + b"]" * 900),
    "empty lists": lambda: _filled(b"[", b"[],", b"[]]"),
    "empty objects": lambda: _filled(b"[", b"{},", b"{}]"),
    "as many empty lists as possible": lambda: b"[" + b"[]," * 999_990 + b"[]]",
    "as many empty objects as possible": lambda: (
        b'{"format":"chalknet-session","version":[1,0],"a":[' + b"{}," * 999_000 + b"{}]}"
    ),
    "small numbers": lambda: _filled(b"[", b"1,", b"1]"),
    "large numbers": lambda: _filled(b"[", b"1e99,", b"1]"),
    "fractions": lambda: _filled(b"[", b".5,", b"1]"),
    "texts": lambda: _filled(b"[", b'"",', b'""]'),
    "as many small numbers as possible": lambda: b"[" + b"1," * 1_990_000 + b"1]",
    "as many large numbers as possible": lambda: b"[" + b"1e99," * 1_990_000 + b"1]",
    "as many keys as possible": lambda: b"{" + b",".join(b'"%x":0' % number for number in range(290_000)) + b"}",
    "the same key as often as possible": lambda: changed(title=b'"",' + b'"title":"",' * 290_000 + b'"title":""'),
    "as many whole numbers as possible": lambda: changed(title=b"[" + b"12345678901234567," * 1_990_000 + b"1]"),
    "the same key": lambda: _filled(b"{", b'"a":0,', b'"a":0}'),
    "the same key of a session": lambda: changed(title=_filled(b'"",', b'"title":"",', b'"title":""')),
    "one text": lambda: _filled(b'{"title":"', b"x", b'"}'),
    "one long title": lambda: changed(title=_filled(b'"', b"x", b'"')[: 2**24] + b'"'),
    "long notes": lambda: changed(notes=_filled(b'"', b"x")[: -(2**16)] + b'"'),
    "wide characters": lambda: changed(notes=b'"' + "\N{MICROSCOPE}".encode() * 2**23 + b'"'),
    "escapes": lambda: changed(notes=b'"' + b"\\u0001" * 2**22 + b'"'),
    "halved characters": lambda: changed(notes=b'"' + b"\\ud800" * 2**22 + b'"'),
    "one number": lambda: _filled(b"", b"9"),
    "one fraction": lambda: _filled(b"0.", b"9"),
    "a number of a session": lambda: changed(learning_rate=b"0." + b"1" * 2**24),
    "a whole number of a session": lambda: changed(seed=b"9" * 4300),
    "an exponent": lambda: changed(learning_rate=b"1e" + b"9" * 2**22),
    "a small exponent": lambda: changed(learning_rate=b"1e-" + b"9" * 4000),
    "an unclosed text": lambda: good_files()[0] + _filled(b'"', b"x")[: 2**24],
    "something after the end": lambda: good_files()[0] + b"{}",
    "too many points": lambda: _points(b'[0,0,0,"train"]', 200_001),
    "many points of a kind there is not": lambda: _points(b'[0,0,0,"t"]', 200_000),
    "many points of a class there is not": lambda: _points(b'[0,0,9,"test"]', 200_000),
    "many points of one column": lambda: _points(b'[0,0,"test"]', 200_000),
    "many points and a bad one": lambda: _points(b'[0,0,0,"test"]', 199_999)[:-1],
    "points of many columns": lambda: _points(b"[" + b"0," * 1980 + b'0,"test"]', 1000),
    "one point of very many columns": lambda: _points(b"[" + b"0," * 1_990_000 + b'0,"test"]', 1),
    "points of different lengths": lambda: changed(points=b'[[0,0,0,"train"],[0,0,"train"]]'),
    "very many layers": lambda: changed(layers=b"[" + b",".join([b'{"units":1}'] * 290_000) + b"]"),
    "the widest layers": lambda: changed(layers=b"[" + b",".join([b'{"units":256}'] * 12) + b"]"),
    "very wide": lambda: changed(units=b"1" + b"0" * 4000),
    "very many inputs": lambda: changed(inputs=b"[" + b",".join([b'"x"'] * 2**21) + b"]"),
    "a formula in brackets": lambda: changed(inputs=b'["' + b"(" * 30 + b"x" + b")" * 28 + b'"]'),
    "a formula of powers": lambda: changed(inputs=b'["x^9^9^9^9^9^9^9^9"]'),
    "a formula that is a program": lambda: changed(inputs=b"[\"__import__('os').getpid()\"]"),
    "very many classes": lambda: changed(classes=b"[" + b",".join([b'{"name":"a"}'] * 290_000) + b"]"),
    "very many runs": lambda: changed(runs=b"[" + b",".join([b"{}"] * 400_000) + b"]"),
    "very many curves": lambda: changed(pinned=b"[" + b",".join([b"{}"] * 400_000) + b"]"),
    "long curves": lambda: changed(pinned=b'[{"name":"a","epochs":[],"steps":[' + b"[0,0]," * 400_000 + b"[0,0]]}]"),
    "very many parameters": lambda: changed(parameters=b"[" + b"0," * 1_990_000 + b"0]"),
    "parameters that are null": lambda: changed(parameters=b"[" + b"null," * 1_990_000 + b"null]"),
    "very many slots": lambda: changed(slots=b"[" + b"[]," * 400_000 + b"[]]"),
    "very many frozen": lambda: changed(frozen=b"[" + b"0," * 1_990_000 + b"0]"),
    "a long history": lambda: changed(rows=b"[" + b"[0,0]," * 400_000 + b"[0,0]]"),
    "a wide history": lambda: changed(rows=b"[[" + b"0," * 1_990_000 + b"0]]"),
    "very many moments": lambda: changed(moments=b"[" + b"{}," * 400_000 + b"{}]"),
    "very many locks": lambda: changed(locked=b"[" + b'"a",' * 2**21 + b'"a"]'),
    "a version of nobody": lambda: changed(version=b"[1," + b"9" * 4000 + b"]"),
    "a newer version with something unknown": lambda: changed(version=b"[1,99]", lesson=b'{"text":"","new":[{}]}'),
    "much that is unknown": lambda: changed(version=b"[1,99]", title=b'"","new":[' + b"{}," * 400_000 + b"{}]"),
    "a long signature": lambda: changed(sha256=b'"' + b"0" * 2**24 + b'"'),
}


# What becomes of them


class Findings:
    """What has been seen so far."""

    def __init__(self) -> None:
        self.files = self.opened = self.refused = 0
        self.slowest_ms, self.slowest = 0.0, ""

    def look_at(self, name: str, content: bytes) -> None:
        """Open it, and see that nothing but what is allowed happens."""
        self.files += 1
        took_ms, session, refused = opened(content, time.perf_counter)
        if took_ms > self.slowest_ms:  # perhaps others have kept the processor busy; its own clock is asked but rarely
            took_ms = opened(content, time.process_time)[0]
            if took_ms > self.slowest_ms:
                self.slowest_ms, self.slowest = took_ms, name
        if refused:
            require_sentence(refused)
            self.refused += 1
        if session:
            if self.opened % USED_EVERY == 0:
                require_usable(session)
            self.opened += 1

    def report(self) -> dict[str, Any]:
        return {**vars(self), "slowest_ms": round(self.slowest_ms, 1)}


def opened(content: bytes, clock: Callable[[], float]) -> tuple[float, Session | None, SessionError | None]:
    """How long it took, and what came of it: a session, or why there is none."""
    start = clock()
    try:
        session, refused = decode(content).session, None
    except SessionError as error:
        session, refused = None, error.with_traceback(None)  # which would hold what has been read so far
    return 1000 * (clock() - start), session, refused


def require_sentence(error: SessionError) -> None:
    """A place, and one sentence that can be shown."""
    assert error.place.startswith("$"), error.place
    assert error.reason, error.place
    assert error.reason.isprintable(), error.reason


def require_usable(session: Session) -> None:
    """It can be saved and opened again, and trained."""
    assert decode(encode(session)).session == session
    Runner(session).step(3)


@contextmanager
def memory_limit(megabytes: int) -> Iterator[None]:
    """The process gets no more than so much beyond what it has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + megabytes * 2**20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def look_at_mutated(findings: Findings, numbers: range) -> None:
    with memory_limit(MEMORY_MB):
        for number in numbers:
            try:
                findings.look_at(str(number), hostile(number))
            except BaseException:
                print(f"in the file {number}:", file=sys.stderr)
                raise


def look_at_made(findings: Findings, name: str) -> None:
    content = BY_HAND[name]()
    with memory_limit(MEMORY_MB):
        findings.look_at(name, content)


def main(count: int, first: int) -> dict[str, Any]:
    findings = Findings()
    look_at_mutated(findings, range(first, first + count))
    for name in BY_HAND:
        look_at_made(findings, name)
    return findings.report()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    print(json.dumps(main(*(numbers + [20_000, 0][len(numbers) :]))))
