"""One text for several proposals: which duties a draft answers besides its own."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from answers import queries
from answers.models import AlsoAnswered, Answer, AnswerState, Duty
from answers.services import steps
from kernel import audit
from kernel.db import db
from kernel.rules import Visitor


def share(answer: Answer, *, by: Visitor, duty_ids: Collection[int]) -> None:
    """Exactly these, of those that can be chosen; another set is checked and signed anew."""
    before = {row.id for row in queries.list_also(answer.id)}
    able = {row.id for row in queries.list_shareable(db.session.get_one(Duty, answer.duty_id))}
    after = set(duty_ids) & (able | before)
    if after == before:
        return
    db.session.execute(delete(AlsoAnswered).where(AlsoAnswered.answer_id == answer.id))
    db.session.add_all(
        AlsoAnswered(answer_id=answer.id, duty_id=duty_id) for duty_id in sorted(after)
    )
    steps.begin_anew(answer)
    db.session.flush()
    audit.record(
        "answers.share",
        answer,
        by=by.id,
        before={"duties": sorted(before)},
        after={"duties": sorted(after)},
    )


def carry_over(answer: Answer) -> None:
    """A new version answers what the one in force answers, unless somebody says otherwise."""
    lead, copy = aliased(Answer), aliased(Answer)
    duties = db.session.scalars(
        select(copy.duty_id)
        .join(lead, lead.id == copy.lead_id)
        .where(
            lead.duty_id == answer.duty_id,
            lead.state == AnswerState.PUBLISHED,
            copy.state == AnswerState.PUBLISHED,
        )
        .order_by(copy.duty_id)
    ).all()
    db.session.add_all(AlsoAnswered(answer_id=answer.id, duty_id=one) for one in duties)
    db.session.flush()


def list_also(answer: Answer) -> list[Duty]:
    """Those that still wait for an answer, and those that this text answered before."""
    also = [row.id for row in queries.list_also(answer.id)]
    duties = db.session.scalars(
        select(Duty).where(Duty.id.in_(also), Duty.released_at.is_(None)).order_by(Duty.id)
    ).all()
    return [duty for duty in duties if queries.is_shareable(duty, with_duty=answer.duty_id)]
