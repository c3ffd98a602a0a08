"""State × person → answer. docs/roles-and-rules.md is made from these tables."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from consultations import queries, rules
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
    Level,
    Promise,
    Template,
)
from consultations.rules import Missing, Reason, Stage, Window
from kernel import clock
from kernel.db import db, write
from kernel.rules import NOBODY, Common, Denied, Role, Visitor
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_municipality

HERE, NEIGHBOUR = 1, 2
NOW = datetime(2026, 11, 22, 12, 42, tzinfo=UTC)
DAY = timedelta(days=1)
DRAFT, PUBLISHED = ConsultationState.DRAFT, ConsultationState.PUBLISHED
ENDED, WITHDRAWN = ConsultationState.ENDED, ConsultationState.WITHDRAWN


def staff(role: Role, place: int = HERE) -> Visitor:
    return Visitor(id=7, email_confirmed=True, roles=frozenset({(place, role.value)}))


PEOPLE: dict[str, Visitor] = {
    "nobody": NOBODY,
    "unconfirmed": Visitor(id=5),
    "confirmed": Visitor(id=6, email_confirmed=True),
    "resident": Visitor(id=8, residence={HERE: (11, 1980)}),
    "resident elsewhere here": Visitor(id=8, residence={HERE: (12, 1980)}),
    "resident of the neighbour": Visitor(id=8, residence={NEIGHBOUR: (99, 1980)}),
    "resident aged 16": Visitor(id=8, residence={HERE: (11, 2010)}),
    "resident aged 15": Visitor(id=8, residence={HERE: (11, 2011)}),
    "resident of unknown age": Visitor(id=8, residence={HERE: (11, None)}),
    "officer": staff(Role.OFFICER),
    "council officer": staff(Role.COUNCIL_OFFICER),
    "administrator": staff(Role.ADMINISTRATOR),
    "auditor": staff(Role.AUDITOR),
    "moderator": staff(Role.MODERATOR),
    "neighbour's officer": staff(Role.OFFICER, NEIGHBOUR),
    "neighbour's administrator": staff(Role.ADMINISTRATOR, NEIGHBOUR),
}


def consultation(state: ConsultationState, asked_by: AskedBy = AskedBy.MUNICIPALITY) -> Any:
    return Consultation(municipality_id=HERE, state=state, asked_by=asked_by)


def activity(
    state: ConsultationState = PUBLISHED,
    opens: timedelta | None = -DAY,
    closes: timedelta | None = DAY,
    eligibility: Eligibility = Eligibility.EMAIL,
    **anything: Any,
) -> Activity:
    return Activity(
        municipality_id=HERE,
        kind=ActivityKind.PROPOSALS,
        opens_at=None if opens is None else NOW + opens,
        closes_at=None if closes is None else NOW + closes,
        eligibility=eligibility,
        consultation=consultation(state),
        **anything,
    )


RESIDENT = {"eligibility": Eligibility.RESIDENT}
ACTIVITIES: dict[str, dict[str, Any]] = {
    "open": {},
    "open to everyone": {"eligibility": Eligibility.EVERYONE},
    "open to residents": RESIDENT,
    "open to one neighbourhood": {**RESIDENT, "neighbourhood_ids": [11]},
    "open from 16": {**RESIDENT, "min_age": 16},
    "without end": {"closes": None},
    "upcoming": {"opens": DAY, "closes": 2 * DAY},
    "opening this minute": {"opens": timedelta(0)},
    "over": {"opens": -2 * DAY, "closes": -DAY},
    "closing this minute": {"closes": timedelta(0)},
    "without dates": {"opens": None, "closes": None},
    "in a draft": {"state": DRAFT},
    "in an ended one": {"state": ENDED},
    "in a withdrawn one": {"state": WITHDRAWN},
}

TABLE: list[tuple[str, str, str, Any]] = [
    ("take_part", "nobody", "open", Common.LOGIN),
    ("take_part", "unconfirmed", "open", Common.EMAIL),
    ("take_part", "confirmed", "open", None),
    ("take_part", "officer", "open", None),
    ("take_part", "nobody", "open to everyone", Common.LOGIN),
    ("take_part", "unconfirmed", "open to everyone", None),
    ("take_part", "nobody", "open to residents", Common.LOGIN),
    ("take_part", "confirmed", "open to residents", Reason.RESIDENT),
    ("take_part", "officer", "open to residents", Reason.RESIDENT),
    ("take_part", "resident", "open to residents", None),
    ("take_part", "resident of the neighbour", "open to residents", Reason.RESIDENT),
    ("take_part", "resident", "open to one neighbourhood", None),
    ("take_part", "resident elsewhere here", "open to one neighbourhood", Reason.ELSEWHERE),
    ("take_part", "resident aged 16", "open from 16", None),
    ("take_part", "resident aged 15", "open from 16", Reason.TOO_YOUNG),
    ("take_part", "resident of unknown age", "open from 16", Reason.AGE_UNKNOWN),
    ("take_part", "confirmed", "without end", None),
    ("take_part", "confirmed", "upcoming", Reason.NOT_YET),
    ("take_part", "nobody", "upcoming", Reason.NOT_YET),
    ("take_part", "confirmed", "opening this minute", None),
    ("take_part", "confirmed", "over", Reason.OVER),
    ("take_part", "confirmed", "closing this minute", Reason.OVER),
    ("take_part", "nobody", "over", Reason.OVER),
    ("take_part", "confirmed", "without dates", Reason.NO_DATE),
    ("take_part", "confirmed", "in a draft", Common.HIDDEN),
    ("take_part", "officer", "in a draft", Common.HIDDEN),
    ("take_part", "confirmed", "in an ended one", Reason.STOPPED),
    ("take_part", "confirmed", "in a withdrawn one", Reason.STOPPED),
    ("edit_activity", "officer", "in a draft", None),
    ("edit_activity", "officer", "open", None),
    ("edit_activity", "nobody", "open", Common.LOGIN),
    ("edit_activity", "confirmed", "open", Common.ROLE),
    ("edit_activity", "auditor", "open", Common.ROLE),
    ("edit_activity", "neighbour's officer", "open", Common.ROLE),
    ("edit_activity", "officer", "in an ended one", Reason.NOT_RUNNING),
    ("remove_activity", "officer", "in a draft", None),
    ("remove_activity", "officer", "open", Reason.PUBLISHED),
    ("remove_activity", "neighbour's officer", "in a draft", Common.ROLE),
    ("comment", "confirmed", "open", Common.HIDDEN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_activity(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        found: Denied | None = getattr(rules, rule)(PEOPLE[who], activity(**ACTIVITIES[state]))
    assert (found and found.reason) == expected


CITY, COUNCIL = AskedBy.CITY_COUNCIL, AskedBy.MUNICIPAL_COUNCIL
TOWN = AskedBy.MUNICIPALITY
FRAMES: dict[str, tuple[ConsultationState, AskedBy]] = {
    "draft": (DRAFT, TOWN),
    "draft of the city council": (DRAFT, CITY),
    "published": (PUBLISHED, TOWN),
    "published by the municipal council": (PUBLISHED, COUNCIL),
    "published by the city council": (PUBLISHED, CITY),
    "ended": (ENDED, TOWN),
    "withdrawn": (WITHDRAWN, TOWN),
}
MANAGERS = ("officer", "administrator")
OTHERS = ("confirmed", "moderator", "council officer", "auditor", "neighbour's officer")
CONSULTATION_TABLE: list[tuple[str, str, str, Any]] = [
    ("see", "nobody", "draft", Common.HIDDEN),
    ("see", "confirmed", "draft", Common.HIDDEN),
    ("see", "officer", "draft", None),
    ("see", "council officer", "draft", Common.HIDDEN),
    ("see", "council officer", "draft of the city council", None),
    ("see", "officer", "draft of the city council", Common.HIDDEN),
    ("see", "auditor", "draft", None),
    ("see", "neighbour's administrator", "draft", Common.HIDDEN),
    ("see", "nobody", "published", None),
    ("see", "nobody", "ended", None),
    ("see", "nobody", "withdrawn", None),
    *[("manage", who, "published", None) for who in MANAGERS],
    *[("manage", who, "published", Common.ROLE) for who in OTHERS],
    ("manage", "nobody", "published", Common.LOGIN),
    ("manage", "officer", "published by the municipal council", None),
    ("manage", "council officer", "published by the municipal council", Common.ROLE),
    ("manage", "officer", "published by the city council", Common.ROLE),
    ("manage", "council officer", "published by the city council", None),
    ("manage", "administrator", "published by the city council", None),
    ("review", "auditor", "draft", None),
    ("review", "confirmed", "draft", Common.ROLE),
    *[("edit", who, "draft", None) for who in MANAGERS],
    *[("edit", who, "draft", Common.ROLE) for who in OTHERS],
    ("edit", "officer", "published", Reason.PUBLISHED),
    ("edit", "nobody", "draft", Common.LOGIN),
    ("discard", "officer", "draft", None),
    ("discard", "auditor", "draft", Common.ROLE),
    ("discard", "officer", "published", Reason.PUBLISHED),
    ("discard", "officer", "withdrawn", Reason.PUBLISHED),
    ("publish", "officer", "draft", None),
    ("publish", "auditor", "draft", Common.ROLE),
    ("publish", "officer", "published", Reason.PUBLISHED),
    ("change", "officer", "draft", Reason.NOT_PUBLISHED),
    ("change", "officer", "published", None),
    ("change", "officer", "ended", None),
    ("change", "neighbour's administrator", "published", Common.ROLE),
    ("change_promise", "officer", "published", None),
    ("change_promise", "officer", "ended", None),
    ("change_promise", "officer", "draft", Reason.NOT_PUBLISHED),
    ("stop", "officer", "published", None),
    ("stop", "officer", "draft", Reason.NOT_PUBLISHED),
    ("stop", "officer", "ended", Reason.NOT_RUNNING),
    ("stop", "officer", "withdrawn", Reason.NOT_RUNNING),
    ("stop", "auditor", "published", Common.ROLE),
    ("complete", "officer", "draft", None),
    ("complete", "officer", "published", None),
    ("complete", "officer", "ended", Reason.NOT_RUNNING),
    ("complete", "neighbour's officer", "draft", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), CONSULTATION_TABLE)
def test_consultation(rule: str, who: str, state: str, expected: Any) -> None:
    found: Denied | None = getattr(rules, rule)(PEOPLE[who], consultation(*FRAMES[state]))
    assert (found and found.reason) == expected


def test_who_may_ask_in_whose_name() -> None:
    assert rules.askers(PEOPLE["officer"], HERE) == [TOWN, COUNCIL]
    assert rules.askers(PEOPLE["council officer"], HERE) == [CITY]
    assert rules.askers(PEOPLE["administrator"], HERE) == [TOWN, COUNCIL, CITY]
    assert rules.askers(PEOPLE["neighbour's administrator"], HERE) == []


WINDOWS: list[tuple[ConsultationState, timedelta | None, timedelta | None, Window]] = [
    (PUBLISHED, None, None, Window.UNSCHEDULED),
    (PUBLISHED, DAY, 2 * DAY, Window.UPCOMING),
    (PUBLISHED, -DAY, DAY, Window.OPEN),
    (PUBLISHED, -DAY, None, Window.OPEN),
    (PUBLISHED, -2 * DAY, -DAY, Window.CLOSED),
    (ENDED, -DAY, DAY, Window.CLOSED),
    (WITHDRAWN, None, None, Window.CLOSED),
]


@pytest.mark.parametrize(("state", "opens", "closes", "expected"), WINDOWS)
def test_window(
    state: ConsultationState,
    opens: timedelta | None,
    closes: timedelta | None,
    expected: Window,
) -> None:
    with clock.held(NOW):
        assert rules.window(activity(state, opens, closes)) is expected


def test_age_is_judged_by_the_opening_and_stays_through_new_year() -> None:
    crossing = activity(opens=-DAY, closes=60 * DAY, eligibility=Eligibility.RESIDENT, min_age=16)
    young = Visitor(id=8, residence={HERE: (11, 2011)})
    for moment in (NOW, NOW + 50 * DAY):
        with clock.held(moment):
            found = rules.take_part(young, crossing)
            assert found is not None
            assert found.reason is Reason.TOO_YOUNG


GAPS: list[tuple[str, Any, Missing]] = [
    ("summary", " ", Missing.SUMMARY),
    ("body", "", Missing.BODY),
    ("body", "[Yerin adı]", Missing.TEXT_BRACKETS),
    ("unit_id", None, Missing.UNIT),
    ("can_change", "", Missing.CAN_CHANGE),
    ("cannot_change", "", Missing.CANNOT_CHANGE),
    ("cannot_change", "Bütçe: [tutar] ₺", Missing.PROMISE_BRACKETS),
    ("level", None, Missing.LEVEL),
    ("decided_by", "", Missing.DECIDED_BY),
    ("office", "", Missing.OFFICE),
    ("answer_by", None, Missing.ANSWER_BY),
    ("answer_by", NOW.date() - DAY, Missing.ANSWER_BY_PAST),
    ("answer_by", NOW.date(), Missing.ANSWER_BY_EARLY),
    ("activities", [], Missing.ACTIVITY),
    ("activities", [{"opens": None, "closes": None}], Missing.DATES),
    ("activities", [{"opens": -2 * DAY, "closes": -DAY}], Missing.CLOSED_ALREADY),
]


def _gaps(field: str = "", value: Any = None) -> set[Missing]:
    frame = Consultation(
        title="Soru", summary="Özet", body="Metin", unit_id=3, template=Template.PARK
    )
    promise = Promise(
        can_change="Sıra",
        cannot_change="Bütçe",
        level=Level.CONSULT,
        decided_by="Meclis",
        office="Başkanlık",
        answer_by=NOW.date() + 30 * DAY,
    )
    rows: list[dict[str, Any]] = [{}]
    if field == "activities":
        rows = value
    elif field:
        setattr(promise if hasattr(Promise, field) else frame, field, value)
    with clock.held(NOW):
        found = rules.gaps(frame, promise, [activity(**row) for row in rows])
    return {gap.missing for gap in found}


def test_nothing_missing() -> None:
    assert _gaps() == set()


@pytest.mark.parametrize(("field", "value", "expected"), GAPS)
def test_each_gap(field: str, value: Any, expected: Missing) -> None:
    assert expected in _gaps(field, value)


def test_the_answer_may_come_on_the_last_day_of_taking_part() -> None:
    """Midnight that ends a day still belongs to that day."""
    assert Missing.ANSWER_BY_EARLY not in _gaps("answer_by", NOW.date() + DAY)


Make = Callable[[Any], None]
STAGES: list[
    tuple[dict[str, Any], list[tuple[timedelta | None, timedelta | None]], bool, Stage]
] = [
    ({}, [(-DAY, DAY)], False, Stage.OPEN),
    ({}, [(-2 * DAY, -DAY), (DAY, 2 * DAY)], False, Stage.UPCOMING),
    ({}, [(-2 * DAY, -DAY), (None, None)], False, Stage.UPCOMING),
    ({}, [(-2 * DAY, -DAY), (-DAY, DAY)], False, Stage.OPEN),
    ({}, [(-2 * DAY, -DAY)], False, Stage.WAITING),
    ({}, [(-DAY, DAY)], True, Stage.ANSWERED),
    ({"state": ENDED}, [(-DAY, DAY)], False, Stage.WAITING),
    ({"state": WITHDRAWN}, [(DAY, 2 * DAY)], False, Stage.WAITING),
    ({"state": ENDED}, [(-DAY, DAY)], True, Stage.ANSWERED),
]


def test_the_filter_says_what_the_page_says(app: Flask) -> None:
    town = make_municipality()
    expected: dict[Stage, set[int]] = {stage: set() for stage in Stage}
    for given, times, answered, stage in STAGES:
        made = make_consultation(town, activities=(), **given)
        for opens, closes in times:
            make_activity(made, opens_at=clock.now() - DAY, closes_at=clock.now() + DAY)
            row = queries.list_activities(made.id)[-1]
            with write():
                row.opens_at = None if opens is None else clock.now() + opens
                row.closes_at = None if closes is None else clock.now() + closes
        if answered:
            with write():
                duty = queries.get_consultation(made.id).duty
                assert duty is not None
                duty.answered_on = clock.today()
        expected[stage].add(made.id)
        loaded = queries.get_consultation(made.id)
        windows = [rules.window(row) for row in queries.list_activities(made.id)]
        assert loaded.duty is not None
        assert rules.stage(loaded.state, windows, loaded.duty.answered_on) is stage
    draft = make_consultation(town, published=False)
    expected[Stage.DRAFT].add(draft.id)
    for stage in (Stage.OPEN, Stage.UPCOMING, Stage.WAITING, Stage.ANSWERED):
        statement = queries.rows(town.id).where(queries.in_stage(stage, clock.now()))
        assert {row.id for row in db.session.execute(statement)} == expected[stage], stage
    counts = queries.count_by_stage(town.id)
    assert counts == {s: len(ids) for s, ids in expected.items() if s is not Stage.DRAFT}
