"""Who may do what in the capacity work: state × person → answer."""

from datetime import timedelta
from typing import Any

import pytest

from capacity import rules
from capacity.models import (
    AssessmentState,
    CapacitySession,
    Certificate,
    ConsultancyTask,
    Grant,
    GrantState,
    ItemAnswer,
    Material,
    Practice,
    PracticeState,
    SelfAssessment,
)
from capacity.queries import Attendance
from capacity.rules import Reason
from kernel import clock
from kernel.rules import Common, Role, Visitor
from meetings.models import Meeting, Registration
from programme.models import JointPlan, Participation, Stage, Term, TermState


def who(number: int, *facts: tuple[str, int]) -> Visitor:
    return Visitor(id=number, email_confirmed=True, programme=frozenset(facts))


UNIT_OFFICER = Visitor(
    id=99,
    email_confirmed=True,
    roles=frozenset({(1, Role.UNIT_OFFICER.value)}),
    units=frozenset({5}),
)
PEOPLE = {
    "anonymous": Visitor(),
    "resident": who(1),
    "team": who(2, ("team", 0)),
    "reviewer": who(3, ("reviewer", 0)),
    "its consultant": who(4, ("consultant", 0), ("consulting", 7)),
    "other consultant": who(5, ("consultant", 0), ("consulting", 8)),
    "partner": who(11, ("partner", 3)),
    "participant": who(6, ("participant", 7)),
    "other participant": who(7, ("participant", 8)),
    "partner town": who(8, ("participant", 9)),
    "unit officer": UNIT_OFFICER,
}
SEVEN = Participation(id=7, stage=Stage.CAPACITY)
LEFT = Participation(id=7, stage=Stage.LEFT)
HOUR = timedelta(hours=1)


def assessment(state: AssessmentState) -> SelfAssessment:
    return SelfAssessment(participation=SEVEN, state=state)


def meeting(starts: int, **more: Any) -> Meeting:
    """Hours from now; two hours long."""
    at = clock.now() + starts * HOUR
    values = {"starts_at": at, "ends_at": at + 2 * HOUR, "published_at": at, "cancelled_reason": ""}
    return Meeting(**{**values, **more})


def session(starts: int = 24, *, term: TermState = TermState.PUBLISHED, **more: Any) -> Any:
    own = {name: more.pop(name) for name in ("published_at", "cancelled_reason") if name in more}
    values: dict[str, Any] = {"for_all": False, "settled_at": None, **more}
    found = CapacitySession(meeting=meeting(starts, **own), term=Term(state=term), **values)
    found.__dict__["invited"] = [SEVEN]
    return found


def grant(state: GrantState, *, plan: bool = False) -> Grant:
    row = Grant(participation=SEVEN, state=state)
    row.plan = JointPlan(town_id=9) if plan else None
    return row


def states() -> dict[str, Any]:
    draft, handed = AssessmentState.DRAFT, AssessmentState.HANDED_IN
    return {
        "": None,
        "term": Term(id=3, state=TermState.PUBLISHED),
        "participation": SEVEN,
        "one that left": LEFT,
        "draft": assessment(draft),
        "handed in": assessment(handed),
        "evidence of a draft": ItemAnswer(self_assessment=assessment(draft)),
        "evidence of one handed in": ItemAnswer(self_assessment=assessment(handed)),
        "coming": session(),
        "coming, for all": session(for_all=True),
        "of a draft term": session(term=TermState.DRAFT),
        "not announced": session(published_at=None),
        "cancelled": session(cancelled_reason="Hastalık"),
        "begun": session(-1),
        "over": session(-24),
        "settled": session(-24, settled_at=clock.now()),
        "material": Material(session=session()),
        "certificate": Certificate(person_id=6),
        "line of the door": Attendance(session(-1), Registration()),
        "task": ConsultancyTask(participation=SEVEN),
        "planned": grant(GrantState.PLANNED),
        "of a joint plan": grant(GrantState.PAID, plan=True),
        "closed": grant(GrantState.CLOSED),
        "practice, draft": Practice(participation=SEVEN, state=PracticeState.DRAFT),
        "practice, offered": Practice(participation=SEVEN, state=PracticeState.OFFERED),
        "practice, published": Practice(participation=SEVEN, state=PracticeState.PUBLISHED),
    }


LOGIN, ROLE, HIDDEN = Common.LOGIN, Common.ROLE, Common.HIDDEN
OUTSIDE = (
    *("resident", "reviewer", "other consultant", "other participant", "partner town"),
    "partner",
)


def only(rule: str, state: str, *good: str) -> list[tuple[str, str, str, Any]]:
    """The named may; strangers are sent to sign in, everybody else is refused for their role."""
    return [
        (rule, one, state, None if one in good else LOGIN if one == "anonymous" else ROLE)
        for one in PEOPLE
    ]


#: The programme knows its own roles: a unit of a participating municipality has none.
NOT_OF_A_UNIT = (
    ("team", ""),
    ("oversee", "term"),
    ("reissue", "certificate"),
    ("oversees", ""),
    ("work", "participation"),
    ("read", "draft"),
    ("read_evidence", "evidence of a draft"),
    ("fill", "draft"),
    ("begin", "participation"),
    ("give_back", "handed in"),
    ("change", "coming"),
    ("announce", "not announced"),
    ("supply", "settled"),
    ("drop_material", "material"),
    ("keep_door", "begun"),
    ("settle", "over"),
    ("own", "certificate"),
    ("tick", "line of the door"),
    ("log", "participation"),
    ("read_notes", "participation"),
    ("finish_task", "task"),
    ("see_grant", "planned"),
    ("give_grant", "participation"),
    ("move_grant", "planned"),
    ("report_grant", "planned"),
    ("write_practice", "participation"),
    ("edit_practice", "practice, draft"),
    ("offer_practice", "practice, draft"),
    ("publish_practice", "practice, offered"),
)

#: rule, who, state, expected reason
TABLE: list[tuple[str, str, str, Any]] = [
    *only("team", "", "team"),
    *only("oversee", "term", "team", "partner"),
    *only("reissue", "certificate", "team"),
    *only("oversees", "", "team", "partner"),
    *only("work", "participation", "participant", "its consultant", "team"),
    # A draft is not for the team, its evidence neither.
    *only("read", "draft", "participant", "its consultant"),
    *only("read", "handed in", "participant", "its consultant", "team"),
    *only("read_evidence", "evidence of a draft", "participant", "its consultant"),
    *only("read_evidence", "evidence of one handed in", "participant", "its consultant", "team"),
    *only("fill", "draft", "participant"),
    ("fill", "participant", "handed in", Reason.HANDED_IN),
    ("fill", "team", "handed in", ROLE),
    *only("begin", "participation", "participant"),
    ("begin", "participant", "one that left", Reason.NO_PART),
    *only("give_back", "handed in", "team"),
    ("give_back", "team", "draft", Reason.NOT_HANDED_IN),
    # sessions
    ("see", "anonymous", "coming", None),
    ("see", "anonymous", "of a draft term", HIDDEN),
    ("see", "participant", "not announced", HIDDEN),
    ("see", "team", "not announced", None),
    ("join", "anonymous", "coming", LOGIN),
    ("join", "resident", "coming", Reason.NOT_YOURS),
    ("join", "reviewer", "coming", Reason.NOT_YOURS),
    ("join", "other participant", "coming", Reason.NOT_YOURS),
    ("join", "participant", "coming", None),
    ("join", "its consultant", "coming", None),
    ("join", "team", "coming", None),
    ("join", "resident", "coming, for all", None),
    ("join", "participant", "begun", Reason.BEGUN),
    ("join", "participant", "cancelled", Reason.CANCELLED),
    ("join", "participant", "not announced", HIDDEN),
    ("leave", "anonymous", "coming", LOGIN),
    ("leave", "participant", "coming", None),
    ("leave", "participant", "begun", Reason.BEGUN),
    *(("read_materials", one, "coming", Reason.NOT_YOURS) for one in OUTSIDE),
    ("read_materials", "anonymous", "coming", LOGIN),
    ("read_materials", "participant", "coming", None),
    ("read_materials", "team", "coming", None),
    ("read_materials", "anonymous", "coming, for all", None),
    ("read_material", "resident", "material", Reason.NOT_YOURS),
    ("read_material", "participant", "material", None),
    *only("change", "coming", "team"),
    ("change", "team", "cancelled", Reason.CANCELLED),
    ("change", "team", "settled", Reason.SETTLED),
    *only("announce", "not announced", "team"),
    ("announce", "team", "coming", Reason.ANNOUNCED),
    *only("supply", "settled", "team"),
    *only("drop_material", "material", "team"),
    *only("keep_door", "begun", "team"),
    ("keep_door", "team", "settled", Reason.SETTLED),
    *only("settle", "over", "team"),
    ("settle", "team", "begun", Reason.NOT_OVER),
    ("judge", "anonymous", "over", LOGIN),
    ("judge", "participant", "over", None),
    ("judge", "participant", "begun", Reason.NOT_OVER),
    ("own", "anonymous", "certificate", LOGIN),
    ("own", "team", "certificate", ROLE),
    ("own", "participant", "certificate", None),
    *only("tick", "line of the door", "team"),
    # consultancy: not even a consultant of another participant, and the participant never
    *only("log", "participation", "its consultant"),
    ("log", "its consultant", "one that left", Reason.NO_PART),
    *only("read_notes", "participation", "its consultant", "team"),
    *only("finish_task", "task", "participant", "its consultant"),
    # what came of it
    *only("see_grant", "planned", "participant", "its consultant", "team"),
    *only("see_grant", "of a joint plan", "participant", "its consultant", "team", "partner town"),
    *only("give_grant", "participation", "team"),
    ("give_grant", "team", "one that left", Reason.NO_PART),
    *only("move_grant", "planned", "team"),
    ("move_grant", "team", "closed", Reason.GRANT_OVER),
    *only("report_grant", "planned", "participant"),
    ("report_grant", "participant", "closed", Reason.GRANT_OVER),
    *only("write_practice", "participation", "participant", "team"),
    ("see_practice", "anonymous", "practice, published", None),
    ("see_practice", "anonymous", "practice, draft", HIDDEN),
    ("see_practice", "its consultant", "practice, offered", HIDDEN),
    ("see_practice", "other participant", "practice, offered", HIDDEN),
    ("see_practice", "participant", "practice, draft", None),
    ("see_practice", "team", "practice, offered", None),
    *only("edit_practice", "practice, draft", "participant", "team"),
    ("edit_practice", "participant", "practice, published", Reason.PUBLISHED),
    ("edit_practice", "team", "practice, published", None),
    *only("offer_practice", "practice, draft", "participant", "team"),
    ("offer_practice", "participant", "practice, offered", Reason.OFFERED),
    *only("publish_practice", "practice, offered", "team"),
    ("publish_practice", "team", "practice, draft", Reason.NOT_OFFERED),
    ("publish_practice", "team", "practice, published", Reason.PUBLISHED),
    *((rule, "unit officer", state, Common.ROLE) for rule, state in NOT_OF_A_UNIT),
]


@pytest.mark.parametrize(("rule", "person", "state", "expected"), TABLE)
def test_rule(rule: str, person: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[person], states()[state])
    assert (denied.reason if denied else None) is expected


def test_whoever_is_both_consultant_and_participant_does_not_read_the_notes() -> None:
    both = who(9, ("consulting", 7), ("participant", 7), ("team", 0))
    denied = rules.read_notes(both, SEVEN)
    assert denied is not None
    assert denied.reason is Common.ROLE
