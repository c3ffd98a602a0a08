"""The second gate: units are asked, say what they think, give points; and the staff's notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from answers import services as answers
from answers.models import Duty
from journeys import services as journeys
from journeys.models import Status
from kernel import audit, clock, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Role, Visitor
from kernel.text import fold
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day
from places.models import Staff, Unit
from proposals.assessments import (
    Assessment,
    Criterion,
    EvaluationNote,
    Feasibility,
    Gate,
    Score,
)
from proposals.evaluating import Asked, Case
from proposals.models import Proposal
from proposals.queries.gates import list_criteria, list_runners
from proposals.services import letters
from proposals.services.deciding import hold_undecided, keep, moments
from proposals.services.ruling import Ruling

PAGE = "proposals.evaluation"
UNIT_ASKED = N_("Görüş istendi: %(unit)s. Son gün: %(date)s.")
UNIT_SAID = N_("Görüşünü verdi: %(unit)s.")
DAY_MOVED = N_("Görüş için yeni gün: %(unit)s, %(date)s.")


class AlreadyAsked(DomainError):
    constraint = "uq_assessment_proposal_id_unit_id"
    message = N_("Bu birimden bu öneri için zaten görüş istendi.")


class UnknownCriterion(DomainError):
    message = N_("Ölçütler az önce değişti. Sayfayı yenileyip yeniden puan verin.")


@dataclass(frozen=True)
class Errand:
    """Whom to ask for an opinion, until when, and what in particular."""

    unit_id: int
    due_on: date
    person_id: int | None = None
    question: str = ""


def send_to_units(
    proposal: Proposal, *, by: Visitor, ruling: Ruling, errands: Sequence[Errand]
) -> None:
    """Through the first gate to the second: its dated decision, who is asked, and the mail."""
    journey = hold_undecided(proposal)
    if journey.status is not Status.ASSESSING:
        keep(proposal, Gate.PRELIMINARY, by=by, ruling=ruling)
        journeys.move(
            journey, Status.ASSESSING, by=by.id, office=ruling.office, reason=ruling.reason
        )
        last = max(errand.due_on for errand in errands)
        letters.mail_decision(proposal, ruling, due=last)
    for errand in errands:
        ask(proposal, by=by, office=ruling.office, errand=errand)
    db.session.flush()


def ask(proposal: Proposal, *, by: Visitor, office: str, errand: Errand) -> Assessment:
    """One more unit of a proposal at the second gate."""
    journey = hold_undecided(proposal)
    _begin_criteria(proposal.activity_id)
    row = Assessment(
        municipality_id=proposal.municipality_id,
        proposal_id=proposal.id,
        unit_id=errand.unit_id,
        person_id=errand.person_id,
        due_on=errand.due_on,
        question=errand.question,
        asked_by_id=by.id,
    )
    with refusing(AlreadyAsked):
        db.session.add(row)
    facts = {"unit": _name(errand.unit_id), "date": day(errand.due_on)}
    journeys.add_line(
        journey,
        by=by.id,
        office=office,
        line=UNIT_ASKED,
        facts=facts,
        tell=[proposal.author_id],
    )
    after = {"unit": errand.unit_id, "due_on": errand.due_on.isoformat()}
    audit.record("proposals.assign", row, by=by.id, after=after)
    _remind(row)
    _tell_asked(row, proposal, by=by)
    return row


def _name(unit_id: int) -> str:
    return db.session.get_one(Unit, unit_id).name


def _begin_criteria(activity_id: int) -> None:
    """An activity that names none begins with the usual ones, so that points have a row."""
    wanted = list_criteria(activity_id)
    if wanted and wanted[0].id is not None:
        return
    for position, one in enumerate(wanted):
        db.session.add(
            Criterion(activity_id=activity_id, name=one.name, weight=one.weight, position=position)
        )
    db.session.flush()


def _remind(row: Assessment) -> None:
    outbox.schedule(moment for moment in moments(row) if moment.due_at > clock.now())


def list_asked(row: Assessment) -> list[int]:
    """The person in charge, or else everybody of the unit."""
    if row.person_id is not None:
        return [row.person_id]
    of_unit = select(Staff.person_id).where(
        Staff.municipality_id == row.municipality_id,
        Staff.unit_id == row.unit_id,
        Staff.role == Role.UNIT_OFFICER,
    )
    return list(db.session.scalars(of_unit.distinct()))


def _tell_asked(row: Assessment, proposal: Proposal, *, by: Visitor) -> None:
    tell_staff(
        proposal,
        list_asked(row),
        key=f"assessment:{row.id}:{row.person_id or 0}:{row.due_on.isoformat()}",
        message=N_("Bu öneri için görüşünüz isteniyor. Son gün: %(date)s."),
        facts={"date": day(row.due_on)},
        by=by.id,
    )


def tell_staff(
    proposal: Proposal,
    people: Sequence[int],
    *,
    key: str,
    message: str,
    facts: dict[str, Any],
    by: int | None,
) -> None:
    """Never the author, whatever they do for the municipality."""
    notifications.tell(
        [person for person in people if person != proposal.author_id],
        key=key,
        message=message,
        facts=facts,
        subject=proposal.title,
        endpoint=PAGE,
        object_id=proposal.id,
        municipality_id=proposal.municipality_id,
        but_not=by,
        kind=NoticeKind.WORK,
        waits=True,
    )


def reassign(asked: Asked, *, by: Visitor, person_id: int | None, due_on: date) -> None:
    """Another person or another day; the old reminders go, the public line says the new day."""
    row = asked.assessment
    before = {"person": row.person_id, "due_on": row.due_on.isoformat()}
    after = {"person": person_id, "due_on": due_on.isoformat()}
    if before == after:
        return
    outbox.cancel(*(moment.key for moment in moments(row)))
    moved = row.due_on != due_on
    row.person_id, row.due_on = person_id, due_on
    _remind(row)
    audit.record("proposals.reassign", row, by=by.id, before=before, after=after)
    if moved:
        journey = hold_undecided(asked.case.proposal)
        facts = {"unit": row.unit.name, "date": day(due_on)}
        journeys.add_line(journey, by=by.id, office="", line=DAY_MOVED, facts=facts)
    _tell_asked(row, asked.case.proposal, by=by)


@dataclass(frozen=True)
class Opinion:
    """What a unit says; for the staff alone."""

    feasibility: Feasibility
    opinion: str
    cost_kurus: int | None = None
    legal_basis: str = ""
    conditions: str = ""


def assess(asked: Asked, *, by: Visitor, opinion: Opinion, points: dict[int, int]) -> None:
    """The unit's opinion; it may be corrected until the decision. Points are each person's own."""
    journey = hold_undecided(asked.case.proposal)
    row, first = asked.assessment, asked.assessment.done_at is None
    row.feasibility = opinion.feasibility
    row.opinion = opinion.opinion
    row.cost_kurus = opinion.cost_kurus
    row.legal_basis = opinion.legal_basis
    row.conditions = opinion.conditions
    row.done_by_id = by.id
    _score(row, by=by, points=points)
    audit.record("proposals.assess", row, by=by.id)
    if not first:
        return
    row.done_at = clock.now()
    outbox.cancel(*(moment.key for moment in moments(row)))
    journeys.add_line(
        journey,
        by=by.id,
        office=row.unit.name,
        line=UNIT_SAID,
        facts={"unit": row.unit.name},
    )
    tell_staff(
        asked.case.proposal,
        list_runners(asked.case),
        key=f"assessment-done:{row.id}",
        message=N_("Birim görüşünü verdi: %(unit)s."),
        facts={"unit": row.unit.name},
        by=by.id,
    )


def _score(row: Assessment, *, by: Visitor, points: dict[int, int]) -> None:
    known = {one.id for one in list_criteria(_activity_of(row))}
    if set(points) - known:
        raise UnknownCriterion
    db.session.execute(delete(Score).where(Score.assessment_id == row.id, Score.person_id == by.id))
    for criterion_id, given in points.items():
        db.session.add(
            Score(
                assessment_id=row.id,
                criterion_id=criterion_id,
                person_id=by.id,
                points=given,
            )
        )
    db.session.flush()


def _activity_of(row: Assessment) -> int:
    return db.session.get_one(Proposal, row.proposal_id).activity_id


def unassign(person_id: int, municipality_id: int) -> None:
    """Somebody left: what they had to say returns to the unit."""
    db.session.execute(
        update(Assessment)
        .where(
            Assessment.person_id == person_id,
            Assessment.municipality_id == municipality_id,
            Assessment.done_at.is_(None),
        )
        .values(person_id=None)
    )


def forget_assessor(person_id: int) -> None:
    """Official acts keep their number of an emptied account; work in hand returns to the unit."""
    db.session.execute(
        update(Assessment).where(Assessment.person_id == person_id).values(person_id=None)
    )


# --- conflicts of interest ---------------------------------------------------------------------


def declare_conflict(case: Case, *, by: Visitor, reason: str) -> None:
    """Whoever had it in hand has not any more; the officers are told that, not the reason."""
    assert case.proposal.duty_id is not None
    duty = db.session.get_one(Duty, case.proposal.duty_id)
    answers.declare_conflict(duty, by=by, reason=reason)
    for row in case.assessments:
        if row.person_id == by.id and row.done_at is None:
            row.person_id = None
    tell_staff(
        case.proposal,
        list_runners(case),
        key=f"conflict:{case.id}:{by.id}",
        message=N_("Bir görevli çıkar ilişkisi bildirdi: %(name)s. Gerekirse başkasına verin."),
        facts={"name": by.name},
        by=by.id,
    )
    db.session.flush()


# --- notes --------------------------------------------------------------------------------------


def named_in(body: str, colleagues: Sequence[tuple[int, str]]) -> tuple[list[int], list[str]]:
    """Who is named with "@Ad Soyad", and the words after an @ that name nobody here."""
    found, unknown = [], []
    for rest in body.split("@")[1:]:
        words = fold(rest)
        people = [one for one in colleagues if one[1] and _begins_with(words, fold(one[1]))]
        if people:
            found.append(max(people, key=lambda one: len(one[1]))[0])
        elif rest[:1].isalpha():
            unknown.append(" ".join(rest.split()[:2]))
    return list(dict.fromkeys(found)), unknown


def _begins_with(words: str, name: str) -> bool:
    return words.startswith(name) and not words[len(name) : len(name) + 1].isalpha()


def note(case: Case, *, by: Visitor, body: str, named: Sequence[int] = ()) -> EvaluationNote:
    """Between colleagues; whoever is named is told, without the text."""
    row = EvaluationNote(proposal_id=case.id, author_id=by.id, body=body)
    db.session.add(row)
    db.session.flush()
    audit.record("proposals.note", row, by=by.id, municipality_id=case.municipality_id)
    tell_staff(
        case.proposal,
        named,
        key=f"evaluation-note:{row.id}",
        message=N_("Bir değerlendirme notunda adınız geçti."),
        facts={},
        by=by.id,
    )
    return row
