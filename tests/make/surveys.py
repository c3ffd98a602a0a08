"""Surveys for tests: one question of every kind, in the states that decide."""

from datetime import timedelta
from typing import Any

from accounts.models import Person
from consultations import queries as consultations
from consultations.models import Activity, ActivityKind
from kernel import clock
from kernel.db import db
from kernel.rules import Visitor
from places.models import Municipality
from surveys import queries, services
from surveys.models import Access, Question, QuestionKind, Survey
from surveys.services import QuestionFields
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import saving, visitor

PAIRS = [["1", "Her gün"], ["2", "Haftada bir"], ["3", "Hiç"]]
LINES = [["1", "Temizlik"], ["2", "Aydınlatma"]]

#: a field set of each kind
KINDS: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"options": PAIRS},
    QuestionKind.SEVERAL: {"options": PAIRS, "most": 2},
    QuestionKind.SCALE: {"low": 1, "high": 5, "low_label": "hiç", "high_label": "çok"},
    QuestionKind.MATRIX: {"options": PAIRS, "lines": LINES},
    QuestionKind.NUMBER: {"low": 0, "high": 100},
    QuestionKind.SHORT: {},
    QuestionKind.LONG: {},
    QuestionKind.RANKING: {"options": PAIRS},
    QuestionKind.PLACE: {},
    QuestionKind.FILE: {},
}


def fields(kind: QuestionKind, **anything: Any) -> QuestionFields:
    return QuestionFields(
        **{"kind": kind, "title": f"Soru: {kind.value}?", **KINDS[kind], **anything}
    )


def make_survey_activity(town: Municipality | None = None, **anything: Any) -> Activity:
    made = make_activity(
        make_consultation(town, activities=()),
        ActivityKind.SURVEY,
        title="Parkı nasıl kullanıyorsunuz?",
        **anything,
    )
    return consultations.get_activity(made.id)


def make_survey(
    activity: Activity | None = None,
    *,
    kinds: tuple[QuestionKind, ...] = (QuestionKind.SINGLE,),
    access: Access = Access.PERSON,
    published: bool = True,
    by: Person | None = None,
    **anything: Any,
) -> Survey:
    """Each kind is one question of the first section."""
    owner = activity or make_survey_activity()
    officer = visitor(by) if by else Visitor()
    with saving():
        survey = services.create(owner, by=officer, access=access, **anything)
        for kind in kinds:
            add(survey, kind)
        if published:
            services.publish(queries.get_survey(survey.id), by=officer)
    return queries.get_survey(survey.id)


def add(survey: Survey, kind: QuestionKind, **anything: Any) -> Question:
    with saving():
        db.session.expire_all()
        whole = queries.get_survey(survey.id)
        return services.add_question(
            whole, whole.sections[-1], by=Visitor(), fields=fields(kind, **anything)
        )


def close(survey: Survey) -> Survey:
    """Its window ended an hour ago."""
    with saving() as session:
        activity = session.get_one(Activity, survey.activity_id)
        activity.opens_at = clock.now() - timedelta(days=5)
        activity.closes_at = clock.now() - timedelta(hours=1)
    db.session.expire_all()
    return queries.get_survey(survey.id)


def samples(town: Municipality) -> dict[str, list[int]]:
    """For every address: a survey that is open, a draft, one by code, one with its figures."""
    drafted = make_survey(make_survey_activity(town), kinds=tuple(QuestionKind), published=False)
    running = make_survey(make_survey_activity(town), kinds=(), published=False)
    add(running, QuestionKind.LONG, required=True)
    with saving():
        services.publish(queries.get_survey(running.id), by=Visitor())
    by_code = make_survey(make_survey_activity(town), access=Access.CODE)
    over = make_survey(make_survey_activity(town))
    released = make_survey(make_survey_activity(town))
    ids = [survey.id for survey in (running, drafted, by_code, over, released)]
    close(over)
    whole = close(released)
    with saving():
        services.release(queries.get_survey(whole.id), by=Visitor())
    parts = [queries.get_survey(number) for number in ids[:2]]
    return {
        "survey_id": ids,
        "section_id": [survey.sections[0].id for survey in parts],
        "question_id": [question.id for s in parts for question in queries.questions_of(s)],
        "activity_id": [make_survey_activity(town).id, drafted.activity_id],
    }
