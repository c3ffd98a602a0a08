"""Who may vote, draw up, publish and count: state × person → answer."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from consultations import rules as consultations
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from kernel import clock
from kernel.i18n import in_language
from kernel.rules import Common, Role, Visitor
from tests.moment import NOW
from voting import complaining, outcomes, polling, rules
from voting.models import (
    Complaint,
    Custodian,
    Election,
    ElectionState,
    Option,
    Paper,
    PollingDesk,
    RollKind,
)

TOWN, ELSEWHERE = 1, 2
KAVAKLI, YESILOVA = 11, 12
R = rules.Reason
C = consultations.Reason


def resident(neighbourhood: int = KAVAKLI, birth_year: int | None = 1980) -> Visitor:
    return Visitor(id=4, email_confirmed=True, residence={TOWN: (neighbourhood, birth_year)})


def staff(role: Role, place: int = TOWN) -> Visitor:
    return Visitor(id=5, email_confirmed=True, roles=frozenset({(place, role.value)}))


WHO: dict[str, Visitor] = {
    "nobody": Visitor(),
    "unconfirmed": Visitor(id=2),
    "confirmed": Visitor(id=3, email_confirmed=True),
    "resident": resident(),
    "resident elsewhere": resident(YESILOVA),
    "resident too young": resident(birth_year=2015),
    "resident, age unknown": resident(birth_year=None),
    "officer": staff(Role.OFFICER),
    "council officer": staff(Role.COUNCIL_OFFICER),
    "administrator": staff(Role.ADMINISTRATOR),
    "moderator": staff(Role.MODERATOR),
    "desk officer": staff(Role.DESK_OFFICER),
    "auditor": staff(Role.AUDITOR),
    "officer of the neighbour": staff(Role.OFFICER, ELSEWHERE),
}

DAY = timedelta(days=1)
S = ElectionState
#: state of the election -> (election, consultation, days from now: opening, closing, end)
STATES: dict[str, tuple[ElectionState, ConsultationState, int, int, int | None]] = {
    "draft": (S.DRAFT, ConsultationState.PUBLISHED, 1, 14, None),
    "draft, consultation unpublished": (S.DRAFT, ConsultationState.DRAFT, 1, 14, None),
    "draft, window over": (S.DRAFT, ConsultationState.PUBLISHED, -14, -1, None),
    "upcoming": (S.FROZEN, ConsultationState.PUBLISHED, 1, 14, None),
    "open": (S.FROZEN, ConsultationState.PUBLISHED, -1, 14, None),
    "closed": (S.FROZEN, ConsultationState.PUBLISHED, -14, -1, None),
    "stopped before the end": (S.FROZEN, ConsultationState.ENDED, -14, 14, -2),
    "stopped after the end": (S.FROZEN, ConsultationState.ENDED, -14, -3, -2),
    "counted": (S.COUNTED, ConsultationState.PUBLISHED, -14, -1, None),
    "counted with a tie": (S.COUNTED, ConsultationState.PUBLISHED, -14, -1, None),
    "counted midway to a tie": (S.COUNTED, ConsultationState.PUBLISHED, -14, -1, None),
    "cancelled": (S.CANCELLED, ConsultationState.WITHDRAWN, -14, -1, -2),
}


#: how far the closing is
STEPS: dict[str, dict[str, Any]] = {
    "box closed": {"closed_at": NOW},
    "roll settled": {"closed_at": NOW, "settled_at": NOW},
    "key destroyed": {"closed_at": NOW, "settled_at": NOW, "key_ended_at": NOW},
    "seed drawn": {"closed_at": NOW, "settled_at": NOW, "key_ended_at": NOW, "seed": "314159"},
}
STATES |= dict.fromkeys(STEPS, STATES["closed"])
#: days since the result was published
COUNTED = {
    "counted today": 0,
    "counted a week ago": 7,
    "counted eight days ago": 8,
    "answered": 0,
}
STEPS |= {state: {"counted_at": NOW - days * DAY} for state, days in COUNTED.items()}
STATES |= dict.fromkeys(COUNTED, STATES["counted"])


def election(state: str = "open", **activity: Any) -> Election:
    stored, consultation, opens, closes, ended = STATES[state]
    owner = Consultation(
        municipality_id=TOWN,
        state=consultation,
        asked_by=activity.pop("asked_by", AskedBy.MUNICIPALITY),
        ended_at=None if ended is None else NOW + ended * DAY,
    )
    values: dict[str, Any] = {
        "municipality_id": TOWN,
        "kind": ActivityKind.VOTE,
        "opens_at": NOW + opens * DAY,
        "closes_at": NOW + closes * DAY,
        "eligibility": Eligibility.EMAIL,
        "endpoint": "" if stored is S.DRAFT else "voting.show",
        "consultation": owner,
    }
    place = Activity(**{**values, **activity})
    return Election(
        municipality_id=TOWN,
        state=stored,
        rule="irv" if "midway" in state else "approval",
        params={} if "midway" in state else {"max_choices": 2},
        seats=1,
        tie="council",
        activity=place,
        options=[Option(id=1, title="Rampa"), Option(id=2, title="Bostan")],
        consequence="Kazanan yapılır.",
        result={"ties": [tie(1, 2)]} if state.endswith("tie") else {},
        **STEPS.get(state, {}),
    )


def tie(*options: int) -> dict[str, Any]:
    """An open one, as the count stores it."""
    names = [str(option) for option in options]
    return {"at": "result", "options": names, "places": 1, "how": "declared", "chosen": None}


#: rule, who, state, reason
TABLE: list[tuple[str, str, str, rules.Reason | Common | C | None]] = [
    ("see", "officer", "draft", Common.HIDDEN),
    ("see", "nobody", "draft", Common.HIDDEN),
    ("see", "nobody", "upcoming", None),
    ("see", "nobody", "open", None),
    ("see", "nobody", "counted", None),
    ("see", "nobody", "cancelled", None),
    ("cast", "confirmed", "draft", Common.HIDDEN),
    ("cast", "nobody", "upcoming", C.NOT_YET),
    ("cast", "nobody", "open", Common.LOGIN),
    ("cast", "unconfirmed", "open", Common.EMAIL),
    ("cast", "confirmed", "open", None),
    ("cast", "officer", "open", None),
    ("cast", "confirmed", "upcoming", C.NOT_YET),
    ("cast", "confirmed", "closed", R.COUNTING),
    ("cast", "confirmed", "counted", R.COUNTED),
    ("cast", "confirmed", "cancelled", R.CANCELLED),
    ("enter", "nobody", "open", None),
    ("enter", "nobody", "draft", Common.HIDDEN),
    ("enter", "nobody", "upcoming", C.NOT_YET),
    ("enter", "nobody", "closed", R.COUNTING),
    ("enter", "unconfirmed", "open", Common.EMAIL),
    ("enter", "confirmed", "open", None),
    ("enter", "confirmed", "counted", R.COUNTED),
    ("cast", "confirmed", "stopped before the end", R.CANCELLED),
    ("cast", "confirmed", "stopped after the end", R.COUNTING),
    ("watch_heads", "confirmed", "draft", Common.HIDDEN),
    ("watch_heads", "confirmed", "upcoming", None),
    ("watch_heads", "nobody", "open", Common.LOGIN),
    ("watch_heads", "unconfirmed", "open", Common.EMAIL),
    ("watch_heads", "confirmed", "open", None),
    ("watch_heads", "confirmed", "box closed", None),
    ("watch_heads", "confirmed", "roll settled", R.LOG_WHOLE),
    ("watch_heads", "confirmed", "counted", R.LOG_WHOLE),
    ("watch_heads", "confirmed", "cancelled", R.LOG_WHOLE),
    ("unwatch_heads", "confirmed", "draft", Common.HIDDEN),
    ("unwatch_heads", "nobody", "open", Common.LOGIN),
    ("unwatch_heads", "unconfirmed", "counted", None),
    ("draw_up", "nobody", "draft", Common.LOGIN),
    ("draw_up", "confirmed", "draft", Common.ROLE),
    ("draw_up", "officer", "draft", None),
    ("draw_up", "administrator", "draft", None),
    ("draw_up", "council officer", "draft", Common.ROLE),
    ("draw_up", "moderator", "draft", Common.ROLE),
    ("draw_up", "auditor", "draft", Common.ROLE),
    ("draw_up", "officer of the neighbour", "draft", Common.ROLE),
    ("draw_up", "officer", "open", R.FROZEN),
    ("draw_up", "officer", "upcoming", R.FROZEN),
    ("freeze", "officer", "draft", None),
    ("freeze", "nobody", "draft", Common.LOGIN),
    ("freeze", "auditor", "draft", Common.ROLE),
    ("freeze", "officer of the neighbour", "draft", Common.ROLE),
    ("freeze", "officer", "draft, consultation unpublished", R.NOT_PUBLISHED),
    ("freeze", "officer", "draft, window over", R.TOO_LATE),
    ("freeze", "officer", "counted", R.FROZEN),
    ("invite", "officer", "draft", None),
    ("invite", "nobody", "draft", Common.LOGIN),
    ("invite", "auditor", "draft", Common.ROLE),
    ("invite", "officer of the neighbour", "draft", Common.ROLE),
    ("invite", "officer", "upcoming", R.FROZEN),
    ("invite", "officer", "open", R.FROZEN),
    ("close", "officer", "draft", Common.HIDDEN),
    ("close", "officer", "upcoming", R.STILL_OPEN),
    ("close", "administrator", "open", R.STILL_OPEN),
    ("close", "officer", "closed", None),
    ("close", "officer", "box closed", R.CLOSED),
    ("close", "officer", "stopped after the end", None),
    ("close", "nobody", "closed", Common.LOGIN),
    ("close", "confirmed", "closed", Common.ROLE),
    ("close", "auditor", "closed", Common.ROLE),
    ("close", "officer of the neighbour", "closed", Common.ROLE),
    ("close", "officer", "counted", R.COUNTED),
    ("close", "officer", "cancelled", R.CANCELLED),
    ("settle_roll", "officer", "draft", Common.HIDDEN),
    ("settle_roll", "officer", "open", R.STILL_OPEN),
    ("settle_roll", "officer", "closed", R.STILL_OPEN),
    ("settle_roll", "officer", "box closed", None),
    ("settle_roll", "officer", "roll settled", R.SETTLED),
    ("settle_roll", "officer", "cancelled", R.CANCELLED),
    ("settle_roll", "nobody", "box closed", Common.LOGIN),
    ("settle_roll", "auditor", "box closed", Common.ROLE),
    ("settle_roll", "officer of the neighbour", "box closed", Common.ROLE),
    ("enter_seed", "officer", "draft", Common.HIDDEN),
    ("enter_seed", "officer", "open", R.KEY_THERE),
    ("enter_seed", "officer", "closed", R.KEY_THERE),
    ("enter_seed", "officer", "roll settled", R.KEY_THERE),
    ("enter_seed", "officer", "key destroyed", None),
    ("enter_seed", "officer", "seed drawn", R.SEEDED),
    ("enter_seed", "officer", "cancelled", R.CANCELLED),
    ("enter_seed", "nobody", "key destroyed", Common.LOGIN),
    ("enter_seed", "auditor", "key destroyed", Common.ROLE),
    ("enter_seed", "officer of the neighbour", "key destroyed", Common.ROLE),
    ("visit_custodian", "nobody", "draft", None),
    ("visit_custodian", "nobody", "counted", None),
    ("receive_key", "nobody", "draft", None),
    ("receive_key", "nobody", "upcoming", R.FROZEN),
    ("receive_key", "nobody", "counted", R.FROZEN),
    ("try_envelope", "nobody", "draft", R.NO_ENVELOPE),
    ("bring", "nobody", "open", R.KEY_THERE),
    ("bring", "nobody", "closed", R.KEY_THERE),
    ("bring", "nobody", "roll settled", R.KEY_THERE),
    ("bring", "nobody", "key destroyed", R.NO_SEED),
    ("bring", "nobody", "seed drawn", None),
    ("bring", "nobody", "counted", R.COUNTED),
    ("bring", "nobody", "cancelled", R.CANCELLED),
    ("invite_again", "officer", "draft", None),
    ("invite_again", "officer", "seed drawn", None),
    ("invite_again", "nobody", "draft", Common.LOGIN),
    ("invite_again", "confirmed", "draft", Common.ROLE),
    ("invite_again", "officer of the neighbour", "draft", Common.ROLE),
    ("invite_again", "officer", "counted", R.COUNTED),
    ("invite_again", "officer", "cancelled", R.CANCELLED),
    ("trial", "nobody", "draft", Common.LOGIN),
    ("trial", "confirmed", "draft", Common.ROLE),
    ("trial", "auditor", "draft", Common.ROLE),
    ("trial", "officer of the neighbour", "draft", Common.ROLE),
    ("trial", "officer", "draft", None),
    ("trial", "officer", "upcoming", None),
    ("trial", "administrator", "upcoming", None),
    ("trial", "officer", "open", R.BEGUN),
    ("trial", "officer", "closed", R.BEGUN),
    ("trial", "officer", "counted", R.BEGUN),
    ("work", "officer", "draft", Common.HIDDEN),
    ("work", "officer", "upcoming", None),
    ("work", "officer", "open", None),
    ("work", "officer", "counted", None),
    ("work", "nobody", "open", Common.LOGIN),
    ("work", "confirmed", "open", Common.ROLE),
    ("work", "auditor", "open", Common.ROLE),
    ("work", "officer of the neighbour", "open", Common.ROLE),
    ("change_end", "officer", "draft", Common.HIDDEN),
    ("change_end", "officer", "upcoming", R.NOT_RUNNING),
    ("change_end", "officer", "open", None),
    ("change_end", "administrator", "open", None),
    ("change_end", "nobody", "open", Common.LOGIN),
    ("change_end", "confirmed", "open", Common.ROLE),
    ("change_end", "auditor", "open", Common.ROLE),
    ("change_end", "officer of the neighbour", "open", Common.ROLE),
    ("change_end", "officer", "closed", R.NOT_RUNNING),
    ("change_end", "officer", "counted", R.NOT_RUNNING),
    ("change_end", "officer", "cancelled", R.NOT_RUNNING),
    ("settle", "officer", "draft", Common.HIDDEN),
    ("settle", "officer", "counted", R.NO_TIE),
    ("settle", "officer", "counted with a tie", None),
    ("settle", "officer", "counted midway to a tie", R.BY_LOT),
    ("settle", "administrator", "counted with a tie", None),
    ("settle", "nobody", "counted with a tie", Common.LOGIN),
    ("settle", "auditor", "counted with a tie", Common.ROLE),
    ("settle", "officer of the neighbour", "counted with a tie", Common.ROLE),
]


Late = complaining.Reason
#: rule, who, state, reason
COMPLAINTS_TABLE: list[tuple[str, str, str, complaining.Reason | Common | None]] = [
    ("complain", "confirmed", "draft", Common.HIDDEN),
    ("complain", "confirmed", "open", Late.NO_RESULT),
    ("complain", "confirmed", "closed", Late.NO_RESULT),
    ("complain", "confirmed", "cancelled", Late.CANCELLED),
    ("complain", "nobody", "counted today", Common.LOGIN),
    ("complain", "unconfirmed", "counted today", Common.EMAIL),
    ("complain", "confirmed", "counted today", None),
    ("complain", "officer", "counted today", None),
    ("complain", "confirmed", "counted a week ago", None),
    ("complain", "confirmed", "counted eight days ago", Late.OVER),
    ("complain", "nobody", "counted eight days ago", Late.OVER),
    ("read_all", "officer", "draft", Common.HIDDEN),
    ("read_all", "officer", "open", Late.NO_RESULT),
    ("read_all", "officer", "counted today", None),
    ("read_all", "auditor", "counted today", None),
    ("read_all", "administrator", "counted eight days ago", None),
    ("read_all", "nobody", "counted today", Common.LOGIN),
    ("read_all", "confirmed", "counted today", Common.ROLE),
    ("read_all", "officer of the neighbour", "counted today", Common.ROLE),
    ("answer", "officer", "counted today", None),
    ("answer", "officer", "counted eight days ago", None),
    ("answer", "auditor", "counted today", Common.ROLE),
    ("answer", "nobody", "counted today", Common.LOGIN),
    ("answer", "confirmed", "counted today", Common.ROLE),
    ("answer", "officer of the neighbour", "counted today", Common.ROLE),
    ("answer", "officer", "answered", Late.ANSWERED),
]


@pytest.mark.parametrize(("name", "who", "state", "reason"), COMPLAINTS_TABLE)
def test_complaints(app: Flask, name: str, who: str, state: str, reason: Any) -> None:
    thing: Any = election(state)
    if name == "answer":
        answered = NOW if state == "answered" else None
        thing = Complaint(election=thing, answered_at=answered)
    denied = getattr(complaining, name)(WHO[who], thing)
    assert (denied and denied.reason) == reason


P = polling.Reason
#: rule, who, state, reason
DESKS_TABLE: list[tuple[str, str, str, polling.Reason | Common | R | C | None]] = [
    ("void_code", "officer", "draft", Common.HIDDEN),
    ("void_code", "officer", "upcoming", None),
    ("void_code", "administrator", "open", None),
    ("void_code", "nobody", "open", Common.LOGIN),
    ("void_code", "confirmed", "open", Common.ROLE),
    ("void_code", "auditor", "open", Common.ROLE),
    ("void_code", "desk officer", "open", Common.ROLE),
    ("void_code", "officer of the neighbour", "open", Common.ROLE),
    ("void_code", "officer", "closed", P.CODES_OVER),
    ("void_code", "officer", "counted", P.CODES_OVER),
    ("void_code", "officer", "cancelled", P.CODES_OVER),
    ("serve", "desk officer", "draft", Common.HIDDEN),
    ("serve", "desk officer", "upcoming", C.NOT_YET),
    ("serve", "desk officer", "open", None),
    ("serve", "officer", "open", None),
    ("serve", "nobody", "open", Common.LOGIN),
    ("serve", "confirmed", "open", Common.ROLE),
    ("serve", "auditor", "open", Common.ROLE),
    ("serve", "officer of the neighbour", "open", Common.ROLE),
    ("serve", "desk officer", "closed", R.COUNTING),
    ("serve", "desk officer", "counted", R.COUNTED),
]


@pytest.mark.parametrize(("name", "who", "state", "reason"), DESKS_TABLE)
def test_desks(app: Flask, name: str, who: str, state: str, reason: Any) -> None:
    """Of a vote with codes and desks; marks are made and taken back by `serve`."""
    thing: Any = election(state)
    thing.roll, thing.paper, thing.municipality_id = RollKind.CODES, Paper.PAPER_WINS, TOWN
    if name == "serve":
        thing = PollingDesk(election=thing)
    denied = getattr(polling, name)(WHO[who], thing)
    assert (denied and denied.reason) == reason


@pytest.mark.parametrize(("name", "who", "state", "reason"), TABLE)
def test_rule(app: Flask, name: str, who: str, state: str, reason: Any) -> None:
    thing: Any = election(state)
    if name == "draw_up":
        thing = thing.activity
    if name in ("visit_custodian", "receive_key", "try_envelope", "bring", "invite_again"):
        thing = Custodian(election=thing, number=1)
    denied = getattr(rules, name)(WHO[who], thing)
    assert (denied and denied.reason) == reason


@pytest.mark.parametrize(
    ("name", "given", "state", "reason"),
    [
        ("receive_key", {"public_key": "ab"}, "draft", R.KEY_GIVEN),
        ("try_envelope", {"halves": {"sealed": {}}}, "draft", None),
        ("try_envelope", {"halves": {"sealed": {}}}, "open", None),
        ("bring", {"brought": {"12": "ab"}}, "seed drawn", R.BROUGHT),
    ],
)
def test_a_custodian_gives_once(
    app: Flask, name: str, given: dict[str, Any], state: str, reason: R
) -> None:
    denied = getattr(rules, name)(WHO["nobody"], Custodian(election=election(state), **given))
    assert (denied and denied.reason) == reason


#: eligibility, minimum age, who, reason
ELIGIBLE: list[tuple[Eligibility, int | None, str, Any]] = [
    (Eligibility.EVERYONE, None, "nobody", Common.LOGIN),
    (Eligibility.EVERYONE, None, "unconfirmed", Common.EMAIL),
    (Eligibility.EVERYONE, None, "confirmed", None),
    (Eligibility.EMAIL, None, "unconfirmed", Common.EMAIL),
    (Eligibility.EMAIL, None, "confirmed", None),
    (Eligibility.RESIDENT, None, "nobody", Common.LOGIN),
    (Eligibility.RESIDENT, None, "confirmed", C.RESIDENT),
    (Eligibility.RESIDENT, None, "resident", None),
    (Eligibility.RESIDENT, None, "resident elsewhere", C.ELSEWHERE),
    (Eligibility.RESIDENT, 16, "resident too young", C.TOO_YOUNG),
    (Eligibility.RESIDENT, 16, "resident, age unknown", C.AGE_UNKNOWN),
    (Eligibility.RESIDENT, 16, "resident", None),
]


@pytest.mark.parametrize(("eligibility", "min_age", "who", "reason"), ELIGIBLE)
def test_a_vote_hangs_on_a_proof(
    app: Flask, eligibility: Eligibility, min_age: int | None, who: str, reason: Any
) -> None:
    """Before the opening one is told as well whether one may."""
    facts = {"eligibility": eligibility, "min_age": min_age, "neighbourhood_ids": [KAVAKLI]}
    denied = rules.eligible(WHO[who], election("upcoming", **facts).activity)
    assert (denied and denied.reason) == reason


def test_only_a_vote_is_drawn_up(app: Flask) -> None:
    other = election("draft", kind=ActivityKind.PROPOSALS).activity
    denied = rules.draw_up(WHO["officer"], other)
    assert denied is not None
    assert denied.reason is Common.HIDDEN


def test_the_council_draws_up_its_own_votes(app: Flask) -> None:
    own = election("draft", asked_by=AskedBy.CITY_COUNCIL).activity
    assert rules.draw_up(WHO["council officer"], own) is None
    denied = rules.draw_up(WHO["officer"], own)
    assert denied is not None
    assert denied.reason is Common.ROLE


def test_nothing_is_published_without_a_window(app: Flask) -> None:
    for gap in ("opens_at", "closes_at"):
        denied = rules.freeze(WHO["officer"], election("draft", **{gap: None}))
        assert denied is not None
        assert denied.reason is R.NO_WINDOW


@pytest.mark.parametrize(
    ("who", "stage", "voted", "reason"),
    [
        ("nobody", rules.Stage.OPEN, False, Common.LOGIN),
        ("confirmed", rules.Stage.OPEN, False, R.NOT_VOTED),
        ("confirmed", rules.Stage.OPEN, True, None),
        ("confirmed", rules.Stage.COUNTED, True, None),
        ("confirmed", rules.Stage.DRAFT, False, Common.HIDDEN),
    ],
)
def test_the_receipt(app: Flask, who: str, stage: rules.Stage, voted: bool, reason: Any) -> None:
    denied = rules.receipt(WHO[who], SimpleNamespace(stage=stage, voted=voted))
    assert (denied and denied.reason) == reason


@pytest.mark.parametrize(
    ("minutes", "stage"),
    [
        (-1, rules.Stage.UPCOMING),
        (0, rules.Stage.OPEN),
        (59, rules.Stage.OPEN),
        (60, rules.Stage.COUNTING),
    ],
)
def test_the_window_begins_with_its_first_and_ends_before_its_last_moment(
    app: Flask, minutes: int, stage: rules.Stage
) -> None:
    place = election("open", opens_at=NOW, closes_at=NOW + timedelta(hours=1))
    assert rules.stage(place, NOW + timedelta(minutes=minutes)) is stage


def outcome(**result: Any) -> str:
    row = election("counted")
    stored = {"status": "decided", "winners": [], "ties": []}
    row.result = {**stored, **result}
    return outcomes.outcome(row)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ({"winners": ["1"]}, "Seçilen: Rampa"),
        ({"winners": ["1", "2"]}, "Seçilenler: Rampa, Bostan"),
        ({}, "Hiçbir seçenek oy almadı."),
        ({"status": "tied", "ties": [tie(1, 2)]}, "Eşitlik var: kararı belediye meclisi verecek."),
        (
            {"status": "tied", "winners": ["1"], "ties": [tie(2, 3)]},
            "1 seçenek seçildi; kalan yer için eşitlik var.",
        ),
        (
            {"status": "no_quorum", "winners": ["1"], "ties": [tie(2, 3)]},
            "Yeterli katılım olmadı; hiçbir seçenek seçilmedi.",
        ),
        (
            {"winners": ["1"], "ties": [{**tie(1, 2), "chosen": ["1"], "how": "lot"}]},
            "Seçilen: Rampa",
        ),
        (
            {"status": "tied", "winners": [], "ties": [tie(1, 2)], "settled": ["2"]},
            "Seçilen: Bostan",
        ),
        (
            {"status": "tied", "winners": [], "ties": [tie(1, 4), tie(2, 3)], "settled": ["1"]},
            "1 seçenek seçildi; kalan yer için eşitlik var.",
        ),
        (
            {"status": "tied", "ties": [tie(1, 4), tie(2, 3)], "settled": ["1", "2"]},
            "Seçilenler: Rampa, Bostan",
        ),
    ],
)
def test_the_outcome_in_a_sentence(app: Flask, result: dict[str, Any], sentence: str) -> None:
    assert outcome(**result) == sentence


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ({"winners": ["1"]}, "Chosen: Rampa"),
        (
            {"status": "tied", "winners": ["1"], "ties": [tie(2, 3)]},
            "One option was chosen; there is a tie for what is left.",
        ),
        (
            {"status": "tied", "winners": ["1", "2"], "ties": [tie(3, 4)]},
            "2 options were chosen; there is a tie for what is left.",
        ),
        ({"status": "no_quorum"}, "Turnout was too low; no option was chosen."),
    ],
)
def test_the_outcome_in_english(app: Flask, result: dict[str, Any], sentence: str) -> None:
    with in_language("en"):
        assert outcome(**result) == sentence


def test_days_left_end_with_the_last_day(app: Flask) -> None:
    last = clock.end_of(clock.today())
    assert rules.days_left(election(closes_at=last).activity) == 0
    assert rules.days_left(election(closes_at=last + DAY).activity) == 1
