"""One door: the reader and the writer of a file by its name and its first lines."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from voting.counting.definition import Definition
from voting.formats import blt, bundle, cvr, debian, pabulib, preflib, scottish
from voting.formats.cvr import Progress
from voting.formats.election import Election
from voting.formats.preflib import TYPES
from voting.formats.source import CannotWrite, Malformed
from voting.formats.writing import write_blt, write_pb, write_preflib

READERS: dict[str, Callable[[Path], Election]] = {
    ".pb": pabulib.read,
    **{f".{name}": preflib.read for name in TYPES},
    ".csv": scottish.read,
    ".txt": debian.read,
    ".blt": blt.read,
    ".zip": bundle.read,
    ".json": bundle.read,
}


def read(path: Path, progress: Progress | None = None) -> Election:
    """Malformed with line and reason for everything that is no election."""
    if path.is_dir():
        return bundle.read(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return cvr.read(path, progress)
    if suffix in READERS:
        return READERS[suffix](path)
    known = " ".join((*READERS, ".xlsx"))
    raise Malformed(f"a name that ends with one of {known}, or the folder of a bundle")


def write(
    election: Election,
    path: Path,
    *,
    definition: Definition,
    facts: Mapping[str, Any] | None = None,
    winners: Iterable[str] | None = None,
) -> None:
    """The format follows from the name; a name without an ending is a bundle's folder."""
    suffix = path.suffix.lower()
    if suffix == ".pb":
        write_pb(election, path, definition, winners)
    elif suffix == ".blt":
        write_blt(election, path)
    elif suffix.removeprefix(".") in TYPES:
        write_preflib(election, path)
    elif suffix in ("", ".zip", ".json"):
        bundle.write(election, path, definition.document, facts or {})
    else:
        names = " ".join((".pb", *(f".{name}" for name in TYPES), ".blt .zip .json"))
        raise CannotWrite(f"{path.name}: a name that ends with one of {names}, or a folder")
