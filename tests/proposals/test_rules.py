"""Who may do what, when: each row is (rule, who, state, why not)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Person
from answers.models import Duty
from consultations import rules as consultations
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from discussion.models import Thread
from journeys.models import Journey, Status
from kernel import clock
from kernel.rules import NOBODY, Common, Role, Visitor
from places.models import Municipality
from proposals import rules
from proposals.models import Proposal, ProposalState
from proposals.rules import Reason

NOW = datetime(2026, 11, 22, 12, 42, tzinfo=UTC)

HERE, ELSEWHERE = 1, 2


def person(number: int, *roles: Role, at: int = HERE, **facts: Any) -> Visitor:
    return Visitor(
        id=number,
        name="…",
        email_confirmed=facts.pop("email_confirmed", True),
        roles=frozenset((at, role.value) for role in roles),
        **facts,
    )


CAST = {
    "nobody": NOBODY,
    "author": person(1),
    "neighbour": person(2),
    "unconfirmed": person(3, email_confirmed=False),
    "representative": person(4, organisations={9: (HERE, "Dernek")}),
    "officer": person(5, Role.OFFICER),
    "council officer": person(6, Role.COUNCIL_OFFICER),
    "moderator": person(7, Role.MODERATOR),
    "auditor": person(8, Role.AUDITOR),
    "officer elsewhere": person(10, Role.OFFICER, at=ELSEWHERE),
}


def proposal(
    state: ProposalState = ProposalState.PUBLISHED,
    status: Status = Status.PUBLISHED,
    *,
    window: str = "open",
    consultation: ConsultationState = ConsultationState.PUBLISHED,
    asked_by: AskedBy = AskedBy.MUNICIPALITY,
    organisation_id: int | None = None,
    supports: int = 0,
    comments: int = 0,
    answered: bool = False,
    kind: ActivityKind = ActivityKind.PROPOSALS,
) -> Proposal:
    opens = {"open": -1, "closed": -9, "upcoming": 3}[window]
    activity = Activity(
        id=5,
        municipality_id=HERE,
        kind=kind,
        opens_at=NOW + timedelta(days=opens),
        closes_at=NOW + timedelta(days=opens + 7),
        eligibility=Eligibility.EMAIL,
        consultation=Consultation(
            id=3, municipality_id=HERE, state=consultation, asked_by=asked_by
        ),
    )
    published = state is not ProposalState.DRAFT
    return Proposal(
        id=7,
        municipality_id=HERE,
        state=state,
        author_id=1,
        author=Person(id=1, name="Ayşe"),
        organisation_id=organisation_id,
        support_count=supports,
        activity=activity,
        journey=Journey(status=status) if published else None,
        thread=Thread(comment_count=comments) if published else None,
        duty=Duty(answered_on=NOW.date() if answered else None) if published else None,
    )


STATES = {
    "draft": proposal(ProposalState.DRAFT),
    "draft, closed": proposal(ProposalState.DRAFT, window="closed"),
    "published": proposal(),
    "organisation's": proposal(organisation_id=9),
    "supported": proposal(supports=1),
    "commented": proposal(comments=1),
    "collecting closed": proposal(window="closed"),
    "on the ballot": proposal(status=Status.ON_BALLOT, window="closed"),
    "on the ballot, still collecting": proposal(status=Status.ON_BALLOT),
    "chosen, still collecting": proposal(status=Status.CHOSEN),
    "refused": proposal(status=Status.REFUSED, answered=True),
    "accepted": proposal(status=Status.ACCEPTED, window="closed", answered=True),
    "withdrawn": proposal(ProposalState.WITHDRAWN, Status.WITHDRAWN),
    "merged": proposal(ProposalState.MERGED, Status.MERGED),
    "ended early": proposal(consultation=ConsultationState.ENDED),
    "council's": proposal(asked_by=AskedBy.CITY_COUNCIL),
    "discussion": proposal(kind=ActivityKind.DISCUSSION),
}

OVER = consultations.Reason.OVER
STOPPED = consultations.Reason.STOPPED
LOGIN, ROLE, HIDDEN, EMAIL = Common.LOGIN, Common.ROLE, Common.HIDDEN, Common.EMAIL

TABLE: list[tuple[str, str, str, Any]] = [
    ("see", "author", "draft", None),
    ("see", "neighbour", "draft", HIDDEN),
    ("see", "nobody", "draft", HIDDEN),
    ("see", "officer", "draft", HIDDEN),
    ("see", "nobody", "published", None),
    ("see", "nobody", "withdrawn", None),
    ("edit", "author", "draft", None),
    ("edit", "author", "draft, closed", None),
    ("edit", "neighbour", "draft", HIDDEN),
    ("edit", "author", "published", None),
    ("edit", "neighbour", "published", ROLE),
    ("edit", "nobody", "published", LOGIN),
    ("edit", "author", "organisation's", ROLE),
    ("edit", "representative", "organisation's", None),
    ("edit", "author", "supported", None),
    ("edit", "author", "commented", None),
    ("edit", "author", "on the ballot", Reason.DECIDED),
    ("edit", "author", "withdrawn", Reason.WITHDRAWN),
    ("edit", "author", "merged", Reason.MERGED),
    ("withdraw", "author", "merged", Reason.MERGED),
    ("support", "neighbour", "merged", Reason.MERGED),
    ("unsupport", "neighbour", "merged", Reason.MERGED),
    ("comment", "neighbour", "merged", Reason.MERGED),
    ("edit", "author", "collecting closed", OVER),
    ("publish", "author", "draft", None),
    ("publish", "author", "draft, closed", OVER),
    ("publish", "neighbour", "draft", HIDDEN),
    ("publish", "author", "published", Reason.PUBLISHED),
    ("discard", "author", "draft", None),
    ("discard", "neighbour", "draft", HIDDEN),
    ("discard", "author", "published", Reason.PUBLISHED),
    ("withdraw", "author", "published", None),
    ("withdraw", "author", "supported", None),
    ("withdraw", "author", "collecting closed", None),
    ("withdraw", "neighbour", "published", ROLE),
    ("withdraw", "officer", "published", ROLE),
    ("withdraw", "nobody", "published", LOGIN),
    ("withdraw", "author", "draft", HIDDEN),
    ("withdraw", "author", "on the ballot", Reason.ON_BALLOT),
    ("withdraw", "author", "accepted", Reason.ON_BALLOT),
    ("withdraw", "author", "withdrawn", Reason.WITHDRAWN),
    ("support", "neighbour", "published", None),
    ("support", "neighbour", "on the ballot, still collecting", None),
    ("support", "nobody", "published", LOGIN),
    ("support", "unconfirmed", "published", EMAIL),
    ("support", "author", "published", Reason.OWN),
    ("support", "author", "organisation's", Reason.OWN),
    ("support", "representative", "organisation's", Reason.OWN),
    ("support", "neighbour", "collecting closed", Reason.SUPPORT_OVER),
    ("support", "neighbour", "ended early", Reason.SUPPORT_OVER),
    ("support", "neighbour", "chosen, still collecting", Reason.SUPPORT_OVER),
    ("support", "neighbour", "refused", Reason.REFUSED),
    ("support", "neighbour", "withdrawn", Reason.WITHDRAWN),
    ("support", "neighbour", "draft", HIDDEN),
    ("unsupport", "neighbour", "published", None),
    ("unsupport", "nobody", "published", LOGIN),
    ("unsupport", "neighbour", "collecting closed", Reason.SUPPORT_OVER),
    ("unsupport", "neighbour", "withdrawn", Reason.WITHDRAWN),
    ("comment", "neighbour", "published", None),
    ("comment", "author", "published", None),
    ("comment", "neighbour", "collecting closed", None),
    ("comment", "nobody", "published", LOGIN),
    ("comment", "unconfirmed", "published", EMAIL),
    ("comment", "neighbour", "accepted", Reason.ANSWERED),
    ("comment", "neighbour", "refused", Reason.REFUSED),
    ("comment", "neighbour", "withdrawn", Reason.WITHDRAWN),
    ("comment", "neighbour", "ended early", Reason.CONSULTATION_OVER),
    ("comment", "neighbour", "draft", HIDDEN),
    ("follow", "neighbour", "published", None),
    ("follow", "nobody", "published", LOGIN),
    ("follow", "neighbour", "draft", HIDDEN),
    ("screen", "officer", "published", None),
    ("screen", "officer", "collecting closed", None),
    ("screen", "officer", "council's", ROLE),
    ("screen", "council officer", "council's", None),
    ("screen", "council officer", "published", ROLE),
    ("screen", "moderator", "published", ROLE),
    ("screen", "auditor", "published", ROLE),
    ("screen", "author", "published", ROLE),
    ("screen", "officer elsewhere", "published", ROLE),
    ("screen", "nobody", "published", LOGIN),
    ("screen", "officer", "on the ballot", Reason.SCREENED),
    ("screen", "officer", "refused", Reason.SCREENED),
    ("screen", "officer", "withdrawn", Reason.WITHDRAWN),
    ("screen", "officer", "draft", HIDDEN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(rules, rule)(CAST[who], STATES[state])
    assert (None if denied is None else denied.reason) == expected


ACTIVITY_TABLE: list[tuple[str, str, str, Any]] = [
    ("write", "neighbour", "published", None),
    ("write", "nobody", "published", LOGIN),
    ("write", "unconfirmed", "published", EMAIL),
    ("write", "neighbour", "collecting closed", OVER),
    ("write", "neighbour", "ended early", STOPPED),
    ("write", "neighbour", "discussion", Reason.NOT_PROPOSALS),
    ("look_for_similar", "nobody", "published", None),
    ("look_for_similar", "nobody", "discussion", HIDDEN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), ACTIVITY_TABLE)
def test_rule_of_an_activity(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(rules, rule)(CAST[who], STATES[state].activity)
    assert (None if denied is None else denied.reason) == expected


def test_an_unconfirmed_address_writes_nowhere() -> None:
    """Even where the activity is open to everyone who is signed in."""
    activity = proposal().activity
    activity.eligibility = Eligibility.EVERYONE
    with clock.held(NOW):
        denied = rules.write(CAST["unconfirmed"], activity)
    assert denied is not None
    assert denied.reason == EMAIL


PLACE_TABLE: list[tuple[str, str, str, Any]] = [
    ("screening_list", "officer", "municipality", None),
    ("screening_list", "auditor", "municipality", None),
    ("screening_list", "moderator", "municipality", ROLE),
    ("screening_list", "officer elsewhere", "municipality", ROLE),
    ("screening_list", "nobody", "municipality", LOGIN),
    ("manage_categories", "officer", "municipality", None),
    ("manage_categories", "auditor", "municipality", ROLE),
    ("manage_categories", "officer elsewhere", "municipality", ROLE),
    ("manage_categories", "nobody", "municipality", LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), PLACE_TABLE)
def test_rule_of_the_desk(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(CAST[who], Municipality(id=HERE))
    assert (None if denied is None else denied.reason) == expected
