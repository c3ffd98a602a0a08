"""What a municipality sets for its gates: days, and the criteria of an activity."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from kernel import audit
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from proposals.assessments import Criterion, EvaluationDays, Score


class CriterionInUse(DomainError):
    message = N_("Bu ölçüte puan verildi; artık silinemez: %(name)s.")


def set_days(municipality_id: int, *, by: Visitor, **days: int) -> EvaluationDays:
    """What is running keeps its day; what begins from now on has the new ones."""
    row = db.session.get(EvaluationDays, municipality_id)
    if row is None:
        row = EvaluationDays(municipality_id=municipality_id)
        db.session.add(row)
    for name, value in days.items():
        setattr(row, name, value)
    db.session.flush()
    audit.record("proposals.set_days", by=by.id, municipality_id=municipality_id, after=dict(days))
    return row


def set_criteria(activity: Any, *, by: Visitor, wanted: Sequence[tuple[str, int]]) -> None:
    """Names and weights in their order. A name that has points already stays with them."""
    old = {
        row.name: row
        for row in db.session.scalars(select(Criterion).where(Criterion.activity_id == activity.id))
    }
    gone = [row for name, row in old.items() if name not in dict(wanted)]
    for row in gone:
        if db.session.scalar(select(Score.id).where(Score.criterion_id == row.id).limit(1)):
            raise CriterionInUse(name=row.name)
    db.session.execute(delete(Criterion).where(Criterion.id.in_([row.id for row in gone])))
    for position, (name, weight) in enumerate(wanted):
        kept = old.get(name)
        if kept is None:
            db.session.add(
                Criterion(activity_id=activity.id, name=name, weight=weight, position=position)
            )
        else:
            kept.weight, kept.position = weight, position
    db.session.flush()
    audit.record("proposals.set_criteria", activity, by=by.id, after={"criteria": len(wanted)})
