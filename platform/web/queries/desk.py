"""Reads of the desk: what waits, mails that did not arrive, the record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    func,
    or_,
    select,
    true,
)

from accounts.models import Person
from answers.models import Duty
from answers.queries import DeskRow, desk_rows, in_state
from answers.rules import READERS, DutyState
from consultations.models import Activity, AskedBy, Consultation
from consultations.queries import asked_by
from consultations.rules import reviewed
from journeys.models import Journey, Status
from kernel import audit, clock, keyset, outbox
from kernel.db import db
from kernel.rules import NOBODY, Role, Visitor
from moderation.models import Appeal, AppealState, Case, CaseState
from places.models import LetterRequest, Organisation, OrganisationState
from places.rules import LETTER_VALID
from proposals.assessments import Assessment, Objection
from proposals.models import Proposal, ProposalState
from roadmap.models import Action
from roadmap.queries import is_late
from voting.models import Complaint, Election, ElectionState
from voting.queries import has_open_tie

WEEK = timedelta(days=7)
#: who answers for the whole municipality
EVERY_ANSWER = tuple(
    role for role in READERS if role not in (Role.UNIT_OFFICER, Role.COUNCIL_OFFICER)
)


@dataclass(frozen=True)
class Desk:
    """The strip of figures; dates where the oldest or the next one matters."""

    overdue: int
    due_soon: int
    late_actions: int
    cases: int
    oldest_case: datetime | None
    votes_closing: int
    next_closing: datetime | None
    unscreened: int
    organisations: int
    letters: int
    ties: int
    first_tie: int | None
    complaints: int
    #: the vote of the oldest one
    first_complaint: int | None
    #: opinions that this person or their unit owes, and how many of them are late
    opinions: int
    late_opinions: int
    objections: int


def _count(column: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(func.count(column)).where(*conditions).scalar_subquery()


def desk(municipality_id: int, visitor: Visitor) -> Desk:
    """One query of small counts, by the conditions of the packages that own them."""
    asked = Consultation.asked_by.in_(reviewed(visitor, municipality_id))
    columns = [
        *_owed(municipality_id, own_duties(municipality_id, visitor), clock.today()),
        *_moderated(municipality_id),
        *_closing(municipality_id, asked, clock.now()),
        *_to_judge(municipality_id, asked, clock.now()),
        *_tied(municipality_id, asked),
        *_complained(municipality_id, asked),
        *_at_the_gates(municipality_id, asked, visitor),
    ]
    return Desk(*db.session.execute(select(*columns)).one())


def own_duties(place: int, visitor: Visitor) -> ColumnElement[bool]:
    """All answers; only their units' and their council's for who works for these alone."""
    if visitor.has_role(place, *EVERY_ANSWER):
        return true()
    own: list[ColumnElement[bool]] = []
    if visitor.has_role(place, Role.UNIT_OFFICER):
        own.append(Duty.unit_id.in_(visitor.units))
    if visitor.has_role(place, Role.COUNCIL_OFFICER):
        own.append(_asked_by_council(place))
    return or_(false(), *own)


def _asked_by_council(place: int) -> ColumnElement[bool]:
    """Answers to the city council's consultations, and to the proposals made there."""
    duties = select(Consultation.duty_id).where(
        Consultation.municipality_id == place, asked_by(AskedBy.CITY_COUNCIL)
    )
    return or_(Duty.id.in_(duties), Duty.under_id.in_(duties))


def _owed(place: int, own: ColumnElement[bool], today: date) -> list[Any]:
    duty = and_(Duty.municipality_id == place, own)
    soon = and_(in_state(DutyState.WAITING, today), Duty.first_due_on <= today + WEEK)
    return [
        _count(Duty.id, duty, in_state(DutyState.OVERDUE, today)),
        _count(Duty.id, duty, soon),
        _count(Action.id, Action.municipality_id == place, is_late(today)),
    ]


def _moderated(place: int) -> list[Any]:
    waiting = and_(Case.municipality_id == place, Case.state == CaseState.OPEN)
    appealed = and_(Appeal.municipality_id == place, Appeal.state == AppealState.WAITING)
    return [
        _count(Case.id, waiting) + _count(Appeal.id, appealed),
        select(func.min(Case.opened_at)).where(waiting).scalar_subquery(),
    ]


def _closing(place: int, asked: ColumnElement[bool], now: datetime) -> list[Any]:
    votes = (
        select(Election.id)
        .join(Activity, Activity.id == Election.activity_id)
        .join(Consultation, Consultation.id == Election.consultation_id)
        .where(
            Election.municipality_id == place,
            Election.state == ElectionState.FROZEN,
            asked,
            Activity.closes_at > now,
            Activity.closes_at <= now + WEEK,
        )
    )
    end = select(func.min(Activity.closes_at)).join(Election, Election.activity_id == Activity.id)
    return [
        _count(Election.id, Election.id.in_(votes)),
        end.where(Election.id.in_(votes)).scalar_subquery(),
    ]


def _to_judge(place: int, asked: ColumnElement[bool], now: datetime) -> list[Any]:
    """Proposals to screen, organisations to verify, letters to post."""
    unscreened = (
        select(func.count(Proposal.id))
        .join(Journey, Journey.id == Proposal.journey_id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .where(
            asked,
            Proposal.municipality_id == place,
            Proposal.state == ProposalState.PUBLISHED,
            Journey.status == Status.PUBLISHED,
        )
    )
    return [
        unscreened.scalar_subquery(),
        _count(
            Organisation.id,
            Organisation.municipality_id == place,
            Organisation.state == OrganisationState.APPLIED,
        ),
        _count(
            LetterRequest.id,
            LetterRequest.municipality_id == place,
            LetterRequest.posted_at.is_(None),
            LetterRequest.used_at.is_(None),
            LetterRequest.cancelled_at.is_(None),
            LetterRequest.requested_at > now - LETTER_VALID,
        ),
    ]


def _tied(place: int, asked: ColumnElement[bool]) -> list[Any]:
    """Votes whose tie the municipal council has yet to decide."""
    tied = (
        select(Election.id)
        .join(Consultation, Consultation.id == Election.consultation_id)
        .where(Election.municipality_id == place, has_open_tie(), asked)
    )
    return [
        _count(Election.id, Election.id.in_(tied)),
        select(func.min(Election.id)).where(Election.id.in_(tied)).scalar_subquery(),
    ]


def _complained(place: int, asked: ColumnElement[bool]) -> list[Any]:
    """Complaints about results that wait for their answer."""
    waiting = (
        select(Complaint.id)
        .join(Election, Election.id == Complaint.election_id)
        .join(Consultation, Consultation.id == Election.consultation_id)
        .where(Election.municipality_id == place, Complaint.answered_at.is_(None), asked)
    )
    oldest = select(Complaint.election_id).where(Complaint.id.in_(waiting)).order_by(Complaint.id)
    return [
        _count(Complaint.id, Complaint.id.in_(waiting)),
        oldest.limit(1).scalar_subquery(),
    ]


def _at_the_gates(place: int, asked: ColumnElement[bool], visitor: Visitor) -> list[Any]:
    """What units owe about proposals, and objections that wait for their decision."""
    own = or_(Assessment.unit_id.in_(visitor.units), Assessment.person_id == visitor.id)
    out = (
        select(Assessment.id)
        .join(Proposal, Proposal.id == Assessment.proposal_id)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(
            Assessment.municipality_id == place,
            Assessment.done_at.is_(None),
            Journey.status == Status.ASSESSING,
            own,
        )
    )
    objected = (
        select(Objection.id)
        .join(Proposal, Proposal.id == Objection.proposal_id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .where(Objection.municipality_id == place, Objection.decided_at.is_(None), asked)
    )
    late = out.where(Assessment.due_on < clock.today())
    return [
        _count(Assessment.id, Assessment.id.in_(out)),
        _count(Assessment.id, Assessment.id.in_(late)),
        _count(Objection.id, Objection.id.in_(objected)),
    ]


def list_desk_duties(
    municipality_id: int, *, unit_id: int | None, whose: str, visitor: Visitor, limit: int = 25
) -> list[DeskRow]:
    """What is owed, the longest debt first.

    `whose`: birimim, konsey, benim, atanmamis or everything.
    """
    statement = desk_rows(municipality_id).where(
        Duty.answered_on.is_(None), Duty.released_at.is_(None)
    )
    if unit_id is not None:
        statement = statement.where(Duty.unit_id == unit_id)
    if whose == "benim":
        statement = statement.where(Duty.assigned_to_id == visitor.id)
    elif whose == "birimim":
        statement = statement.where(Duty.unit_id.in_(visitor.units))
    elif whose == "konsey":
        statement = statement.where(_asked_by_council(municipality_id))
    elif whose == "atanmamis":
        statement = statement.where(Duty.assigned_to_id.is_(None))
    rows = db.session.execute(statement.order_by(Duty.first_due_on, Duty.id).limit(limit))
    return [DeskRow(*row) for row in rows]


def get_errand(errand_id: int, for_: Visitor = NOBODY) -> outbox.Errand:
    statement = select(outbox.Errand).where(
        outbox.Errand.id == errand_id, outbox.Errand.kind == outbox.Kind.MAIL
    )
    return db.session.scalars(statement).one()


def list_undelivered(municipality_id: int, limit: int = 100) -> list[outbox.Errand]:
    """Mails of this municipality, and those of no municipality (accounts), that did not arrive."""
    statement = (
        select(outbox.Errand)
        .where(
            outbox.Errand.kind == outbox.Kind.MAIL,
            outbox.Errand.state.in_([outbox.State.UNKNOWN, outbox.State.FAILED]),
            or_(
                outbox.Errand.municipality_id == municipality_id,
                outbox.Errand.municipality_id.is_(None),
            ),
        )
        .order_by(outbox.Errand.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def page_of_record(municipality_id: int) -> keyset.Page:
    line = audit.AuditLine
    statement = (
        select(
            line.id,
            line.at,
            line.verb,
            line.object_kind,
            line.object_id,
            line.before,
            line.after,
            Person.name.label("person_name"),
            line.person_id,
        )
        .outerjoin(Person, Person.id == line.person_id)
        .where(line.municipality_id == municipality_id)
    )
    return keyset.page(
        statement, [keyset.Key(line.id, descending=True, read=keyset.whole)], size=50
    )
