"""Who may see, assign, assess and decide at the gates, and object: pure functions over a case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from consultations import rules as consultations
from journeys.models import Status
from kernel import clock, formats, rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Kind, Role, Visitor, closed
from places.models import Municipality
from proposals import rules as proposals
from proposals.assessments import Assessment, Objection, PreparedDecision
from proposals.models import UNPUBLISHED, Proposal


class Reason(rules.Reason):
    CONFLICT = N_(
        "Bu öneride çıkar ilişkiniz olduğunu bildirdiniz. Değerlendirmeyi başka bir görevli yapar."
    )
    OWN = N_("Bu öneri sizin; değerlendirmesini başka görevliler yapar.")
    NOT_ASKED = N_("Bu öneri için biriminizden görüş istenmedi.")
    NOT_ASSESSING = N_("Bu öneri şimdi teknik değerlendirmede değil.")
    DECLARED = N_("Çıkar ilişkinizi bildirdiniz.")
    OBJECTION_WAITS = N_("Bu karara itiraz edildi; önce itiraz karara bağlanır.")
    NOTHING_TO_OBJECT = N_(
        "İtiraz; uygun bulunmayan, başka yere iletilen ya da ertelenen öneriler içindir."
    )
    OBJECTED = N_("Bir karara bir kez itiraz edilebilir; itirazınız alındı.")
    TOO_LATE = N_("İtiraz süresi %(date)s günü doldu.")
    NO_OBJECTION = N_("Karar bekleyen bir itiraz yok.")
    DECIDED_FIRST = N_("İlk kararı siz verdiniz. İtiraza başka bir görevli karar verir.")
    NOT_DONE = N_("Görüş verildi; birim değiştirilemez.")


#: against which decisions an author may object
OBJECTIONABLE = (Status.REFUSED, Status.FORWARDED, Status.POSTPONED, Status.HANDED_OVER)
#: what the first gate looks at: key and sentence, as stored with its decision
CHECKS: dict[str, str] = {
    "konu": N_("Bu danışmanın konusuna giriyor"),
    "yetki": N_("Belediyenin yetkisinde"),
    "benzer": N_("Yayındaki bir önerinin aynısı değil"),
    "oneri": N_("İstek ya da şikâyet değil, öneri"),
}


class Weighed(Protocol):
    @property
    def consultation(self) -> consultations.Judged: ...


@dataclass(frozen=True)
class Days:
    """How long each gate may take here."""

    preliminary: int
    technical: int
    to_object: int
    to_answer: int


@dataclass(frozen=True)
class Case:
    """A proposal with what the rules of its evaluation ask."""

    proposal: Proposal
    days: Days
    assessments: Sequence[Assessment]
    #: who declared a conflict of interest
    conflicted: Collection[int]
    objection: Objection | None
    #: who has decided about it so far: at a gate, or with an answer
    deciders: Collection[int]
    #: the day of the decision in force
    decided_on: date | None = None

    @property
    def id(self) -> int:
        return self.proposal.id

    @property
    def municipality_id(self) -> int:
        return self.proposal.municipality_id

    @property
    def status(self) -> Status | None:
        return self.proposal.status


@dataclass(frozen=True)
class Asked:
    """One unit's part of a case."""

    assessment: Assessment
    case: Case

    @property
    def id(self) -> int:
        return self.assessment.id

    @property
    def municipality_id(self) -> int:
        return self.case.municipality_id


@dataclass(frozen=True)
class Prepared:
    """A decision that waits for its moment, with its case."""

    row: PreparedDecision
    case: Case

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def municipality_id(self) -> int:
        return self.case.municipality_id


# --- the staff's side ---------------------------------------------------------------------------


def _manage(visitor: Visitor, case: Case) -> Denied | None:
    return consultations.manage(visitor, case.proposal.activity.consultation)


def _is_asked(visitor: Visitor, assessment: Assessment) -> bool:
    """The unit's people, and whoever was named, as long as they work here."""
    if not visitor.is_staff(assessment.municipality_id):
        return False
    unit = visitor.has_role(assessment.municipality_id, Role.UNIT_OFFICER)
    return assessment.person_id == visitor.id or (unit and assessment.unit_id in visitor.units)


def see(visitor: Visitor, case: Case) -> Denied | None:
    """Notes, opinions and points: those who run it, who were asked, who sign, who audit."""
    if case.proposal.state in UNPUBLISHED:
        return HIDDEN
    if not visitor.signed_in:
        return LOGIN
    if _own(visitor, case.proposal):
        return Denied(Kind.ROLE, Reason.OWN)
    if any(_is_asked(visitor, one) for one in case.assessments):
        return None
    if visitor.has_role(case.municipality_id, Role.AUDITOR, Role.APPROVER):
        return None
    return _manage(visitor, case)


note = see


def _own(visitor: Visitor, proposal: Proposal) -> bool:
    """The author's, whoever they represent now; a clerk is not the author of what was entered."""
    if proposals.is_mine(visitor, proposal):
        return True
    return proposal.author_id == visitor.id and not proposals.entered(proposal)


class Opened(Protocol):
    """What the link to the staff's page reads: the row of the public page."""

    @property
    def municipality_id(self) -> int: ...
    @property
    def author_id(self) -> int: ...
    @property
    def activity(self) -> Weighed: ...


def opens(visitor: Visitor, proposal: Opened, units: Collection[int]) -> bool:
    """Whether to show the link to the staff's page; the page itself asks `see`."""
    place = proposal.municipality_id
    if not visitor.is_staff(place) or proposal.author_id == visitor.id:
        return False
    if visitor.has_role(place, Role.AUDITOR, Role.APPROVER):
        return True
    if visitor.has_role(place, Role.UNIT_OFFICER) and visitor.units & set(units):
        return True
    return consultations.manage(visitor, proposal.activity.consultation) is None


def _impartial(visitor: Visitor, case: Case) -> Denied | None:
    return Denied(Kind.ROLE, Reason.CONFLICT) if visitor.id in case.conflicted else None


def _runs(visitor: Visitor, case: Case) -> Denied | None:
    """Runs it, is not its author, has no interest in it."""
    return see(visitor, case) or _manage(visitor, case) or _impartial(visitor, case)


def screen(visitor: Visitor, case: Case) -> Denied | None:
    """The first gate, once: the rule of the button, and impartiality."""
    return proposals.screen(visitor, case.proposal) or _runs(visitor, case)


def assign(visitor: Visitor, case: Case) -> Denied | None:
    """Units are asked at the first gate, and more of them at the second."""
    if over := _undecided(case):
        return over
    return _runs(visitor, case)


def _undecided(case: Case) -> Denied | None:
    if case.proposal.state in UNPUBLISHED:
        return HIDDEN
    if over := proposals.ended(case.proposal):
        return over
    if case.status in (Status.PUBLISHED, Status.ASSESSING, Status.POSTPONED):
        pending = case.objection is not None and case.objection.decided_at is None
        return closed(Reason.OBJECTION_WAITS) if pending else None
    return closed(proposals.Reason.SCREENED)


def decide(visitor: Visitor, case: Case) -> Denied | None:
    """After the first gate alone or after both; and when the day it was put off to has come."""
    return _undecided(case) or _runs(visitor, case)


def take_back_prepared(visitor: Visitor, prepared: Prepared) -> Denied | None:
    """Whoever might have decided it."""
    return _runs(visitor, prepared.case)


def assess(visitor: Visitor, asked: Asked) -> Denied | None:
    """The unit's opinion and points, until the decision."""
    if not visitor.signed_in:
        return LOGIN
    if not _is_asked(visitor, asked.assessment):
        return Denied(Kind.ROLE, Reason.NOT_ASKED) if _reads(visitor, asked) else ROLE
    if asked.case.status is not Status.ASSESSING:
        return closed(Reason.NOT_ASSESSING)
    return see(visitor, asked.case) or _impartial(visitor, asked.case)


def _reads(visitor: Visitor, asked: Asked) -> bool:
    return see(visitor, asked.case) is None


def reassign(visitor: Visitor, asked: Asked) -> Denied | None:
    """Another person or day: whoever runs it, or the unit among its own."""
    if asked.case.status is not Status.ASSESSING:
        return closed(Reason.NOT_ASSESSING)
    if asked.assessment.done_at is not None:
        return closed(Reason.NOT_DONE)
    if _is_asked(visitor, asked.assessment):
        return see(visitor, asked.case)
    return _runs(visitor, asked.case)


def declare_conflict(visitor: Visitor, case: Case) -> Denied | None:
    if denied := see(visitor, case):
        return denied
    return closed(Reason.DECLARED) if visitor.id in case.conflicted else None


def desk(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """What units were asked: those who are asked, those who ask, those who audit."""
    return rules.works_as(
        visitor,
        municipality.id,
        Role.UNIT_OFFICER,
        Role.OFFICER,
        Role.COUNCIL_OFFICER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    )


def bulk(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """Each proposal is judged by its own rule when it is its turn."""
    if not visitor.signed_in:
        return LOGIN
    return None if consultations.askers(visitor, municipality.id) else ROLE


#: what waits for its moment is listed and moved by whoever may decide many
prepared = bulk


class Recorded(Protocol):
    @property
    def municipality_id(self) -> int: ...


def see_bulk(visitor: Visitor, bulk_action: Recorded) -> Denied | None:
    return rules.works_as(
        visitor,
        bulk_action.municipality_id,
        Role.OFFICER,
        Role.COUNCIL_OFFICER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    )


def set_days(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return rules.works_as(visitor, municipality.id, Role.OFFICER, Role.ADMINISTRATOR)


def set_criteria(visitor: Visitor, activity: Weighed) -> Denied | None:
    return consultations.manage(visitor, activity.consultation)


# --- the author's side --------------------------------------------------------------------------


def last_day_to_object(decided_on: date, days: Days) -> date:
    """The whole of this day still counts."""
    return decided_on + timedelta(days=days.to_object)


def object_to(visitor: Visitor, case: Case) -> Denied | None:
    """Once, by whoever speaks for the proposal, in the municipality's time."""
    if case.proposal.state in UNPUBLISHED:
        return HIDDEN
    if over := proposals.ended(case.proposal):
        return over
    if case.objection is not None:
        return closed(Reason.OBJECTED)
    if case.status not in OBJECTIONABLE or case.decided_on is None:
        return closed(Reason.NOTHING_TO_OBJECT)
    last = last_day_to_object(case.decided_on, case.days)
    if clock.today() > last:
        return closed(Reason.TOO_LATE, date=formats.day(last))
    if not visitor.signed_in:
        return LOGIN
    return None if proposals.speaks_for(visitor, case.proposal) else ROLE


def decide_objection(visitor: Visitor, case: Case) -> Denied | None:
    """By somebody else than whoever has decided before."""
    if case.objection is None or case.objection.decided_at is not None:
        return closed(Reason.NO_OBJECTION)
    if denied := _runs(visitor, case):
        return denied
    return Denied(Kind.ROLE, Reason.DECIDED_FIRST) if visitor.id in case.deciders else None


# --- the clock of a gate ------------------------------------------------------------------------


class Due(StrEnum):
    """The word of page, desk and filter; `queries.evaluation_desk` says the same in SQL."""

    WAITING = "waiting"
    LATE = "late"
    DONE = "done"


def due(done: bool, due_on: date, today: date) -> Due:
    """The due day itself is not late."""
    if done:
        return Due.DONE
    return Due.LATE if today > due_on else Due.WAITING


def preliminary_due(published_on: date, closes_on: date | None, days: Days) -> date:
    """Counted from the end of collecting, where there is one: proposals are compared then."""
    return max(published_on, closes_on or published_on) + timedelta(days=days.preliminary)
