"""The state of what is owed, who may take which step of an answer, due days: pure functions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from answers.models import (
    Answer,
    AnswerSettings,
    AnswerState,
    Counting,
    DayOff,
    Duty,
    DutyKind,
)
from journeys.models import Status
from kernel import workdays
from kernel.i18n import N_
from kernel.rules import HIDDEN, Denied, Kind, Role, Visitor, closed, works_as
from kernel.rules import Reason as Reasons
from kernel.workdays import Own
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
    REMOVED = N_("İfade kaldırıldı; bunun için yanıt gerekmiyor.")
    ON_BALLOT = N_("Bu öneri şimdi oylamada. Yanıt, oylama sonuçlanınca yayımlanabilir.")
    NOTHING_DRAFTED = N_("Yayımlanmayı bekleyen bir taslak yok.")
    ALREADY_SENT = N_("Bu taslak kontrole gönderildi.")
    NOT_SENT = N_("Bu taslak henüz kontrole gönderilmedi.")
    NOT_CHECKED = N_("Bu taslak henüz kontrol edilmedi.")
    ALREADY_CHECKED = N_("Bu taslak kontrol edildi.")
    ALREADY_APPROVED = N_("Bu taslak onaylandı.")
    NEEDS_APPROVAL = N_("Yayımlanmadan önce imza yetkilisinin onayı gerekiyor.")
    NO_SIGNER = N_(
        "Bu yanıtı onaylayabilecek başka bir imza yetkilisi yok. Yönetici, Görevliler sayfasında "
        "birini atayabilir ya da yanıt ayarlarında tek kişinin onayına izin verebilir."
    )
    OWN_DRAFT = N_("Kendi yazdığınız yanıtı onaylayamazsınız. Başka bir imza yetkilisi onaylar.")
    OWN_CHECK = N_("Kendi yazdığınız yanıtı kontrol edemezsiniz. Başka bir görevli kontrol eder.")
    NOT_A_CHECKER = N_("Taslakları danışma görevlisi ya da imza yetkilisi kontrol eder.")
    NOT_NAMED = N_("Taslağı yalnızca hazırlayan birim, danışma görevlileri ve imza makamı okur.")
    NOTHING_TO_SHARE = N_("Bu yanıt önerilerden başka bir sözü kapsayamaz.")
    NOT_A_WRITER = N_("Yanıtları birimin görevlisi ya da danışma sorumlusu yazar.")
    NOT_AN_APPROVER = N_("Yanıtları imza yetkilisi onaylar.")
    OTHER_UNIT = N_("Bu yanıtı başka bir birim hazırlıyor.")
    CONFLICT = N_("Bu konuda çıkar ilişkiniz olduğunu bildirdiniz. Kararı başka bir görevli verir.")
    OBJECTION = N_("İtirazın kararı, önerinin itiraz sayfasında verilir.")
    COUNCIL = N_(
        "Kent konseyine yanıt, belediye meclisinin kararıdır; meclis masasında bildirilir."
    )


def why_released(duty: Duty) -> Reason:
    """Why nothing is owed any more: of a finding, its statement was taken out."""
    return Reason.REMOVED if duty.kind is DutyKind.FINDING else Reason.RELEASED


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
    #: the municipality lets one person draft, check and sign
    alone: bool = False
    #: the shortest reason, in signs
    least_reason: int = 40

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
    def signers(self) -> frozenset[int]:
        """Who may sign the draft: nobody what they drafted, unless the municipality allows it."""
        if self.alone or self.working is None:
            return self.approvers
        return self.approvers - {self.working.drafted_by_id}


#: what is not decided on the desk of answers
ELSEWHERE: dict[DutyKind, Reason] = {
    DutyKind.OBJECTION: Reason.OBJECTION,
    DutyKind.COUNCIL_OPINION: Reason.COUNCIL,
}
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
    if file.duty.kind in ELSEWHERE:
        return closed(ELSEWHERE[file.duty.kind])
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


def see_draft(visitor: Visitor, file: DutyFile) -> Denied | None:
    """A text that is not public yet, and the notes about it: for those who work on it only."""
    if denied := works_as(visitor, file.municipality_id, *READERS):
        return denied
    if visitor.id in file.conflicted:
        return Denied(Kind.ROLE, Reason.CONFLICT)
    if visitor.has_role(file.municipality_id, *WRITERS, Role.APPROVER):
        return None
    drafted_by = file.working.drafted_by_id if file.working else None
    own_unit = (
        visitor.has_role(file.municipality_id, Role.UNIT_OFFICER)
        and file.duty.unit_id in visitor.units
    )
    if own_unit or visitor.id in (file.duty.assigned_to_id, drafted_by):
        return None
    return Denied(Kind.ROLE, Reason.NOT_NAMED)


def draft(visitor: Visitor, file: DutyFile) -> Denied | None:
    if denied := _works_on(visitor, file):
        return denied
    return closed(why_released(file.duty)) if file.duty.released_at is not None else None


def assign(visitor: Visitor, file: DutyFile) -> Denied | None:
    return draft(visitor, file)


def share(visitor: Visitor, file: DutyFile) -> Denied | None:
    """Which other proposals the draft answers, too."""
    if denied := draft(visitor, file):
        return denied
    if file.duty.kind is not DutyKind.PROPOSAL:
        return closed(Reason.NOTHING_TO_SHARE)
    return None if file.working is not None else closed(Reason.NOTHING_DRAFTED)


def _in_hand(file: DutyFile) -> Denied | None:
    """Something is written, and an answer is still owed."""
    if file.duty.released_at is not None:
        return closed(why_released(file.duty))
    return None if file.working is not None else closed(Reason.NOTHING_DRAFTED)


#: why a step is not the next one
PASSED: dict[AnswerState, Reason] = {
    AnswerState.DRAFT: Reason.NOT_SENT,
    AnswerState.CHECKING: Reason.ALREADY_SENT,
    AnswerState.CHECKED: Reason.ALREADY_CHECKED,
    AnswerState.APPROVED: Reason.ALREADY_APPROVED,
}


def submit(visitor: Visitor, file: DutyFile) -> Denied | None:
    """The drafter's side hands it over to be checked."""
    if denied := _works_on(visitor, file) or _in_hand(file):
        return denied
    state_now = file.draft.state
    return None if state_now is AnswerState.DRAFT else closed(PASSED[state_now])


def check(visitor: Visitor, file: DutyFile) -> Denied | None:
    """Somebody else reads it: is it right, is it clear, is the basis there."""
    if denied := _judges(visitor, file):
        return denied
    if not visitor.has_role(file.municipality_id, *WRITERS, Role.APPROVER):
        return Denied(Kind.ROLE, Reason.NOT_A_CHECKER)
    if denied := _in_hand(file):
        return denied
    if file.draft.state is not AnswerState.CHECKING:
        return closed(PASSED[file.draft.state])
    if file.draft.drafted_by_id == visitor.id and not file.alone:
        return Denied(Kind.ROLE, Reason.OWN_CHECK)
    return None


def send_back(visitor: Visitor, file: DutyFile) -> Denied | None:
    """Whoever checks or signs gives it back with a note, until it is public."""
    if denied := _judges(visitor, file):
        return denied
    if not visitor.has_role(file.municipality_id, *WRITERS, Role.APPROVER):
        return Denied(Kind.ROLE, Reason.NOT_A_CHECKER)
    if denied := _in_hand(file):
        return denied
    return closed(Reason.NOT_SENT) if file.draft.state is AnswerState.DRAFT else None


def approve(visitor: Visitor, file: DutyFile) -> Denied | None:
    """The signature. Where one may do it alone, the steps before it are not waited for."""
    if denied := _judges(visitor, file):
        return denied
    if not visitor.has_role(file.municipality_id, Role.APPROVER):
        return Denied(Kind.ROLE, Reason.NOT_AN_APPROVER)
    if denied := _in_hand(file):
        return denied
    state_now = file.draft.state
    if state_now is AnswerState.APPROVED:
        return closed(Reason.ALREADY_APPROVED)
    if file.alone:
        return None
    if state_now is not AnswerState.CHECKED:
        return closed(Reason.NOT_CHECKED)
    if file.draft.drafted_by_id == visitor.id:
        return Denied(Kind.ROLE, Reason.OWN_DRAFT)
    return None


def publish(visitor: Visitor, file: DutyFile) -> Denied | None:
    may = visitor.has_role(file.municipality_id, Role.APPROVER)
    if denied := _judges(visitor, file) if may else _works_on(visitor, file):
        return denied
    if denied := _in_hand(file):
        return denied
    if file.journey_status is Status.ON_BALLOT:
        return closed(Reason.ON_BALLOT)
    if file.draft.state is AnswerState.APPROVED or (file.alone and not file.approvers):
        return None
    return closed(Reason.NEEDS_APPROVAL if file.signers else Reason.NO_SIGNER)


def show(visitor: Visitor, answer: Answer) -> Denied | None:
    """Every published version stays readable; a draft is seen on the desk only."""
    return None if answer.state in (AnswerState.PUBLISHED, AnswerState.REPLACED) else HIDDEN


def change_settings(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return works_as(visitor, municipality.id, Role.ADMINISTRATOR)


# --- due days -----------------------------------------------------------------------------------


class Due(NamedTuple):
    """`sure` is False where the way led into a year whose feasts are not known."""

    day: date
    sure: bool


def due_day(start: date, days: int, settings: AnswerSettings, own: Own) -> Due:
    """The last day of a time of `days` that begins on the day after `start`.

    A calendar day on which offices are closed moves as the municipality's setting says (the law's
    own rule is the next working day: İYUK m. 8, HMK m. 93). Without the feasts of a year working
    days leave out weekends only and nothing moves; `sure` says so.
    """
    try:
        if settings.counting is Counting.WORKING:
            return Due(workdays.add_working_days(start, days, own), sure=True)
        return Due(_moved(start + timedelta(days=days), settings.day_off, own), sure=True)
    except workdays.YearUnknown:
        if settings.counting is Counting.CALENDAR:
            return Due(start + timedelta(days=days), sure=settings.day_off is DayOff.KEEP)
        return Due(_weekdays_after(start, days), sure=False)


def _moved(day: date, day_off: DayOff, own: Own) -> date:
    match day_off:
        case DayOff.NEXT:
            return workdays.next_working_day(day, own)
        case DayOff.PREVIOUS:
            return workdays.previous_working_day(day, own)
    return day


def _weekdays_after(start: date, days: int) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < workdays.SATURDAY
    return day


# --- reminders ----------------------------------------------------------------------------------

BEFORE = (timedelta(days=7), timedelta(days=1))
AFTER = timedelta(days=1)
WEEK = timedelta(days=7)


def weekly_reminder(first_due_on: date, today: date) -> tuple[int, date]:
    """The number and day of the next weekly reminder of a late answer, always after today."""
    begun = max((today - first_due_on - AFTER).days, 0)
    number = begun // WEEK.days + 1
    return number, first_due_on + AFTER + number * WEEK
