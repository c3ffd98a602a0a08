"""Opening the box: two custodians bring their halves, every leaf is opened, the rule counts.

Nothing is written while ballots are opened and counted; the key is kept only where the opened
ballots are published.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kernel import audit, clock, ledgers, outbox
from kernel.db import DomainError
from kernel.i18n import N_
from kernel.rules import NOBODY
from voting import box, custody, definitions, merging, outcomes, queries, rules, sealing
from voting.counting.definition import Definition, canonical
from voting.counting.parameters import Ballot
from voting.models import Custodian, Election, ElectionState, Secrecy
from voting.services import closing, ending, paper

if TYPE_CHECKING:
    from voting.counting.ballots import Packed

#: the request of the second custodian opens the box itself; the worker does it when that one died
LATER = timedelta(minutes=10)


class NotTheHalf(DomainError):
    message = N_(
        "Bu satırlar sizin zarfınızdan çıkmadı ya da yazım yanlışı var. Zarfı açınca çıkan KH1 ile "
        "başlayan iki satırın tamamını yapıştırın."
    )
    field = "lines"


class NotYet(DomainError):
    message = N_("Anahtar yarıları şu anda alınmıyor: %(reason)s")


class Unreadable(RuntimeError):
    """A leaf that the election's own key does not open: the log was changed outside the program."""


def bring(custodian: Custodian, *, lines: str) -> None:
    """One of the two. A custodian alone brings nothing but noise.

    Whoever calls: no half lies here as long as a tag can be computed or the seed is not drawn.
    """
    if denied := rules.bring(NOBODY, custodian):
        raise NotYet(reason=denied.sentence)
    try:
        halves = custody.read_halves(lines)
    except custody.NotTheHalf:
        raise NotTheHalf() from None
    known = (custodian.halves or {}).get("known", {})
    if set(halves) != set(known) or any(
        hashlib.sha256(half).hexdigest() != known[pair] for pair, half in halves.items()
    ):
        raise NotTheHalf()
    election = custodian.election
    custodian.brought = {pair: half.hex() for pair, half in halves.items()}
    ending.note(
        election,
        N_("%(name)s (%(body)s) sandığın açılması için anahtar yarısını getirdi."),
        name=custodian.name,
        body=custodian.body,
    )
    audit.record("voting.bring", custodian, by=None)
    if private_key(election) is not None:
        outbox.moment(
            f"voting.open:{election.id}",
            "voting.open",
            clock.now() + LATER,
            municipality_id=election.municipality_id,
            election_id=election.id,
        )


def private_key(election: Election) -> bytes | None:
    """Joined from what two custodians have brought; None as long as only one has."""
    brought = {one.number: one.brought for one in election.custodians if one.brought}
    for pair in custody.PAIRS:
        one, other = brought.get(int(pair[0])), brought.get(int(pair[1]))
        if one and other:
            halves = bytes.fromhex(one[pair]), bytes.fromhex(other[pair])
            return custody.joined(*halves, bytes.fromhex(election.sealing_key or ""))
    return None


# --- opening and counting -----------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """What lay in the box. `choices` in the order of the log, which says nothing."""

    choices: Sequence[Any]
    superseded: int
    void: int
    #: of a named vote: [[name, choice], …]
    named: Sequence[Sequence[Any]]


def opened(election: Election, private: bytes) -> Opened:
    """The newest revision of each tag; earlier ones are superseded, those under a void are void."""
    key = X25519PrivateKey.from_private_bytes(private)
    valid, superseded, void = sorted_out(election)
    read = list(_read(election, key, valid))
    return Opened(
        choices=[one["choice"] for one in read],
        superseded=superseded,
        void=void,
        named=sorted([one["name"], one["choice"]] for one in read if "name" in one),
    )


def sorted_out(election: Election) -> tuple[list[box.Row], int, int]:
    """The rows that count, and how many are superseded and void; asks for no key."""
    with ledgers.read(ledgers.BOX) as connection:
        rows = list(box.list_log(connection, election.id))
    newest: dict[str, box.Row] = {}
    for row in rows:
        if row.tag not in newest or row.revision > newest[row.tag].revision:
            newest[row.tag] = row
    valid = [row for row in newest.values() if row.kind != sealing.VOID]
    voids = len(newest) - len(valid)
    # Of a tag with a void one ballot is void, the earlier ones were replaced.
    return valid, len(rows) - len(newest) - voids, voids


def _read(
    election: Election, key: X25519PrivateKey, rows: Sequence[box.Row]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        place = sealing.Place(
            str(election.id), election.definition_sha256 or "", row.tag, row.revision
        )
        try:
            yield dict(sealing.open_choice(key, row.sealed or b"", place))
        except sealing.NotSealed:
            raise Unreadable(f"election {election.id}: the leaf of tag {row.tag}") from None


#: stands for a paper ballot that nobody could read: counted as invalid
_NO_BALLOT: dict[Ballot, Any] = {Ballot.CHOICES: [""], Ballot.RANKS: [""], Ballot.POINTS: {"": 0}}


def _countable(definition: Definition, choices: Sequence[Any]) -> Iterator[Any]:
    for choice in choices:
        yield _NO_BALLOT[definition.ballot] if choice is None else choice


def tally(election: Election, found: Opened) -> dict[str, Any]:
    """The result as it is stored and published."""
    # NumPy takes a second and 30 MB: a web process that never counts does without it.
    from voting.counting import ballots, margins  # noqa: PLC0415
    from voting.counting import tally as counting  # noqa: PLC0415

    definition = definitions.definition(election)
    eligible = (election.turnout or {}).get("eligible")
    packed = ballots.pack(definition, _countable(definition, found.choices))
    result = counting.count(
        definition,
        packed,
        superseded=found.superseded,
        void=found.void,
        electorate=eligible,
        seed=election.seed,
    )
    margin = margins.margin(definition, packed, result, electorate=eligible)
    whole: dict[str, Any] = json.loads(canonical({**result.as_json(), "margin": margin}))
    if election.secrecy is not Secrecy.NAMED:
        whole = _merged(definition, packed, whole)
    stored = ending.stored(election, whole)
    named = {"named": found.named} if election.secrecy is Secrecy.NAMED else {}
    return {**stored, **named}


def _merged(definition: Definition, packed: "Packed", whole: dict[str, Any]) -> dict[str, Any]:
    """Pots in which very few voted have no figures of their own."""
    from voting.counting.votes import votes_of  # noqa: PLC0415

    if not definition.params.get("pots"):
        return whole
    votes = votes_of(definition, packed)

    def taking(pots: Collection[str]) -> int:
        options = enumerate(definition.options)
        return votes.taking_part([place for place, option in options if option.pot in pots])

    pots = list(dict.fromkeys(option.pot for option in definition.options))
    small = merging.small_pots(pots, taking, rules.SMALL)
    if not small:
        return whole
    together = taking(small)
    return merging.merge(whole, definition, small, together if together >= rules.SMALL else None)


def open_box(election_id: int) -> bool:
    """Opens, counts and stores; False while a half is missing or when it was done already.

    Outside a write transaction as far as possible: `prepared` reads, `store` writes.
    """
    ready = prepared(election_id)
    if ready is not None:
        store(election_id, *ready)
    return ready is not None


def prepared(election_id: int) -> tuple[dict[str, Any], bytes] | None:
    """The slow half: result and key; writes nothing."""
    election = queries.get_election(election_id)
    if rules.may_open(election):
        return None
    private = private_key(election)
    if private is None:
        return None
    return tally(election, opened(election, private)), private


def store(election_id: int, result: dict[str, Any], private: bytes) -> None:
    election = closing.take(election_id)
    if election.state is ElectionState.COUNTED:
        return
    election.result = result
    if outcomes.publishes_ballots(election):
        election.opened_key = private.hex()
    for custodian in election.custodians:
        custodian.brought = None
    paper.judge(election, private)
    ending.counted(election)
    outbox.moment(
        f"voting.publish:{election.id}",
        "voting.publish",
        clock.now(),
        municipality_id=election.municipality_id,
        election_id=election.id,
    )
