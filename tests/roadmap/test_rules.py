"""Who may make and change an action; what its public state is today."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from answers.models import AnswerState, Decision
from journeys.models import Status
from kernel import clock
from kernel.rules import NOBODY, Common, Denied, Role, Visitor
from roadmap import rules
from roadmap.models import (
    Action,
    ActionState,
    Coauthor,
    Consent,
    Goal,
    Objective,
    Partner,
    Roadmap,
    RoadmapState,
)
from roadmap.rules import Reason, Source, State, documents

TOWN, OTHER_TOWN, UNIT, OTHER_UNIT, NGO = 1, 2, 5, 6, 7
TODAY = date(2026, 11, 22)

WHO: dict[str, Visitor] = {
    "nobody": NOBODY,
    "resident": Visitor(id=1, email_confirmed=True),
    "officer": Visitor(id=2, roles=frozenset({(TOWN, Role.OFFICER)})),
    "administrator": Visitor(id=3, roles=frozenset({(TOWN, Role.ADMINISTRATOR)})),
    "unit officer": Visitor(
        id=4, roles=frozenset({(TOWN, Role.UNIT_OFFICER)}), units=frozenset({UNIT})
    ),
    "officer of another unit": Visitor(
        id=5, roles=frozenset({(TOWN, Role.UNIT_OFFICER)}), units=frozenset({OTHER_UNIT})
    ),
    "moderator": Visitor(id=6, roles=frozenset({(TOWN, Role.MODERATOR)})),
    "auditor": Visitor(id=7, roles=frozenset({(TOWN, Role.AUDITOR)})),
    "representative": Visitor(id=9, organisations={NGO: (TOWN, "Dernek")}),
    "suspended resident": Visitor(
        id=10,
        email_confirmed=True,
        organisations={NGO: (TOWN, "Dernek")},
        suspended={TOWN: clock.now() + timedelta(days=9)},
    ),
    "officer of the neighbour": Visitor(id=8, roles=frozenset({(OTHER_TOWN, Role.OFFICER)})),
}


def source(**anything: Any) -> Source:
    values: dict[str, Any] = {
        "answer_id": 1,
        "municipality_id": TOWN,
        "answer_state": AnswerState.PUBLISHED,
        "decision": Decision.ACCEPTED,
        "unit_id": UNIT,
        "title": "Çeşme",
        "text": "Yapacağız.",
        "cost_kurus": None,
        "consultation_id": 1,
        "proposal_id": 1,
        "status": Status.ACCEPTED,
    }
    return Source(**{**values, **anything})


def action(state: ActionState) -> Action:
    return Action(municipality_id=TOWN, unit_id=UNIT, state=state)


def draft_of(state: RoadmapState) -> Action:
    found = action(ActionState.DRAFT)
    roadmap = Roadmap(
        municipality_id=TOWN,
        state=state,
        current=0 if state is RoadmapState.DRAFT else 1,
        comments_until=clock.now() + timedelta(days=900),
    )
    found.roadmap = roadmap
    coauthor = Coauthor(organisation_id=NGO, state=Consent.ACCEPTED, municipality_id=TOWN)
    found.objective = Objective(
        goal=Goal(municipality_id=TOWN, roadmap=roadmap, coauthors=[coauthor])
    )
    return found


def partner(state: Consent) -> Partner:
    return Partner(municipality_id=TOWN, organisation_id=NGO, state=state)


THINGS: dict[str, Any] = {
    "published accepted answer": source(),
    "published partly accepted answer": source(decision=Decision.PARTLY, status=Status.PARTLY),
    "answer of a consultation": source(proposal_id=None, status=None),
    "draft answer": source(answer_state=AnswerState.DRAFT),
    "replaced answer": source(answer_state=AnswerState.REPLACED),
    "refusing answer": source(decision=Decision.REFUSED, status=Status.REFUSED),
    "answer already on the roadmap": source(status=Status.ON_ROADMAP),
    "planned": action(ActionState.PLANNED),
    "started": action(ActionState.STARTED),
    "completed": action(ActionState.COMPLETED),
    "cancelled": action(ActionState.CANCELLED),
    "draft": action(ActionState.DRAFT),
    "draft of a roadmap": draft_of(RoadmapState.DRAFT),
    "draft open for comments": draft_of(RoadmapState.OPEN),
    "postponed": action(ActionState.POSTPONED),
    "indicator": SimpleNamespace(action=action(ActionState.STARTED), withdrawn_at=None),
    "indicator of a draft": SimpleNamespace(action=action(ActionState.DRAFT), withdrawn_at=None),
    "withdrawn indicator": SimpleNamespace(
        action=action(ActionState.STARTED), withdrawn_at=clock.now()
    ),
    "partner whose part ended": Partner(
        municipality_id=TOWN,
        organisation_id=NGO,
        state=Consent.INVITED,
        withdrawn_at=clock.now(),
    ),
    "asked partner": partner(Consent.INVITED),
    "answered partner": partner(Consent.DECLINED),
    "municipality": SimpleNamespace(id=TOWN, municipality_id=TOWN),
}

#: (rule, who, state, reason or None)
TABLE: list[tuple[str, str, str, Any]] = [
    ("create", "officer", "published accepted answer", None),
    ("create", "administrator", "published partly accepted answer", None),
    ("create", "unit officer", "published accepted answer", None),
    ("create", "officer", "answer of a consultation", None),
    ("create", "officer of another unit", "published accepted answer", Common.ROLE),
    ("create", "resident", "published accepted answer", Common.ROLE),
    ("create", "auditor", "published accepted answer", Common.ROLE),
    ("create", "officer of the neighbour", "published accepted answer", Common.ROLE),
    ("create", "nobody", "published accepted answer", Common.LOGIN),
    ("create", "officer", "draft answer", Reason.NOT_PUBLISHED),
    ("create", "officer", "replaced answer", Reason.NOT_PUBLISHED),
    ("create", "officer", "refusing answer", Reason.NOT_ACCEPTED),
    ("create", "officer", "answer already on the roadmap", Reason.ALREADY),
    ("update", "officer", "planned", None),
    ("update", "administrator", "started", None),
    ("update", "unit officer", "started", None),
    ("update", "officer of another unit", "started", Common.ROLE),
    ("update", "moderator", "started", Common.ROLE),
    ("update", "auditor", "started", Common.ROLE),
    ("update", "officer of the neighbour", "started", Common.ROLE),
    ("update", "nobody", "started", Common.LOGIN),
    ("update", "officer", "completed", Reason.COMPLETED),
    ("update", "officer", "cancelled", Reason.CANCELLED),
    ("start", "unit officer", "planned", None),
    ("start", "officer", "started", Reason.NOT_PLANNED),
    ("start", "resident", "planned", Common.ROLE),
    ("start", "officer", "completed", Reason.COMPLETED),
    ("complete", "unit officer", "started", None),
    ("complete", "officer", "planned", None),
    ("complete", "officer", "completed", Reason.COMPLETED),
    ("cancel", "officer", "started", None),
    ("cancel", "officer", "cancelled", Reason.CANCELLED),
    ("cancel", "resident", "started", Common.ROLE),
    ("update", "officer", "draft", Reason.DRAFT),
    ("update", "officer", "postponed", None),
    ("postpone", "unit officer", "started", None),
    ("postpone", "officer", "planned", None),
    ("postpone", "officer", "postponed", Reason.POSTPONED),
    ("postpone", "officer", "completed", Reason.COMPLETED),
    ("postpone", "resident", "started", Common.ROLE),
    ("resume", "unit officer", "postponed", None),
    ("resume", "officer", "started", Reason.NOT_POSTPONED),
    ("resume", "auditor", "postponed", Common.ROLE),
    ("describe", "unit officer", "draft", None),
    ("describe", "officer", "started", None),
    ("describe", "officer", "completed", Reason.COMPLETED),
    ("describe", "officer of another unit", "started", Common.ROLE),
    ("describe", "nobody", "draft", Common.LOGIN),
    ("measure", "unit officer", "indicator", None),
    ("measure", "resident", "indicator", Common.ROLE),
    ("measure", "officer", "indicator of a draft", Reason.DRAFT),
    ("edit_draft", "officer", "draft of a roadmap", None),
    ("edit_draft", "resident", "draft of a roadmap", Common.ROLE),
    ("edit_draft", "officer", "started", Reason.IN_FORCE),
    ("see", "nobody", "started", None),
    ("see", "nobody", "draft of a roadmap", Common.HIDDEN),
    ("see", "nobody", "draft open for comments", None),
    ("see", "officer", "draft of a roadmap", None),
    ("comment", "resident", "draft open for comments", None),
    ("comment", "resident", "started", documents.Reason.NOT_OPEN),
    ("comment", "suspended resident", "draft open for comments", Common.SUSPENDED),
    ("edit_draft", "suspended resident", "draft of a roadmap", Common.SUSPENDED),
    ("measure", "unit officer", "withdrawn indicator", Reason.WITHDRAWN),
    ("correct", "unit officer", "indicator", None),
    ("correct", "officer", "indicator of a draft", None),
    ("correct", "officer of another unit", "indicator", Common.ROLE),
    ("correct", "representative", "indicator", Common.ROLE),
    ("correct", "officer", "withdrawn indicator", Reason.WITHDRAWN),
    ("correct", "nobody", "indicator", Common.LOGIN),
    ("answer_partnership", "representative", "partner whose part ended", Reason.WITHDRAWN),
    ("see_partnership", "representative", "asked partner", None),
    ("see_partnership", "officer", "asked partner", None),
    ("see_partnership", "resident", "asked partner", Common.HIDDEN),
    ("see_partnership", "nobody", "asked partner", Common.LOGIN),
    ("answer_partnership", "representative", "asked partner", None),
    ("answer_partnership", "representative", "answered partner", Reason.ANSWERED),
    ("answer_partnership", "officer", "asked partner", Common.ROLE),
    ("answer_partnership", "nobody", "asked partner", Common.LOGIN),
    ("desk", "unit officer", "municipality", None),
    ("desk", "auditor", "municipality", None),
    ("desk", "officer", "municipality", None),
    ("desk", "resident", "municipality", Common.ROLE),
    ("desk", "moderator", "municipality", Common.ROLE),
    ("desk", "officer of the neighbour", "municipality", Common.ROLE),
    ("desk", "nobody", "municipality", Common.LOGIN),
    ("follow", "resident", "started", None),
    ("follow", "nobody", "started", Common.LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "reason"), TABLE)
def test_rules(rule: str, who: str, state: str, reason: Any) -> None:
    denied: Denied | None = getattr(rules, rule)(WHO[who], THINGS[state])
    assert (denied.reason if denied else None) == reason


def dated(state: ActionState, ends: int, first: int | None = None, done: int | None = None) -> Any:
    """Days counted from today."""
    return SimpleNamespace(
        state=state,
        ends_on=TODAY + timedelta(days=ends),
        first_ends_on=TODAY + timedelta(days=ends if first is None else first),
        completed_on=None if done is None else TODAY + timedelta(days=done),
    )


P, S, C, X = ActionState.PLANNED, ActionState.STARTED, ActionState.COMPLETED, ActionState.CANCELLED


@pytest.mark.parametrize(
    ("thing", "state", "delay", "overdue"),
    [
        (dated(P, 10), State.PLANNED, 0, False),
        (dated(S, 0), State.STARTED, 0, False),  # the last day is still in time
        (dated(S, -1), State.LATE, 1, True),
        (dated(P, -3), State.LATE, 3, True),
        # A new end past the first promise is late from the day it is announced.
        (dated(S, 90, first=30), State.LATE, 60, False),
        (dated(S, 90, first=-8), State.LATE, 98, False),
        (dated(S, -2, first=-8), State.LATE, 8, True),
        # An end brought forward is no new promise.
        (dated(S, -2, first=5), State.STARTED, 0, True),
        (dated(C, -5, done=-5), State.COMPLETED, 0, False),
        (dated(C, -5, done=-9), State.COMPLETED, 0, False),
        (dated(C, -5, first=-20, done=-6), State.COMPLETED_LATE, 14, False),
        (dated(X, -5), State.CANCELLED, 0, False),
    ],
)
def test_the_delay_is_counted_from_the_first_promise(
    thing: Any, state: State, delay: int, overdue: bool
) -> None:
    assert rules.state(thing, TODAY) is state
    assert rules.delay(thing, TODAY) == delay
    assert rules.is_overdue(thing, TODAY) is overdue
