"""State × person → answer. docs/roles-and-rules.md is made from these tables."""

from datetime import timedelta
from typing import Any

import pytest

from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from consultations.rules import Reason as Frame
from kernel import clock
from kernel.rules import NOBODY, Common, Role, Visitor
from surveys import rules
from surveys.models import Access, Question, QuestionKind, Section, Survey, SurveyState
from surveys.rules import Reason

HERE, NEIGHBOUR = 1, 2


def staff(role: Role, place: int = HERE) -> Visitor:
    return Visitor(id=7, email_confirmed=True, roles=frozenset({(place, role.value)}))


PEOPLE: dict[str, Visitor] = {
    "nobody": NOBODY,
    "unconfirmed": Visitor(id=5),
    "confirmed": Visitor(id=6, email_confirmed=True),
    "officer": staff(Role.OFFICER),
    "auditor": staff(Role.AUDITOR),
    "moderator": staff(Role.MODERATOR),
    "neighbour's officer": staff(Role.OFFICER, NEIGHBOUR),
}
DAY = timedelta(days=1)
#: state of the survey, access, days since the opening (None: no date), days until the end
STATES: dict[str, dict[str, Any]] = {
    "draft": {"state": SurveyState.DRAFT},
    "open": {},
    "open, by code": {"access": Access.CODE},
    "upcoming": {"opened": -1},
    "over": {"left": -1},
    "over, by code": {"left": -1, "access": Access.CODE},
    "released": {"left": -1, "state": SurveyState.RELEASED},
    "released, reopened": {"state": SurveyState.RELEASED},
    "released, not public": {"left": -1, "state": SurveyState.RELEASED, "results_public": False},
    "of a draft consultation": {"frame": ConsultationState.DRAFT},
    "draft, stopped": {"state": SurveyState.DRAFT, "frame": ConsultationState.ENDED},
    "stopped": {"frame": ConsultationState.ENDED},
}


def survey(name: str) -> Survey:
    given = STATES[name]
    now = clock.now()
    activity = Activity(
        id=1,
        municipality_id=HERE,
        kind=given.get("kind", ActivityKind.SURVEY),
        opens_at=now - DAY * given.get("opened", 3),
        closes_at=now + DAY * given.get("left", 3),
        eligibility=Eligibility.EMAIL,
    )
    activity.consultation = Consultation(
        municipality_id=HERE,
        asked_by=AskedBy.MUNICIPALITY,
        state=given.get("frame", ConsultationState.PUBLISHED),
    )
    made = Survey(
        id=1,
        municipality_id=HERE,
        state=given.get("state", SurveyState.PUBLISHED),
        access=given.get("access", Access.PERSON),
        results_public=given.get("results_public", True),
    )
    made.activity = activity
    return made


TABLE: list[tuple[str, str, str, Any]] = [
    ("see", "nobody", "draft", Common.HIDDEN),
    ("see", "auditor", "draft", None),
    ("see", "officer", "draft", None),
    ("see", "neighbour's officer", "draft", Common.HIDDEN),
    ("see", "nobody", "open", None),
    ("see", "nobody", "of a draft consultation", Common.HIDDEN),
    ("work", "nobody", "open", Common.LOGIN),
    ("work", "confirmed", "open", Common.ROLE),
    ("work", "auditor", "open", None),
    ("work", "officer", "open", None),
    ("edit", "officer", "draft", None),
    ("edit", "auditor", "draft", Common.ROLE),
    ("edit", "nobody", "draft", Common.LOGIN),
    ("edit", "officer", "open", Reason.FROZEN),
    ("edit", "officer", "draft, stopped", Reason.STOPPED),
    ("publish", "officer", "open", Reason.FROZEN),
    ("publish", "neighbour's officer", "draft", Common.ROLE),
    ("answer", "confirmed", "draft", Common.HIDDEN),
    ("answer", "confirmed", "open", None),
    ("answer", "unconfirmed", "open", Common.EMAIL),
    ("answer", "nobody", "open", Common.LOGIN),
    ("answer", "confirmed", "open, by code", Reason.BY_CODE),
    ("answer", "confirmed", "upcoming", Frame.NOT_YET),
    ("answer", "confirmed", "over", Frame.OVER),
    ("answer", "confirmed", "released, reopened", Reason.RELEASED),
    ("answer", "confirmed", "stopped", Frame.STOPPED),
    ("answer", "confirmed", "of a draft consultation", Common.HIDDEN),
    ("enter", "nobody", "open, by code", None),
    ("enter", "nobody", "open", Reason.BY_ACCOUNT),
    ("enter", "nobody", "over, by code", Frame.OVER),
    ("enter", "nobody", "draft", Common.HIDDEN),
    ("make_codes", "officer", "open, by code", None),
    ("make_codes", "officer", "open", Reason.BY_ACCOUNT),
    ("make_codes", "moderator", "open, by code", Common.ROLE),
    ("send_links", "officer", "open, by code", None),
    ("send_links", "officer", "open", Reason.BY_ACCOUNT),
    ("send_links", "moderator", "open, by code", Common.ROLE),
    ("send_links", "nobody", "open, by code", Common.LOGIN),
    ("send_links", "officer", "over, by code", Frame.OVER),
    ("enter_paper", "officer", "draft", Reason.NOT_PUBLISHED),
    ("enter_paper", "officer", "open", None),
    ("enter_paper", "officer", "over", None),
    ("enter_paper", "officer", "released", Reason.RELEASED),
    ("enter_paper", "officer", "stopped", Reason.STOPPED),
    ("enter_paper", "auditor", "open", Common.ROLE),
    ("release", "officer", "draft", Reason.NOT_PUBLISHED),
    ("release", "officer", "open", Reason.STILL_OPEN),
    ("release", "officer", "over", None),
    ("release", "officer", "stopped", None),
    ("release", "officer", "released", Reason.RELEASED),
    ("release", "auditor", "over", Common.ROLE),
    ("export", "officer", "over", Reason.NOT_RELEASED),
    ("export", "officer", "released", None),
    ("export", "auditor", "released", Common.ROLE),
    ("export", "nobody", "released", Common.LOGIN),
    ("see_results", "officer", "draft", Common.HIDDEN),
    ("see_results", "officer", "open", Reason.NOT_OVER),
    ("see_results", "officer", "over", Reason.NOT_RELEASED),
    ("see_results", "nobody", "released", None),
    ("see_results", "nobody", "released, not public", Reason.NOT_PUBLIC),
    ("see_results", "auditor", "released, not public", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "wanted"), TABLE)
def test_rules(rule: str, who: str, state: str, wanted: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], survey(state))
    assert (denied.reason if denied else None) == wanted


QUESTION_TABLE: list[tuple[str, str, str, Any]] = [
    ("edit_question", "officer", "draft", None),
    ("edit_question", "officer", "open", Reason.FROZEN),
    ("edit_section", "officer", "draft", None),
    ("edit_section", "officer", "open", Reason.FROZEN),
    ("edit_section", "confirmed", "draft", Common.ROLE),
    ("tag", "officer", "draft", Reason.NOT_PUBLISHED),
    ("tag", "officer", "open", None),
    ("tag", "officer", "over", None),
    ("tag", "officer", "released", Reason.RELEASED),
    ("tag", "auditor", "open", Common.ROLE),
    ("tag", "confirmed", "open", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "wanted"), QUESTION_TABLE)
def test_rules_of_parts(rule: str, who: str, state: str, wanted: Any) -> None:
    section = Section(id=1, survey=survey(state))
    question = Question(id=1, kind=QuestionKind.LONG, section=section)
    thing: Any = section if rule == "edit_section" else question
    denied = getattr(rules, rule)(PEOPLE[who], thing)
    assert (denied.reason if denied else None) == wanted


def test_only_text_is_tagged_and_only_a_survey_step_gets_a_survey() -> None:
    section = Section(id=1, survey=survey("open"))
    denied = rules.tag(PEOPLE["officer"], Question(kind=QuestionKind.SCALE, section=section))
    assert denied is not None
    assert denied.reason is Reason.NO_TEXT
    activity = survey("draft").activity
    assert rules.draw_up(PEOPLE["officer"], activity) is None
    activity.kind = ActivityKind.VOTE
    denied = rules.draw_up(PEOPLE["officer"], activity)
    assert denied is not None
    assert denied.reason is Reason.NOT_SURVEY
