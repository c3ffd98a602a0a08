"""The state of what is owed, and who may draft, approve and publish an answer: pure functions."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from answers.models import Answer, AnswerState, Duty, DutyKind
from journeys.models import Status
from kernel.i18n import N_
from kernel.rules import HIDDEN, Denied, Kind, Role, Visitor, closed, works_as
from kernel.rules import Reason as Reasons
from places.models import Municipality


class DutyState(StrEnum):
    """The public word; the value is what the macro `clock()` takes."""

    WAITING = "waiting"  # bekleniyor
    OVERDUE = "overdue"  # gecikti
    ANSWERED = "answered"  # gününde yanıtlandı
    ANSWERED_LATE = "answered_late"  # geç yanıtlandı
    RELEASED = "released"  # nothing is owed any more


class Owed(Protocol):
    """What the clock needs: a duty, or the row of a list."""

    @property
    def first_due_on(self) -> date: ...
    @property
    def answered_on(self) -> date | None: ...
    @property
    def released_at(self) -> datetime | None: ...


def state(duty: Owed, today: date) -> DutyState:
    """The due day itself is not late; late begins with the next local midnight.

    Page, filter, desk and mail ask this one function (`queries.in_state` says it in SQL). A new
    date does not stop the clock: it counts from `first_due_on`.
    """
    if duty.answered_on is not None:
        late = duty.answered_on > duty.first_due_on
        return DutyState.ANSWERED_LATE if late else DutyState.ANSWERED
    if duty.released_at is not None:
        return DutyState.RELEASED
    return DutyState.OVERDUE if today > duty.first_due_on else DutyState.WAITING


def days(duty: Owed, today: date) -> int | None:
    """Days left, overdue or late; none where the state says it all."""
    match state(duty, today):
        case DutyState.WAITING:
            return (duty.first_due_on - today).days
        case DutyState.OVERDUE:
            return (today - duty.first_due_on).days
        case DutyState.ANSWERED_LATE:
            assert duty.answered_on is not None
            return (duty.answered_on - duty.first_due_on).days
    return None


class Reason(Reasons):
    RELEASED = N_("Öneri geri çekildi; bunun için yanıt gerekmiyor.")
    ON_BALLOT = N_("Bu öneri şimdi oylamada. Yanıt, oylama sonuçlanınca yayımlanabilir.")
    NOTHING_DRAFTED = N_("Yayımlanmayı bekleyen bir taslak yok.")
    ALREADY_APPROVED = N_("Bu taslak onaylandı.")
    NEEDS_APPROVAL = N_("Yayımlanmadan önce imza yetkilisinin onayı gerekiyor.")
    OWN_DRAFT = N_("Kendi yazdığınız yanıtı onaylayamazsınız. Başka bir imza yetkilisi onaylar.")
    NOT_A_WRITER = N_("Yanıtları birimin görevlisi ya da danışma sorumlusu yazar.")
    NOT_AN_APPROVER = N_("Yanıtları imza yetkilisi onaylar.")
    OTHER_UNIT = N_("Bu yanıtı başka bir birim hazırlıyor.")
    CONFLICT = N_("Bu konuda çıkar ilişkiniz olduğunu bildirdiniz. Kararı başka bir görevli verir.")
    OBJECTION = N_("İtirazın kararı, önerinin itiraz sayfasında verilir.")


@dataclass(frozen=True)
class DutyFile:
    """A duty with what the rules ask about it: its answers, and who may sign."""

    duty: Duty
    published: Answer | None
    #: the draft or approved version that is not public yet
    working: Answer | None
    #: persons with the role APPROVER in this municipality
    approvers: frozenset[int]
    journey_status: Status | None
    #: who declared a conflict of interest
    conflicted: frozenset[int] = frozenset()

    @property
    def id(self) -> int:
        return self.duty.id

    @property
    def municipality_id(self) -> int:
        return self.duty.municipality_id

    @property
    def draft(self) -> Answer:
        """The working version, which `approve` and `publish` have found to be there."""
        assert self.working is not None
        return self.working

    @property
    def needs_approval(self) -> bool:
        """Another person approves wherever there is another person."""
        return self.working is not None and bool(self.approvers - {self.working.drafted_by_id})


READERS = (
    Role.ADMINISTRATOR,
    Role.OFFICER,
    Role.COUNCIL_OFFICER,
    Role.UNIT_OFFICER,
    Role.APPROVER,
    Role.AUDITOR,
)
#: who works on the answers of every unit
WRITERS = (Role.ADMINISTRATOR, Role.OFFICER)


def desk(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return works_as(visitor, municipality.id, *READERS)


# What is behind the desk is judged by role first: a draft's state is nobody else's business.
def see_duty(visitor: Visitor, file: DutyFile) -> Denied | None:
    return works_as(visitor, file.municipality_id, *READERS)


def _judges(visitor: Visitor, file: DutyFile) -> Denied | None:
    """Works for the municipality, has no conflict of interest, and it is decided here."""
    if denied := works_as(visitor, file.municipality_id, *READERS):
        return denied
    if file.duty.kind is DutyKind.OBJECTION:
        return closed(Reason.OBJECTION)
    return Denied(Kind.ROLE, Reason.CONFLICT) if visitor.id in file.conflicted else None


def _works_on(visitor: Visitor, file: DutyFile) -> Denied | None:
    if denied := _judges(visitor, file):
        return denied
    if visitor.has_role(file.municipality_id, *WRITERS):
        return None
    if not visitor.has_role(file.municipality_id, Role.UNIT_OFFICER):
        return Denied(Kind.ROLE, Reason.NOT_A_WRITER)
    if file.duty.unit_id in visitor.units:
        return None
    return Denied(Kind.ROLE, Reason.OTHER_UNIT)


def draft(visitor: Visitor, file: DutyFile) -> Denied | None:
    if denied := _works_on(visitor, file):
        return denied
    return closed(Reason.RELEASED) if file.duty.released_at is not None else None


def assign(visitor: Visitor, file: DutyFile) -> Denied | None:
    return draft(visitor, file)


def approve(visitor: Visitor, file: DutyFile) -> Denied | None:
    if denied := _judges(visitor, file):
        return denied
    if not visitor.has_role(file.municipality_id, Role.APPROVER):
        return Denied(Kind.ROLE, Reason.NOT_AN_APPROVER)
    if file.duty.released_at is not None:
        return closed(Reason.RELEASED)
    if file.working is None:
        return closed(Reason.NOTHING_DRAFTED)
    if file.working.state is AnswerState.APPROVED:
        return closed(Reason.ALREADY_APPROVED)
    if file.working.drafted_by_id == visitor.id:
        return Denied(Kind.ROLE, Reason.OWN_DRAFT)
    return None


def publish(visitor: Visitor, file: DutyFile) -> Denied | None:
    may = visitor.has_role(file.municipality_id, Role.APPROVER)
    if denied := _judges(visitor, file) if may else _works_on(visitor, file):
        return denied
    if file.duty.released_at is not None:
        return closed(Reason.RELEASED)
    if file.working is None:
        return closed(Reason.NOTHING_DRAFTED)
    if file.journey_status is Status.ON_BALLOT:
        return closed(Reason.ON_BALLOT)
    if file.working.state is AnswerState.DRAFT and file.needs_approval:
        return closed(Reason.NEEDS_APPROVAL)
    return None


def show(visitor: Visitor, answer: Answer) -> Denied | None:
    """Every published version stays readable; a draft is seen on the desk only."""
    return None if answer.state in (AnswerState.PUBLISHED, AnswerState.REPLACED) else HIDDEN
