"""Reads of self-assessments."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from capacity import scoring
from capacity.instruments import Instrument
from capacity.models import AssessmentState, ItemAnswer, Point, SelfAssessment
from capacity.queries.instruments import get_instrument
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from programme.models import Participation, Track


def get_self_assessment(self_assessment_id: int, for_: Visitor = NOBODY) -> SelfAssessment:
    """With its participant and every answer with its file."""
    return db.session.scalars(
        select(SelfAssessment)
        .where(SelfAssessment.id == self_assessment_id)
        .options(
            joinedload(SelfAssessment.participation)
            .joinedload(Participation.track)
            .joinedload(Track.term),
            selectinload(SelfAssessment.answers).joinedload(ItemAnswer.file),
        )
    ).one()


def get_evidence(evidence_id: int, for_: Visitor = NOBODY) -> ItemAnswer:
    """An answer with its file, and the assessment that decides who may read it."""
    return db.session.scalars(
        select(ItemAnswer)
        .where(ItemAnswer.id == evidence_id, ItemAnswer.file_id.is_not(None))
        .options(
            joinedload(ItemAnswer.file),
            joinedload(ItemAnswer.self_assessment).joinedload(SelfAssessment.participation),
        )
    ).one()


def list_points(participation_id: int) -> dict[Point, SelfAssessment]:
    """As many as were begun, with their answers."""
    rows = db.session.scalars(
        select(SelfAssessment)
        .where(SelfAssessment.participation_id == participation_id)
        .options(joinedload(SelfAssessment.participation), selectinload(SelfAssessment.answers))
        .order_by(SelfAssessment.id)
    )
    return {row.point: row for row in rows}


def instrument_of(self_assessment: SelfAssessment) -> Instrument:
    return get_instrument(self_assessment.instrument, self_assessment.version)


def given(self_assessment: SelfAssessment) -> dict[str, scoring.Given]:
    """By item, as the arithmetic wants it."""
    return {
        row.item: scoring.Given(row.value, applies=row.applies) for row in self_assessment.answers
    }


class Filled(NamedTuple):
    """An assessment with its questions and what came out."""

    assessment: SelfAssessment
    instrument: Instrument
    result: scoring.Result
    answers: dict[str, ItemAnswer]


def result(self_assessment: SelfAssessment) -> Filled:
    instrument = instrument_of(self_assessment)
    return Filled(
        self_assessment,
        instrument,
        scoring.score(instrument, given(self_assessment)),
        {row.item: row for row in self_assessment.answers},
    )


def find_pair(participation_id: int) -> tuple[Filled, Filled] | None:
    """Start and end, when both are handed in."""
    points = list_points(participation_id)
    if any(
        point not in points or points[point].state is not AssessmentState.HANDED_IN
        for point in Point
    ):
        return None
    return result(points[Point.START]), result(points[Point.END])
