"""Drawing a survey up: sections, questions, their order and conditions; publishing it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from consultations import services as consultations
from consultations.models import Activity, Consultation
from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from surveys import queries
from surveys.answering import DECIDING
from surveys.models import Access, Question, QuestionKind, Section, Survey, SurveyState

MOST_SECTIONS, MOST_QUESTIONS = 12, 60


class Twice(DomainError):
    constraint = "uq_survey_activity_id"
    message = N_("Bu adımın anketi zaten var.")


class TooMany(DomainError):
    message = N_("Bir ankette en çok %(most)s soru ve %(sections)s bölüm olabilir.")

    def __init__(self) -> None:
        super().__init__(most=MOST_QUESTIONS, sections=MOST_SECTIONS)


class EarlierOnly(DomainError):
    message = N_(
        "Koşul yalnızca daha önce sorulan bir sorunun seçeneğine bağlanabilir. Soruların sırasına "
        "bakın."
    )


class StillAsked(DomainError):
    message = N_("Başka bir soru buna bağlı. Önce o sorunun koşulunu kaldırın.")


class SectionNeeded(DomainError):
    message = N_("Ankette en az bir soru olmalı; boş bölüm kalmamalı.")


@dataclass(frozen=True)
class QuestionFields:
    kind: QuestionKind
    title: str
    hint: str = ""
    required: bool = False
    options: list[list[str]] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    low: int | None = None
    high: int | None = None
    low_label: str = ""
    high_label: str = ""
    most: int | None = None
    after_id: int | None = None
    after_key: str = ""


def create(
    activity: Activity,
    *,
    by: Visitor,
    access: Access,
    intro: str = "",
    intro_html: str = "",
    results_public: bool = True,
) -> Survey:
    survey = Survey(
        municipality_id=activity.municipality_id,
        activity_id=activity.id,
        state=SurveyState.DRAFT,
        access=access,
        intro=intro,
        intro_html=intro_html,
        results_public=results_public,
    )
    with refusing(Twice):
        db.session.add(survey)
    db.session.add(Section(survey_id=survey.id, title=activity.title[:160], position=0))
    db.session.flush()
    audit.record("surveys.create", survey, by=by.id)
    return survey


def edit(
    survey: Survey,
    *,
    by: Visitor,
    access: Access,
    intro: str,
    intro_html: str,
    results_public: bool,
) -> None:
    survey.access, survey.results_public = access, results_public
    survey.intro, survey.intro_html = intro, intro_html
    db.session.flush()
    audit.record("surveys.edit", survey, by=by.id)


def publish(survey: Survey, *, by: Visitor) -> None:
    """From now on nothing of it changes; the activity's card leads to it."""
    if not queries.questions_of(survey) or not all(s.questions for s in survey.sections):
        raise SectionNeeded()
    survey.state, survey.published_at = SurveyState.PUBLISHED, clock.now()
    endpoint = "surveys.enter" if survey.access is Access.CODE else "surveys.show"
    consultations.attach(survey.activity, endpoint=endpoint, object_id=survey.id)
    audit.record("surveys.publish", survey, by=by.id)


# --- sections -----------------------------------------------------------------------------------


def add_section(survey: Survey, *, by: Visitor, title: str, text: str) -> Section:
    if len(survey.sections) >= MOST_SECTIONS:
        raise TooMany()
    last = max((section.position for section in survey.sections), default=-1)
    section = Section(survey_id=survey.id, title=title, text=text, position=last + 1)
    db.session.add(section)
    db.session.flush()
    audit.record("surveys.add_section", survey, by=by.id, after={"section": section.id})
    return section


def edit_section(survey: Survey, section: Section, *, by: Visitor, title: str, text: str) -> None:
    section.title, section.text = title, text
    db.session.flush()
    audit.record("surveys.edit_section", survey, by=by.id, after={"section": section.id})


def remove_section(survey: Survey, section: Section, *, by: Visitor) -> None:
    """With its questions; those of other sections must not hang on them."""
    own = {question.id for question in section.questions}
    others = [q for q in queries.questions_of(survey) if q.id not in own]
    if any(question.after_id in own for question in others):
        raise StillAsked()
    for question in reversed(section.questions):
        db.session.execute(delete(Question).where(Question.id == question.id))
    db.session.execute(delete(Section).where(Section.id == section.id))
    audit.record("surveys.remove_section", survey, by=by.id, before={"title": section.title})
    db.session.expire_all()


def move_section(survey: Survey, section: Section, *, by: Visitor, up: bool) -> None:
    _swap(survey.sections, section, up)
    _check_order(queries.get_survey(survey.id))
    audit.record("surveys.move_section", survey, by=by.id, after={"section": section.id})


def _swap(rows: Sequence[Any], row: Any, up: bool) -> None:
    """Positions are numbered anew, so that they are never equal."""
    order = list(rows)
    index = next(number for number, one in enumerate(order) if one.id == row.id)
    other = index - 1 if up else index + 1
    if 0 <= other < len(order):
        order[index], order[other] = order[other], order[index]
    for position, one in enumerate(order):
        one.position = position
    db.session.flush()
    db.session.expire_all()


# --- questions ----------------------------------------------------------------------------------


def add_question(
    survey: Survey, section: Section, *, by: Visitor, fields: QuestionFields
) -> Question:
    questions = queries.questions_of(survey)
    if len(questions) >= MOST_QUESTIONS:
        raise TooMany()
    last = max((q.position for q in questions if q.section_id == section.id), default=-1)
    question = Question(section_id=section.id, position=last + 1, **asdict(fields))
    db.session.add(question)
    db.session.flush()
    db.session.expire_all()
    _check_order(queries.get_survey(survey.id))
    audit.record("surveys.add_question", survey, by=by.id, after={"question": question.id})
    return question


def edit_question(
    survey: Survey, question: Question, *, by: Visitor, fields: QuestionFields
) -> None:
    for name, value in asdict(fields).items():
        setattr(question, name, value)
    db.session.flush()
    db.session.expire_all()
    _check_order(queries.get_survey(survey.id))
    audit.record("surveys.edit_question", survey, by=by.id, after={"question": question.id})


def move_question(survey: Survey, question: Question, *, by: Visitor, up: bool) -> None:
    """Within its section, and from its edge into the neighbouring one."""
    sections = list(survey.sections)
    index = next(n for n, section in enumerate(sections) if section.id == question.section_id)
    rows = list(sections[index].questions)
    at_edge = rows[0 if up else -1].id == question.id
    beside = index - 1 if up else index + 1
    if not at_edge:
        _swap(rows, question, up)
    elif 0 <= beside < len(sections):
        places = [one.position for one in sections[beside].questions] or [0]
        question.section_id = sections[beside].id
        question.position = max(places) + 1 if up else min(places) - 1
        db.session.flush()
        db.session.expire_all()
    _check_order(queries.get_survey(survey.id))
    audit.record("surveys.move_question", survey, by=by.id, after={"question": question.id})


def remove_question(survey: Survey, question: Question, *, by: Visitor) -> None:
    if any(one.after_id == question.id for one in queries.questions_of(survey)):
        raise StillAsked()
    audit.record("surveys.remove_question", survey, by=by.id, before={"title": question.title})
    db.session.execute(delete(Question).where(Question.id == question.id))
    db.session.expire_all()


def _check_order(survey: Survey) -> None:
    """A condition names an option of a question that comes before."""
    options: dict[int, set[str]] = {}
    for question in queries.questions_of(survey):
        if question.after_id is not None and question.after_key not in options.get(
            question.after_id, ()
        ):
            raise EarlierOnly()
        if question.kind in DECIDING:
            options[question.id] = {key for key, _label in question.options}


# --- with a draft consultation ------------------------------------------------------------------


def discard(consultation: Consultation, *, by: Visitor) -> None:
    """The surveys of a draft consultation, published beforehand or not: nobody could answer."""
    _discard(Activity.consultation_id == consultation.id, by=by)


def discard_of(activity: Activity, *, by: Visitor) -> None:
    _discard(Activity.id == activity.id, by=by)


def _discard(which: ColumnElement[bool], *, by: Visitor) -> None:
    surveys = db.session.scalars(
        select(Survey).join(Activity, Activity.id == Survey.activity_id).where(which)
    ).all()
    for survey in surveys:
        audit.record("surveys.discard", survey, by=by.id)
        whole = queries.get_survey(survey.id)
        for question in reversed(queries.questions_of(whole)):
            db.session.execute(delete(Question).where(Question.id == question.id))
        db.session.execute(delete(Section).where(Section.survey_id == survey.id))
        db.session.execute(delete(Survey).where(Survey.id == survey.id))
    db.session.expire_all()
