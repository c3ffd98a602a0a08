"""Who may make and change an action, and what its public state is today."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from answers.models import AnswerState, Decision
from journeys.models import Kind, Status
from journeys.rules import may_move
from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, ROLE, Denied, Role, Visitor, closed
from roadmap.models import UNFINISHED, Action, ActionState, Consent, Partner
from roadmap.rules import documents


class Reason(rules.Reason):
    NOT_PUBLISHED = N_("Bu yanıt henüz yayımlanmadı. Eylem, yayımlanmış bir yanıttan yapılır.")
    NOT_ACCEPTED = N_("Eylem yalnızca kabul edilen ya da kısmen kabul edilen bir yanıttan yapılır.")
    ALREADY = N_("Bu yanıtın eylemi yol haritasında.")
    NOT_PLANNED = N_("Bu eylem zaten başladı.")
    COMPLETED = N_("Bu eylem tamamlandı; artık değiştirilemez.")
    CANCELLED = N_("Bu eylem iptal edildi; artık değiştirilemez.")
    DRAFT = N_("Bu eylem henüz taslak. Yol haritası kabul edilince yürütülür.")
    IN_FORCE = N_("Bu eylem yürürlükte. Değişiklik, gelişme yazarak bildirilir.")
    NOT_POSTPONED = N_("Bu eylem ertelenmiş değil.")
    POSTPONED = N_("Bu eylem ertelendi. Önce yeniden başlatın.")
    ANSWERED = N_("Bu davete yanıt verildi.")
    WITHDRAWN = N_("Bu kayıt geri çekildi; artık değişmez.")


# --- the public state ---------------------------------------------------------------------------


class State(StrEnum):
    """What page, list, filter, desk and mail say; computed, never stored."""

    DRAFT = "draft"
    PLANNED = "planned"
    STARTED = "started"
    LATE = "late"
    POSTPONED = "postponed"
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
    if action.state in (ActionState.CANCELLED, ActionState.DRAFT):
        return 0
    end = action.completed_on or max(action.ends_on, today)
    return max(0, (end - action.first_ends_on).days)


def state(action: Dated, today: date) -> State:
    late = delay(action, today) > 0
    if action.state is ActionState.COMPLETED:
        return State.COMPLETED_LATE if late else State.COMPLETED
    if action.state not in (ActionState.PLANNED, ActionState.STARTED):
        return State(action.state.value)
    return State.LATE if late else State(action.state.value)


def is_overdue(action: Dated, today: date) -> bool:
    """The end in force has passed too: a new date and its reason are owed."""
    return action.state in UNFINISHED and today > action.ends_on


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


NOT_NOW = {
    ActionState.DRAFT: Reason.DRAFT,
    ActionState.COMPLETED: Reason.COMPLETED,
    ActionState.CANCELLED: Reason.CANCELLED,
}


def update(visitor: Visitor, action: Action) -> Denied | None:
    if action.state in NOT_NOW:
        return closed(NOT_NOW[action.state])
    return run(visitor, action.municipality_id, action.unit_id)


complete = update
cancel = update


def start(visitor: Visitor, action: Action) -> Denied | None:
    if action.state is ActionState.STARTED:
        return closed(Reason.NOT_PLANNED)
    return update(visitor, action)


def postpone(visitor: Visitor, action: Action) -> Denied | None:
    if action.state is ActionState.POSTPONED:
        return closed(Reason.POSTPONED)
    return update(visitor, action)


def resume(visitor: Visitor, action: Action) -> Denied | None:
    if action.state is not ActionState.POSTPONED:
        return closed(Reason.NOT_POSTPONED)
    return update(visitor, action)


def describe(visitor: Visitor, action: Action) -> Denied | None:
    """Partners, indicators, measurements and origins: of an action in force or of a draft."""
    if action.state is not ActionState.DRAFT:
        return update(visitor, action)
    return run(visitor, action.municipality_id, action.unit_id)


class Described(Protocol):
    """An indicator or a partner of an action."""

    @property
    def action(self) -> Action: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def measure(visitor: Visitor, indicator: Described) -> Denied | None:
    if indicator.withdrawn_at is not None:
        return closed(Reason.WITHDRAWN)
    return update(visitor, indicator.action)


def correct(visitor: Visitor, part: Described) -> Denied | None:
    """Change an indicator or a partner that was entered, or withdraw it."""
    if part.withdrawn_at is not None:
        return closed(Reason.WITHDRAWN)
    return describe(visitor, part.action)


def edit_draft(visitor: Visitor, action: Action) -> Denied | None:
    """Its section's writers, as long as it is a draft."""
    if action.state is not ActionState.DRAFT or action.objective is None:
        return closed(Reason.IN_FORCE)
    return documents.edit_goal(visitor, action.objective.goal)


def see(visitor: Visitor, action: Action) -> Denied | None:
    """A draft is public with the roadmap that was opened for comments."""
    if action.state is not ActionState.DRAFT:
        return None
    return HIDDEN if action.roadmap is None else documents.see_draft(visitor, action.roadmap)


def comment(visitor: Visitor, action: Action) -> Denied | None:
    """On an action of a draft, while its roadmap is open."""
    if action.roadmap is None or action.state is not ActionState.DRAFT:
        return closed(documents.Reason.NOT_OPEN)
    return documents.comment(visitor, action.roadmap)


def see_partnership(visitor: Visitor, partner: Partner) -> Denied | None:
    """Those who were asked, and those who asked."""
    if not visitor.signed_in:
        return LOGIN
    if partner.organisation_id in visitor.organisations:
        return None
    return HIDDEN if desk(visitor, partner) else None


def answer_partnership(visitor: Visitor, partner: Partner) -> Denied | None:
    """The organisation says itself whether it takes its part."""
    if not visitor.signed_in:
        return LOGIN
    if partner.organisation_id not in visitor.organisations:
        return ROLE
    if partner.withdrawn_at is not None:
        return closed(Reason.WITHDRAWN)
    return None if partner.state is Consent.INVITED else closed(Reason.ANSWERED)


class Owned(Protocol):
    @property
    def municipality_id(self) -> int: ...


def desk(visitor: Visitor, owned: Owned) -> Denied | None:
    """The list to work from; the auditor reads."""
    return rules.works_as(
        visitor,
        owned.municipality_id,
        Role.UNIT_OFFICER,
        Role.OFFICER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    )


def follow(visitor: Visitor, action: Action) -> Denied | None:
    return rules.signed_in(visitor, action)
