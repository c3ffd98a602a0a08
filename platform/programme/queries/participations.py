"""Reads of who takes part."""

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from kernel.db import db
from kernel.rules import NOBODY, Visitor
from programme.models import (
    Consulting,
    JointPlan,
    Participation,
    PlanActor,
    PlanState,
    Track,
    TrackKind,
)
from programme.rules import CONSULTING, PARTICIPANT


def get_participation(participation_id: int, for_: Visitor = NOBODY) -> Participation:
    """With track and term, municipality, organisation and the steps of its stage."""
    return db.session.scalars(
        select(Participation)
        .where(Participation.id == participation_id)
        .options(
            joinedload(Participation.track).joinedload(Track.term),
            joinedload(Participation.municipality),
            joinedload(Participation.organisation),
            joinedload(Participation.roadmap),
            selectinload(Participation.steps),
        )
    ).one()


def list_participations(
    *, term_id: int | None = None, kind: TrackKind | None = None
) -> list[Participation]:
    """With track, term and municipality; by name."""
    statement = (
        select(Participation)
        .join(Participation.track)
        .options(
            contains_eager(Participation.track).joinedload(Track.term),
            joinedload(Participation.municipality),
            joinedload(Participation.roadmap),
        )
        .order_by(Participation.sort_key, Participation.id)
    )
    if term_id is not None:
        statement = statement.where(Track.term_id == term_id)
    if kind is not None:
        statement = statement.where(Track.kind == kind)
    return list(db.session.scalars(statement))


def list_of_visitor(visitor: Visitor) -> list[Participation]:
    """Those this person acts for or consults; `visitor` as `know` returns it."""
    numbers = [n for kind, n in visitor.programme if kind in (CONSULTING, PARTICIPANT)]
    if not numbers:
        return []
    return list(
        db.session.scalars(
            select(Participation)
            .where(Participation.id.in_(numbers))
            .options(joinedload(Participation.track).joinedload(Track.term))
            .order_by(Participation.id)
        )
    )


def get_consulting(consulting_id: int, for_: Visitor = NOBODY) -> Consulting:
    return db.session.scalars(select(Consulting).where(Consulting.id == consulting_id)).one()


def list_consultants(participation_id: int) -> list[Consulting]:
    """With the person; the first named first."""
    return list(
        db.session.scalars(
            select(Consulting)
            .where(Consulting.participation_id == participation_id)
            .options(joinedload(Consulting.person))
            .order_by(Consulting.id)
        )
    )


def get_plan(plan_id: int, for_: Visitor = NOBODY) -> JointPlan:
    """With both sides."""
    return db.session.scalars(
        select(JointPlan)
        .where(JointPlan.id == plan_id)
        .options(
            joinedload(JointPlan.town),
            selectinload(JointPlan.actors)
            .joinedload(PlanActor.participation)
            .joinedload(Participation.track),
        )
    ).one()


def list_plans(participation_id: int) -> list[JointPlan]:
    """Of this participant, on either side; the newest first."""
    own = select(PlanActor.plan_id).where(PlanActor.participation_id == participation_id)
    return list(
        db.session.scalars(
            select(JointPlan)
            .where(or_(JointPlan.town_id == participation_id, JointPlan.id.in_(own)))
            .options(joinedload(JointPlan.town))
            .order_by(JointPlan.id.desc())
        )
    )


def list_agreed(term_id: int) -> list[JointPlan]:
    """What everybody may read of a term."""
    return list(
        db.session.scalars(
            select(JointPlan)
            .where(
                JointPlan.term_id == term_id,
                JointPlan.state.not_in((PlanState.IDEA, PlanState.SEEKING)),
            )
            .options(
                joinedload(JointPlan.town),
                selectinload(JointPlan.actors).joinedload(PlanActor.participation),
            )
            .order_by(JointPlan.id)
        )
    )
