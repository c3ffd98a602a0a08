"""Roadmaps as documents: the working copy, its versions, co-authors and reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, bindparam, func, literal_column, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from discussion.models import Comment, CommentState, Thread, ThreadFollower
from kernel.db import db, fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor
from places.models import Representative
from roadmap.models import (
    Action,
    ActionState,
    Coauthor,
    Goal,
    Objective,
    Partner,
    Report,
    Roadmap,
    RoadmapState,
    Version,
)

#: what the rules ask of a roadmap
GOALS = [selectinload(Roadmap.goals).selectinload(Goal.coauthors).joinedload(Coauthor.organisation)]


def get_roadmap(roadmap_id: int, for_: Visitor = NOBODY) -> Roadmap:
    return db.session.scalars(select(Roadmap).where(Roadmap.id == roadmap_id).options(*GOALS)).one()


def load_whole(roadmap_id: int) -> Roadmap:
    """The working copy with all of its sections, in the same number of queries always."""
    actions = (
        selectinload(Roadmap.goals).selectinload(Goal.objectives).selectinload(Objective.actions)
    )
    return db.session.scalars(
        select(Roadmap)
        .where(Roadmap.id == roadmap_id)
        .options(
            *GOALS,
            actions.joinedload(Action.unit),
            actions.selectinload(Action.partners).joinedload(Partner.organisation),
            actions.selectinload(Action.indicators),
            actions.selectinload(Action.neighbourhoods),
            actions.selectinload(Action.origins),
        )
        .execution_options(populate_existing=True)
    ).one()


def get_goal(goal_id: int, for_: Visitor = NOBODY) -> Goal:
    return db.session.scalars(
        select(Goal)
        .where(Goal.id == goal_id)
        .options(
            joinedload(Goal.roadmap),
            selectinload(Goal.objectives),
            selectinload(Goal.coauthors).joinedload(Coauthor.organisation),
        )
    ).one()


@dataclass(frozen=True)
class Part:
    """An objective, judged by its section."""

    row: Objective
    actions: int

    @property
    def municipality_id(self) -> int:
        return self.row.municipality_id

    @property
    def goal(self) -> Goal:
        return self.row.goal

    @property
    def roadmap(self) -> Roadmap:
        return self.row.goal.roadmap


def get_objective(objective_id: int, for_: Visitor = NOBODY) -> Part:
    goal = joinedload(Objective.goal)
    row = db.session.scalars(
        select(Objective)
        .where(Objective.id == objective_id)
        .options(goal.joinedload(Goal.roadmap), goal.selectinload(Goal.coauthors))
    ).one()
    return Part(row, count_actions(row.id))


def count_actions(objective_id: int) -> int:
    return (
        db.session.scalar(select(func.count(Action.id)).where(Action.objective_id == objective_id))
        or 0
    )


def get_coauthor(coauthor_id: int, for_: Visitor = NOBODY) -> Coauthor:
    return db.session.scalars(
        select(Coauthor)
        .where(Coauthor.id == coauthor_id)
        .options(
            joinedload(Coauthor.goal).joinedload(Goal.roadmap),
            joinedload(Coauthor.organisation),
        )
    ).one()


def get_report(report_id: int, for_: Visitor = NOBODY) -> Report:
    return db.session.scalars(
        select(Report).where(Report.id == report_id).options(joinedload(Report.roadmap))
    ).one()


# --- lists --------------------------------------------------------------------------------------


def list_roadmaps(municipality_id: int, *, drafts: bool) -> list[Roadmap]:
    """The newest first; drafts for those who write them."""
    statement = select(Roadmap).where(Roadmap.municipality_id == municipality_id)
    if not drafts:
        statement = statement.where(Roadmap.current > 0)
    return list(db.session.scalars(statement.order_by(Roadmap.id.desc()).limit(50)))


_IN_FORCE = Prepared(
    select(Roadmap.id, Roadmap.title)
    .where(
        Roadmap.municipality_id == bindparam("municipality"),
        Roadmap.state == RoadmapState.ADOPTED,
    )
    .order_by(Roadmap.in_force_on.desc(), Roadmap.id.desc())
    .limit(literal_column("1", Integer))
)


def find_in_force(municipality_id: int) -> Any:
    """Number and title of the newest that was adopted and is not closed, or None."""
    return next(iter(fetch(_IN_FORCE, municipality=municipality_id)), None)


def list_versions(roadmap_id: int) -> list[Version]:
    """The newest first, without their contents."""
    columns = [
        getattr(Version, name)
        for name in (
            "number",
            "kind",
            "note",
            "adopted_by",
            "decision_number",
            "decided_on",
            "published_at",
            "sha256",
        )
    ]
    rows: Any = db.session.execute(
        select(*columns).where(Version.roadmap_id == roadmap_id).order_by(Version.number.desc())
    )
    return list(rows)


def get_version(roadmap_id: int, number: int) -> Version:
    return db.session.scalars(
        select(Version).where(Version.roadmap_id == roadmap_id, Version.number == number)
    ).one()


def list_reports(roadmap_id: int, *, drafts: bool = False) -> list[Any]:
    """The newest first, without their contents."""
    statement = select(
        Report.id, Report.number, Report.starts_on, Report.ends_on, Report.published_at
    ).where(Report.roadmap_id == roadmap_id)
    if not drafts:
        statement = statement.where(Report.published_at.is_not(None))
    return list(db.session.execute(statement.order_by(Report.number.desc())))


def find_last_version_with(action: Action) -> Version | None:
    """The published words of a draft action."""
    if action.roadmap_id is None:
        return None
    return db.session.scalars(
        select(Version)
        .where(Version.roadmap_id == action.roadmap_id)
        .order_by(Version.number.desc())
        .limit(1)
    ).first()


def list_living(roadmap_id: int) -> dict[int, Any]:
    """How each of its actions stands now, and how much is said about it."""
    rows = db.session.execute(
        select(
            Action.id,
            Action.state,
            Action.ends_on,
            Action.first_ends_on,
            Action.completed_on,
            Action.progress,
            func.coalesce(Thread.comment_count, 0).label("comments"),
        )
        .outerjoin(Thread, Thread.id == Action.thread_id)
        .where(Action.roadmap_id == roadmap_id)
        .order_by(Action.id)
    )
    return {row.id: row for row in rows}


def list_my_sections(visitor: Visitor, municipality_id: int) -> list[Coauthor]:
    """Invitations to sections for the organisations that somebody represents."""
    if not visitor.organisations:
        return []
    return list(
        db.session.scalars(
            select(Coauthor)
            .where(
                Coauthor.municipality_id == municipality_id,
                Coauthor.organisation_id.in_(visitor.organisations),
            )
            .options(
                joinedload(Coauthor.goal).joinedload(Goal.roadmap),
                joinedload(Coauthor.organisation),
            )
            .order_by(Coauthor.id.desc())
            .limit(50)
        )
    )


def list_drafts(roadmap_id: int) -> list[Action]:
    """Actions of its objectives that are not in force yet."""
    return list(
        db.session.scalars(
            select(Action)
            .where(
                Action.roadmap_id == roadmap_id,
                Action.objective_id.is_not(None),
                Action.state == ActionState.DRAFT,
            )
            .options(joinedload(Action.unit), selectinload(Action.origins))
            .order_by(Action.id)
        )
    )


# --- people -------------------------------------------------------------------------------------


def list_representatives(organisation_ids: Iterable[int]) -> list[int]:
    return list(
        db.session.scalars(
            select(Representative.person_id)
            .where(Representative.organisation_id.in_(list(organisation_ids)))
            .distinct()
            .order_by(Representative.person_id)
        )
    )


def list_speakers(roadmap_id: int) -> list[int]:
    """Whoever commented on one of its actions, or follows what is said there."""
    threads = select(Action.thread_id).where(
        Action.roadmap_id == roadmap_id, Action.thread_id.is_not(None)
    )
    spoke = select(Comment.author_id).where(
        Comment.thread_id.in_(threads),
        Comment.author_id.is_not(None),
        Comment.state == CommentState.VISIBLE,
    )
    follow = select(ThreadFollower.person_id).where(ThreadFollower.thread_id.in_(threads))
    return sorted(db.session.scalars(union(spoke, follow)).all())


def list_writers(roadmap_id: int) -> list[int]:
    """Representatives of the organisations that write sections of it or take part in actions."""
    sections = select(Coauthor.organisation_id).where(Coauthor.roadmap_id == roadmap_id)
    parts = (
        select(Partner.organisation_id)
        .join(Action, Action.id == Partner.action_id)
        .where(Action.roadmap_id == roadmap_id)
    )
    return list(
        db.session.scalars(
            select(Representative.person_id)
            .where(
                or_(
                    Representative.organisation_id.in_(sections),
                    Representative.organisation_id.in_(parts),
                )
            )
            .distinct()
            .order_by(Representative.person_id)
        )
    )


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Documents that a member of staff began, published or reported on; invitations answered."""

    def rows(verb: str, statement: Any) -> list[dict[str, Any]]:
        return [
            {"did": verb, "title": row[0], "at": None if row[1] is None else row[1].isoformat()}
            for row in db.session.execute(statement)
        ]

    of = Roadmap.title
    version = select(of, Version.published_at).join(Version, Version.roadmap_id == Roadmap.id)
    report = select(of, Report.created_at).join(Report, Report.roadmap_id == Roadmap.id)
    section = select(Goal.title, Coauthor.invited_at).join(Coauthor, Coauthor.goal_id == Goal.id)
    answer = select(Goal.title, Coauthor.answered_at).join(Coauthor, Coauthor.goal_id == Goal.id)
    word = select(Goal.title, Coauthor.word_at).join(Coauthor, Coauthor.goal_id == Goal.id)
    began = select(of, Roadmap.created_at).where(Roadmap.created_by_id == person_id)
    return {
        "roadmaps": [
            *rows("began", began.order_by(Roadmap.id)),
            *rows(
                "published",
                version.where(Version.published_by_id == person_id).order_by(Version.id),
            ),
            *rows("reported", report.where(Report.written_by_id == person_id).order_by(Report.id)),
            *rows(
                "invited",
                section.where(Coauthor.invited_by_id == person_id).order_by(Coauthor.id),
            ),
            *rows(
                "answered",
                answer.where(Coauthor.answered_by_id == person_id).order_by(Coauthor.id),
            ),
            *rows("signed", word.where(Coauthor.word_by_id == person_id).order_by(Coauthor.id)),
        ]
    }
