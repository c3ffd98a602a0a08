"""The paper of the desks: typed in twice after the web is closed, sealed at once, compared blind.

Nobody can see how paper ballots fall before the box is opened: each is sealed for the custodians as
it is typed, and two entries are compared by an HMAC of batch, number and choice.
"""

import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete

from kernel import audit, keys
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from voting import box, definitions, polling, queries, rules, sealing
from voting.counting.definition import canonical
from voting.models import Election, Paper, PaperBatch, PaperEntry, PollingDesk
from voting.polling import Progress, Step
from voting.services import closing, ending
from voting.services.polling import count_marks

#: beyond this somebody has typed a wrong number
MOST = 20_000


class SamePerson(DomainError):
    message = N_("Pusulaları bir kez siz girdiniz. İkinci girişi başka bir görevli yapmalı.")


class NotThird(DomainError):
    message = N_("Farklı girişleri, ilk iki girişi yapmamış üçüncü bir görevli çözer.")


class NotThisBallot(DomainError):
    message = N_("Bu numaralı pusula şu anda girilemez. Sıradaki pusuladan devam edin.")


class AlreadyCounted(DomainError):
    message = N_("Bu sandığın pusula sayısı girildi. Değiştirmek için girişi baştan başlatın.")


class Unfinished(DomainError):
    message = N_("Kâğıt pusulaların girişi bitmedi: %(desk)s")


class NoDifference(DomainError):
    message = N_("Listedeki işaret sayısı ile pusula sayısı aynı; gerekçe gerekmiyor.")


# --- where a desk stands ------------------------------------------------------------------------


def progress(desk: PollingDesk, marks: int | None = None) -> Progress:
    if marks is None:
        marks = count_marks(desk.election).get(desk.id, 0)
    entries = queries.list_entries(desk.batch.id) if desk.batch else ()
    return polling.progress(desk.batch, entries, marks)


def list_progress(election: Election) -> list[tuple[PollingDesk, Progress]]:
    marks = count_marks(election)
    return [
        (desk, progress(desk, marks.get(desk.id, 0))) for desk in queries.list_desks(election.id)
    ]


def turn_of(batch: PaperBatch, found: Progress, by: Visitor) -> int | None:
    """Which entry this person makes now; SamePerson or NotThird when another has to."""
    if found.step is Step.FIRST:
        return 1 if batch.first_by_id in (None, by.id) else None
    if found.step is Step.SECOND:
        if by.id == batch.first_by_id:
            raise SamePerson()
        return 2 if batch.second_by_id in (None, by.id) else None
    if found.step is Step.DIFFERENT:
        if by.id in (batch.first_by_id, batch.second_by_id):
            raise NotThird()
        return 3
    return None


def next_number(found: Progress, turn: int) -> int:
    return found.different[0] if turn == 3 else found.typed[turn - 1] + 1


# --- typing -------------------------------------------------------------------------------------


def count_ballots(desk: PollingDesk, *, by: Visitor, number: int) -> PaperBatch:
    """How many lay in the box, before anything is typed."""
    if desk.batch is not None:
        raise AlreadyCounted()
    batch = PaperBatch(desk_id=desk.id, ballots=number, reason="")
    db.session.add(batch)
    db.session.flush()
    audit.record("voting.count_paper", desk, by=by.id, after={"ballots": number})
    return batch


def restart(desk: PollingDesk, *, by: Visitor) -> None:
    """Everything typed at this desk goes; it begins with the counting by hand."""
    if desk.batch is None:
        return
    _forget_entries(desk.batch.id)
    audit.record("voting.restart_paper", desk, by=by.id, before={"ballots": desk.batch.ballots})
    db.session.delete(desk.batch)
    db.session.flush()


def enter(desk: PollingDesk, *, by: Visitor, number: int, choice: Any) -> None:
    """One ballot: a choice, [] or {} for a blank one, None for a spoiled one.

    The same number again within one's own entry replaces it: a doubled click is one ballot.
    """
    batch = desk.batch
    if batch is None:
        raise NotThisBallot()
    found = progress(desk)
    turn = turn_of(batch, found, by)
    if turn is None or not _is_due(found, turn, number):
        raise NotThisBallot()
    if turn == 1:
        batch.first_by_id = by.id
    elif turn == 2:
        batch.second_by_id = by.id
    _put(desk.election, batch, number, turn, choice)


def _is_due(found: Progress, turn: int, number: int) -> bool:
    if turn == 3:
        return number in found.different
    return 1 <= number <= min(found.typed[turn - 1] + 1, found.ballots)


def _put(election: Election, batch: PaperBatch, number: int, turn: int, choice: Any) -> None:
    definition = definitions.definition(election)
    plain = sealing.choice_text(definition.ballot, choice)
    message = f"paper:{batch.id}:{number}:{canonical({'choice': _comparable(plain)})}"
    tag = secrets.token_hex(32)
    place = sealing.Place(str(election.id), election.definition_sha256 or "", tag, 1)
    text = sealing.padded(plain, definition.document["ballot_bytes"])
    db.session.merge(
        PaperEntry(
            batch_id=batch.id,
            number=number,
            turn=turn,
            mark=keys.tag(election.key_name, message),
            tag=tag,
            sealed=sealing.seal(bytes.fromhex(election.sealing_key or ""), text, place.info),
        )
    )
    db.session.flush()


def _comparable(plain: Any) -> Any:
    """Points in one order, whoever typed them in which."""
    return sorted(plain.items()) if isinstance(plain, dict) else plain


def explain(desk: PollingDesk, *, by: Visitor, reason: str) -> None:
    """Why there are more or fewer ballots than marks: in public."""
    found = progress(desk)
    if desk.batch is None or found.step is not Step.REASON:
        raise NoDifference()
    desk.batch.reason = reason
    facts = {"desk": desk.name, "marks": found.marks, "ballots": found.ballots, "reason": reason}
    ending.note(
        desk.election,
        N_(
            "%(desk)s: listede %(marks)s kişi kâğıtla oy kullandı olarak işaretli, sandıktan "
            "%(ballots)s pusula çıktı. %(reason)s"
        ),
        **facts,
    )
    audit.record("voting.explain_paper", desk, by=by.id, after={"reason": reason})


def _forget_entries(batch_id: int) -> None:
    db.session.execute(delete(PaperEntry).where(PaperEntry.batch_id == batch_id))


# --- settling -----------------------------------------------------------------------------------


def settle(election: Election, *, by: Visitor) -> None:
    """Step 1 where there are desks: their paper goes into the log, in random order."""
    if election.paper is Paper.NONE:
        closing.settle_roll(election, by=by)
        return
    desks = list_progress(election)
    for desk, found in desks:
        if found.step not in (Step.DONE, Step.EMPTY):
            raise Unfinished(desk=desk.name)
    rows: list[box.Row] = []
    for desk, _found in desks:
        rows += _take_entries(desk)
    batches = [
        {**_batch(desk.name, found.ballots, 0, 0), "marks": found.marks}
        for desk, found in desks
        if found.step is Step.DONE
    ]
    election.turnout = {**(election.turnout or {}), "paper_batches": batches}
    closing.settle_roll(election, by=by, paper=rows)


def _batch(desk: str, ballots: int, blank: int, invalid: int) -> dict[str, Any]:
    """As it is published."""
    return {"desk": desk, "ballots": ballots, "blank": blank, "invalid": invalid}


def _take_entries(desk: PollingDesk) -> list[box.Row]:
    """The accepted entry of each ballot; what joined it to its number goes."""
    if desk.batch is None:
        return []
    accepted: dict[int, PaperEntry] = {}
    for entry in sorted(queries.list_entries(desk.batch.id), key=lambda entry: entry.turn):
        if entry.turn != 2:
            accepted[entry.number] = entry
    rows = [
        box.Row(uuid.uuid4(), sealing.PAPER, entry.tag, 1, entry.sealed)
        for entry in accepted.values()
    ]
    desk.batch.tags = sorted(row.tag for row in rows)
    _forget_entries(desk.batch.id)
    return rows


# --- the count ----------------------------------------------------------------------------------


def judge(election: Election, private: bytes) -> None:
    """Blank and spoiled ones of each desk, known only now; then no tag is known to be a desk's.

    Desks with very few ballots are told as one.
    """
    key = X25519PrivateKey.from_private_bytes(private)
    known = (election.turnout or {}).get("paper_batches", ())
    marks = {row["desk"]: row.get("marks", row["ballots"]) for row in known}
    rows = []
    for desk in queries.list_desks(election.id):
        if desk.batch is None:
            continue
        blank, invalid = _judged(election, key, desk.batch.tags or ())
        row = _batch(desk.name, desk.batch.ballots, blank, invalid)
        rows.append({**row, "marks": marks.get(desk.name, desk.batch.ballots)})
        desk.batch.tags = None
    if rows:
        election.turnout = {**(election.turnout or {}), "paper_batches": merged(rows)}


def _judged(election: Election, key: X25519PrivateKey, tags: Sequence[str]) -> tuple[int, int]:
    blank = invalid = 0
    leaves = {row.tag: row for row in closing.list_paper(election)} if tags else {}
    for tag in tags:
        place = sealing.Place(str(election.id), election.definition_sha256 or "", tag, 1)
        choice = sealing.open_choice(key, leaves[tag].sealed or b"", place)["choice"]
        invalid += choice is None
        blank += choice in ([], {})
    return blank, invalid


def merged(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fewer than ten ballots are not told apart: they join the next smallest desk."""
    left = sorted(rows, key=lambda row: row["ballots"])
    while len(left) > 1 and left[0]["ballots"] < rules.SMALL:
        small, next_, *left = left
        both = {name: small[name] + next_[name] for name in small if name != "desk"}
        left = sorted(
            [{"desk": f"{next_['desk']} + {small['desk']}", **both}, *left],
            key=lambda row: row["ballots"],
        )
    return sorted(left, key=lambda row: row["desk"])
