"""Where an opinion of the kent konseyi stands: from its facts, the calendar and the clock alone.

5393 m.76: opinions are taken up in the first session of the municipal council. Which one that is,
the council's calendar says. A postponed or cancelled session moves the day on which the opinion is
now due; lateness counts from the day that was announced first, for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from answers import rules as answers
from answers.rules import DutyState
from kernel.i18n import N_


@dataclass(frozen=True)
class Planned:
    """A session as the calendar has it."""

    id: int
    on: date
    cancelled: bool = False
    extraordinary: bool = False


def _ordinary(calendar: Iterable[Planned]) -> list[Planned]:
    return [one for one in calendar if not one.extraordinary]


def due_sitting(calendar: Iterable[Planned], after: date) -> Planned | None:
    """The first session held, or to be held, on a later day than `after`."""
    found = [one for one in _ordinary(calendar) if one.on > after and not one.cancelled]
    return min(found, key=lambda one: (one.on, one.id), default=None)


def next_sitting(calendar: Iterable[Planned], today: date) -> Planned | None:
    """The next session that takes place, today's too."""
    found = [one for one in _ordinary(calendar) if one.on >= today and not one.cancelled]
    return min(found, key=lambda one: (one.on, one.id), default=None)


@dataclass(frozen=True)
class Way:
    """The facts of an opinion's way."""

    adopted_on: date
    handed_on: date | None = None
    #: of the first session after it was handed over, as the calendar had it then; None: it had none
    first_due_on: date | None = None
    #: the session that is due now
    due_on: date | None = None
    #: day of the session on whose agenda it stands; None where that session was cancelled
    agenda_on: date | None = None
    referred_on: date | None = None
    decided_on: date | None = None
    #: until when the result is owed to the kent konseyi
    answer_due_on: date | None = None
    told_on: date | None = None
    announced_on: date | None = None


@dataclass(frozen=True)
class _Owed:
    """A day on which something is due, for the one clock of the house (`answers.rules.state`)."""

    first_due_on: date
    answered_on: date | None
    released_at: datetime | None = None


def due_clock(due: date | None, done: date | None, today: date) -> tuple[DutyState | None, int]:
    if due is None:
        return None, 0
    owed = _Owed(due, done)
    return answers.state(owed, today), answers.days(owed, today) or 0


def agenda_state(way: Way, today: date) -> tuple[DutyState | None, int]:
    """Waiting, overdue (the red), on the agenda in time or late, and the days of it.

    None: not handed over yet, or no session in the calendar.
    """
    return due_clock(way.first_due_on, way.agenda_on, today)


AStep = TypeVar("AStep", bound=StrEnum)


class Step(StrEnum):
    ADOPTED = "adopted"
    HANDED = "handed"
    AGENDA = "agenda"
    COMMITTEE = "committee"
    DECISION = "decision"
    TOLD = "told"
    ANNOUNCED = "announced"


STEPS: dict[Step, str] = {
    Step.ADOPTED: N_("Kent konseyinin kabulü"),
    Step.HANDED: N_("Belediyeye sunuş"),
    Step.AGENDA: N_("Meclis gündemi"),
    Step.COMMITTEE: N_("Komisyon"),
    Step.DECISION: N_("Meclis kararı"),
    Step.TOLD: N_("Kent konseyine bildirim"),
    Step.ANNOUNCED: N_("Kamuoyuna duyuru"),
}


@dataclass(frozen=True)
class Stop(Generic[AStep]):
    """A step with its own clock. `state`: done, now, late, next or skip, as the macro trace()."""

    step: AStep
    state: str
    on: date | None = None
    #: until when, as counted
    due: date | None = None
    clock: DutyState | None = None
    #: left, overdue or late
    days: int = 0


def track(way: Way, today: date) -> tuple[Stop[Step], ...]:
    """Every step; the first that is not done is now, or late."""
    done = {
        Step.ADOPTED: way.adopted_on,
        Step.HANDED: way.handed_on,
        Step.AGENDA: way.agenda_on,
        Step.COMMITTEE: way.referred_on,
        Step.DECISION: way.decided_on,
        Step.TOLD: way.told_on,
        Step.ANNOUNCED: way.announced_on,
    }
    stops: list[Stop[Step]] = []
    reached = False
    for step, on in done.items():
        due = {Step.AGENDA: way.first_due_on, Step.TOLD: way.answer_due_on}.get(step)
        clock, days = due_clock(due, on, today)
        state = _state(step, on, clock, way, reached)
        reached = reached or state in ("now", "late")
        stops.append(Stop(step, state, on, due, clock, days))
    return tuple(stops)


def _state(step: Step, on: date | None, clock: DutyState | None, way: Way, reached: bool) -> str:
    if step is Step.COMMITTEE and on is not None and way.decided_on is None:
        return "now"
    if on is not None:
        return "done"
    if step is Step.COMMITTEE:
        # Not every opinion goes to a committee.
        return "skip"
    if clock is DutyState.OVERDUE:
        return "late"
    return "next" if reached else "now"


class Stage(StrEnum):
    """The one word of list, filter and page."""

    ADOPTED = "adopted"
    WAITING = "waiting"
    OVERDUE = "overdue"
    ON_AGENDA = "on_agenda"
    IN_COMMITTEE = "in_committee"
    DECIDED = "decided"
    TOLD = "told"


def stage(way: Way, today: date) -> Stage:
    if way.told_on is not None:
        return Stage.TOLD
    if way.decided_on is not None:
        return Stage.DECIDED
    if way.agenda_on is not None:
        return Stage.ON_AGENDA if way.referred_on is None else Stage.IN_COMMITTEE
    if way.handed_on is None:
        return Stage.ADOPTED
    clock, _days = agenda_state(way, today)
    return Stage.OVERDUE if clock is DutyState.OVERDUE else Stage.WAITING
