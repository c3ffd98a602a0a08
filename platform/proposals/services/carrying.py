"""What stood behind proposals goes over to the one that they became."""

from collections.abc import Sequence

from sqlalchemy import delete, func, literal, select, update

from answers import services as answers
from answers.models import Duty
from journeys.models import Follower, Why
from kernel import clock
from kernel.db import db
from kernel.dialects import insert_into
from proposals.models import Cosponsor, CosponsorState, Proposal, Support
from proposals.rules import entered


def carry_over(target: Proposal, parts: Sequence[Proposal]) -> None:
    """Supports, followers, authors and the earliest promised day; nothing is counted twice."""
    _supports(target, parts)
    _followers(target, parts)
    _authors(target, [part for part in parts if part.id != target.id])
    _keep_first_day(target, parts)


def _people(parts: Sequence[Proposal]) -> set[int]:
    """With whoever stands behind one; not the clerk who has entered one for somebody else."""
    behind = select(Cosponsor.person_id).where(
        Cosponsor.proposal_id.in_([part.id for part in parts]),
        Cosponsor.state == CosponsorState.ACCEPTED,
        Cosponsor.person_id.is_not(None),
    )
    return {part.author_id for part in parts if not entered(part)} | set(db.session.scalars(behind))


def _supports(target: Proposal, parts: Sequence[Proposal]) -> None:
    """Each person once, since their first support; an author's own is none."""
    authors = _people(parts)
    others = [part.id for part in parts if part.id != target.id]
    carried = (
        select(literal(target.id), Support.person_id, func.min(Support.since))
        .where(Support.proposal_id.in_(others), Support.person_id.not_in(authors))
        .group_by(Support.person_id)
    )
    db.session.execute(
        insert_into(Support)
        .from_select(["proposal_id", "person_id", "since"], carried)
        .on_conflict_do_nothing(index_elements=["proposal_id", "person_id"])
    )
    db.session.execute(
        delete(Support).where(Support.proposal_id == target.id, Support.person_id.in_(authors))
    )
    counted = select(func.count()).where(Support.proposal_id == target.id).scalar_subquery()
    db.session.execute(
        update(Proposal).where(Proposal.id == target.id).values(support_count=counted)
    )
    db.session.refresh(target, ["support_count"])


def _followers(target: Proposal, parts: Sequence[Proposal]) -> None:
    """Authors stay authors; a supporter can step back and is free of it."""
    others = [part.journey_id for part in parts if part.journey_id != target.journey_id]
    carried = (
        select(
            literal(target.journey_id),
            Follower.person_id,
            func.min(Follower.why),  # "author" before "follower" before "supporter"
            func.min(Follower.since),
        )
        .where(Follower.journey_id.in_(others))
        .group_by(Follower.person_id)
    )
    db.session.execute(
        insert_into(Follower)
        .from_select(["journey_id", "person_id", "why", "since"], carried)
        .on_conflict_do_nothing(index_elements=["journey_id", "person_id"])
    )
    authors = _people(parts)
    db.session.execute(
        update(Follower)
        .where(Follower.journey_id == target.journey_id, Follower.person_id.in_(authors))
        .values(why=Why.AUTHOR)
    )


def _authors(target: Proposal, gone: Sequence[Proposal]) -> None:
    """Every author of what is merged stands behind the joint one."""
    standing = select(Cosponsor.person_id, Cosponsor.organisation_id).where(
        Cosponsor.proposal_id.in_([part.id for part in gone]),
        Cosponsor.state == CosponsorState.ACCEPTED,
    )
    behind = {tuple(row) for row in db.session.execute(standing)}
    for part in gone:
        if entered(part):
            continue
        by_organisation = part.organisation_id is not None
        behind.add((None if by_organisation else part.author_id, part.organisation_id))
    alone = target.organisation_id is None
    behind -= {(target.author_id, None) if alone else (None, target.organisation_id)}
    for person_id, organisation_id in sorted(behind, key=str):
        values = {
            "municipality_id": target.municipality_id,
            "proposal_id": target.id,
            "state": CosponsorState.ACCEPTED,
            "person_id": person_id,
            "organisation_id": organisation_id,
            "invited_at": clock.now(),
            "answered_at": clock.now(),
        }
        db.session.execute(insert_into(Cosponsor).values(**values).on_conflict_do_nothing())


def _keep_first_day(target: Proposal, parts: Sequence[Proposal]) -> None:
    """Lateness counts from the first day that any of the authors was promised."""
    duty = None if target.duty_id is None else db.session.get_one(Duty, target.duty_id)
    days = [part.duty.first_due_on for part in parts if part.duty is not None]
    if duty is not None and days and min(days) < duty.first_due_on:
        duty.first_due_on = min(days)
        answers.reschedule(duty, due_on=duty.due_on)
