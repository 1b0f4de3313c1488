"""From the bytes of a file to its text, never by a silent guess."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Literal, NamedTuple

from app.session.tables import MAX_BYTES, TableError

Encoding = Literal["utf-8", "utf-16", "latin-1", "windows-1252"]
ENCODINGS: dict[Encoding, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "latin-1": "Latin-1",
    "windows-1252": "Windows-1252",
}
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it has to be asked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PACKED: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a spreadsheet or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or another office file"),
    (b"\x1f\x8b", "a packed file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
)
_CONTROLS_OF_LATIN_1 = range(0x80, 0xA0)  # where Windows-1252 has letters and signs


class Decoded(NamedTuple):
    """A text, and the encoding that it was in."""

    text: str
    encoding: Encoding


class EncodingError(TableError):
    """Bytes that are not in the encoding that they were read with.

    Attributes: suggestion, the encoding that they look like, None where they look like no text.
    """

    def __init__(self, sentence: str, suggestion: Encoding | None = None) -> None:
        self.suggestion = suggestion
        super().__init__(sentence)


def read_bytes(path: Path) -> bytes:
    """A file's content. Raises TableError (too large) or OSError."""
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)  # a device or a pipe tells no size, and may never end
    if len(content) > MAX_BYTES:
        raise TableError(f"the file is larger than {MAX_BYTES // 2**20} MB, which is the most that can be imported")
    return content


def decoded(content: bytes, encoding: Encoding | None = None) -> Decoded:
    """The text in these bytes, its line ends as they are.

    Without an encoding: what a byte order mark says, else UTF-8. Raises EncodingError where they are not that.
    """
    for start, kind in _PACKED:
        if content.startswith(start):
            raise EncodingError(f"this is {kind}; a text file is needed, such as one saved “as CSV”")
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if marked == "utf-32":
        raise EncodingError("this is UTF-32; save the table as UTF-8")
    chosen: Encoding = encoding or ("utf-16" if marked == "utf-16" else "utf-8")
    try:
        # UTF-16 without a mark is taken for little-endian, which is what Windows writes.
        codec = "utf-16-le" if chosen == "utf-16" and marked != "utf-16" else _codec(chosen)
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise _not_in(chosen, content, error.start) from error
    if "\0" in text:
        suggestion: Encoding | None = "utf-16" if chosen != "utf-16" and _looks_like_utf_16(content) else None
        looks = "it looks like UTF-16" if suggestion else "it looks like no text at all"
        raise EncodingError(f"the file holds bytes that are 0, which is not {ENCODINGS[chosen]}; {looks}", suggestion)
    return Decoded(text, chosen)


def _codec(encoding: Encoding) -> str:
    return {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}.get(encoding, encoding)


def _not_in(encoding: Encoding, content: bytes, at: int) -> EncodingError:
    """The error for the byte at this place."""
    if encoding == "utf-16":
        return EncodingError(f"the bytes from {at + 1} on are not UTF-16", "utf-8")
    line = content.count(b"\n", 0, at) + 1
    what = f"byte {content[at]} in line {line} is not {ENCODINGS[encoding]}"
    if encoding != "utf-8":
        return EncodingError(what)
    suggestion = _look(content)
    if suggestion is None:
        return EncodingError(f"{what}, and the file looks like no text at all")
    sign = content[at : at + 1].decode(_codec(suggestion), errors="replace")
    return EncodingError(f"{what}; it looks like {ENCODINGS[suggestion]}, where it is “{sign}”", suggestion)


def _look(content: bytes) -> Encoding | None:
    """What bytes that are not UTF-8 look like."""
    if b"\0" in content:
        return "utf-16" if _looks_like_utf_16(content) else None
    if not any(byte in content for byte in _CONTROLS_OF_LATIN_1):
        return "latin-1"
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return "windows-1252"


def _looks_like_utf_16(content: bytes) -> bool:
    """Whether about every second byte is 0, as in Latin letters of two bytes each."""
    start = content[:4096]
    return len(content) % 2 == 0 and start[1::2].count(0) > 0.8 * len(start[1::2])
