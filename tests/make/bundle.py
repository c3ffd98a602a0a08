"""Complete published folders of elections that nobody held: keys, log, heads, roll, result.

    made = bundle.write(folder, [["a"], ["b"], []], rule="approval", options=["a", "b"])

The same arguments and `number` give the same election but for the sealing, which is random.
"""

import gzip
import hashlib
import json
import random
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from verify.canonical import encode, units
from verify.merkle import Tree, leaf_hash
from voting.counting.ballots import pack
from voting.counting.definition import Option, parse
from voting.counting.parameters import Ballot
from voting.counting.tally import count

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
PAPER_DESK = "Belediye binası"
START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Bundle:
    """What was published, and the secrets behind it, for those who want to forge."""

    folder: Path
    log_key: Ed25519PrivateKey
    sealing_key: X25519PrivateKey
    definition: dict[str, Any]
    leaves: list[bytes]
    heads: list[dict[str, Any]] = field(default_factory=list)
    #: tag and revision of each sealed leaf with its choice
    said: dict[bytes, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        return hashlib.sha256(encode(self.definition)).hexdigest()

    @property
    def lines(self) -> list[bytes]:
        return [leaf + b"\n" for leaf in self.leaves]

    def sign(self, document: Mapping[str, Any]) -> dict[str, Any]:
        signature = self.log_key.sign(encode(document)).hex()
        return {**document, "signature": signature}

    def head(self, size: int, hour: int, leaves: Sequence[bytes] | None = None) -> dict[str, Any]:
        tree = Tree(map(leaf_hash, (self.leaves if leaves is None else leaves)[:size]))
        return self.sign(self._head(size, hour, tree.root()))

    def _head(self, size: int, hour: int, root: bytes) -> dict[str, Any]:
        return {
            "election": self.definition["election"],
            "hour": (START + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "root": root.hex(),
            "size": size,
            "type": "tree-head",
        }

    def heads_at(self, sizes: Iterable[int]) -> list[dict[str, Any]]:
        tree = Tree(map(leaf_hash, self.leaves))
        return [
            self.sign(self._head(size, hour, tree.root(size))) for hour, size in enumerate(sizes)
        ]

    def receipt(self, leaf: bytes, head: Mapping[str, Any] | None = None) -> dict[str, Any]:
        promise = {
            "type": "receipt",
            "election": self.definition["election"],
            "definition": self.hash,
            "leaf": leaf_hash(leaf).hex(),
            "included_by": "2026-11-30T21:00:00Z",
        }
        return {**self.sign(promise), "head": head}

    def short(self, receipt: Mapping[str, Any]) -> str:
        signature = urlsafe_b64encode(bytes.fromhex(receipt["signature"])).decode().rstrip("=")
        return ".".join(("KM1", receipt["election"], receipt["definition"][:16], receipt["leaf"],
                         receipt["included_by"], signature))  # fmt: skip

    def seal(
        self,
        choice: Any,
        tag: str,
        revision: int,
        kind: str = "ballot",
        *,
        bound_to: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> bytes:
        """One leaf; `more` goes into the plaintext (name), `bound_to` replaces parts of `info`."""
        plain = encode({"choice": choice, **more}).ljust(self.definition["ballot_bytes"])
        return self.seal_bytes(plain, tag, revision, kind, bound_to)

    def seal_bytes(
        self,
        plain: bytes,
        tag: str,
        revision: int,
        kind: str = "ballot",
        bound_to: Mapping[str, Any] | None = None,
    ) -> bytes:
        election = self.definition["election"]
        bound = {"definition": self.hash, "election": election, "revision": revision, "tag": tag}
        info = encode({**bound, **(bound_to or {})})
        sealed = b64encode(SUITE.encrypt(plain, self.sealing_key.public_key(), info)).decode()
        leaf = {"election": election, "kind": kind, "revision": revision, "tag": tag}
        return encode({**leaf, "sealed": sealed})

    def void(self, tag: str, revision: int) -> bytes:
        return encode({"election": self.definition["election"], "kind": "void",
                       "revision": revision, "tag": tag})  # fmt: skip

    def save(self, name: str, document: Any) -> None:
        (self.folder / name).write_bytes(encode(document))

    def save_log(self, leaves: Sequence[bytes] | None = None) -> None:
        data = b"".join(leaf + b"\n" for leaf in (self.leaves if leaves is None else leaves))
        (self.folder / "log.jsonl.gz").write_bytes(gzip.compress(data, mtime=0))

    def publish_log(self, batch: int = 20) -> None:
        """Leaves and a head for each batch, the rest at the end."""
        sizes = [*range(batch, len(self.leaves), batch), len(self.leaves)]
        self.heads = self.heads_at(sizes)
        self.save("heads.json", self.heads)
        self.save_log()

    def save_manifest(self) -> None:
        (self.folder / "manifest.json").unlink(missing_ok=True)
        files = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.iterdir())
        }
        election = self.definition["election"]
        document: dict[str, Any] = {"election": election, "files": files, "type": "manifest"}
        self.save("manifest.json", self.sign(document))


def document_of(
    options: Sequence[str | Option | Mapping[str, Any]], rng: random.Random, **more: Any
) -> tuple[dict[str, Any], X25519PrivateKey, Ed25519PrivateKey]:
    sealing = X25519PrivateKey.from_private_bytes(rng.randbytes(32))
    signing = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
    rows = [{"id": row} if isinstance(row, str) else
            row if isinstance(row, Mapping) else vars(row) for row in options]  # fmt: skip
    keys = [X25519PrivateKey.from_private_bytes(rng.randbytes(32)).public_key() for _ in range(3)]
    definition: dict[str, Any] = {
        "election": "12",
        "rule": "plurality",
        "params": {},
        "seats": 1,
        "tie": "declare",
        "question": "Kıyıda önce hangisi yapılsın?",
        "secrecy": "secret",
        "open_ballots": True,
        "ballot_bytes": 160,
        "paper": "none",
        "roll": "proofs",
        "custodians": [
            {"name": name, "body": body, "key": key.public_bytes_raw().hex()}
            for (name, body), key in zip(
                [("A. Yılmaz", "Belediye"), ("B. Kaya", "Kent konseyi"), ("C. Öz", "Baro")],
                keys,
                strict=True,
            )
        ],
        **more,
        "options": [{**row, "title": row.get("title") or row["id"]} for row in rows],
        "sealing_key": sealing.public_key().public_bytes_raw().hex(),
        "log_key": signing.public_key().public_bytes_raw().hex(),
    }
    return definition, sealing, signing


def write(
    folder: Path,
    choices: Sequence[Any],
    *,
    options: Sequence[str | Option | Mapping[str, Any]],
    paper: Sequence[Any] = (),
    revised: int = 0,
    voided: int = 0,
    eligible: int | None = None,
    seed: str | None = None,
    batch: int = 20,
    totals_only: bool = False,
    added: Mapping[str, Any] | None = None,
    number: int = 7,
    shuffle: bool = True,
    **definition: Any,
) -> Bundle:
    """A good folder. `choices` count, one for each web voter; `paper` ones (None: unreadable) too.

    `revised` of the voters changed their ballot once, `voided` more voted on the web and are void.
    `definition` replaces parts of election.json (rule, params, seats, tie, secrecy, …); `added`
    are keys of a page in result.json.
    """
    rng = random.Random(number)
    if paper:
        definition.setdefault("paper", "paper_wins")
    if totals_only:
        definition.setdefault("open_ballots", False)
    document, sealing, signing = document_of(options, rng, **definition)
    folder.mkdir(parents=True, exist_ok=True)
    made = Bundle(folder, signing, sealing, document, [])
    _fill(made, rng, choices, paper, revised, voided)
    if shuffle:
        rng.shuffle(made.leaves)
    (folder / "election.json").write_bytes(encode(document))
    made.publish_log(batch)
    _publish(made, choices, paper, {
        "superseded": revised,
        "void": voided,
        **({} if eligible is None else {"electorate": eligible}),
        **({} if seed is None else {"seed": seed}),
    }, added)  # fmt: skip
    if not totals_only:
        _publish_key(made, [*choices, *paper])
    made.save_manifest()
    return made


def _publish(
    made: Bundle,
    choices: Sequence[Any],
    paper: Sequence[Any],
    facts: Mapping[str, Any],
    added: Mapping[str, Any] | None,
) -> None:
    """Roll counts, facts and result."""
    voters = {"web": len(choices), "code": 0, "assisted": 0, "paper": len(paper)}
    made.save("count.json", facts)
    _publish_result(made, [*choices, *paper], facts, _added(voters, facts, added))
    made.save("roll.json", _roll(voters, paper, facts.get("electorate")))


def _publish_key(made: Bundle, choices: Sequence[Any]) -> None:
    private = made.sealing_key.private_bytes_raw().hex()
    made.save("key.json", {"private": private, "public": made.definition["sealing_key"]})
    lines = sorted(encode(choice) + b"\n" for choice in choices)
    (made.folder / "ballots.jsonl").write_bytes(b"".join(lines))


def _added(
    voters: Mapping[str, int], facts: Mapping[str, Any], more: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What the application stores beside the count."""
    total = sum(voters.values())
    eligible = facts.get("electorate")
    common = {"eligible": eligible, "voters": total, "channels": voters, "small": total < 10}
    return {**common, **(more or {})}


def _fill(
    made: Bundle,
    rng: random.Random,
    choices: Sequence[Any],
    paper: Sequence[Any],
    revised: int,
    voided: int,
) -> None:
    named = made.definition["secrecy"] == "named"

    def put(choice: Any, tag: str, revision: int, kind: str = "ballot") -> None:
        more: dict[str, Any] = {"name": f"Üye {tag[:4]}"} if named and kind == "ballot" else {}
        leaf = made.seal(choice, tag, revision, kind, **more)
        made.leaves.append(leaf)
        made.said[leaf] = choice

    for place, choice in enumerate(choices):
        tag, last = rng.randbytes(32).hex(), 1
        if place < revised:
            put(rng.choice(choices), tag, 1)
            last = 2
        put(choice, tag, last)
    for _ in range(voided):
        tag = rng.randbytes(32).hex()
        put(rng.choice(choices), tag, 1)
        made.leaves.append(made.void(tag, 2))
    for choice in paper:
        put(choice, rng.randbytes(32).hex(), 1, "paper")


#: what an unreadable paper ballot is for the count
UNREADABLE: dict[Ballot, Any] = {
    Ballot.CHOICES: [""],
    Ballot.RANKS: [""],
    Ballot.POINTS: {"": 0},
}


def _publish_result(
    made: Bundle, choices: Sequence[Any], facts: Mapping[str, Any], added: Mapping[str, Any]
) -> None:
    rules = parse(made.definition)
    unreadable = UNREADABLE[rules.ballot]
    packed = pack(rules, [unreadable if choice is None else choice for choice in choices])
    result = count(rules, packed, **facts)
    made.save("result.json", {**result.as_json(), **added})


def _roll(voters: Mapping[str, int], paper: Sequence[Any], eligible: int | None) -> dict[str, Any]:
    counts = {"blank": sum(choice in ([], {}) for choice in paper),
              "invalid": sum(choice is None for choice in paper)}  # fmt: skip
    desk = {"desk": PAPER_DESK, "ballots": len(paper), **counts}
    return {
        "eligible": eligible,
        "voters": dict(voters),
        "not_completed": 1,
        "paper_batches": [desk] if paper else [],
    }


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


# --- elections of every kind --------------------------------------------------------------------

OPTIONS = [
    {"id": "1", "title": "Rampa", "cost": 400_000, "pot": ""},
    {"id": "2", "title": "Çeşme", "cost": 300_000, "pot": ""},
    {"id": "3", "title": "Bostan", "cost": 500_000, "pot": "north"},
    {"id": "10", "title": "Kuş gözlem", "cost": 200_000, "pot": "north"},
]
IDS = [str(row["id"]) for row in OPTIONS]


def _some(rng: random.Random) -> list[str]:
    return sorted(rng.sample(IDS, rng.randint(0, len(IDS))), key=units)


def _one(rng: random.Random) -> list[str]:
    return [rng.choice(IDS)] if rng.random() < 0.95 else []


def _order(rng: random.Random) -> list[Any]:
    return rng.sample(IDS, rng.randint(0, len(IDS)))


def _levels(rng: random.Random) -> list[Any]:
    order: list[Any] = _order(rng)
    if len(order) > 2 and rng.random() < 0.3:
        return [sorted(order[:2], key=units), *order[2:]]
    return order


def _points(most: int) -> Callable[[random.Random], dict[str, int]]:
    def choose(rng: random.Random) -> dict[str, int]:
        return {name: rng.randint(0, most) for name in _some(rng)}

    return choose


_MONEY = {"budget": 1_000_000}

#: rule -> (parameters and seats, how a voter chooses)
KINDS: dict[str, tuple[dict[str, Any], Callable[[random.Random], Any]]] = {
    "plurality": ({}, _one),
    "approval": ({"params": {"max_choices": 4}, "seats": 2}, _some),
    "proportional-split": ({"params": _MONEY}, _some),
    "score": ({}, _points(5)),
    "average": ({}, _points(5)),
    "star": ({}, _points(5)),
    "quadratic": ({}, _points(4)),
    "irv": ({}, _order),
    "stv": ({"seats": 2}, _order),
    "schulze": ({"params": {"equal_ranks": True}}, _levels),
    "ranked-pairs": ({"params": {"equal_ranks": True}}, _levels),
    "minimax": ({}, _order),
    "borda": ({}, _order),
    "greedy": ({"params": {**_MONEY, "pots": [["north", 500_000]]}}, _some),
    "greedy-no-skip": ({"params": {**_MONEY, "pots": [["north", 500_000]]}}, _some),
    "greedy-threshold": ({"params": {**_MONEY, "pots": [["north", 500_000]]}}, _some),
    "greedy-ratio": ({"params": {**_MONEY, "pots": [["north", 500_000]]}}, _some),
    "equal-shares": ({"params": {**_MONEY, "pots": [["north", 500_000]]}}, _some),
}


def example(folder: Path, rule: str, voters: int = 30, **more: Any) -> Bundle:
    """A folder of this rule with random choices; `more` as for `write`."""
    parts, choose = KINDS[rule]
    rng = random.Random(more.get("number", 7))
    choices = [choose(rng) for _ in range(voters)]
    params = {**parts.get("params", {}), **more.pop("params", {})}
    return write(folder, choices, options=OPTIONS, rule=rule, **{**parts, **more, "params": params})
