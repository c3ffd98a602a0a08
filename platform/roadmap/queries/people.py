"""From an action back to everybody whose input led to it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from accounts.models import Person
from consultations.models import Consultation
from councils.models import Opinion
from discussion.models import Thread
from journeys.models import Journey, Status, Step
from kernel.db import db, fetch
from places.models import Organisation
from proposals.models import Proposal
from roadmap.models import Action, Origin, OriginKind
from voting.models import Election


@dataclass(frozen=True)
class Input:
    """One origin with what people put into it; names only where they stand in public."""

    kind: OriginKind
    label: str
    endpoint: str
    object_id: int | None
    #: who wrote it, in public; "" where nobody's name belongs
    author: str
    gone: bool
    supports: int
    comments: int
    #: of a published result, as it was published
    voters: int | None


_INPUTS = (
    select(
        Origin.kind,
        Origin.label,
        Origin.endpoint,
        Origin.object_id,
        Person.name.label("author"),
        Organisation.name.label("organisation"),
        Proposal.id.label("proposal_id"),
        Proposal.support_count,
        Thread.comment_count,
        Election.counted_at,
        Election.result,
    )
    .outerjoin(Proposal, Proposal.id == Origin.proposal_id)
    .outerjoin(Person, Person.id == Proposal.author_id)
    .outerjoin(Organisation, Organisation.id == Proposal.organisation_id)
    .outerjoin(Thread, Thread.id == Proposal.thread_id)
    .outerjoin(Election, Election.id == Origin.election_id)
    .where(Origin.action_id == bindparam("action_id"))
    .order_by(Origin.id)
)


def list_inputs(action: Action) -> list[Input]:
    """In one query, however many origins there are."""
    return [_input(row) for row in fetch(_INPUTS, action_id=action.id)]


def _input(row: Any) -> Input:
    author = row.organisation or row.author or ""
    return Input(
        kind=row.kind,
        label=row.label,
        endpoint=row.endpoint,
        object_id=row.object_id,
        author=author,
        gone=row.proposal_id is not None and not author,
        supports=row.support_count or 0,
        comments=row.comment_count or 0,
        voters=(row.result or {}).get("voters") if row.counted_at else None,
    )


def find_vote(proposal: Proposal) -> tuple[int, str] | None:
    """The vote that chose it; its journey knows."""
    row = db.session.execute(
        select(Step.object_id, Step.subject)
        .where(
            Step.journey_id == proposal.journey_id,
            Step.status == Status.CHOSEN,
            Step.endpoint == "voting.show",
            Step.object_id.is_not(None),
        )
        .order_by(Step.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.object_id, row.subject)


def list_origin_journeys(action_id: int) -> list[tuple[int, int | None]]:
    """Journey and discussion of the proposals, consultations and council opinions it came from."""
    rows = db.session.execute(
        select(
            func.coalesce(Proposal.journey_id, Consultation.journey_id, Opinion.journey_id).label(
                "journey_id"
            ),
            Proposal.thread_id,
        )
        .select_from(Origin)
        .outerjoin(Proposal, Proposal.id == Origin.proposal_id)
        .outerjoin(Consultation, Consultation.id == Origin.consultation_id)
        .outerjoin(Opinion, (Opinion.id == Origin.object_id) & (Origin.kind == OriginKind.COUNCIL))
        .where(Origin.action_id == action_id)
        .order_by(Origin.id)
    )
    return [(row.journey_id, row.thread_id) for row in rows if row.journey_id is not None]


def list_origin_rows(action_id: int) -> list[Journey]:
    numbers = [number for number, _thread in list_origin_journeys(action_id)]
    return list(
        db.session.scalars(select(Journey).where(Journey.id.in_(numbers)).order_by(Journey.id))
    )
