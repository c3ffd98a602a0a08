"""One response each, a code once, nothing changes after publication, figures once and for all."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consultations.models import Activity
from kernel.audit import AuditLine
from kernel.db import DomainError, db, write
from kernel.rules import Role, Visitor
from places.models import Municipality
from surveys import queries, services
from surveys.models import (
    Access,
    Answer,
    Channel,
    Code,
    Question,
    QuestionKind,
    Response,
    Survey,
    SurveyDraft,
    SurveyState,
    Tag,
)
from surveys.services import CodeUsed, EarlierOnly, Incomplete, SectionNeeded, StillAsked
from surveys.services.drawing import Twice
from surveys.services.tagging import TooManyTags
from tests.make.places import make_municipality, make_person, make_staff, visitor
from tests.make.surveys import add, close, fields, make_survey, make_survey_activity


def count(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def first(survey: Survey) -> Question:
    return queries.questions_of(fresh(survey))[0]


def fresh(survey: Survey) -> Survey:
    db.session.expire_all()
    return queries.get_survey(survey.id)


def one(survey: Survey, key: str = "1") -> dict[str, Any]:
    return {str(first(survey).id): key}


# --- drawing up ---------------------------------------------------------------------------------


def test_a_step_has_one_survey(app: Flask) -> None:
    survey = make_survey(published=False)
    with pytest.raises(Twice), write():
        services.create(fresh(survey).activity, by=Visitor(), access=Access.PERSON)


def test_an_empty_section_is_not_published(app: Flask) -> None:
    survey = make_survey(published=False)
    with write():
        services.add_section(fresh(survey), by=Visitor(), title="Boş", text="")
    with pytest.raises(SectionNeeded), write():
        services.publish(fresh(survey), by=Visitor())


def test_the_card_leads_to_the_published_survey(app: Flask) -> None:
    for access, endpoint in ((Access.PERSON, "surveys.show"), (Access.CODE, "surveys.enter")):
        survey = make_survey(access=access)
        activity = db.session.get_one(Activity, survey.activity_id)
        assert (activity.endpoint, activity.object_id) == (endpoint, survey.id)


def test_a_condition_names_an_earlier_option(app: Flask) -> None:
    survey = make_survey(published=False)
    deciding = first(survey)
    after = add(survey, QuestionKind.SHORT, after_id=deciding.id, after_key="2")
    with pytest.raises(EarlierOnly), write():
        services.move_question(fresh(survey), deciding, by=Visitor(), up=False)
    lost = fields(QuestionKind.SINGLE, options=[["1", "Bir"], ["9", "Dokuz"]])
    with pytest.raises(EarlierOnly), write():
        services.edit_question(fresh(survey), first(survey), by=Visitor(), fields=lost)
    with pytest.raises(StillAsked), write():
        services.remove_question(fresh(survey), first(survey), by=Visitor())
    with write():
        services.remove_question(
            fresh(survey), db.session.get_one(Question, after.id), by=Visitor()
        )
        services.remove_question(fresh(survey), first(survey), by=Visitor())
    assert count(Question) == 0


def test_questions_move_within_and_between_sections(app: Flask) -> None:
    kinds = (QuestionKind.SINGLE, QuestionKind.SHORT, QuestionKind.LONG)
    survey = make_survey(kinds=kinds, published=False)
    with write():
        services.add_section(fresh(survey), by=Visitor(), title="İkinci", text="")

    def order() -> list[list[str]]:
        return [[q.kind.value for q in s.questions] for s in fresh(survey).sections]

    def move(kind: QuestionKind, *, up: bool) -> None:
        with write():
            whole = fresh(survey)
            moved = next(q for q in queries.questions_of(whole) if q.kind is kind)
            services.move_question(whole, moved, by=Visitor(), up=up)

    move(QuestionKind.LONG, up=True)
    assert order() == [["single", "long", "short"], []]
    move(QuestionKind.SHORT, up=False)
    assert order() == [["single", "long"], ["short"]]
    move(QuestionKind.LONG, up=False)
    assert order() == [["single"], ["long", "short"]]
    move(QuestionKind.LONG, up=True)
    assert order() == [["single", "long"], ["short"]]
    with write():
        whole = fresh(survey)
        services.move_section(whole, whole.sections[1], by=Visitor(), up=True)
    assert order() == [["short"], ["single", "long"]]
    with write():
        whole = fresh(survey)
        services.remove_section(whole, whole.sections[1], by=Visitor())
    assert order() == [["short"]]


# --- sending ------------------------------------------------------------------------------------


def test_a_response_is_replaced_not_added(app: Flask) -> None:
    survey, person = make_survey(kinds=(QuestionKind.SEVERAL,)), visitor(make_person())
    number = str(first(survey).id)
    with write():
        services.keep_draft(survey, by=person, filled={number: ["1"]})
        services.keep_draft(survey, by=person, filled={number: ["1", "2"]})
    assert count(SurveyDraft) == 1
    with write():
        services.send(fresh(survey), by=person, filled={number: ["1", "2"]})
        services.send(fresh(survey), by=person, filled={number: ["3"]})
    assert (count(Response), count(SurveyDraft)) == (1, 0)
    assert list(db.session.scalars(select(Answer.item))) == ["3"]


def test_a_missing_answer_is_refused_on_the_web_and_allowed_on_paper(app: Flask) -> None:
    survey = make_survey(kinds=(), published=False)
    add(survey, QuestionKind.SINGLE, required=True)
    with write():
        services.publish(fresh(survey), by=Visitor())
    with pytest.raises(Incomplete), write():
        services.send(fresh(survey), by=visitor(make_person()), filled={})
    with write():
        services.enter_paper(fresh(survey), by=Visitor(), filled={})
    with pytest.raises(Incomplete), write():
        services.enter_paper(fresh(survey), by=Visitor(), filled=one(survey, "9"))
    assert [row.channel for row in db.session.scalars(select(Response))] == [Channel.PAPER]


def codes_of(survey: Survey, number: int) -> list[str]:
    with write():
        return services.make_codes(survey, by=Visitor(), number=number)


def test_a_code_is_used_once_and_leaves_nothing(app: Flask) -> None:
    survey = make_survey(access=Access.CODE)
    codes = codes_of(survey, 3)
    typed = f" {codes[0].lower().replace('-', ' ')} "
    assert queries.has_code(survey.id, typed)
    with write():
        services.send_by_code(fresh(survey), code=typed, filled=one(survey))
    with pytest.raises(CodeUsed), write():
        services.send_by_code(fresh(survey), code=codes[0], filled=one(survey))
    with pytest.raises(CodeUsed), write():
        services.send_by_code(fresh(survey), code="K7QM-2XWD-9HTP", filled=one(survey))
    response = db.session.scalars(select(Response)).one()
    assert (response.person_id, count(Code)) == (None, 2)
    stored = " ".join(str(row.__dict__) for row in db.session.scalars(select(AuditLine)))
    assert codes[0] not in stored
    assert count(AuditLine, AuditLine.verb == "surveys.send") == 0
    with write():
        assert services.void_codes(fresh(survey), by=Visitor()) == 2


def test_a_code_of_one_survey_opens_no_other(app: Flask) -> None:
    mine, other = make_survey(access=Access.CODE), make_survey(access=Access.CODE)
    (code,) = codes_of(mine, 1)
    assert not queries.has_code(other.id, code)


# --- two at once --------------------------------------------------------------------------------


def at_once(app: Flask, *work: Callable[[], Any]) -> list[Any]:
    """Runs each in a thread with its own context; what they raised is their result."""
    results: list[Any] = [None] * len(work)
    start = threading.Barrier(len(work))

    def run(place: int, task: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                with write():
                    results[place] = task() is not None
            except DomainError as error:
                results[place] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    db.session.expire_all()
    return results


def test_two_responses_of_one_person_at_once_are_one(app: Flask) -> None:
    survey, person = make_survey(), visitor(make_person())
    number, filled = survey.id, one(survey)
    db.session.rollback()
    results = at_once(
        app,
        *[lambda: services.send(queries.get_survey(number), by=person, filled=filled)] * 4,
    )
    assert set(results) <= {True, services.SentAlready}
    assert True in results
    assert (count(Response), count(Answer)) == (1, 1)


def test_one_code_twice_at_once_is_one_response(app: Flask) -> None:
    survey = make_survey(access=Access.CODE)
    (code,) = codes_of(survey, 1)
    number, filled = survey.id, one(survey)
    db.session.rollback()
    results = at_once(
        app,
        *[lambda: services.send_by_code(queries.get_survey(number), code=code, filled=filled)] * 4,
    )
    assert sorted(map(str, results)) == sorted(map(str, [True, *[CodeUsed] * 3]))
    assert (count(Response), count(Code)) == (1, 0)


# --- tags and the release -----------------------------------------------------------------------


def sent(survey: Survey, keys: list[str]) -> None:
    with write():
        for key in keys:
            person = visitor(make_person())
            services.send(queries.get_survey(survey.id), by=person, filled=one(survey, key))


def test_tags_are_counted_once_however_they_are_written(app: Flask) -> None:
    survey = make_survey(kinds=(QuestionKind.LONG,))
    sent(survey, ["Karanlık", "Işık yok", "Güzel"])
    ids = list(db.session.scalars(select(Answer.id).order_by(Answer.id)))
    question = first(survey)
    with write():
        names = {ids[0]: ["Işık"], ids[1]: ["ışık", "Güvenlik"], 10**6: ["başkası"]}
        services.tag(fresh(survey), question, by=Visitor(), names=names)
    tagged = queries.count_answers(fresh(survey))[0].tags
    assert tagged == {"Işık": 2, "Güvenlik": 1}
    with write():
        services.tag(fresh(survey), question, by=Visitor(), names={ids[1]: []})
    assert queries.count_answers(fresh(survey))[0].tags == {"Işık": 1}
    many = [str(number) for number in range(9)]
    with pytest.raises(TooManyTags), write():
        services.tag(fresh(survey), question, by=Visitor(), names={ids[0]: many})
    assert count(Tag, Tag.name == "Güvenlik") == 0


def test_the_release_counts_once_and_cuts_the_names_off(app: Flask) -> None:
    survey = make_survey(kinds=(QuestionKind.SINGLE,))
    sent(survey, ["1"] * 12 + ["2"] * 11)
    with write():
        services.keep_draft(survey, by=visitor(make_person()), filled=one(survey))
        services.release(close(survey), by=Visitor())
    survey = fresh(survey)
    assert survey.state is SurveyState.RELEASED
    assert survey.figures is not None
    assert survey.figures["responses"] == 23
    assert survey.figures["questions"][str(first(survey).id)]["cells"]["alone"]["1"] == 12
    assert count(Response, Response.person_id.is_not(None)) == count(SurveyDraft) == 0
    assert survey.activity.done_facts == {"people": 23}


def test_a_release_of_nine_says_no_number(app: Flask) -> None:
    survey = make_survey()
    sent(survey, ["1"] * 9)
    with write():
        services.release(close(survey), by=Visitor())
    assert fresh(survey).figures == {"responses": None, "questions": {}}
    assert "9" not in str(fresh(survey).activity.done_facts)


# --- the law ------------------------------------------------------------------------------------


def test_whoever_leaves_leaves_a_nameless_response(app: Flask) -> None:
    survey, person = make_survey(), make_person()
    with write():
        services.send(fresh(survey), by=visitor(person), filled=one(survey))
        services.keep_draft(fresh(survey), by=visitor(person), filled=one(survey, "2"))
    taken = queries.export(person.id)
    assert taken["survey_responses"][0]["answers"][0]["option"] == "1"
    assert len(taken["survey_drafts"]) == 1
    with write():
        services.forget(person.id)
    assert (count(Response), count(SurveyDraft)) == (1, 0)
    assert queries.export(person.id) == {"survey_responses": [], "survey_drafts": []}


def test_a_draft_consultation_takes_its_survey_along(app: Flask) -> None:
    survey = make_survey(kinds=tuple(QuestionKind), published=False)
    add(survey, QuestionKind.SHORT, after_id=first(survey).id, after_key="1")
    with write():
        services.discard_of(fresh(survey).activity, by=Visitor())
    assert count(Survey) == count(Question) == 0


def town_and_officer() -> tuple[Municipality, Any]:
    town = make_municipality()
    return town, make_staff(town, Role.OFFICER)


def test_the_file_of_all_responses_names_nobody(app: Flask) -> None:
    town, _officer = town_and_officer()
    survey = make_survey(make_survey_activity(town), kinds=(QuestionKind.SHORT,))
    person = make_person("Gizli Kişi")
    with write():
        services.send(fresh(survey), by=visitor(person), filled=one(survey, "=1+1"))
    ((channel, values),) = queries.list_rows(fresh(survey))
    assert (channel, values) == ("web", {str(first(survey).id): "=1+1"})
