"""The decoder's messages as sentences for a person, with the place in the file."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec

from app.session import schema
from app.session.errors import SessionError

_PLACE = re.compile(r" - at `(?:key in )?(\$[^`]*)`")
_WORDS = {
    "object": "an object {…}",
    "array": "a list […]",
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
}
_BOUNDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
# What is possible at a place, by how the place ends.
_NAMES: dict[str, Any] = {
    r"\.source\.name": schema.DatasetName,
    r"\.optimizer\.name": schema.OptimizerName,
    r"\.activation": schema.ActivationName,
    r"\.output\.kind": schema.OutputName,
    r"\.normalizer": schema.NormalizerName,
    r"\.loss": schema.LossName,
    r"\.initializer": schema.InitializerName,
    r"\.marker": schema.Marker,
    r"\.show": schema.ShowName,
}


def as_sentence(error: msgspec.ValidationError) -> SessionError:
    """The fault in words; paths of nested decoders are joined, the innermost last."""
    text = str(error)
    place = "$" + "".join(reversed([part[1:] for part in _PLACE.findall(text)]))
    return SessionError(_reason(_PLACE.sub("", text), place), place)


def _reason(text: str, place: str) -> str:
    if match := re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", text):
        return f"{_kinds(match[1])} is needed here, not {_kinds(match[2])}"
    if match := re.fullmatch(r"Expected `(\w+)` (>=|>|<=|<) ([^ ]+)", text):
        bound = f"{int(match[3]):,}" if match[3].isdecimal() else f"{float(match[3]):,.15g}"
        return f"{_kinds(match[1])} of {_BOUNDS[match[2]]} {bound} is needed here".replace(",", " ")
    if match := re.fullmatch(r"Expected `(\w+)` of length (>=|<=) (\d+)(?: and (>=|<=) (\d+))?", text):
        what = ("character" if match[1] == "str" else "item") + ("" if match[3] == "1" else "s")
        return f"{_kinds(match[1])} with {_BOUNDS[match[2]]} {int(match[3]):,} {what} is needed here".replace(",", " ")
    if match := re.fullmatch(r"Expected `array` of (?:at least |at most )?length (\d+).*", text):
        return f"a list of {match[1]} items is needed here"
    if re.fullmatch(r"Expected `str` matching regex .*", text):
        example = "a color such as #D55E00" if place.endswith(".color") else "decimal digits"
        return f"{example} is needed here"
    if match := re.fullmatch(r"Object missing required field `([^`]+)`", text):
        return f"the field “{match[1]}” is missing"
    if match := re.fullmatch(r"Object contains unknown field `([^`]+)`", text):
        return f"the field “{match[1]}” is unknown"
    if match := re.fullmatch(r"Invalid enum value '?(.*?)'?", text):
        possible = next((get_args(names) for end, names in _NAMES.items() if re.search(f"{end}$", place)), ())
        choice = f"; choose one of {', '.join(possible)}" if possible else ""
        return f"“{match[1]}” is not one of the possible values{choice}"
    return text.replace("`", "")


def _kinds(names: str) -> str:
    return " or ".join(_WORDS.get(name.strip(), name.strip()) for name in names.split("|"))
