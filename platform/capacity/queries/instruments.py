"""Instruments of self-assessment, shipped or taken in by the team."""

from functools import lru_cache

from sqlalchemy import select

from capacity import instruments
from capacity.instruments import CURRENT, Instrument
from capacity.models import SelfAssessment, TakenInstrument
from kernel.db import db
from programme.models import Participation, Track, TrackKind


@lru_cache(maxsize=16)
def get_instrument(code: str, version: int) -> Instrument:
    """None of them ever changes: read once in a process. Raises NoResultFound."""
    try:
        return instruments.get_instrument(code, version)
    except FileNotFoundError:
        told = db.session.scalars(
            select(TakenInstrument.told).where(
                TakenInstrument.code == code, TakenInstrument.version == version
            )
        ).one()
        return instruments.from_data(told)


def choose_instrument(participation: Participation) -> tuple[str, int]:
    """For a new assessment; the end has that of the start: they are compared."""
    earlier = db.session.execute(
        select(SelfAssessment.instrument, SelfAssessment.version)
        .where(SelfAssessment.participation_id == participation.id)
        .order_by(SelfAssessment.id)
        .limit(1)
    ).first()
    if earlier is not None:
        return earlier.instrument, earlier.version
    return _newest(db.session.get_one(Track, participation.track_id).kind)


def _newest(track: TrackKind) -> tuple[str, int]:
    """The last one taken in for that track."""
    row = db.session.execute(
        select(TakenInstrument.code, TakenInstrument.version)
        .where(TakenInstrument.track == track.value)
        .order_by(TakenInstrument.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return CURRENT
    taken = (row.code, row.version)
    return max(taken, CURRENT) if row.code == CURRENT[0] else taken


def last_version(code: str) -> int:
    """0: no instrument has that code."""
    taken = db.session.scalars(
        select(TakenInstrument.version)
        .where(TakenInstrument.code == code)
        .order_by(TakenInstrument.version.desc())
        .limit(1)
    ).first()
    return max(taken or 0, CURRENT[1] if code == CURRENT[0] else 0)
