"""Writes of the roadmap: an action is made from an answer, updated, finished; people are told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.dialects import postgresql, sqlite

from consultations.models import Consultation
from journeys import services as journeys
from journeys.models import Follower, Journey, Kind, Status
from journeys.rules import may_move
from kernel import audit, clock, files
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import day
from places.models import Unit
from places.services import next_number
from proposals.models import Proposal
from roadmap import queries, rules
from roadmap.models import Action, ActionState, Update
from roadmap.rules import Source

Accepted = tuple[bytes, str, str]


class NotCarriable(DomainError):
    message = N_("Bu öneri yol haritasına alınamaz: durumu değişmiş. Listeye yeniden bakın.")
    field = "proposal"


class WrongUnit(DomainError):
    message = N_("Böyle bir birim yok.")
    field = "unit"


@dataclass(frozen=True)
class Plan:
    """What an action promises."""

    title: str
    text: str
    html: str
    unit_id: int
    starts_on: date
    ends_on: date
    budget_kurus: int | None = None


def create_from_answer(
    source: Source, *, by: Visitor, plan: Plan, proposal_id: int | None = None
) -> Action:
    """`proposal_id`: the proposal it carries out when a whole consultation was answered."""
    unit = _unit(plan.unit_id, source.municipality_id)
    proposal = _carried(source, proposal_id)
    action = Action(
        municipality_id=source.municipality_id,
        number=next_number(source.municipality_id, "E"),
        title=plan.title,
        text=plan.text,
        html=plan.html,
        unit_id=unit.id,
        answer_id=source.answer_id,
        proposal_id=None if proposal is None else proposal.id,
        consultation_id=source.consultation_id,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        first_ends_on=plan.ends_on,
        budget_kurus=plan.budget_kurus,
    )
    db.session.add(action)
    db.session.flush()
    journey = journeys.start(
        Kind.ACTION,
        Status.PLANNED,
        municipality_id=action.municipality_id,
        subject=action.title,
        endpoint="roadmap.show",
        object_id=action.id,
        by=by.id,
        office=unit.name,
    )
    action.journey_id = journey.id
    audit.record("roadmap.create", action, by=by.id, after=_facts(action))
    _bring_along(action, proposal, by=by, office=unit.name)
    db.session.flush()
    return action


def _unit(unit_id: int, municipality_id: int) -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None or unit.municipality_id != municipality_id:
        raise WrongUnit()
    return unit


def _carried(source: Source, chosen_id: int | None) -> Proposal | None:
    """The answered proposal itself, or one of the answered consultation."""
    proposal_id = source.proposal_id or chosen_id
    if proposal_id is None:
        return None
    proposal = db.session.get(Proposal, proposal_id)
    if proposal is None or proposal.consultation_id != source.consultation_id:
        raise NotCarriable()
    journey = _journey(proposal.journey_id)
    if journey is None or not rules.may_carry(journey.status):
        raise NotCarriable()
    return proposal


def _journey(journey_id: int | None) -> Journey | None:
    return None if journey_id is None else db.session.get(Journey, journey_id)


def _bring_along(action: Action, proposal: Proposal | None, *, by: Visitor, office: str) -> None:
    """Whoever follows what it came from follows the action, and is told once."""
    origin = _origin_journey(action, proposal)
    if origin is None:
        return
    _copy_followers(origin.id, action.journey_id)
    link: dict[str, Any] = {
        "subject": f"{action.number} {action.title}"[:300],
        "endpoint": "roadmap.show",
        "object_id": action.id,
    }
    if proposal is not None:
        journeys.move(origin, Status.ON_ROADMAP, by=by.id, office=office, **link)
    if _move_consultation(action, by=by, office=office) or proposal is not None:
        return
    journey = _journey(action.journey_id)
    if journey is not None:
        journeys.tell_followers(
            journey,
            key=f"action:{action.id}:planned",
            message=N_("Takip ettiğiniz danışmadan bir eylem doğdu. Söz verilen bitiş: %(end)s."),
            facts={"end": day(action.ends_on)},
            by=by.id,
        )


def _origin_journey(action: Action, proposal: Proposal | None) -> Journey | None:
    if proposal is not None:
        return _journey(proposal.journey_id)
    consultation = (
        None
        if action.consultation_id is None
        else db.session.get(Consultation, action.consultation_id)
    )
    return None if consultation is None else _journey(consultation.journey_id)


def _move_consultation(action: Action, *, by: Visitor, office: str) -> bool:
    """The consultation's trace ends with all its actions; its followers hear of each turn once."""
    if action.consultation_id is None:
        return False
    consultation = db.session.get_one(Consultation, action.consultation_id)
    journey = _journey(consultation.journey_id)
    if journey is None:
        return False
    db.session.flush()
    to = _together(queries.list_states(consultation.id))
    if journey.status is to or not may_move(journey.kind, journey.status, to):
        return False
    journeys.move(
        journey,
        to,
        by=by.id,
        office=office,
        subject=f"{action.number} {action.title}"[:300],
        endpoint="roadmap.show",
        object_id=action.id,
    )
    return True


def _together(states: set[ActionState]) -> Status:
    living = states - {ActionState.CANCELLED}
    if not living:
        return Status.CANCELLED
    return Status.COMPLETED if living == {ActionState.COMPLETED} else Status.ON_ROADMAP


def _copy_followers(from_id: int, to_id: int | None) -> None:
    """One statement, however many; who has stopped following the origin is left in peace."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    people = select(
        literal(to_id), Follower.person_id, Follower.why, literal(clock.now(), Follower.since.type)
    ).where(Follower.journey_id == from_id)
    db.session.execute(
        dialect.insert(Follower)
        .from_select(["journey_id", "person_id", "why", "since"], people)
        .on_conflict_do_nothing(index_elements=["journey_id", "person_id"])
    )


# --- updates ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class News:
    """One dated update as it was written."""

    text: str
    html: str
    progress: int
    spent_kurus: int | None = None
    new_ends_on: date | None = None
    delay_reason: str = ""
    evidence: Accepted | None = None


def update(action: Action, *, by: Visitor, news: News) -> Update:
    """A new end never replaces the first promise: the delay is counted from that."""
    before = _facts(action)
    row = _write(action, by=by, news=news)
    if action.state is ActionState.PLANNED and news.progress > 0:
        _begin(action, by=by)
    audit.record("roadmap.update", action, by=by.id, before=before, after=_facts(action))
    _tell(action, row, by=by)
    return row


def _write(action: Action, *, by: Visitor, news: News) -> Update:
    moved = news.new_ends_on if news.new_ends_on != action.ends_on else None
    evidence = None
    if news.evidence is not None:
        evidence = files.store(news.evidence, municipality_id=action.municipality_id)
    row = Update(
        action_id=action.id,
        by_id=by.id,
        office=_office(action),
        text=news.text,
        html=news.html,
        progress=news.progress,
        spent_kurus=news.spent_kurus,
        old_ends_on=action.ends_on if moved else None,
        new_ends_on=moved,
        delay_reason=news.delay_reason if moved else "",
        evidence_id=None if evidence is None else evidence.id,
    )
    db.session.add(row)
    action.progress = news.progress
    if news.spent_kurus is not None:
        action.spent_kurus = news.spent_kurus
    if moved:
        action.ends_on = moved
    db.session.flush()
    return row


def _tell(action: Action, row: Update, *, by: Visitor) -> None:
    journey = _journey(action.journey_id)
    if journey is None:
        return
    if row.new_ends_on is not None:
        message = N_("Eylemin bitiş tarihi değişti: %(old)s yerine %(new)s.")
        facts: dict[str, Any] = {
            "old": day(row.old_ends_on or row.new_ends_on),
            "new": day(row.new_ends_on),
            "reason": row.delay_reason,
        }
    else:
        message = N_("Eylemde yeni gelişme var. İlerleme: %%%(progress)s.")
        facts = {"progress": row.progress}
    journeys.tell_followers(
        journey, key=f"action-update:{row.id}", message=message, facts=facts, by=by.id
    )


def start(action: Action, *, by: Visitor) -> None:
    _begin(action, by=by)
    audit.record("roadmap.start", action, by=by.id)


def _begin(action: Action, *, by: Visitor) -> None:
    action.state = ActionState.STARTED
    journey = _journey(action.journey_id)
    if journey is not None:
        journeys.move(journey, Status.STARTED, by=by.id, office=_office(action))


def complete(action: Action, *, by: Visitor, completed_on: date, news: News) -> Update:
    """The circle closes: whoever proposed, supported or followed is told."""
    before = _facts(action)
    row = _write(action, by=by, news=news)
    action.state = ActionState.COMPLETED
    action.completed_on = completed_on
    audit.record("roadmap.complete", action, by=by.id, before=before, after=_facts(action))
    _finish(action, Status.COMPLETED, by=by)
    return row


def cancel(action: Action, *, by: Visitor, reason: str) -> None:
    before = _facts(action)
    action.state = ActionState.CANCELLED
    audit.record("roadmap.cancel", action, by=by.id, before=before, after=_facts(action))
    _finish(action, Status.CANCELLED, by=by, reason=reason)


def _finish(action: Action, to: Status, *, by: Visitor, reason: str = "") -> None:
    """Whoever follows proposal and action reads it once, as news of the proposal."""
    news: dict[str, Any] = {
        "by": by.id,
        "office": _office(action),
        "reason": reason,
        "event": f"action:{action.id}:{to.value}",
    }
    proposal = action.proposal
    if proposal is not None and proposal.journey is not None:
        journeys.move(
            proposal.journey,
            to,
            subject=f"{action.number} {action.title}"[:300],
            endpoint="roadmap.show",
            object_id=action.id,
            **news,
        )
    journey = _journey(action.journey_id)
    if journey is not None:
        journeys.move(journey, to, **news)
    _move_consultation(action, by=by, office=news["office"])


def _office(action: Action) -> str:
    return "" if action.unit is None else action.unit.name


def _facts(action: Action) -> dict[str, Any]:
    return {
        "state": action.state.value if action.state else ActionState.PLANNED.value,
        "progress": action.progress or 0,
        "ends_on": action.ends_on.isoformat(),
        "spent_kurus": action.spent_kurus,
    }
