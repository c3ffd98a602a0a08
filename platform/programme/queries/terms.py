"""Reads of terms and tracks."""

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from kernel.db import db
from kernel.rules import NOBODY, Visitor
from programme.models import (
    HistoryLine,
    Participation,
    Term,
    TermState,
    Track,
)
from programme.rules import PARTNER


def _whole() -> tuple[object, ...]:
    return tuple(
        selectinload(Term.tracks).selectinload(part)
        for part in (Track.criteria, Track.milestones, Track.partners)
    )


def get_term(term_id: int, for_: Visitor = NOBODY) -> Term:
    """With its tracks, their criteria, timeline and partners."""
    return db.session.scalars(select(Term).where(Term.id == term_id).options(*_whole())).one()  # type: ignore[arg-type]


def get_track(track_id: int, for_: Visitor = NOBODY) -> Track:
    """With its term, criteria, timeline and partners."""
    return db.session.scalars(
        select(Track)
        .where(Track.id == track_id)
        .options(
            joinedload(Track.term),
            *(selectinload(part) for part in (Track.criteria, Track.milestones, Track.partners)),
        )
    ).one()


def list_terms(*, drafts: bool = False) -> list[Term]:
    """The newest first, each with its tracks and their partners."""
    newest = select(func.max(Track.starts_on)).where(Track.term_id == Term.id).scalar_subquery()
    statement = (
        select(Term)
        .options(selectinload(Term.tracks).selectinload(Track.partners))
        .order_by(newest.desc(), Term.id.desc())
    )
    if not drafts:
        statement = statement.where(Term.state == TermState.PUBLISHED)
    return list(db.session.scalars(statement))


def list_overseen(visitor: Visitor) -> list[Term]:
    """Terms in which this person acts for a partner; `visitor` as `know` returns it."""
    numbers = [number for kind, number in visitor.programme if kind == PARTNER]
    if not numbers:
        return []
    return list(
        db.session.scalars(select(Term).where(Term.id.in_(numbers)).order_by(Term.id.desc()))
    )


def list_lines(term_ids: list[int]) -> list[HistoryLine]:
    """What happened in these terms, as it was written."""
    return list(
        db.session.scalars(
            select(HistoryLine).where(HistoryLine.term_id.in_(term_ids)).order_by(HistoryLine.id)
        )
    )


def find_participants(term_ids: list[int]) -> dict[int, list[Participation]]:
    """By term, in Turkish order of their names."""
    rows = db.session.scalars(
        select(Participation)
        .join(Participation.track)
        .where(Track.term_id.in_(term_ids))
        .options(
            contains_eager(Participation.track),
            joinedload(Participation.municipality),
            joinedload(Participation.roadmap),
        )
        .order_by(Participation.sort_key, Participation.id)
    )
    found: dict[int, list[Participation]] = {}
    for row in rows:
        found.setdefault(row.track.term_id, []).append(row)
    return found


def get_line(line_id: int, for_: Visitor = NOBODY) -> HistoryLine:
    return db.session.scalars(select(HistoryLine).where(HistoryLine.id == line_id)).one()
