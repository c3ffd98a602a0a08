"""Who begins a consultation, opens a discussion, and changes documents, people and meetings."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from consultations import rules
from consultations.models import Activity, ActivityKind, ConsultationState, Eligibility
from consultations.rules import Reason
from kernel import clock
from kernel.rules import Common, Visitor
from meetings.models import Meeting
from meetings.rules import Reason as Meetings
from places.models import Municipality
from tests.consultations.test_rules import HERE, NOW, PEOPLE, consultation

WHO = PEOPLE | {
    "suspended": Visitor(id=6, email_confirmed=True, suspended={HERE: NOW + timedelta(days=3)})
}
STATES = {
    "draft": ConsultationState.DRAFT,
    "published": ConsultationState.PUBLISHED,
    "stopped": ConsultationState.ENDED,
    "with a meeting that was": ConsultationState.PUBLISHED,
    "with a meeting that is off": ConsultationState.PUBLISHED,
}
TABLE: list[tuple[str, str, str, Any]] = [
    ("create", "nobody", "any", Common.LOGIN),
    ("create", "confirmed", "any", Common.ROLE),
    ("create", "officer", "any", None),
    ("create", "council officer", "any", None),
    ("create", "administrator", "any", None),
    ("create", "auditor", "any", Common.ROLE),
    ("create", "neighbour's officer", "any", Common.ROLE),
    ("complete_part", "officer", "draft", None),
    ("complete_part", "officer", "published", None),
    ("complete_part", "officer", "stopped", Reason.NOT_RUNNING),
    ("complete_part", "nobody", "published", Common.LOGIN),
    ("complete_part", "auditor", "published", Common.ROLE),
    ("edit_part", "officer", "draft", None),
    ("edit_part", "officer", "published", Reason.PUBLISHED),
    ("edit_part", "auditor", "draft", Common.ROLE),
    ("edit_part", "nobody", "draft", Common.LOGIN),
    ("change_meeting", "officer", "published", None),
    ("change_meeting", "officer", "draft", None),
    ("change_meeting", "council officer", "published", Common.ROLE),
    ("change_meeting", "nobody", "published", Common.LOGIN),
    ("change_meeting", "officer", "with a meeting that was", Meetings.OVER),
    ("change_meeting", "officer", "with a meeting that is off", Meetings.CANCELLED),
    ("cancel_meeting", "officer", "published", None),
    ("cancel_meeting", "officer", "draft", Reason.NOT_PUBLISHED),
    ("cancel_meeting", "auditor", "published", Common.ROLE),
    ("cancel_meeting", "officer", "with a meeting that was", Meetings.OVER),
    ("discuss", "nobody", "published", None),
    ("discuss", "nobody", "draft", Common.HIDDEN),
    ("discuss", "officer", "draft", None),
    ("discuss", "nobody", "without a thread", Common.HIDDEN),
    ("comment", "confirmed", "published", None),
    ("comment", "suspended", "published", Common.SUSPENDED),
    ("comment", "nobody", "published", Common.LOGIN),
    ("comment", "confirmed", "without a thread", Common.HIDDEN),
]


def thing(rule: str, state: str) -> Any:
    if rule == "create":
        return Municipality(id=HERE)
    owner = consultation(STATES.get(state, ConsultationState.PUBLISHED))
    if rule in ("discuss", "comment"):
        bare = state == "without a thread"
        return Activity(
            municipality_id=HERE,
            kind=ActivityKind.VOTE if bare else ActivityKind.DISCUSSION,
            eligibility=Eligibility.EMAIL,
            opens_at=NOW - timedelta(days=1),
            closes_at=NOW + timedelta(days=1),
            thread_id=None if bare else 1,
            consultation=owner,
        )
    hours = -1 if state == "with a meeting that was" else 1
    meeting = Meeting(
        ends_at=NOW + timedelta(hours=hours),
        cancelled_reason="Salon kapalı." if state == "with a meeting that is off" else "",
    )
    return SimpleNamespace(row=meeting, consultation=owner)


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(rules, rule)(WHO[who], thing(rule, state))
    assert (denied and denied.reason) == expected
