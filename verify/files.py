"""The files of a folder, read with limits and without trust."""

import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from verify.canonical import decode_canonical
from verify.differences import Difference, shown

ELECTION, LOG, HEADS, KEY = "election.json", "log.jsonl.gz", "heads.json", "key.json"
ROLL, COUNT, RESULT, BALLOTS = "roll.json", "count.json", "result.json", "ballots.jsonl"
MANIFEST = "manifest.json"

#: far above what an election of two million voters makes
LARGEST, LONGEST_LINE = 1 << 31, 1 << 20

HEX32 = re.compile(r"[0-9a-f]{64}")
HEX64 = re.compile(r"[0-9a-f]{128}")


class Folder:
    """`name` of a folder in messages; every failure to read is a Difference of that file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            found = path.is_dir()
        except (OSError, ValueError):
            found = False
        if not found:
            raise Difference("no-folder", shown(path))

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def read(self, name: str) -> bytes:
        return read(self.path / name, name)

    def json(self, name: str) -> Any:
        return decode_canonical(self.read(name), name)

    def names(self) -> list[str]:
        """Without hidden ones: those are not published."""
        files = (path for path in self.path.rglob("*") if path.is_file())
        names = (path.relative_to(self.path).as_posix() for path in files)
        return sorted(name for name in names if not name.startswith("."))


def read(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Difference("too-large", name, limit=LARGEST)
        return path.read_bytes()
    except FileNotFoundError:
        raise Difference("missing", name) from None
    except (OSError, ValueError) as error:
        reason = shown(getattr(error, "strerror", None) or error)
        raise Difference("unreadable", name, reason=reason) from None


def gunzip_lines(data: bytes, name: str) -> Iterator[bytes]:
    """The lines of one or several gzip members, without their ends."""
    rest = b""
    number = 0
    for piece in _gunzip(data, name):
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        for line in lines:
            number += 1
            yield line
        if len(rest) > LONGEST_LINE:
            raise Difference("too-large", name, number + 1, limit=LONGEST_LINE)
    if rest:
        raise Difference("no-newline", name, number + 1)


def _gunzip(data: bytes, name: str) -> Iterator[bytes]:
    while True:
        member = zlib.decompressobj(wbits=31)
        try:
            while not member.eof:
                piece = member.decompress(data, 1 << 20)
                yield piece
                data = member.unconsumed_tail
                if not (piece or data or member.eof):
                    raise Difference("not-gzip", name, reason="it ends too early")
        except zlib.error as error:
            raise Difference("not-gzip", name, reason=shown(error)) from None
        data = member.unused_data
        if not data:
            return


# --- shapes -------------------------------------------------------------------------------------


def fields(found: Any, names: set[str], file: str, line: int | None = None) -> dict[str, Any]:
    """An object with exactly these names."""
    if not isinstance(found, dict):
        raise Difference("value", file, line, name="{}", found=shown(found))
    if found.keys() != names:
        expected, got = ", ".join(sorted(names)), shown(", ".join(sorted(found)))
        raise Difference("keys", file, line, expected=expected, found=got)
    return found


def text(found: Any, name: str, file: str, line: int | None = None) -> str:
    if not (isinstance(found, str) and found):
        raise Difference("value", file, line, name=name, found=shown(found))
    return found


def whole(found: Any, name: str, file: str, line: int | None = None, least: int = 0) -> int:
    if not (isinstance(found, int) and not isinstance(found, bool) and least <= found < 10**12):
        raise Difference("value", file, line, name=name, found=shown(found))
    return found


def matching(
    found: Any, shape: re.Pattern[str], name: str, file: str, line: int | None = None
) -> str:
    if not (isinstance(found, str) and shape.fullmatch(found)):
        raise Difference("value", file, line, name=name, found=shown(found))
    return found


def one_of(found: Any, allowed: tuple[Any, ...], name: str, file: str) -> Any:
    if not (type(found) in map(type, allowed) and found in allowed):
        raise Difference("value", file, name=name, found=shown(found))
    return found


def moment(found: Any, name: str, file: str, *, hour: bool = False) -> str:
    """A time in UTC to the second; `hour`: a whole one."""
    try:
        time = datetime.strptime(found, "%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError):
        raise Difference("value", file, name=name, found=shown(found)) from None
    if time.strftime("%Y-%m-%dT%H:%M:%SZ") != found or (hour and (time.minute or time.second)):
        raise Difference("value", file, name=name, found=shown(found))
    return str(found)
