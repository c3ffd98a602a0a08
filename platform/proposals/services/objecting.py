"""The author's objection, and the second look of somebody else."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from answers import services as answers
from answers.models import Decision, Duty, DutyKind
from journeys import services as journeys
from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import day
from proposals.assessments import Gate, Objection
from proposals.evaluating import OBJECTIONABLE, Case
from proposals.queries.gates import list_runners
from proposals.services.assigning import tell_staff
from proposals.services.deciding import carry_out, hold, keep, mail
from proposals.services.ruling import Ruling

OBJECTED = N_("Yazar karara itiraz etti. İtiraza yanıt günü: %(date)s.")
ANSWERED = {
    False: N_("İtiraz karara bağlandı: karar değişmedi."),
    True: N_("İtiraz karara bağlandı: karar değişti."),
}
#: stored with the answer's new version, which is Turkish
WHY_NEW = {
    False: "İtiraz üzerine başka bir görevli yeniden inceledi; karar değişmedi.",
    True: "İtiraz üzerine başka bir görevli yeniden inceledi; karar değişti.",
}


class AlreadyObjected(DomainError):
    constraint = "uq_objection_proposal_id"
    message = N_("Bu karara daha önce itiraz edildi.")


class NothingToObject(DomainError):
    message = N_("Karar az önce değişti. Sayfayı yenileyip yeniden bakın.")


class ObjectionDecided(DomainError):
    message = N_("Bu itirazı az önce başka bir görevli karara bağladı.")


class NotChanged(DomainError):
    message = N_("Seçtiğiniz karar eskisiyle aynı. “Karar değişmesin” seçeneğini işaretleyin.")
    field = "decision"


def object_to(case: Case, *, by: Visitor, reason: str) -> Objection:
    """Its clock begins today; the officers are told, everybody reads that it was made."""
    proposal = case.proposal
    journey = hold(proposal)
    if journey.status not in OBJECTIONABLE:
        raise NothingToObject
    due_on = clock.today() + timedelta(days=case.days.to_answer)
    with refusing(AlreadyObjected):
        duty = answers.owe(
            DutyKind.OBJECTION,
            municipality_id=proposal.municipality_id,
            subject=proposal.title,
            endpoint="proposals.show",
            object_id=proposal.id,
            unit_id=None,
            due_on=due_on,
            journey_id=None,
        )
        row = Objection(
            municipality_id=proposal.municipality_id,
            proposal_id=proposal.id,
            person_id=by.id,
            against=journey.status,
            reason=reason,
            duty_id=duty.id,
        )
        db.session.add(row)
    facts = {"date": day(due_on)}
    journeys.add_line(journey, by=by.id, office="", line=OBJECTED, facts=facts)
    audit.record("proposals.object_to", row, by=by.id)
    tell_staff(
        proposal,
        list_runners(case),
        key=f"objection:{row.id}",
        message=N_("Yazar karara itiraz etti. Yanıt günü: %(date)s."),
        facts=facts,
        by=by.id,
    )
    return row


def decide_objection(case: Case, *, by: Visitor, changed: bool, ruling: Ruling) -> None:
    """`changed`: to the ruling's outcome; otherwise the decision is said again with this reason."""
    proposal = case.proposal
    journey = hold(proposal)
    objection = _take(case, by=by, changed=changed)
    if not changed:
        ruling = replace(ruling, outcome=journey.status)
    elif ruling.outcome is journey.status:
        raise NotChanged
    office = ruling.office
    journeys.add_line(journey, by=by.id, office=office, line=ANSWERED[changed], facts={})
    keep(proposal, Gate.OBJECTION, by=by, ruling=ruling)
    carry_out(proposal, journey, by=by, ruling=ruling, change_reason=WHY_NEW[changed])
    answers.answer_at_once(
        db.session.get_one(Duty, objection.duty_id),
        by=by,
        decision=Decision(ruling.outcome.value),
        summary=ruling.one_sentence,
        reason=ruling.reason,
        reason_html=ruling.reason_html,
        office=office,
        unit_id=ruling.unit_id,
        document_number=ruling.letter_number,
    )
    audit.record("proposals.decide_objection", objection, by=by.id, after={"changed": changed})
    mail(proposal, ruling, objection=changed)
    db.session.flush()


def _take(case: Case, *, by: Visitor, changed: bool) -> Objection:
    """Of two officers the second is told: the database compares, then sets."""
    assert case.objection is not None
    taken = db.session.execute(
        update(Objection)
        .where(Objection.id == case.objection.id, Objection.decided_at.is_(None))
        .values(decided_at=clock.now(), decided_by_id=by.id, changed=changed)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise ObjectionDecided
    return case.objection
