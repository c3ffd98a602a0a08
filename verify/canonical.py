"""One text for one value: RFC 8785 without floats, written and read strictly."""

import json
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any, NoReturn

from verify.differences import Difference, shown

#: the deepest nesting of any published file is 6
DEEPEST = 60


def encode(value: Any) -> bytes:
    """TypeError or UnicodeEncodeError for what has no such text."""
    return _text(value, 0).encode()


def _text(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(int(value))
    if depth == DEEPEST:
        raise TypeError("nested too deep")
    if isinstance(value, list | tuple):
        return f"[{','.join([_text(inner, depth + 1) for inner in value])}]"
    if isinstance(value, Mapping):
        keys = sorted(value, key=units)
        return f"{{{','.join([_pair(key, value[key], depth) for key in keys])}}}"
    raise TypeError(f"no canonical text for {type(value).__name__}")


def _pair(key: str, value: Any, depth: int) -> str:
    return f"{encode_basestring(key)}:{_text(value, depth + 1)}"


def units(name: str) -> bytes:
    """Names are sorted by their UTF-16 code units."""
    if not isinstance(name, str):
        raise TypeError("names are texts")
    return name.encode("utf-16-be", "surrogatepass")


# --- reading ------------------------------------------------------------------------------------


def _refuse(found: str) -> NoReturn:
    raise ValueError(f"{shown(found)} is no whole number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse)


def decode(data: bytes, file: str, line: int | None = None) -> Any:
    """Any JSON of whole numbers, each name once; a Difference where it is none."""
    try:
        return _DECODER.decode(data.decode())
    except UnicodeDecodeError:
        raise Difference("not-utf8", file, line) from None
    except json.JSONDecodeError as error:
        raise Difference("not-json", file, line or error.lineno, reason=error.msg) from None
    except (ValueError, RecursionError) as error:
        reason = shown(str(error))
        raise Difference("not-json", file, line, reason=reason) from None


def decode_canonical(data: bytes, file: str, line: int | None = None) -> Any:
    value = decode(data, file, line)
    try:
        text = encode(value)
    except (TypeError, ValueError, RecursionError):
        raise Difference("not-canonical", file, line, expected="-", found="-") from None
    if text != data:
        place = next((i for i, (a, b) in enumerate(zip(text, data, strict=False)) if a != b), None)
        place = min(len(text), len(data)) if place is None else place
        raise Difference(
            "not-canonical",
            file,
            line,
            expected=shown(text[place : place + 30]),
            found=shown(data[place : place + 30]),
        )
    return value
