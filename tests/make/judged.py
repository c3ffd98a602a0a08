"""Proposals and amendments that were reported, wait, or are hidden; through the services."""

from typing import Any

from accounts.models import Person
from kernel.db import db
from kernel.rules import Role
from moderation import services as moderation
from moderation.models import Case, Decision, Ground, Hold
from moderation.queries import get_case
from moderation.services import Verdict
from places.queries import get_municipality
from proposals import queries, services
from proposals.models import Amendment, Proposal, ProposalState
from tests.make.authorship import make_amendment
from tests.make.places import make_person, make_staff, saving, visitor
from tests.make.proposals import make_proposal

REASON = "Bir komşunun adını ve borcunu yazıyor."
HIDE = Verdict(Decision.HIDE, REASON, Ground.PERSONAL_DATA)


def fresh(proposal_id: int) -> Proposal:
    db.session.expire_all()
    return queries.get_judged(proposal_id)


def make_held(activity: Any, author: Person, **anything: Any) -> Proposal:
    draft = make_proposal(activity, author=author, state=ProposalState.DRAFT, **anything)
    by = visitor(author)
    with saving():
        row = queries.get_proposal(draft.id)
        services.submit(row, by=by, suspicion=Hold.UNPROVEN)
    return row


def report_proposal(proposal: Proposal, by: Person | None = None) -> None:
    who = visitor(by or make_person("Bildiren"))
    with saving():
        services.report(queries.get_judged(proposal.id), by=who, ground=Ground.PERSONAL_DATA)


def judge(proposal: Proposal, moderator: Person, verdict: Verdict = HIDE) -> Proposal:
    by = visitor(moderator)
    with saving():
        services.judge(fresh(proposal.id), by=by, verdict=verdict)
    return fresh(proposal.id)


def judge_amendment(amendment: Amendment, moderator: Person, verdict: Verdict = HIDE) -> None:
    by, number = visitor(moderator), amendment.id
    with saving():
        services.judge_amendment(queries.get_judged_amendment(number), by=by, verdict=verdict)


def appeal(case_id: int | None, author: Person) -> Case:
    assert case_id is not None
    by = visitor(author)
    with saving():
        case = get_case(case_id)
        moderation.appeal(case, by=by, text="Yazdığım herkesin bildiği bir şey.")
    return case


def judged(activity: Any, author: Person) -> dict[str, list[Any]]:
    """Waiting, reported, hidden and appealed; amendments hidden and waiting."""
    town = get_municipality(activity.municipality_id)
    moderator = make_staff(town, Role.MODERATOR)
    held = make_held(activity, author, title="İncelenen öneri")
    reported = make_proposal(activity)
    report_proposal(reported)
    hidden = judge(make_proposal(activity, author=author), moderator)
    appeal(hidden.case_id, author)
    accepted = judge(make_proposal(activity), moderator)
    amendments = [make_amendment(reported, person) for person in (author, make_person())]
    for amendment in amendments:
        judge_amendment(amendment, moderator)
    appeal(queries.get_amendment(amendments[0].id).case_id, author)
    return {
        "proposal_id": [held.id, reported.id, hidden.id, accepted.id],
        "amendment_id": [amendment.id for amendment in amendments],
        "case_id": [hidden.case_id],
    }
