"""Reads of grants and of the library of good practice."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from capacity.models import Grant, Practice, PracticeState
from kernel import text
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from programme.models import JointPlan, Participation, PlanActor, Track

#: how many examples a page shows
PRACTICES = 100


def get_grant(grant_id: int, for_: Visitor = NOBODY) -> Grant:
    """With receiver, joint plan, files and steps."""
    return db.session.scalars(
        select(Grant)
        .where(Grant.id == grant_id)
        .options(
            joinedload(Grant.participation),
            joinedload(Grant.plan),
            joinedload(Grant.agreement),
            joinedload(Grant.report_file),
            selectinload(Grant.steps),
        )
    ).one()


def list_grants(participation_id: int) -> list[Grant]:
    """Those it receives, and those that pay for a joint plan it has a part in."""
    of_plans = select(JointPlan.id).where(JointPlan.town_id == participation_id)
    return list(
        db.session.scalars(
            select(Grant)
            .where((Grant.participation_id == participation_id) | Grant.plan_id.in_(of_plans))
            .options(joinedload(Grant.participation), joinedload(Grant.plan))
            .order_by(Grant.id.desc())
        )
    )


def list_plans(participation_id: int) -> list[JointPlan]:
    """Joint plans a civic actor carries: a grant may pay for one."""
    return list(
        db.session.scalars(
            select(JointPlan)
            .join(PlanActor, PlanActor.plan_id == JointPlan.id)
            .where(PlanActor.participation_id == participation_id)
            .order_by(JointPlan.id)
        )
    )


def get_practice(practice_id: int, for_: Visitor = NOBODY) -> Practice:
    return db.session.scalars(
        select(Practice)
        .where(Practice.id == practice_id)
        .options(
            joinedload(Practice.participation)
            .joinedload(Participation.track)
            .joinedload(Track.term),
            joinedload(Practice.participation).joinedload(Participation.municipality),
        )
    ).one()


def list_practices(*, q: str = "", topic: str = "") -> list[Practice]:
    """Published ones, the newest first; every word of the search must be found somewhere."""
    statement = select(Practice).where(Practice.state == PracticeState.PUBLISHED)
    for word in text.fold(q).split():
        statement = statement.where(Practice.search.contains(word, autoescape=True))
    if topic:
        statement = statement.where(Practice.topic == topic)
    return list(
        db.session.scalars(
            statement.options(joinedload(Practice.participation))
            .order_by(Practice.published_at.desc(), Practice.id.desc())
            .limit(PRACTICES)
        )
    )


def list_own_practices(participation_id: int) -> list[Practice]:
    return list(
        db.session.scalars(
            select(Practice)
            .where(Practice.participation_id == participation_id)
            .order_by(Practice.id.desc())
        )
    )


def list_offered() -> list[Practice]:
    """What waits for the team, the oldest first."""
    return list(
        db.session.scalars(
            select(Practice)
            .where(Practice.state == PracticeState.OFFERED)
            .options(joinedload(Practice.participation))
            .order_by(Practice.id)
        )
    )
