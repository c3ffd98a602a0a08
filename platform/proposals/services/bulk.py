"""The same for many proposals at once: each by its own rule, each with its own record."""

from collections.abc import Callable, Sequence
from typing import Any

from journeys.models import STATUS_LABELS
from kernel import audit
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Denied, Visitor
from notifications.rules import day, word
from places.models import Unit
from proposals import evaluating
from proposals.assessments import BulkAction
from proposals.evaluating import Case
from proposals.queries.gates import get_case
from proposals.services.assigning import Errand, send_to_units
from proposals.services.deciding import decide
from proposals.services.ruling import Ruling

Rule = Callable[[Visitor, Case], Denied | None]
#: more than this at once is a new decision each time, not the same one
MOST = 100


def assign_many(
    proposal_ids: Sequence[int],
    *,
    by: Visitor,
    municipality_id: int,
    ruling: Ruling,
    errand: Errand,
) -> BulkAction:
    """To one unit with one day. `ruling`: who signs for those that stand at the first gate."""

    def act(case: Case) -> None:
        send_to_units(case.proposal, by=by, ruling=ruling, errands=[errand])

    unit = db.session.get_one(Unit, errand.unit_id).name
    return _each(
        proposal_ids,
        evaluating.assign,
        act,
        by=by,
        record=BulkAction(
            municipality_id=municipality_id,
            by_id=by.id,
            verb="assign",
            what=N_("Görüş istendi: %(unit)s. Son gün: %(date)s."),
            what_facts={"unit": unit, "date": day(errand.due_on)},
            results=[],
        ),
    )


def decide_many(
    proposal_ids: Sequence[int], *, by: Visitor, municipality_id: int, ruling: Ruling
) -> BulkAction:
    """One decision with the same reason; each author reads it in a mail of their own."""

    def act(case: Case) -> None:
        decide(case.proposal, by=by, ruling=ruling)

    return _each(
        proposal_ids,
        evaluating.decide,
        act,
        by=by,
        record=BulkAction(
            municipality_id=municipality_id,
            by_id=by.id,
            verb="decide",
            what=N_("Karar: %(decision)s."),
            what_facts={"decision": word(STATUS_LABELS[ruling.outcome])},
            results=[],
        ),
    )


def _each(
    proposal_ids: Sequence[int],
    rule: Rule,
    act: Callable[[Case], None],
    *,
    by: Visitor,
    record: BulkAction,
) -> BulkAction:
    """In the order of their ids, so that two officers at once wait for each other only once."""
    results = []
    for proposal_id in sorted(set(proposal_ids))[:MOST]:
        why, facts = _one(proposal_id, rule, act, by=by)
        results.append({"proposal": proposal_id, "why": why, "facts": facts})
    record.results = results
    db.session.add(record)
    db.session.flush()
    done = [one["proposal"] for one in results if not one["why"]]
    after = {"verb": record.verb, "done": done, "not_done": len(results) - len(done)}
    audit.record("proposals.bulk", record, by=by.id, after=after)
    return record


def _one(
    proposal_id: int, rule: Rule, act: Callable[[Case], None], *, by: Visitor
) -> tuple[str, dict[str, Any]]:
    """Why not, as a msgid with its facts; "" when it was done."""
    case = get_case(proposal_id)
    if denied := rule(by, case):
        return denied.reason.value, {key: str(value) for key, value in denied.facts.items()}
    try:
        with db.session.begin_nested():
            act(case)
    except DomainError as error:
        return error.message, dict(error.facts)
    return "", {}
