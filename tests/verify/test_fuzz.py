"""Changed folders of every kind: never a crash, and never accepted unless nothing was changed."""

import gzip
import hashlib
import json
import random
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.make import bundle
from tests.make.bundle import Bundle
from verify import custodian, receipts
from verify import election as elections
from verify.bundle import check
from verify.canonical import encode
from verify.differences import Difference
from verify.files import Folder, gunzip_lines
from verify.messages import LANGUAGES, tell
from verify.receipts import Item

Files = dict[str, bytes]


class Folders(list[tuple[Bundle, Files]]):
    def __repr__(self) -> str:
        return "folders"


RULES = ("approval", "schulze", "score", "equal-shares")
KEPT = Path(tempfile.gettempdir())

SHORT, LONG = 2_000, 100_000
COMMON = {"database": None, "suppress_health_check": list(HealthCheck)}
SEEDS = st.integers(min_value=0, max_value=2**64)


class Memory(Folder):
    """A folder without a disk."""

    def __init__(self, files: Files) -> None:
        self.files, self.path = files, KEPT

    def has(self, name: str) -> bool:
        return name in self.files

    def read(self, name: str) -> bytes:
        if name not in self.files:
            raise Difference("missing", name)
        return self.files[name]

    def names(self) -> list[str]:
        return sorted(self.files)


def accepted(files: Files) -> bool:
    """False with a sentence in both languages; every other exception is a failure."""
    try:
        check(Memory(files), lambda key, **facts: None)
    except Difference as found:
        difference = found
    else:
        return True
    for language in LANGUAGES:
        assert tell(language, difference).isprintable()
    return False


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Small ones of several rules."""
    found = Folders()
    for rule in RULES:
        blank: Any = {} if rule == "score" else []
        made = bundle.example(
            tmp_path_factory.mktemp(rule), rule, 7, paper=[None, blank], revised=2, voided=1,
            batch=5, eligible=20,
        )  # fmt: skip
        files = {path.name: path.read_bytes() for path in made.folder.iterdir()}
        assert accepted(files)
        found.append((made, files))
    return found


# --- what says the same -------------------------------------------------------------------------


def essence(files: Files, *, keys: bool) -> Any:
    """What a reader of the files learns, without the claims that nothing else can bear out.

    Whoever has the `keys` may also seal anew what was replaced later or is void, and the same
    choice under another tag: that is what receipts are for.
    """
    log: list[Any] = sorted(gunzip_lines(files["log.jsonl.gz"], ""))
    if keys:
        log = [{**json.loads(leaf), "sealed": "", "tag": ""} for leaf in log]
        log.sort(key=encode)
    roll = json.loads(files["roll.json"])
    voters = roll["voters"]
    counts = ("ballots", "blank", "invalid")
    desks = {name: sum(row[name] for row in roll["paper_batches"]) for name in counts}
    facts = json.loads(files["count.json"])
    count = {name: fact for name, fact in facts.items() if name != "seed" and fact is not None}
    result = json.loads(files["result.json"])
    private = bytes.fromhex(json.loads(files["key.json"])["private"])
    # Each is compared where it stands, and may be left out.
    optional = ("eligible", "voters", "channels", "small")
    return (
        files["election.json"],
        log,
        X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw(),
        (roll["eligible"], voters["web"] + voters["code"] + voters["assisted"], desks),
        count,
        {name: part for name, part in result.items() if name not in optional},
        files["ballots.jsonl"],
    )


def judge(good: Files, changed: Files, *, keys: bool) -> None:
    if accepted(changed):
        assert essence(changed, keys=keys) == essence(good, keys=keys)


# --- ways to change a folder --------------------------------------------------------------------


def bend_bytes(data: bytes, rng: random.Random) -> bytes:
    place, other = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    other = min(other, place + rng.choice((1, 4, 40)))
    return rng.choice((
        data[:place] + bytes([rng.randrange(256)]) + data[place + 1 :],
        data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        if place < len(data) else data[:-1],
        data[:place] + data[other:],
        data[:other] + data[place:],
        data[:place] + rng.randbytes(rng.randint(1, 4)) + data[place:],
        data[:place] + rng.choice((b"\n", b"0", b'"', b",", b"[", b"}", b"\x00")) + data[place:],
        data[:place],
        data[place:],
    ))  # fmt: skip


def deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


STRANGE: list[Any] = [None, True, False, 0, 1, -1, 2, 10**12, -(10**40), "", "1", "x", "\ud800",
                      "İ\u0000", "0" * 64, "ff" * 32, [], {}, [[]], [None], {"": 0}, ["1"],
                      ["1", "1"], [["1", "2"]], {"1": 1}, {"1": None}, {"1": True}, deep(30),
                      deep(70), deep(900), "a" * 300]  # fmt: skip


def nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """(container, key) of everything inside."""
    keys = value if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from nodes(value[key])


def bend_json(value: Any, rng: random.Random) -> Any:
    value = json.loads(json.dumps(value))
    places = list(nodes(value)) if isinstance(value, dict | list) else []
    if not places or rng.random() < 0.02:
        return rng.choice(STRANGE)
    where, key = rng.choice(places)
    found = where[key]
    if rng.random() < 0.15:
        del where[key]
    elif isinstance(found, int) and rng.random() < 0.6:
        where[key] = found + rng.choice((-1, 1, 10, 2**63))
    elif isinstance(found, str) and found and rng.random() < 0.4:
        place = rng.randrange(len(found))
        where[key] = found[:place] + rng.choice("0123456789abcdefİ") + found[place + 1 :]
    elif isinstance(found, list) and rng.random() < 0.5:
        rng.shuffle(found)
        where[key] = found + found[:1]
    elif rng.random() < 0.3:
        other, name = rng.choice(places)
        where[key] = json.loads(json.dumps(other[name]))
    else:
        where[key] = rng.choice(STRANGE)
    return value


def dump(value: Any) -> bytes:
    try:
        return encode(value)
    except (TypeError, UnicodeEncodeError, RecursionError):
        return json.dumps(value, separators=(",", ":")).encode()


def listed(made: Bundle, files: Files) -> Files:
    """With a signed list of files that fits."""
    digests = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name != "manifest.json"
    }
    document: dict[str, Any] = {"election": "12", "files": digests, "type": "manifest"}
    return {**files, "manifest.json": encode(made.sign(document))}


def outside(made: Bundle, files: Files, rng: random.Random) -> Files:
    """By somebody without keys, in one or two files."""
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice(sorted(files))
        data = files[name]
        if name == "log.jsonl.gz" and rng.random() < 0.8:
            data = gzip.compress(bend_bytes(b"".join(made.lines), rng))
        elif name.endswith(".json") and rng.random() < 0.7:
            try:
                data = dump(bend_json(json.loads(data), rng))
            except (ValueError, RecursionError):
                data = b""
        else:
            data = bend_bytes(data, rng)
        files = {**files, name: data}
    return files


def inside(made: Bundle, files: Files, rng: random.Random) -> Files:
    """By somebody who holds the log key and knows the sealing key: leaves, heads, definition."""
    leaves = list(made.leaves)
    for _ in range(rng.choice((1, 1, 2))):
        place = rng.randrange(len(leaves))
        leaves[place : place + 1] = rng.choice(LEAVES)(made, leaves, place, rng)
        if not leaves:
            break
    whole = Bundle(made.folder, made.log_key, made.sealing_key, made.definition, leaves)
    if rng.random() < 0.1:
        whole.definition = bend_json(made.definition, rng)
        try:
            digest = hashlib.sha256(encode(whole.definition)).hexdigest()
        except (TypeError, UnicodeEncodeError):
            return files
        result = {**json.loads(files["result.json"]), "definition_sha256": digest}
        files = {**files, "election.json": encode(whole.definition), "result.json": encode(result)}
    if not isinstance(whole.definition, dict) or "election" not in whole.definition:
        return files
    heads = whole.heads_at([*range(5, len(leaves), 5), len(leaves)])
    if rng.random() < 0.2:
        place = rng.randrange(len(heads))
        bent = bend_json({k: v for k, v in heads[place].items() if k != "signature"}, rng)
        try:
            heads[place] = whole.sign(bent)
        except (TypeError, UnicodeEncodeError):
            return files
    log = b"".join(leaf + b"\n" for leaf in leaves)
    return {**files, "log.jsonl.gz": gzip.compress(log), "heads.json": dump(heads)}


def _dropped(made: Bundle, leaves: list[bytes], place: int, rng: random.Random) -> list[bytes]:
    return []


def _twice(made: Bundle, leaves: list[bytes], place: int, rng: random.Random) -> list[bytes]:
    return [leaves[place], rng.choice(leaves)]


def _bytes(made: Bundle, leaves: list[bytes], place: int, rng: random.Random) -> list[bytes]:
    return [bend_bytes(leaves[place], rng).replace(b"\n", b"")]


def _parts(made: Bundle, leaves: list[bytes], place: int, rng: random.Random) -> list[bytes]:
    try:
        return [dump(bend_json(json.loads(leaves[place]), rng))]
    except (ValueError, RecursionError):
        return []


def _plain(made: Bundle, leaves: list[bytes], place: int, rng: random.Random) -> list[bytes]:
    """Another ballot under the same tag, sealed as it should be."""
    try:
        parts = json.loads(leaves[place])
        said = {"choice": rng.choice(list(made.said.values()))}
        plain = dump(bend_json(said, rng))
        if rng.random() < 0.3:
            plain = bend_bytes(plain, rng)
        leaf = made.seal_bytes(plain.ljust(160), parts["tag"], parts["revision"], parts["kind"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return []  # changed before
    return [leaf]


def _sealed(made: Bundle, leaves: list[bytes], place: int, rng: random.Random) -> list[bytes]:
    junk = b64encode(rng.randbytes(rng.choice((208, 208, 47, 0)))).decode()
    leaf = {"election": "12", "kind": "ballot", "revision": 1, "sealed": junk, "tag": "ab" * 32}
    return [encode(leaf)]


LEAVES: list[Callable[[Bundle, list[bytes], int, random.Random], list[bytes]]] = [
    _dropped, _twice, _bytes, _parts, _plain, _plain, _sealed,
]  # fmt: skip


# --- the runs -----------------------------------------------------------------------------------


def bend(folders: Folders, seed: int) -> None:
    rng = random.Random(seed)
    made, good = rng.choice(folders)
    keys = rng.random() < 0.5
    try:
        changed = (inside if keys else outside)(made, good, rng)
    except (RecursionError, UnicodeEncodeError):
        return  # a folder that nobody can write
    if rng.random() < 0.9:
        changed = listed(made, changed)  # else the signed list would catch what the checks miss
    judge(good, changed, keys=keys)


@settings(max_examples=SHORT, **COMMON)  # type: ignore[arg-type]
@given(seed=SEEDS)
def test_no_changed_folder_is_accepted(folders: Folders, seed: int) -> None:
    bend(folders, seed)


@pytest.mark.proof
@settings(max_examples=LONG, **COMMON)  # type: ignore[arg-type]
@given(seed=SEEDS)
def test_no_changed_folder_of_many_is_accepted(folders: Folders, seed: int) -> None:
    bend(folders, seed)


@settings(max_examples=500, **COMMON)  # type: ignore[arg-type]
@given(seed=SEEDS)
def test_changed_receipts_are_refused(folders: Folders, seed: int) -> None:
    rng = random.Random(seed)
    made, good = rng.choice(folders)
    receipt = made.receipt(rng.choice(made.leaves), rng.choice([None, *made.heads]))
    short = made.short(receipt)
    changed: Any = bend_json(receipt, rng)
    if rng.random() < 0.3:
        changed = bend_bytes(short.encode(), rng).decode("latin-1")
    try:
        found = receipts.read(elections.read(good["election.json"]), Item("x", changed))
    except Difference:
        return
    unsigned = {**receipt, "head": None}
    assert changed == short or {**changed, "head": None} == unsigned, found
    assert changed == short or changed["head"] in (None, *made.heads)


@settings(max_examples=500, **COMMON)  # type: ignore[arg-type]
@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda data: data.decode("latin-1")))
def test_any_words_and_envelopes(text: str) -> None:
    for read in (custodian.seed_of, lambda text: custodian.halves(OPENER, text, "x")):
        with pytest.raises(Difference):
            read(text)


OPENER = custodian.opener_of(bytes(16))
