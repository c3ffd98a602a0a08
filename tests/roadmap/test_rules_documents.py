"""Who drafts, comments, adopts and reports, and when."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kernel import clock
from kernel.rules import NOBODY, Common, Denied, Role, Visitor
from roadmap.models import Coauthor, Consent, Goal, Report, Roadmap, RoadmapState
from roadmap.rules import documents as rules
from roadmap.rules.documents import Reason, Stage
from tests.moment import NOW

TOWN, OTHER_TOWN, NGO, OTHER_NGO = 1, 2, 7, 8


def acts_for(organisation: int) -> dict[int, tuple[int, str]]:
    return {organisation: (TOWN, "Dernek")}


SUSPENDED = {TOWN: NOW + timedelta(days=3)}
WHO: dict[str, Visitor] = {
    "nobody": NOBODY,
    "resident": Visitor(id=1, email_confirmed=True),
    "unconfirmed": Visitor(id=12),
    "officer": Visitor(id=2, roles=frozenset({(TOWN, Role.OFFICER)})),
    "administrator": Visitor(id=3, roles=frozenset({(TOWN, Role.ADMINISTRATOR)})),
    "unit officer": Visitor(
        id=4, roles=frozenset({(TOWN, Role.UNIT_OFFICER)}), units=frozenset({5})
    ),
    "other unit's officer": Visitor(
        id=14, roles=frozenset({(TOWN, Role.UNIT_OFFICER)}), units=frozenset({6})
    ),
    "auditor": Visitor(id=7, roles=frozenset({(TOWN, Role.AUDITOR)})),
    "officer of the neighbour": Visitor(id=8, roles=frozenset({(OTHER_TOWN, Role.OFFICER)})),
    "co-author": Visitor(id=9, email_confirmed=True, organisations=acts_for(NGO)),
    "suspended co-author": Visitor(
        id=11, email_confirmed=True, organisations=acts_for(NGO), suspended=SUSPENDED
    ),
    "suspended resident": Visitor(id=13, email_confirmed=True, suspended=SUSPENDED),
    "other organisation": Visitor(id=10, organisations=acts_for(OTHER_NGO)),
}


def roadmap(state: RoadmapState, current: int = 1, *, open_for: int = 5) -> Roadmap:
    """With one section and its co-author."""
    coauthor = Coauthor(organisation_id=NGO, state=Consent.ACCEPTED, municipality_id=TOWN)
    row = Roadmap(
        municipality_id=TOWN,
        state=state,
        current=current,
        comments_until=NOW + timedelta(days=open_for),
    )
    row.goals = [Goal(municipality_id=TOWN, coauthors=[coauthor])]
    return row


def goal(state: RoadmapState, consent: Consent = Consent.ACCEPTED) -> Goal:
    section = roadmap(state).goals[0]
    section.coauthors[0].state = consent
    return section


def invitation(consent: Consent, state: RoadmapState = RoadmapState.DRAFT) -> Coauthor:
    return goal(state, consent).coauthors[0]


def report(published: bool) -> Report:
    return Report(municipality_id=TOWN, published_at=NOW if published else None)


S = RoadmapState
THINGS: dict[str, Any] = {
    "new draft": roadmap(S.DRAFT, 0),
    "open": roadmap(S.OPEN),
    "comments over": roadmap(S.OPEN, open_for=-1),
    "adopted": roadmap(S.ADOPTED, 2),
    "closed": roadmap(S.CLOSED, 2),
    "section": goal(S.DRAFT),
    "section they declined": goal(S.DRAFT, Consent.DECLINED),
    "section in force": goal(S.ADOPTED),
    "closed section": goal(S.CLOSED),
    "objective": SimpleNamespace(goal=goal(S.DRAFT)),
    "asked": invitation(Consent.INVITED),
    "asked too late": invitation(Consent.INVITED, S.CLOSED),
    "accepted": invitation(Consent.ACCEPTED),
    "accepted, closed": invitation(Consent.ACCEPTED, S.CLOSED),
    "report being written": report(False),
    "published report": report(True),
    "municipality": SimpleNamespace(id=TOWN, municipality_id=TOWN),
}

#: (rule, who, state, reason or None)
TABLE: list[tuple[str, str, str, Any]] = [
    ("see", "nobody", "open", None),
    ("see", "nobody", "new draft", Common.HIDDEN),
    ("see", "resident", "new draft", Common.HIDDEN),
    ("see", "officer", "new draft", None),
    ("see", "co-author", "new draft", None),
    ("work", "officer", "new draft", None),
    ("work", "unit officer", "open", None),
    ("work", "other unit's officer", "open", None),
    ("work", "auditor", "open", None),
    ("work", "co-author", "open", None),
    ("work", "other organisation", "open", Common.ROLE),
    ("work", "other organisation", "new draft", Common.HIDDEN),
    ("work", "nobody", "open", Common.LOGIN),
    ("work", "officer of the neighbour", "open", Common.ROLE),
    ("create", "officer", "municipality", None),
    ("create", "administrator", "municipality", None),
    ("create", "unit officer", "municipality", Common.ROLE),
    ("create", "officer of the neighbour", "municipality", Common.ROLE),
    ("create", "nobody", "municipality", Common.LOGIN),
    ("lead", "officer", "new draft", None),
    ("lead", "officer", "adopted", None),
    ("lead", "officer", "closed", Reason.CLOSED),
    ("lead", "co-author", "new draft", Common.ROLE),
    ("lead", "auditor", "new draft", Common.ROLE),
    ("lead_goal", "officer", "section", None),
    ("lead_goal", "co-author", "section", Common.ROLE),
    ("lead_goal", "officer", "closed section", Reason.CLOSED),
    ("edit_goal", "officer", "section", None),
    ("edit_goal", "co-author", "section", None),
    ("edit_goal", "co-author", "section in force", None),
    ("edit_goal", "suspended co-author", "section", Common.SUSPENDED),
    ("edit_part", "suspended co-author", "objective", Common.SUSPENDED),
    ("comment", "suspended resident", "open", Common.SUSPENDED),
    ("edit_goal", "co-author", "section they declined", Common.ROLE),
    ("edit_goal", "other organisation", "section", Common.ROLE),
    ("edit_goal", "unit officer", "section", Common.ROLE),
    ("edit_goal", "other unit's officer", "section", Common.ROLE),
    ("edit_goal", "nobody", "section", Common.LOGIN),
    ("edit_goal", "co-author", "closed section", Reason.CLOSED),
    ("edit_part", "co-author", "objective", None),
    ("edit_part", "resident", "objective", Common.ROLE),
    ("see_invitation", "co-author", "asked", None),
    ("see_invitation", "officer", "asked", None),
    ("see_invitation", "other organisation", "asked", Common.HIDDEN),
    ("see_invitation", "nobody", "asked", Common.LOGIN),
    ("answer_invitation", "co-author", "asked", None),
    ("answer_invitation", "co-author", "accepted", Reason.ANSWERED),
    ("answer_invitation", "co-author", "asked too late", Reason.CLOSED),
    ("answer_invitation", "officer", "asked", Common.ROLE),
    ("answer_invitation", "nobody", "asked", Common.LOGIN),
    ("sign", "co-author", "accepted", None),
    ("sign", "co-author", "asked", Reason.NOT_A_COAUTHOR),
    ("sign", "suspended co-author", "accepted", Common.SUSPENDED),
    ("sign", "co-author", "accepted, closed", Reason.CLOSED),
    ("sign", "other organisation", "accepted", Common.ROLE),
    ("sign", "officer", "accepted", Common.ROLE),
    ("sign", "nobody", "accepted", Common.LOGIN),
    ("move_goal", "officer", "section", None),
    ("move_goal", "co-author", "section", Common.ROLE),
    ("move_goal", "officer", "section in force", Reason.ORDER_IN_FORCE),
    ("reorder", "officer", "section", None),
    ("reorder", "co-author", "section", None),
    ("reorder", "other organisation", "section", Common.ROLE),
    ("reorder", "co-author", "section in force", Reason.ORDER_IN_FORCE),
    ("move_part", "co-author", "objective", None),
    ("move_part", "nobody", "objective", Common.LOGIN),
    ("move_part", "suspended co-author", "objective", Common.SUSPENDED),
    ("open_comments", "officer", "new draft", None),
    ("open_comments", "officer", "open", Reason.OPEN),
    ("open_comments", "officer", "adopted", Reason.IN_FORCE),
    ("open_comments", "co-author", "new draft", Common.ROLE),
    ("renew", "officer", "open", None),
    ("renew", "officer", "comments over", None),
    ("renew", "officer", "new draft", Reason.NOT_OPEN),
    ("renew", "resident", "open", Common.ROLE),
    ("adopt", "officer", "comments over", None),
    ("adopt", "officer", "open", Reason.STILL_OPEN),
    ("adopt", "officer", "new draft", Reason.NEVER_OPENED),
    ("adopt", "officer", "adopted", Reason.IN_FORCE),
    ("adopt", "co-author", "comments over", Common.ROLE),
    ("amend", "officer", "adopted", None),
    ("amend", "officer", "open", Reason.NOT_ADOPTED),
    ("amend", "officer", "closed", Reason.CLOSED),
    ("amend", "unit officer", "adopted", Common.ROLE),
    ("amend", "other unit's officer", "adopted", Common.ROLE),
    ("close", "officer", "adopted", None),
    ("close", "officer", "closed", Reason.CLOSED),
    ("report", "officer", "adopted", None),
    ("report", "officer", "open", Reason.NOT_ADOPTED),
    ("comment", "resident", "open", None),
    ("comment", "resident", "comments over", Reason.COMMENTS_OVER),
    ("comment", "resident", "adopted", Reason.NOT_OPEN),
    ("comment", "resident", "new draft", Reason.NOT_OPEN),
    ("comment", "unconfirmed", "open", Common.EMAIL),
    ("comment", "nobody", "open", Common.LOGIN),
    ("see_report", "nobody", "published report", None),
    ("see_report", "nobody", "report being written", Common.HIDDEN),
    ("see_report", "auditor", "report being written", None),
    ("edit_report", "officer", "report being written", None),
    ("edit_report", "officer", "published report", Reason.PUBLISHED),
    ("edit_report", "auditor", "report being written", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "reason"), TABLE)
def test_rules(rule: str, who: str, state: str, reason: Any) -> None:
    with clock.held(NOW):
        denied: Denied | None = getattr(rules, rule)(WHO[who], THINGS[state])
    assert (denied.reason if denied else None) == reason


@pytest.mark.parametrize(
    ("thing", "days", "stage"),
    [
        ("new draft", 0, Stage.DRAFT),
        ("open", 0, Stage.OPEN),
        ("open", 5, Stage.REVISING),
        ("adopted", 0, Stage.ADOPTED),
        ("closed", 0, Stage.CLOSED),
    ],
)
def test_the_stage_is_what_the_clock_says(thing: str, days: int, stage: Stage) -> None:
    now = NOW + timedelta(days=days)
    assert rules.stage(THINGS[thing], now, clock.local(now).date()) is stage


@pytest.mark.parametrize(
    ("text", "right"),
    [("1", True), ("17", True), ("11.3", True), ("16.10", True), ("13.a", True)]
    + [
        (wrong, False) for wrong in ("0", "18", "11.", "11.0", "11.e", "11.123", "1١", "SKA 11", "")
    ],
)
def test_a_goal_of_the_agenda_2030(text: str, right: bool) -> None:
    assert rules.is_sdg(text) is right
