"""The polling desk: somebody is found by what they say, marked as voted on paper, or helped.

Names cannot be browsed, and the desk learns no more than whether this person may vote, has voted on
the web, or on paper. What a look-up and a mark leave behind names no moment finer than the hour.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from accounts.models import EmailProof
from kernel import audit, clock, keys, ledgers, text
from kernel.db import DomainError, db, refusing
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.rules import Denied, Kind, Visitor
from kernel.rules import Reason as KernelReason
from notifications import services as notifications
from notifications.models import NoticeKind
from places import queries as places
from places.models import ResidenceProof
from voting import casting, queries, roll, rules
from voting.models import ENDPOINT, Election, Help, Paper, PollingDesk, RollKind, UndoneMark
from voting.services.rolls import identifier


class Reason(KernelReason):
    NOT_LISTED = N_("Bu oylamanın listesinde bu hesabın e-posta adresi yok.")
    ON_PAPER = N_("Bu oylamada sandıkta kâğıtla oy kullandınız. İnternetten ikinci oy alınmaz.")


class NotFound(DomainError):
    message = N_(
        "Bununla kimse bulunamadı. Listedeki e-postayı, numarayı ya da kodu aynen yazın; yoksa "
        "kişiyi oylamayı yürüten birime yönlendirin."
    )
    field = "who"


class NotAllowed(DomainError):
    message = N_("Bu kişi bulundu ama oy kullanma koşulunu karşılamıyor: %(reason)s")
    field = "who"


class VotedOnWeb(DomainError):
    message = N_("Bu kişi internetten oy verdi. Bu oylamada ilk oy geçerlidir; kâğıt verilmez.")


class AlreadyOnPaper(DomainError):
    message = N_("Bu kişi kâğıtla oy kullandı. İkinci pusula verilmez.")


class DeskExists(DomainError):
    constraint = "uq_polling_desk_election_id_name"
    message = N_("Bu adla bir sandık zaten var.")
    field = "name"


class DeskUsed(DomainError):
    message = N_("Bu sandıkta oy kullanıldı; kaldırılamaz.")


class Standing(StrEnum):
    """What the desk is told about somebody."""

    MAY = "may"
    ON_WEB = "web"
    ON_PAPER = "paper"


@dataclass(frozen=True)
class Found:
    """Somebody who may vote here."""

    ticket: roll.Ticket
    standing: Standing
    #: where somebody voted on paper
    desk_id: int | None = None


# --- desks --------------------------------------------------------------------------------------


def add_desk(election: Election, *, by: Visitor, name: str) -> PollingDesk:
    desk = PollingDesk(election_id=election.id, name=name)
    with refusing(DeskExists):
        db.session.add(desk)
    audit.record(
        "voting.add_desk",
        desk,
        by=by.id,
        municipality_id=election.municipality_id,
        after={"name": name},
    )
    return desk


def remove_desk(desk: PollingDesk, *, by: Visitor) -> None:
    if desk.batch is not None or count_marks(desk.election).get(desk.id):
        raise DeskUsed()
    audit.record("voting.remove_desk", desk, by=by.id, before={"name": desk.name})
    db.session.delete(desk)
    db.session.flush()


def count_marks(election: Election) -> dict[int, int]:
    """On the roll, by desk."""
    with ledgers.read(ledgers.ROLL) as connection:
        return roll.count_by_desk(connection, election.id)


# --- finding ------------------------------------------------------------------------------------


def find(election: Election, typed: str) -> Found:
    """By an address, a number or a code typed whole; NotFound or NotAllowed otherwise."""
    if election.roll is RollKind.PROOFS:
        ticket = _account(election, typed)
    else:
        ticket = _line(election, typed)
    entry = _entry(election, voter(election, ticket))
    desk_id = None if entry is None else entry.desk_id
    return Found(ticket, _standing(entry), desk_id)


def _line(election: Election, typed: str) -> roll.Ticket:
    codes = election.roll is RollKind.CODES
    name = f"code:{casting.normal_code(typed)}" if codes else identifier(typed)
    tag = keys.tag(election.key_name, name)
    with ledgers.read(ledgers.ROLL) as connection:
        if roll.find_line(connection, election.id, tag) is None:
            raise NotFound()
    return roll.Ticket(tag=tag, channel=roll.ASSISTED)


def _account(election: Election, typed: str) -> roll.Ticket:
    person = places.find_person_by_email(text.email_key(typed))
    visitor = queries.find_visitor(person.id) if person else None
    if person is None or visitor is None:
        raise NotFound()
    if denied := rules.eligible(visitor, election.activity):
        raise NotAllowed(reason=denied.sentence)
    return roll.Ticket(person_id=person.id, channel=roll.ASSISTED)


def voter(election: Election, ticket: roll.Ticket) -> casting.Voter:
    """How the holder of a ticket stands before the roll."""
    return casting.find_voter(election, Visitor(tickets={election.id: ticket}))


def standing(election: Election, ticket: roll.Ticket) -> Standing:
    return _standing(_entry(election, voter(election, ticket)))


def _standing(entry: roll.Mark | None) -> Standing:
    if entry is None:
        return Standing.MAY
    return Standing.ON_PAPER if entry.channel == roll.ON_PAPER else Standing.ON_WEB


def _entry(election: Election, found: casting.Voter) -> roll.Mark | None:
    with ledgers.read(ledgers.ROLL) as connection:
        return _find(connection, election, found)


def _find(connection: Any, election: Election, found: casting.Voter) -> roll.Mark | None:
    """By proofs, or by the address of an account that is gone: one of them is on the roll."""
    identity = found.values["identity_tag"]
    return roll.find(connection, election.id, {**found.known, "identity_tag": identity})


# --- marking ------------------------------------------------------------------------------------


def mark(desk: PollingDesk, *, ticket: roll.Ticket) -> None:
    """Voted on paper. The roll's own keys decide against a web ballot of the same moment.

    Where paper wins the web ballot is void when the roll is settled; otherwise the first one holds.
    """
    election = desk.election
    found = voter(election, ticket)
    with ledgers.write(ledgers.ROLL) as connection:
        known = _find(connection, election, found)
        if known is None:
            casting.hold_code(connection, election, found)
            mine = uuid.uuid4()
            roll.insert(
                connection,
                id=mine,
                election_id=election.id,
                hour=roll.hour_of(clock.now()),
                desk_id=desk.id,
                **{**found.values, "channel": roll.ON_PAPER},
            )
            known = _find(connection, election, found)
            if known is not None and known.id == mine:
                return
        _replace(connection, desk, known)


def _replace(connection: Any, desk: PollingDesk, known: roll.Mark | None) -> None:
    if known is None or known.channel == roll.ON_PAPER:
        raise AlreadyOnPaper()
    if desk.election.paper is not Paper.PAPER_WINS:
        raise VotedOnWeb()
    roll.set_on_paper(connection, known, desk.id)


class NotYours(DomainError):
    message = N_("Bu kişinin kâğıt oy işareti bu sandıkta yapılmadı; burada geri alınamaz.")


def unmark(desk: PollingDesk, *, by: Visitor, ticket: roll.Ticket) -> None:
    """A mark made by mistake at this desk. The count of them is kept by hours, without a name.

    A web ballot that the mark had replaced counts again.
    """
    _count_undone(desk, by)
    with ledgers.write(ledgers.ROLL) as connection:
        known = _find(connection, desk.election, voter(desk.election, ticket))
        if known is None or not roll.take_back(connection, known, desk.id):
            raise NotYours()


def _count_undone(desk: PollingDesk, by: Visitor) -> None:
    """No line of the record at the moment itself: it would say when this person stood there."""
    _upsert(UndoneMark, desk_id=desk.id, by_id=by.id, hour=roll.hour_of(clock.now()))


def record_undone(election: Election) -> None:
    """Once the vote is over: how often each officer took a mark back, in which hour."""
    for row in queries.list_undone(election.id):
        audit.record(
            "voting.unmark",
            election,
            by=row.by_id,
            after={"desk": row.desk_id, "hour": row.hour.isoformat(), "number": row.number},
        )


# --- helping ------------------------------------------------------------------------------------


def help_voter(desk: PollingDesk, *, by: Visitor, ticket: roll.Ticket) -> None:
    """The booth opens for somebody at the desk; who helped is written down, by hours."""
    if standing(desk.election, ticket) is Standing.ON_PAPER:
        raise AlreadyOnPaper()
    hour = roll.hour_of(clock.now())
    _upsert(Help, election_id=desk.election_id, helper_id=by.id, hour=hour)


def _upsert(kind: type[Help] | type[UndoneMark], **key: Any) -> None:
    """One more of this hour."""
    statement = insert_into(kind).values(**key, number=1)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_={"number": kind.number + 1})
    )


def tell_helped(election: Election, *, everybody: bool = False) -> None:
    """A note to whoever voted with help in an earlier hour; once each, never at the cast."""
    if election.paper is Paper.NONE:
        return
    before = roll.hour_of(clock.now()) + timedelta(hours=1 if everybody else 0)
    with ledgers.read(ledgers.ROLL) as connection:
        rows = roll.list_helped(connection, election.id, before)
    notifications.tell(
        _people(rows),
        key=f"voting.helped:{election.id}",
        message=N_(
            "Bu oylamada oyunuz masada bir görevlinin yardımıyla verildi. Siz vermediyseniz hemen "
            "belediyeye bildirin."
        ),
        facts={},
        subject=election.question,
        endpoint=ENDPOINT,
        object_id=election.id,
        municipality_id=election.municipality_id,
        kind=NoticeKind.VOTES,
    )


def _people(rows: Any) -> set[int]:
    emails = {row.email_proof_id for row in rows} - {None}
    homes = {row.residence_proof_id for row in rows} - {None}
    found: set[int] = set()
    for kind, ids in ((EmailProof, emails), (ResidenceProof, homes)):
        if ids:
            found.update(db.session.scalars(select(kind.person_id).where(kind.id.in_(ids))))
    return found


# --- told before the ballot ---------------------------------------------------------------------


def refusal(election: Election, visitor: Visitor) -> Denied | None:
    """What only the roll knows: not on the list, or voted on paper. None for whoever may."""
    if not visitor.signed_in and not visitor.tickets.get(election.id):
        return None
    if election.key_ended_at is not None or not keys.exists(election.key_name):
        return None
    try:
        found = casting.find_voter(election, visitor)
    except casting.NotEligible:
        listed = election.roll is RollKind.UPLOADED
        return Denied(Kind.ROLE, Reason.NOT_LISTED) if listed else None
    except casting.UnknownCode:
        return None
    entry = _entry(election, found)
    if entry is not None and entry.channel == roll.ON_PAPER:
        return Denied(Kind.CLOSED, Reason.ON_PAPER)
    return None
