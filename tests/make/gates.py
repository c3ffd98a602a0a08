"""Proposals at the gates, brought there by the services."""

from datetime import datetime, timedelta
from typing import Any

from consultations.models import Activity
from journeys.models import Status
from kernel import clock
from kernel.db import db, in_write, write
from kernel.rules import Role, Visitor
from places.models import Municipality, Unit
from proposals.assessments import Assessment, BulkAction, Objection, PreparedDecision
from proposals.models import Proposal
from proposals.queries import gates
from proposals.services import assigning, deciding, objecting, preparing
from proposals.services.assigning import AlreadyAsked, Errand
from proposals.services.ruling import Ruling
from tests.make.places import make_staff, make_unit, saving, visitor
from tests.make.proposals import make_proposal

REASON = "Bu yol Karayolları’nın; belediye kendi başına daraltamaz."


def ruling(outcome: Status = Status.REFUSED, **anything: Any) -> Ruling:
    special: dict[Status, dict[str, Any]] = {
        Status.FORWARDED: {"body": "DSİ 14. Bölge Müdürlüğü", "letter_number": "E-2026/1447"},
        Status.POSTPONED: {"until_on": clock.today() + timedelta(days=90)},
        Status.HANDED_OVER: {"desk_number": "ÇM-2026-118"},
    }
    values = {
        "office": "Fen İşleri Müdürlüğü",
        "reason": REASON,
        "reason_html": f"<p>{REASON}</p>",
        **special.get(outcome, {}),
        **anything,
    }
    return Ruling(outcome, **values)


def town_of(proposal: Proposal) -> Municipality:
    return db.session.get_one(Municipality, proposal.municipality_id)


def make_asked(
    proposal: Proposal,
    *,
    unit: Unit | None = None,
    person_id: int | None = None,
    days: int = 30,
) -> Assessment:
    """At the second gate, with one unit asked; its day may have passed."""
    town = town_of(proposal)
    unit_id = (unit or make_unit(town, f"Birim {proposal.id}")).id
    by = visitor(make_staff(town, Role.OFFICER))
    errand = Errand(unit_id, clock.today() + timedelta(days=days), person_id, "Zemin uygun mu?")
    number = proposal.id
    with write() as session:
        session.expire_all()
        case = gates.get_case(number)
        passed = ruling(Status.ASSESSING, reason="", reason_html="", checks=("konu", "yetki"))
        assigning.send_to_units(case.proposal, by=by, ruling=passed, errands=[errand])
    db.session.expire_all()
    return next(one for one in gates.list_assessments(number) if one.unit_id == unit_id)


def make_decided(
    proposal: Proposal, outcome: Status = Status.REFUSED, *, by: Any = None, **anything: Any
) -> int:
    """Decided; answers the id of whoever decided."""
    officer = by or visitor(make_staff(town_of(proposal), Role.OFFICER))
    number = proposal.id
    assert not in_write()
    with write() as session:
        session.expire_all()
        deciding.decide(
            gates.get_case(number).proposal, by=officer, ruling=ruling(outcome, **anything)
        )
    db.session.expire_all()
    assert officer.id is not None
    return int(officer.id)


def make_objection(proposal: Proposal, *, reason: str = "Yol belediyenin; tapu ekte.") -> Objection:
    """By its author, against a decision that was made."""
    number, author_id = proposal.id, proposal.author_id
    with write() as session:
        session.expire_all()
        by = Visitor(id=author_id, name="Ayşe", email_confirmed=True)
        made = objecting.object_to(gates.get_case(number), by=by, reason=reason).id
    return db.session.get_one(Objection, made)


def make_bulk(municipality_id: int, *proposals: Proposal) -> BulkAction:
    """A record of something that was done for the first and not for the others."""
    with saving() as session:
        row = BulkAction(
            municipality_id=municipality_id,
            verb="decide",
            what="Karar: %(decision)s.",
            what_facts={"decision": {"word": "Uygun bulunmadı"}},
            results=[
                {
                    "proposal": one.id,
                    "why": "" if number == 0 else AlreadyAsked.message,
                    "facts": {},
                }
                for number, one in enumerate(proposals)
            ],
        )
        session.add(row)
    return row


def make_prepared(
    proposal: Proposal, outcome: Status = Status.REFUSED, *, at: datetime | None = None
) -> PreparedDecision:
    """Waits until tomorrow unless told otherwise."""
    by, number = visitor(make_staff(town_of(proposal), Role.OFFICER)), proposal.id
    with write() as session:
        session.expire_all()
        made = preparing.prepare(
            gates.get_case(number),
            by=by,
            ruling=ruling(outcome),
            publish_at=at or clock.now() + timedelta(days=1),
        ).id
    return db.session.get_one(PreparedDecision, made)


def fill_with_gates(activity: Activity) -> dict[str, list[int]]:
    """One at the units, one with an objection, one that is ready, and the record of many."""
    out, refused = make_proposal(activity), make_proposal(activity)
    prepared = make_prepared(ready := make_proposal(activity))
    asked = make_asked(out)
    make_decided(refused)
    make_objection(refused)
    record = make_bulk(activity.municipality_id, out, refused)
    return {
        "proposal_id": [out.id, refused.id, ready.id],
        "prepared_id": [prepared.id],
        "assessment_id": [asked.id],
        "bulk_id": [record.id],
    }
