"""An action is made: from an answer, or when its roadmap is adopted; people are brought along."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from consultations.models import Consultation
from journeys import services as journeys
from journeys.models import Journey, Kind, Status
from journeys.rules import may_move
from kernel import audit
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import day
from places.models import Unit
from places.services import next_number
from proposals.models import Proposal
from roadmap import queries, rules
from roadmap.models import Action, ActionState
from roadmap.rules import Source
from roadmap.services import gathering, origins
from roadmap.services.reminding import plan_reminder


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
    unit = unit_of(plan.unit_id, source.municipality_id)
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
    audit.record("roadmap.create", action, by=by.id, after=facts(action))
    origins.note_first(action, proposal)
    _bring_along(action, proposal, by=by, office=unit.name)
    plan_reminder(action)
    db.session.flush()
    return action


def unit_of(unit_id: int, municipality_id: int) -> Unit:
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
    journey = find_journey(proposal.journey_id)
    if journey is None or not rules.may_carry(journey.status):
        raise NotCarriable()
    return proposal


def find_journey(journey_id: int | None) -> Journey | None:
    return None if journey_id is None else db.session.get(Journey, journey_id)


def _bring_along(action: Action, proposal: Proposal | None, *, by: Visitor, office: str) -> None:
    """Whoever follows what it came from follows the action, and is told once."""
    origin = _origin_journey(action, proposal)
    if origin is None:
        return
    gathering.copy_followers(origin.id, action.journey_id)
    if proposal is not None:
        gathering.copy_speakers(proposal.thread_id, action.journey_id)
    link: dict[str, Any] = {
        "subject": f"{action.number} {action.title}"[:300],
        "endpoint": "roadmap.show",
        "object_id": action.id,
    }
    if proposal is not None:
        journeys.move(origin, Status.ON_ROADMAP, by=by.id, office=office, **link)
    if move_consultation(action, by=by, office=office) or proposal is not None:
        return
    journey = find_journey(action.journey_id)
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
        return find_journey(proposal.journey_id)
    consultation = (
        None
        if action.consultation_id is None
        else db.session.get(Consultation, action.consultation_id)
    )
    return None if consultation is None else find_journey(consultation.journey_id)


def move_consultation(action: Action, *, by: Visitor, office: str) -> bool:
    """The consultation's trace ends with all its actions; its followers hear of each turn once."""
    if action.consultation_id is None:
        return False
    consultation = db.session.get_one(Consultation, action.consultation_id)
    journey = find_journey(consultation.journey_id)
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


def say_back(action: Action) -> None:
    """The proposals and consultations it came from lead to it: the way back from people's input."""
    link: dict[str, Any] = {
        "subject": f"{action.number} {action.title}"[:300],
        "endpoint": "roadmap.show",
        "object_id": action.id,
    }
    for journey in queries.list_origin_rows(action.id):
        if rules.may_carry(journey.status) and journey.kind is Kind.PROPOSAL:
            journeys.move(journey, Status.ON_ROADMAP, by=None, office=office_of(action), **link)
        else:
            journeys.add_line(
                journey,
                by=None,
                office=office_of(action),
                line=N_("Bundan bir eylem daha doğdu: %(action)s"),
                facts={"action": link["subject"]},
                **link,
            )


def _together(states: set[ActionState]) -> Status:
    living = states - {ActionState.CANCELLED}
    if not living:
        return Status.CANCELLED
    return Status.COMPLETED if living == {ActionState.COMPLETED} else Status.ON_ROADMAP


def office_of(action: Action) -> str:
    return "" if action.unit is None else action.unit.name


def facts(action: Action) -> dict[str, Any]:
    return {
        "state": action.state.value if action.state else ActionState.PLANNED.value,
        "progress": action.progress or 0,
        "ends_on": action.ends_on.isoformat(),
        "spent_kurus": action.spent_kurus,
    }
