"""Casting a ballot: two transactions of their own, first the roll, then the box.

One transaction would join name and choice for ever (PostgreSQL keeps its number with each row).
Killed in between, somebody stands on the roll without a ballot, and simply votes again.
"""

import uuid
from collections.abc import Iterable

from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from accounts.models import EmailProof, Person
from consultations.models import Eligibility
from kernel import keys
from kernel.db import DomainError, db, short_transaction
from kernel.i18n import N_
from kernel.rules import Visitor
from places.models import ResidenceProof
from voting import queries, rules
from voting.counting import reading
from voting.models import Ballot, Election, RollEntry

#: two browsers of one person at the same moment want the same revision; the third try is luxury
TRIES = 3


class TooManyChoices(DomainError):
    message = N_("En çok %(most)s seçenek işaretleyebilirsiniz. Siz %(chosen)s işaretlediniz.")


class NotOnTheBallot(DomainError):
    message = N_("Oyunuzda bu oylamada olmayan bir seçenek var. Seçiminizi yeniden yapın.")


class TooLate(DomainError):
    message = N_("Oylama bitti. Bu oy alınmadı; daha önce oy verdiyseniz son oyunuz sayılacak.")


class NotEligible(DomainError):
    message = N_("Oy kullanma koşulunu şu anda karşılamıyorsunuz. Oyunuz alınmadı.")


class AddressUsed(DomainError):
    message = N_("Bu oylamada bu adresle daha önce oy kullanıldı.")


class Busy(DomainError):
    message = N_("Aynı anda başka bir pencereden de oy gönderdiniz. Yeniden deneyin.")


def cast(election: Election, *, by: Visitor, choice: Iterable[int]) -> None:
    """`choice` holds option ids, none for a blank vote. Commits; never inside a transaction."""
    marked = _accepted(election, list(choice))
    entry_id = _sign_roll(election, by)
    for _attempt in range(TRIES):
        try:
            _drop_into_box(election, entry_id, by, marked)
        except IntegrityError:
            continue
        except DBAPIError as error:
            error.hide_parameters = True  # a full disk must not write the choice into the log
            raise
        return
    raise Busy()


def _accepted(election: Election, choice: list[int]) -> tuple[int, ...]:
    """As it goes into the box: each option once, sorted; () is a blank vote."""
    try:
        reading.read(rules.definition(election), [str(option) for option in choice], strict=True)
    except reading.TooMany as error:
        raise TooManyChoices(most=error.most, chosen=error.found) from None
    except reading.Unknown:
        raise NotOnTheBallot() from None
    return tuple(sorted(set(choice)))


def _judge(session: Session, election_id: int, by: Visitor) -> Election:
    """The election as it stands in this transaction, by the clock of this moment."""
    election = session.scalars(
        queries.with_activity()
        .where(Election.id == election_id)
        # The count takes the same row for itself: a ballot is either before it or too late.
        .with_for_update(read=True, of=Election)
    ).one()
    if rules.is_open(by, election):
        raise TooLate()
    if rules.eligible(by, election.activity):
        raise NotEligible()
    return election


def _sign_roll(election: Election, by: Visitor) -> uuid.UUID:
    with short_transaction() as session:
        judged = _judge(session, election.id, by)
        # One person's windows queue up here; so does the deletion of the account.
        person = session.scalar(select(Person).where(Person.id == by.id).with_for_update())
        if person is None or person.email is None:
            raise NotEligible()
        statement = queries.entry_of(judged.id, person.id)
        known = session.scalar(statement)
        if known is not None:
            return known
        values = {
            "id": uuid.uuid4(),
            "election_id": judged.id,
            "identity_tag": keys.tag(judged.key_name, person.email),
            **_proof(session, judged, person.id),
        }
        dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(RollEntry).values(values).on_conflict_do_nothing())
        mine = session.scalar(statement)
        if mine is None:
            raise AddressUsed()
        return mine


def _proof(session: Session, election: Election, person_id: int) -> dict[str, int]:
    if election.activity.eligibility is Eligibility.RESIDENT:
        found = session.scalar(
            select(ResidenceProof.id).where(
                ResidenceProof.person_id == person_id,
                ResidenceProof.municipality_id == election.municipality_id,
                ResidenceProof.ended_at.is_(None),
            )
        )
        name = "residence_proof_id"
    else:
        found = session.scalar(
            select(EmailProof.id).where(
                EmailProof.person_id == person_id, EmailProof.ended_at.is_(None)
            )
        )
        name = "email_proof_id"
    if found is None:
        raise NotEligible()
    return {name: found}


def _drop_into_box(
    election: Election, entry_id: uuid.UUID, by: Visitor, marked: tuple[int, ...]
) -> None:
    """Nothing about the person but the keyed tag; the former ballot stays, replaced."""
    with short_transaction() as session:
        judged = _judge(session, election.id, by)
        tag = keys.tag(judged.key_name, str(entry_id))
        last = session.scalar(
            select(func.max(Ballot.revision)).where(
                Ballot.election_id == judged.id, Ballot.tag == tag
            )
        )
        session.execute(
            insert(Ballot).values(
                id=uuid.uuid4(),
                election_id=judged.id,
                tag=tag,
                revision=(last or 0) + 1,
                choice=list(marked),
            )
        )
