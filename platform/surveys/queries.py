"""Reads of surveys; every loader option lives here."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Digest, EmailProof, Person
from consultations.models import Activity, Consultation, ConsultationState
from kernel import keyset
from kernel.db import db
from kernel.keyset import Key
from kernel.rules import NOBODY, Visitor
from kernel.text import sort_key
from places.models import Residence
from surveys import answering, figures
from surveys.answering import Values
from surveys.models import (
    Answer,
    Channel,
    Code,
    Invited,
    Question,
    QuestionKind,
    Response,
    Section,
    Survey,
    SurveyDraft,
    SurveyState,
    Tag,
    Tagged,
)


def _whole() -> Select[Survey]:
    head = joinedload(Survey.activity).joinedload(Activity.consultation)
    return select(Survey).options(
        head,
        head.joinedload(Consultation.unit),
        selectinload(Survey.sections).selectinload(Section.questions),
    )


def get_survey(survey_id: int, for_: Visitor = NOBODY) -> Survey:
    """With its activity, sections and questions."""
    return db.session.scalars(_whole().where(Survey.id == survey_id)).one()


def find_survey(activity_id: int) -> Survey | None:
    return db.session.scalars(_whole().where(Survey.activity_id == activity_id)).first()


class SurveyRow(NamedTuple):
    """A survey in the public list."""

    id: int
    title: str
    text: str
    state: SurveyState
    results_public: bool
    opens_at: datetime | None
    closes_at: datetime | None
    consultation_id: int
    question: str
    consultation_state: ConsultationState
    released_at: datetime | None


#: the latest first; ids grow
LATEST = (Key(Survey.id, True, keyset.whole),)


def listed(municipality_id: int) -> Select[*tuple[Any, ...]]:
    """What everybody may see, for a page by page list; `SurveyRow` of each."""
    return (
        select(
            Survey.id,
            Activity.title,
            Activity.text,
            Survey.state,
            Survey.results_public,
            Activity.opens_at,
            Activity.closes_at,
            Consultation.id.label("consultation_id"),
            Consultation.title.label("question"),
            Consultation.state.label("consultation_state"),
            Survey.released_at,
        )
        .join(Activity, Activity.id == Survey.activity_id)
        .join(Consultation, Consultation.id == Activity.consultation_id)
        .where(
            Survey.municipality_id == municipality_id,
            Survey.state != SurveyState.DRAFT,
            Consultation.state != ConsultationState.DRAFT,
        )
    )


@dataclass(frozen=True)
class SectionPart:
    """A section and its survey, whole; `municipality_id` for the door."""

    row: Section
    survey: Survey

    @property
    def municipality_id(self) -> int:
        return self.survey.municipality_id


@dataclass(frozen=True)
class QuestionPart:
    row: Question
    section: SectionPart

    @property
    def municipality_id(self) -> int:
        return self.section.municipality_id

    @property
    def kind(self) -> QuestionKind:
        return self.row.kind

    @property
    def survey(self) -> Survey:
        return self.section.survey


def get_section(section_id: int, for_: Visitor = NOBODY) -> SectionPart:
    row = db.session.scalars(select(Section).where(Section.id == section_id)).one()
    return SectionPart(row, get_survey(row.survey_id))


def get_question(question_id: int, for_: Visitor = NOBODY) -> QuestionPart:
    row = db.session.scalars(select(Question).where(Question.id == question_id)).one()
    return QuestionPart(row, get_section(row.section_id))


def questions_of(survey: Survey) -> list[Question]:
    """In the order in which they are asked."""
    return [question for section in survey.sections for question in section.questions]


# --- filling in ---------------------------------------------------------------------------------


def find_draft(survey_id: int, person_id: int | None) -> SurveyDraft | None:
    return db.session.scalars(
        select(SurveyDraft).where(
            SurveyDraft.survey_id == survey_id, SurveyDraft.person_id == person_id
        )
    ).first()


def find_response(survey_id: int, person_id: int | None) -> Response | None:
    if person_id is None:
        return None
    return db.session.scalars(
        select(Response).where(Response.survey_id == survey_id, Response.person_id == person_id)
    ).first()


def values_of(survey: Survey, response: Response) -> Values:
    """What was sent, as the form holds it."""
    rows: dict[int, list[Answer]] = defaultdict(list)
    for row in db.session.scalars(
        select(Answer).where(Answer.response_id == response.id).order_by(Answer.id)
    ):
        rows[row.question_id].append(row)
    return {
        str(question.id): answering.value_of(question.kind, rows[question.id])
        for question in questions_of(survey)
        if question.id in rows
    }


#: without letters and figures that look alike, as they are printed
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def code_hash(survey_id: int, typed: str) -> str:
    """Whatever stands between the letters, and however they are written."""
    code = re.sub(r"[^0-9A-Z]", "", typed.upper().replace("İ", "I"))
    return hashlib.sha256(f"survey:{survey_id}:{code}".encode()).hexdigest()


def has_code(survey_id: int, typed: str) -> bool:
    statement = select(Code.id).where(
        Code.survey_id == survey_id, Code.token_hash == code_hash(survey_id, typed)
    )
    return db.session.scalar(statement) is not None


def list_invitable(municipality_id: int, neighbourhood_ids: Sequence[int]) -> list[tuple[str, str]]:
    """(address, language) of who said to live there, confirmed the address and takes mails."""
    rows = db.session.execute(
        select(EmailProof.email, Person.language)
        .join(Person, Person.id == EmailProof.person_id)
        .join(Residence, Residence.person_id == Person.id)
        .where(
            EmailProof.ended_at.is_(None),
            EmailProof.email == Person.email,
            Person.digest != Digest.NONE,
            Residence.municipality_id == municipality_id,
            Residence.neighbourhood_id.in_(neighbourhood_ids),
        )
        .order_by(EmailProof.id)
    )
    return [(email, language) for email, language in rows]


def list_marks(survey_id: int) -> set[str]:
    return set(db.session.scalars(select(Invited.mark).where(Invited.survey_id == survey_id)))


# --- counting -----------------------------------------------------------------------------------


def count_responses(survey_id: int) -> int:
    statement = select(func.count()).where(Response.survey_id == survey_id)
    return db.session.scalar(statement) or 0


def count_codes(survey_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Code.survey_id == survey_id)) or 0


def count_channels(survey_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Response.channel, func.count())
        .where(Response.survey_id == survey_id)
        .group_by(Response.channel)
    )
    found = {channel.value: 0 for channel in Channel}
    return found | {channel.value: count for channel, count in rows}


def count_answered(survey: Survey) -> dict[int, int]:
    """Responses with an answer, by question."""
    rows = db.session.execute(
        select(Answer.question_id, func.count(func.distinct(Answer.response_id)))
        .where(Answer.question_id.in_([question.id for question in questions_of(survey)]))
        .group_by(Answer.question_id)
    )
    return {question_id: count for question_id, count in rows}


def count_answers(survey: Survey) -> list[figures.Counted]:
    """Raw counts; only `figures.of` may pass on what it makes of them."""
    questions = questions_of(survey)
    cells: dict[int, dict[tuple[str, str, int | None], int]] = defaultdict(dict)
    counted = (QuestionKind.SHORT, QuestionKind.LONG, QuestionKind.FILE)
    ids = [question.id for question in questions if question.kind not in counted]
    for question_id, item, option, number, count in db.session.execute(
        select(Answer.question_id, Answer.item, Answer.option, Answer.number, func.count())
        .where(Answer.question_id.in_(ids))
        .group_by(Answer.question_id, Answer.item, Answer.option, Answer.number)
    ):
        cells[question_id][item, option, number] = count
    answered, tags = count_answered(survey), _count_tags(questions)
    return [
        figures.Counted(
            id=question.id,
            kind=question.kind.value,
            answered=answered.get(question.id, 0),
            cells=cells[question.id],
            options=[key for key, _label in question.options],
            lines=[key for key, _label in question.lines],
            low=question.low,
            high=question.high,
            after_id=question.after_id,
            after_key=question.after_key,
            tags=tags[question.id],
        )
        for question in questions
    ]


def _count_tags(questions: Sequence[Question]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for question_id, name, count in db.session.execute(
        select(Tag.question_id, Tag.name, func.count(Tagged.answer_id))
        .join(Tagged, Tagged.tag_id == Tag.id)
        .where(Tag.question_id.in_([question.id for question in questions]))
        .group_by(Tag.question_id, Tag.id, Tag.name)
        .order_by(func.count(Tagged.answer_id).desc(), Tag.name)
    ):
        found[question_id][name] = count
    return found


# --- free text ----------------------------------------------------------------------------------

TEXTS_A_PAGE = 20


@dataclass(frozen=True)
class Text:
    id: int
    text: str
    file_id: Any
    tags: tuple[str, ...]


def list_texts(question_id: int, after: int = 0) -> tuple[list[Text], int | None]:
    """One page, and where the next begins."""
    rows = db.session.execute(
        select(Answer.id, Answer.text, Answer.file_id)
        .where(Answer.question_id == question_id, Answer.id > after)
        .order_by(Answer.id)
        .limit(TEXTS_A_PAGE + 1)
    ).all()
    shown = rows[:TEXTS_A_PAGE]
    tags: dict[int, list[str]] = defaultdict(list)
    for answer_id, name in db.session.execute(
        select(Tagged.answer_id, Tag.name)
        .join(Tag, Tag.id == Tagged.tag_id)
        .where(Tagged.answer_id.in_([row.id for row in shown]))
        .order_by(Tag.name)
    ):
        tags[answer_id].append(name)
    found = [Text(row.id, row.text, row.file_id, tuple(tags[row.id])) for row in shown]
    return found, shown[-1].id if len(rows) > TEXTS_A_PAGE else None


def list_tags(question_id: int) -> list[Tag]:
    rows = db.session.scalars(select(Tag).where(Tag.question_id == question_id))
    return sorted(rows, key=lambda row: sort_key(row.name))


# --- the file of all responses --------------------------------------------------------------------


def list_rows(survey: Survey) -> list[tuple[str, Values]]:
    """(channel, values) of every response, without a number, a day or a name."""
    kinds = {question.id: question.kind for question in questions_of(survey)}
    rows: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.execute(
        select(
            Answer.response_id,
            Answer.question_id,
            Answer.item,
            Answer.option,
            Answer.number,
            Answer.text,
            Answer.file_id,
        )
        .join(Response, Response.id == Answer.response_id)
        .where(Response.survey_id == survey.id)
        .order_by(Answer.id)
    ):
        rows[row.response_id][row.question_id].append(row)
    channels = db.session.execute(
        select(Response.id, Response.channel).where(Response.survey_id == survey.id)
    )
    return [
        (
            channel.value,
            {
                str(number): answering.value_of(kinds[number], found)
                for number, found in rows[response_id].items()
            },
        )
        for response_id, channel in channels
    ]


# --- a person's own -----------------------------------------------------------------------------


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Until the release a response is its person's; afterwards it is nobody's."""
    sent = db.session.scalars(
        select(Response).where(Response.person_id == person_id).order_by(Response.id)
    )
    drafts = db.session.scalars(
        select(SurveyDraft).where(SurveyDraft.person_id == person_id).order_by(SurveyDraft.id)
    )
    return {
        "survey_responses": [
            {
                "survey": row.survey_id,
                "sent_on": row.sent_on.isoformat(),
                "answers": [_exported(*answer) for answer in _own_answers(row.id)],
            }
            for row in sent
        ],
        "survey_drafts": [
            {"survey": row.survey_id, "kept_at": row.kept_at.isoformat(), "filled": str(row.filled)}
            for row in drafts
        ],
    }


def _own_answers(response_id: int) -> Any:
    return db.session.execute(
        select(Question.title, Answer.item, Answer.option, Answer.number, Answer.text)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.response_id == response_id)
        .order_by(Answer.id)
    )


def _exported(title: str, item: str, option: str, number: int | None, text: str) -> dict[str, Any]:
    return {"question": title, "item": item, "option": option, "number": number, "text": text}
