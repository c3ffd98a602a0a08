"""Decisions at the gates: on the ballot, or an answer at once; each with its mail to the author."""

from datetime import date, time
from typing import Any

from sqlalchemy import delete, select

from answers import services as answers
from answers.models import Decision, Duty
from journeys import services as journeys
from journeys.models import Journey, Status
from kernel import audit, clock, outbox
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from proposals.assessments import Assessment, Gate, GateDecision, PreparedDecision
from proposals.evaluating import OBJECTIONABLE, last_day_to_object
from proposals.models import Proposal, ProposalState
from proposals.queries.gates import find_days
from proposals.services import letters
from proposals.services.errors import AlreadyScreened
from proposals.services.ruling import KEPT, Ruling

REMINDED_AT = time(9, 0)
#: the audit's verb for each outcome
VERBS: dict[Status, str] = {
    Status.ASSESSING: "proposals.send_to_units",
    Status.ON_BALLOT: "proposals.put_on_ballot",
    Status.ACCEPTED: "proposals.accept",
    Status.PARTLY: "proposals.accept_partly",
    Status.REFUSED: "proposals.refuse",
    Status.FORWARDED: "proposals.forward",
    Status.POSTPONED: "proposals.postpone",
    Status.HANDED_OVER: "proposals.hand_over",
}
#: stored with the answer, which is Turkish
AGAIN = "Ertelenen öneri yeniden ele alındı."


class SameAsItself(DomainError):
    message = N_("Öneri kendisinin aynısı sayılamaz. Aynı olan önerinin numarasını yazın.")
    field = "same_as"


def decide(proposal: Proposal, *, by: Visitor, ruling: Ruling) -> None:
    """Once: of two officers the second is told. A postponed one may be decided again."""
    journey = hold_undecided(proposal)
    gate = Gate.TECHNICAL if journey.status is Status.ASSESSING else Gate.PRELIMINARY
    change_reason = AGAIN if journey.status is Status.POSTPONED else ""
    keep(proposal, gate, by=by, ruling=ruling)
    carry_out(proposal, journey, by=by, ruling=ruling, change_reason=change_reason)
    mail(proposal, ruling)
    db.session.flush()


def mail(proposal: Proposal, ruling: Ruling, *, objection: bool | None = None) -> None:
    """With the last day to object, where there is still one."""
    last = None
    if objection is None and ruling.outcome in OBJECTIONABLE:
        last = last_day_to_object(clock.today(), find_days(proposal.municipality_id))
    letters.mail_decision(proposal, ruling, objection=objection, last_day_to_object=last)


def hold_undecided(proposal: Proposal) -> Journey:
    """The journey, held until the transaction ends."""
    journey = hold(proposal)
    undecided = (Status.PUBLISHED, Status.ASSESSING, Status.POSTPONED)
    if journey.status not in undecided or proposal.state is not ProposalState.PUBLISHED:
        raise AlreadyScreened
    return journey


def hold(proposal: Proposal) -> Journey:
    return db.session.get_one(
        Journey, proposal.journey_id, with_for_update=True, populate_existing=True
    )


def keep(proposal: Proposal, gate: Gate, *, by: Visitor, ruling: Ruling) -> GateDecision:
    """The dated row of the gate, and the line of the audit."""
    if ruling.same_as_id == proposal.id:
        raise SameAsItself
    # What waited for its moment is overtaken; that moment finds nothing any more.
    waiting = delete(PreparedDecision).where(PreparedDecision.proposal_id == proposal.id)
    db.session.execute(waiting.execution_options(synchronize_session=False))
    row = GateDecision(
        proposal_id=proposal.id,
        gate=gate,
        decided_by_id=by.id,
        checks=list(ruling.checks) or None,
        **{name: getattr(ruling, name) for name in KEPT},
    )
    db.session.add(row)
    db.session.flush()
    after = {"gate": gate.value, "office": ruling.office, "decision": row.id}
    audit.record(VERBS[ruling.outcome], proposal, by=by.id, after=after)
    return row


def carry_out(
    proposal: Proposal, journey: Journey, *, by: Visitor, ruling: Ruling, change_reason: str = ""
) -> None:
    """The public status moves; what was asked of units is asked no more."""
    _forget_reminders(proposal)
    duty = db.session.get_one(Duty, proposal.duty_id) if proposal.duty_id else None
    if ruling.outcome is Status.ON_BALLOT:
        if duty is not None and duty.answered_on is not None:
            answers.take_back(duty, by=by)
        reason: dict[str, Any] = {"reason": ruling.reason}
        journeys.move(journey, Status.ON_BALLOT, by=by.id, office=ruling.office, **reason)
        return
    assert duty is not None
    answers.answer_at_once(
        duty,
        by=by,
        decision=Decision(ruling.outcome.value),
        summary=ruling.one_sentence,
        reason=ruling.reason,
        reason_html=ruling.reason_html,
        office=ruling.office,
        unit_id=ruling.unit_id,
        document_number=ruling.letter_number,
        change_reason=change_reason,
    )
    if ruling.outcome is Status.POSTPONED and ruling.until_on is not None:
        outbox.moment(
            f"proposals.postponed:{proposal.id}:{ruling.until_on.isoformat()}",
            "proposals.postponed",
            clock.at_local(ruling.until_on, REMINDED_AT),
            municipality_id=proposal.municipality_id,
            proposal_id=proposal.id,
        )


def _forget_reminders(proposal: Proposal) -> None:
    asked = db.session.scalars(
        select(Assessment).where(Assessment.proposal_id == proposal.id)
    ).all()
    outbox.cancel(*(moment.key for one in asked for moment in moments(one)))


def moments(asked: Assessment) -> list[outbox.Moment]:
    """Three days before the unit's day, and the morning after it."""
    day = asked.due_on
    facts = {"assessment_id": asked.id}
    return [
        outbox.Moment(
            f"{task}:{asked.id}:{day.isoformat()}",
            task,
            clock.at_local(date.fromordinal(day.toordinal() + shift), REMINDED_AT),
            facts,
            asked.municipality_id,
        )
        for task, shift in (("proposals.assessment_soon", -3), ("proposals.assessment_late", 1))
    ]
