"""The public files of a vote: the log while it grows, and after the count all that a recount needs.

Static files in BUNDLE_DIR, one folder a vote, replaced whole; the formats stand in docs/trust.md.
"""

import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kernel import keys, ledgers
from kernel.files import public_folder
from voting import box, definitions, queries, sealing
from voting.counting.definition import Definition, canonical
from voting.models import Election, ElectionState
from voting.services import opening

DEFINITION, LOG, HEADS, KEY = "election.json", "log.jsonl.gz", "heads.json", "key.json"
MANIFEST = "manifest.json"
ROLL, COUNT, RESULT, BALLOTS = "roll.json", "count.json", "result.json", "ballots.jsonl"
#: what other programs read, where their form can say it
EXPORTS = ("ballots.pb", "ballots.blt", "ballots.soi", "ballots.toi", "ballots.cat")
AFTER_THE_COUNT = (KEY, ROLL, COUNT, RESULT, BALLOTS, *EXPORTS)


def folder(election_id: int) -> Path:
    return public_folder(str(election_id))


def publish(election_id: int, target: Path | None = None) -> Path:
    """Writes whatever may be known by now; the same state gives the same bytes."""
    election = queries.get_election(election_id)
    where = target or folder(election_id)
    where.mkdir(parents=True, exist_ok=True)
    for name in AFTER_THE_COUNT:
        (where / name).unlink(missing_ok=True)  # of a state that no longer holds
    _text(where / DEFINITION, election.definition or "")
    with ledgers.read(ledgers.BOX) as connection:
        heads = box.list_heads(connection, election.id)
        _replace(where / LOG, lambda path: _write_log(path, _leaves(connection, election)))
    _text(where / HEADS, canonical(heads))
    if election.state is ElectionState.COUNTED:
        _publish_count(election, where)
    _text(where / MANIFEST, canonical(_manifest(election, where)))
    return where


def _manifest(election: Election, where: Path) -> dict[str, Any]:
    """Signed: which files there are, and the SHA-256 of each."""
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(where.iterdir())
        if path.name != MANIFEST and not path.name.startswith(".")
    }
    found = {"election": str(election.id), "files": files, "type": "manifest"}
    return sealing.signed(keys.read(election.log_key_name), found)


def _leaves(connection: Any, election: Election) -> Iterator[bytes]:
    for row in box.list_log(connection, election.id):
        yield row.leaf(str(election.id), election.definition_sha256 or "") + b"\n"


def _write_log(path: Path, lines: Iterator[bytes]) -> None:
    # Neither name nor time in it: the same log is the same file.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        for line in lines:
            packed.write(line)


def _text(path: Path, text: str) -> None:
    _replace(path, lambda target: target.write_bytes(text.encode()))


def _replace(path: Path, write: Callable[[Path], Any]) -> None:
    """Nobody reads half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    os.close(handle)
    try:
        write(Path(name))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


# --- after the count ----------------------------------------------------------------------------


def _publish_count(election: Election, where: Path) -> None:
    turnout, result = election.turnout or {}, election.result or {}
    roll = {
        "eligible": turnout.get("eligible"),
        "voters": {
            channel: turnout.get("voters", {}).get(channel, 0)
            for channel in ("web", "code", "assisted", "paper")
        },
        "not_completed": turnout.get("not_completed", 0),
        "paper_batches": [
            {name: row[name] for name in ("desk", "ballots", "blank", "invalid")}
            for row in turnout.get("paper_batches", [])
        ],
    }
    _text(where / ROLL, canonical(roll))
    # Channels stand in roll.json, names in the opened leaves: nothing is said twice.
    unsaid = ("channels", "named", "undecided")
    told = {name: part for name, part in result.items() if name not in unsaid}
    _text(where / RESULT, canonical(told))
    _valid, superseded, void = opening.sorted_out(election)
    facts = {
        "electorate": turnout.get("eligible"),
        "seed": election.seed,
        "superseded": superseded,
        "void": void,
    }
    known = {name: fact for name, fact in facts.items() if fact is not None}
    _text(where / COUNT, canonical(known))
    if election.opened_key is None:
        return
    _text(where / KEY, canonical({"private": election.opened_key, "public": election.sealing_key}))
    found = opening.opened(election, bytes.fromhex(election.opened_key))
    definition = definitions.definition(election)
    # NumPy takes a second and 30 MB: a web process that never publishes does without it.
    from voting.formats.bundle import ballot_line  # noqa: PLC0415

    lines = sorted(
        ("null" if choice is None else ballot_line(definition.ballot, choice)).encode()
        for choice in found.choices
    )
    _replace(where / BALLOTS, lambda path: path.write_bytes(b"".join(one + b"\n" for one in lines)))
    _export(definition, where)


def _export(definition: Definition, where: Path) -> None:
    """As Pabulib, PrefLib and BLT, each where it can hold this vote."""
    from voting.formats import files  # noqa: PLC0415
    from voting.formats.source import CannotWrite  # noqa: PLC0415

    counted = _readable(files.read(where))
    for name in EXPORTS:
        # The format follows the ending, so the temporary name needs it too.
        temporary = where / f".new-{name}"
        try:
            files.write(counted, temporary, definition=definition)
            temporary.replace(where / name)
        except CannotWrite:
            continue
        finally:
            temporary.unlink(missing_ok=True)


def _readable(election: Any) -> Any:
    """Other programs know no ballot that nobody could read."""
    rows = [
        (ballot, weight)
        for ballot, weight in zip(election.ballots, election.weights, strict=True)
        if "" not in dict.fromkeys(one[0] if isinstance(one, tuple) else one for one in ballot)
    ]
    ballots, weights = zip(*rows, strict=True) if rows else ((), ())
    return replace(election, ballots=ballots, weights=weights)
