"""An election with what its rules ask, and what it is drawn up from."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, case, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consultations.models import Activity, Consultation
from journeys.models import Journey, Status
from kernel.db import connection, db
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor
from places import queries as places
from proposals.models import Proposal, ProposalState
from voting import rules
from voting.models import Election, ElectionState, Option, TrialBallot
from voting.rules import Stage


def with_activity() -> Select[Election]:
    """Whatever the rules about window and eligibility ask."""
    return select(Election).options(joinedload(Election.activity).joinedload(Activity.consultation))


def get_election(election_id: int, for_: Visitor = NOBODY) -> Election:
    """With options, activity and consultation (its duty and journey)."""
    head = joinedload(Election.activity).joinedload(Activity.consultation)
    return db.session.scalars(
        with_activity()
        .where(Election.id == election_id)
        .options(
            selectinload(Election.options),
            selectinload(Election.custodians),
            head.joinedload(Consultation.duty),
            head.joinedload(Consultation.journey),
            head.joinedload(Consultation.unit),
        )
    ).one()


_NOT_DRAFT = Election.state != ElectionState.DRAFT


#: everything of an election that may change, and that its rules ask; by the hash the definition
_NOW = Prepared(
    select(
        *(
            column
            for model in (Election, Activity, Consultation)
            for column in model.__table__.columns
            if column is not Election.__table__.c.definition
        )
    )
    .select_from(Election)
    .join(Activity, Activity.id == Election.activity_id)
    .join(Consultation, Consultation.id == Activity.consultation_id)
    .where(Election.id == bindparam("election"), _NOT_DRAFT)
)


_kept: dict[int, tuple[tuple[Any, ...], Election]] = {}


def get_box(election_id: int, for_: Visitor = NOBODY) -> Election:
    """What casting asks: the frozen definition and the window; to be read only.

    Each process keeps the object as long as its rows stand unchanged: one statement, and nothing
    built from it. It belongs to no session.
    """
    rows = _NOW.plain(connection(), election=election_id)
    found = _kept.get(election_id)
    if found is None or [found[0]] != rows:
        found = _kept[election_id] = _load_box(election_id)
    return found[1]


def _load_box(election_id: int) -> tuple[tuple[Any, ...], Election]:
    """Row and object of one moment: no change falls between the two."""
    with Session(db.engine) as own:
        snapshot = own.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        election = own.scalars(with_activity().where(Election.id == election_id, _NOT_DRAFT)).one()
        (row,) = _NOW.plain(snapshot, election=election_id)
        own.expunge_all()
    return row, election


def find_election(activity_id: int) -> Election | None:
    """The election of an activity, once somebody has begun to draw it up."""
    return db.session.scalar(
        with_activity()
        .where(Election.activity_id == activity_id)
        .options(selectinload(Election.options), selectinload(Election.custodians))
    )


def get_option(option_id: int, for_: Visitor = NOBODY) -> Option:
    head = joinedload(Option.election).joinedload(Election.activity)
    return db.session.scalars(
        select(Option)
        .where(Option.id == option_id)
        .options(
            head.joinedload(Activity.consultation),
            joinedload(Option.election).selectinload(Election.options),
            joinedload(Option.election).selectinload(Election.custodians),
        )
    ).one()


@dataclass(frozen=True)
class Candidate:
    """A proposal that was put on the ballot."""

    id: int
    number: str | None
    title: str
    text: str
    cost_kurus: int | None


def list_candidates(consultation_id: int) -> list[Candidate]:
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title, Proposal.excerpt, Proposal.cost_kurus)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(
            Proposal.consultation_id == consultation_id,
            Proposal.state == ProposalState.PUBLISHED,
            Journey.status == Status.ON_BALLOT,
        )
        .order_by(Proposal.id)
    )
    return [Candidate(*row) for row in rows]


def list_drafted(proposal_id: int) -> list[tuple[Option, Proposal]]:
    """The options it has become in ballots that are drafts."""
    rows = db.session.execute(
        select(Option, Proposal)
        .join(Proposal, Proposal.id == Option.proposal_id)
        .join(Election, Election.id == Option.election_id)
        .where(Option.proposal_id == proposal_id, Election.state == ElectionState.DRAFT)
        .order_by(Option.id)
    )
    return [(option, proposal) for option, proposal in rows]


def list_statuses(election_id: int) -> list[Status | None]:
    """Of the proposals among the options; None of one that is hidden."""
    hidden = Proposal.state == ProposalState.HIDDEN
    return list(
        db.session.scalars(
            select(case((hidden, None), else_=Journey.status))
            .select_from(Option)
            .join(Proposal, Proposal.id == Option.proposal_id)
            .outerjoin(Journey, Journey.id == Proposal.journey_id)
            .where(Option.election_id == election_id)
        )
    )


def list_proposals(election_id: int) -> dict[int, Proposal]:
    """The proposals among the options, with their journeys, by option."""
    rows = db.session.execute(
        select(Option.id, Proposal)
        .join(Proposal, Proposal.id == Option.proposal_id)
        .where(Option.election_id == election_id)
        .options(joinedload(Proposal.journey))
        .order_by(Option.id)
    )
    return {option_id: proposal for option_id, proposal in rows}


def list_neighbourhood_names(activity: Activity) -> list[str]:
    """Where one has to live; empty when it does not matter."""
    wanted = set(activity.neighbourhood_ids or ())
    if not wanted:
        return []
    everywhere = places.list_neighbourhoods(activity.municipality_id)
    return [place.name for place in everywhere if place.id in wanted]


def list_trial(election: Election) -> list[Any]:
    """Choices cast on trial; from the opening on there are none, whatever is still stored."""
    if rules.stage(election) not in (Stage.DRAFT, Stage.UPCOMING):
        return []
    mine = TrialBallot.election_id == election.id
    return list(db.session.scalars(select(TrialBallot.choice).where(mine).order_by(TrialBallot.id)))
