"""Reads of who takes part."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from kernel.db import db
from kernel.rules import NOBODY, Visitor
from programme.models import Participation, Track, TrackKind
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
