"""Who may make and change an action, and what its public state is today."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from answers.models import AnswerState, Decision
from journeys.models import Kind, Status
from journeys.rules import may_move
from kernel import rules
from kernel.i18n import N_
from kernel.rules import LOGIN, ROLE, Denied, Role, Visitor, closed
from places.models import Municipality
from roadmap.models import Action, ActionState


class Reason(rules.Reason):
    NOT_PUBLISHED = N_("Bu yanıt henüz yayımlanmadı. Eylem, yayımlanmış bir yanıttan yapılır.")
    NOT_ACCEPTED = N_("Eylem yalnızca kabul edilen ya da kısmen kabul edilen bir yanıttan yapılır.")
    ALREADY = N_("Bu yanıtın eylemi yol haritasında.")
    NOT_PLANNED = N_("Bu eylem zaten başladı.")
    COMPLETED = N_("Bu eylem tamamlandı; artık değiştirilemez.")
    CANCELLED = N_("Bu eylem iptal edildi; artık değiştirilemez.")


# --- the public state ---------------------------------------------------------------------------


class State(StrEnum):
    """What page, list, filter, desk and mail say; computed, never stored."""

    PLANNED = "planned"
    STARTED = "started"
    LATE = "late"
    COMPLETED = "completed"
    COMPLETED_LATE = "completed_late"
    CANCELLED = "cancelled"


class Dated(Protocol):
    """An action, or a row of a list that knows as much."""

    @property
    def state(self) -> ActionState: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def first_ends_on(self) -> date: ...
    @property
    def completed_on(self) -> date | None: ...


def delay(action: Dated, today: date) -> int:
    """Days past the first promise; a new end that was announced counts at once."""
    if action.state is ActionState.CANCELLED:
        return 0
    end = action.completed_on or max(action.ends_on, today)
    return max(0, (end - action.first_ends_on).days)


def state(action: Dated, today: date) -> State:
    late = delay(action, today) > 0
    if action.state is ActionState.COMPLETED:
        return State.COMPLETED_LATE if late else State.COMPLETED
    if action.state is ActionState.CANCELLED:
        return State.CANCELLED
    return State.LATE if late else State(action.state.value)


def is_overdue(action: Dated, today: date) -> bool:
    """The end in force has passed too: a new date and its reason are owed."""
    return action.state in (ActionState.PLANNED, ActionState.STARTED) and today > action.ends_on


# --- who ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A published answer, and what an action made from it starts with."""

    answer_id: int
    municipality_id: int
    answer_state: AnswerState
    decision: Decision
    unit_id: int | None
    title: str
    text: str
    cost_kurus: int | None
    consultation_id: int | None
    proposal_id: int | None
    #: the proposal's public status; None when a whole consultation was answered
    status: Status | None


def run(visitor: Visitor, municipality_id: int, unit_id: int | None) -> Denied | None:
    """Make and change actions: the officers of the municipality, and those of the unit."""
    if not visitor.signed_in:
        return LOGIN
    if visitor.has_role(municipality_id, Role.OFFICER, Role.ADMINISTRATOR):
        return None
    of_unit = visitor.has_role(municipality_id, Role.UNIT_OFFICER) and unit_id in visitor.units
    return None if of_unit else ROLE


def create(visitor: Visitor, source: Source) -> Denied | None:
    if source.answer_state is not AnswerState.PUBLISHED:
        return closed(Reason.NOT_PUBLISHED)
    if source.decision not in (Decision.ACCEPTED, Decision.PARTLY):
        return closed(Reason.NOT_ACCEPTED)
    if source.status in (Status.ON_ROADMAP, Status.COMPLETED):
        return closed(Reason.ALREADY)
    return run(visitor, source.municipality_id, source.unit_id)


def may_carry(status: Status) -> bool:
    """Whether a proposal of this status can go on the roadmap."""
    return may_move(Kind.PROPOSAL, status, Status.ON_ROADMAP)


def _unfinished(action: Action) -> Denied | None:
    if action.state is ActionState.COMPLETED:
        return closed(Reason.COMPLETED)
    return closed(Reason.CANCELLED) if action.state is ActionState.CANCELLED else None


def update(visitor: Visitor, action: Action) -> Denied | None:
    over = _unfinished(action)
    return over or run(visitor, action.municipality_id, action.unit_id)


complete = update
cancel = update


def start(visitor: Visitor, action: Action) -> Denied | None:
    if action.state is ActionState.STARTED:
        return closed(Reason.NOT_PLANNED)
    return update(visitor, action)


def desk(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """The list to work from; the auditor reads."""
    return rules.works_as(
        visitor,
        municipality.id,
        Role.UNIT_OFFICER,
        Role.OFFICER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    )


def follow(visitor: Visitor, action: Action) -> Denied | None:
    return rules.signed_in(visitor, action)
