"""Who may do what in the programme: state × person → answer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.rules import Common, Role, Visitor
from programme import rules
from programme.models import (
    JointPlan,
    Participation,
    PlanActor,
    PlanState,
    Stage,
    Term,
    TermState,
    Track,
)
from programme.rules import Reason

ANYBODY = Visitor()
RESIDENT = Visitor(id=1, email_confirmed=True)
TEAM = Visitor(id=2, programme=frozenset({("team", 0)}))
REVIEWER = Visitor(id=3, programme=frozenset({("reviewer", 0)}))
CONSULTANT = Visitor(id=4, programme=frozenset({("consultant", 0), ("consulting", 7)}))
OTHER_CONSULTANT = Visitor(id=5, programme=frozenset({("consultant", 0), ("consulting", 8)}))
PARTICIPANT = Visitor(id=6, programme=frozenset({("participant", 7)}))
OTHER_PARTICIPANT = Visitor(id=7, programme=frozenset({("participant", 8)}))
#: of the town in the plans below
TOWN = Visitor(id=8, programme=frozenset({("participant", 9)}))
UNIT_OFFICER = Visitor(
    id=99,
    email_confirmed=True,
    roles=frozenset({(1, Role.UNIT_OFFICER.value)}),
    units=frozenset({5}),
)
PEOPLE = {
    "anonymous": ANYBODY,
    "resident": RESIDENT,
    "team": TEAM,
    "reviewer": REVIEWER,
    "its consultant": CONSULTANT,
    "other consultant": OTHER_CONSULTANT,
    "participant": PARTICIPANT,
    "other participant": OTHER_PARTICIPANT,
    "its town": TOWN,
    "partner of the term": Visitor(id=9, programme=frozenset({("partner", 5)})),
    "partner of another": Visitor(id=10, programme=frozenset({("partner", 6)})),
    "unit officer": UNIT_OFFICER,
}
SEVEN = Participation(id=7, stage=Stage.ADMITTED)
DRAFT, PUBLISHED = Term(state=TermState.DRAFT), Term(id=5, state=TermState.PUBLISHED)


def joint(state: PlanState, *, civic: bool = False) -> JointPlan:
    """Between participation 7, a civic actor, and the town of participation 9."""
    when = datetime(2026, 11, 1, tzinfo=UTC) if civic else None
    return JointPlan(
        state=state, town_id=9, agreed_by_civic_at=when, actors=[PlanActor(participation_id=7)]
    )


STATES: dict[str, Any] = {
    "": None,
    "draft": DRAFT,
    "published": PUBLISHED,
    "of a draft": Track(term=DRAFT),
    "of a published term": Track(term=PUBLISHED),
    "participation 7": SEVEN,
    "participation 7, left": Participation(id=7, stage=Stage.LEFT),
    "plan, idea": joint(PlanState.IDEA),
    "plan, to be agreed": joint(PlanState.SEEKING),
    "plan, agreed by its civic side": joint(PlanState.SEEKING, civic=True),
    "plan, agreed": joint(PlanState.AGREED, civic=True),
    "plan, running": joint(PlanState.RUNNING, civic=True),
    "plan, reported": joint(PlanState.REPORTED, civic=True),
}
LOGIN, ROLE, HIDDEN = Common.LOGIN, Common.ROLE, Common.HIDDEN
#: The programme knows its own roles: a unit of a participating municipality has none.
NOT_OF_A_UNIT = (
    ("team", ""),
    ("works", ""),
    ("consultant", "participation 7"),
    ("participant", "participation 7"),
    ("accompany", "participation 7"),
    ("admit", "of a published term"),
    ("oversee", "published"),
    ("oversees", ""),
    ("publish", "draft"),
    ("move_stage", "participation 7"),
    ("link_roadmap", "participation 7"),
    ("plan", "participation 7"),
    ("edit_plan", "plan, idea"),
    ("agree", "plan, to be agreed"),
    ("start_plan", "plan, agreed"),
    ("report_plan", "plan, running"),
    ("close_plan", "plan, reported"),
)

#: rule, who, state, expected reason
TABLE: list[tuple[str, str, str, Any]] = [
    ("team", "anonymous", "", LOGIN),
    ("team", "resident", "", ROLE),
    ("team", "reviewer", "", ROLE),
    ("team", "its consultant", "", ROLE),
    ("team", "participant", "", ROLE),
    ("team", "team", "", None),
    ("works", "anonymous", "", LOGIN),
    ("works", "resident", "", ROLE),
    ("works", "reviewer", "", None),
    ("works", "participant", "", None),
    ("consultant", "anonymous", "participation 7", LOGIN),
    ("consultant", "team", "participation 7", ROLE),
    ("consultant", "other consultant", "participation 7", ROLE),
    ("consultant", "its consultant", "participation 7", None),
    ("participant", "anonymous", "participation 7", LOGIN),
    ("participant", "team", "participation 7", ROLE),
    ("participant", "other participant", "participation 7", ROLE),
    ("participant", "participant", "participation 7", None),
    ("accompany", "anonymous", "participation 7", LOGIN),
    ("accompany", "reviewer", "participation 7", ROLE),
    ("accompany", "other consultant", "participation 7", ROLE),
    ("accompany", "other participant", "participation 7", ROLE),
    ("accompany", "team", "participation 7", None),
    ("accompany", "its consultant", "participation 7", None),
    ("accompany", "participant", "participation 7", None),
    ("accompany", "partner of the term", "participation 7", ROLE),
    ("admit", "anonymous", "of a published term", LOGIN),
    ("admit", "team", "of a published term", None),
    ("admit", "team", "of a draft", None),
    ("admit", "partner of the term", "of a published term", ROLE),
    ("admit", "participant", "of a published term", ROLE),
    ("oversee", "anonymous", "published", LOGIN),
    ("oversee", "resident", "published", ROLE),
    ("oversee", "team", "published", None),
    ("oversee", "reviewer", "published", ROLE),
    ("oversee", "its consultant", "published", ROLE),
    ("oversee", "participant", "published", ROLE),
    ("oversee", "partner of the term", "published", None),
    ("oversee", "partner of another", "published", ROLE),
    ("oversees", "anonymous", "", LOGIN),
    ("oversees", "participant", "", ROLE),
    ("oversees", "partner of another", "", None),
    ("oversees", "team", "", None),
    ("team", "partner of the term", "", ROLE),
    ("works", "partner of the term", "", None),
    ("see_plan", "partner of the term", "plan, to be agreed", HIDDEN),
    ("move_stage", "partner of the term", "participation 7", ROLE),
    ("see", "partner of the term", "draft", HIDDEN),
    ("see", "anonymous", "published", None),
    ("see", "anonymous", "draft", HIDDEN),
    ("see", "reviewer", "draft", HIDDEN),
    ("see", "team", "draft", None),
    ("see_call", "anonymous", "of a published term", None),
    ("see_call", "anonymous", "of a draft", HIDDEN),
    ("see_call", "team", "of a draft", None),
    ("publish", "team", "draft", None),
    ("publish", "team", "published", Reason.PUBLISHED),
    ("publish", "reviewer", "draft", ROLE),
    ("move_stage", "team", "participation 7", None),
    ("move_stage", "team", "participation 7, left", Reason.LEFT),
    ("move_stage", "participant", "participation 7", ROLE),
    ("move_stage", "its consultant", "participation 7", ROLE),
    ("link_roadmap", "anonymous", "participation 7", LOGIN),
    ("link_roadmap", "participant", "participation 7", None),
    ("link_roadmap", "team", "participation 7", None),
    ("link_roadmap", "its consultant", "participation 7", ROLE),
    ("link_roadmap", "other participant", "participation 7", ROLE),
    ("plan", "participant", "participation 7", None),
    ("plan", "participant", "participation 7, left", Reason.LEFT),
    ("plan", "team", "participation 7", ROLE),
    ("see_plan", "anonymous", "plan, agreed", None),
    ("see_plan", "anonymous", "plan, idea", LOGIN),
    ("see_plan", "resident", "plan, to be agreed", HIDDEN),
    ("see_plan", "other participant", "plan, to be agreed", HIDDEN),
    ("see_plan", "participant", "plan, idea", None),
    ("see_plan", "its town", "plan, to be agreed", None),
    ("see_plan", "team", "plan, to be agreed", None),
    ("edit_plan", "participant", "plan, idea", None),
    ("edit_plan", "its town", "plan, to be agreed", ROLE),
    ("edit_plan", "participant", "plan, agreed", Reason.PLAN_STATE),
    ("agree", "participant", "plan, to be agreed", None),
    ("agree", "participant", "plan, agreed by its civic side", Reason.AGREED),
    ("agree", "its town", "plan, agreed by its civic side", None),
    ("agree", "other participant", "plan, to be agreed", ROLE),
    ("agree", "participant", "plan, idea", Reason.PLAN_STATE),
    ("start_plan", "its town", "plan, agreed", None),
    ("start_plan", "participant", "plan, agreed", None),
    ("start_plan", "team", "plan, agreed", ROLE),
    ("start_plan", "partner of the term", "plan, agreed", ROLE),
    ("start_plan", "participant", "plan, to be agreed", Reason.PLAN_STATE),
    ("start_plan", "participant", "plan, running", Reason.PLAN_STATE),
    ("report_plan", "its town", "plan, running", None),
    ("report_plan", "participant", "plan, running", None),
    ("report_plan", "team", "plan, running", ROLE),
    ("report_plan", "participant", "plan, agreed", Reason.PLAN_STATE),
    ("report_plan", "participant", "plan, idea", Reason.PLAN_STATE),
    ("close_plan", "team", "plan, reported", None),
    ("close_plan", "participant", "plan, reported", ROLE),
    ("close_plan", "team", "plan, agreed", Reason.PLAN_STATE),
    *((rule, "unit officer", state, Common.ROLE) for rule, state in NOT_OF_A_UNIT),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], STATES[state])
    assert (denied.reason if denied else None) is expected
