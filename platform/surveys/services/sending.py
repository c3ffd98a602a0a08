"""Responses: kept while they are filled in, sent once, by account, by code or from paper."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, update

from kernel import audit, clock, files
from kernel.db import DomainError, db, refusing
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.rules import Visitor
from places.queries import list_neighbourhoods
from surveys import answering, queries
from surveys.answering import Values
from surveys.models import Answer, Channel, Code, Invited, Response, Survey, SurveyDraft

CODE_LENGTH = 12


class Incomplete(DomainError):
    message = N_(
        "Yanıtlanmamış ya da düzeltilmesi gereken sorular var: %(count)s. Geri dönüp bakın."
    )


class SentAlready(DomainError):
    """Two browsers of one person at one moment."""

    constraint = "uq_survey_response_survey_id_person_id"
    message = N_("Yanıtlarınız az önce başka bir pencereden gönderildi. Sayfayı yenileyin.")


class CodeUsed(DomainError):
    message = N_(
        "Bu kod kullanılmış ya da yanlış yazılmış. Harfleri kâğıtla ya da e-postayla karşılaştırın."
    )
    field = "code"


# --- filling in ---------------------------------------------------------------------------------


def keep_draft(survey: Survey, *, by: Visitor, filled: Values) -> None:
    """What was filled in so far; the last one who saves wins."""
    assert by.id is not None
    values = {"filled": filled, "kept_at": clock.now()}
    statement = insert_into(SurveyDraft).values(survey_id=survey.id, person_id=by.id, **values)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["survey_id", "person_id"], set_=values)
    )


def drop_draft(survey: Survey, *, by: Visitor) -> None:
    db.session.execute(
        delete(SurveyDraft).where(
            SurveyDraft.survey_id == survey.id, SurveyDraft.person_id == by.id
        )
    )


def store_file(survey: Survey, accepted: tuple[bytes, str, str]) -> list[str]:
    """As `answering` keeps a file: its number and its name."""
    stored = files.store(accepted, municipality_id=survey.municipality_id)
    return [stored.id.hex, stored.name]


def send(survey: Survey, *, by: Visitor, filled: Mapping[str, Any]) -> Response:
    """The person's one response: written, or written anew."""
    assert by.id is not None
    values = _checked(survey, filled)
    response = queries.find_response(survey.id, by.id)
    if response is None:
        response = _new(survey, channel=Channel.WEB, person_id=by.id)
        with refusing(SentAlready):
            db.session.add(response)
    else:
        # Takes the row: a second sender waits here and then replaces.
        db.session.execute(
            update(Response).where(Response.id == response.id).values(sent_on=clock.today())
        )
        db.session.execute(delete(Answer).where(Answer.response_id == response.id))
    _write(survey, response, values)
    drop_draft(survey, by=by)
    audit.record("surveys.send", survey, by=by.id)
    return response


def send_by_code(survey: Survey, *, code: str, filled: Mapping[str, Any]) -> Response:
    """The code's row goes in the same transaction: of two at once one finds nothing."""
    values = _checked(survey, filled)
    used = db.session.execute(
        delete(Code).where(
            Code.survey_id == survey.id, Code.token_hash == queries.code_hash(survey.id, code)
        )
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise CodeUsed()
    response = _new(survey, channel=Channel.WEB, person_id=None)
    db.session.add(response)
    db.session.flush()
    _write(survey, response, values)
    return response


def enter_paper(survey: Survey, *, by: Visitor, filled: Mapping[str, Any]) -> Response:
    """One sheet of paper, typed by staff; what a sheet lacks is allowed to be missing."""
    places = frozenset(row.id for row in list_neighbourhoods(survey.municipality_id))
    questions = queries.questions_of(survey)
    values = answering.kept(questions, filled)
    wrong = answering.problems(questions, values, places)
    broken = [one for one in wrong.values() if one is not answering.Wrong.EMPTY]
    if broken:
        raise Incomplete(count=len(broken))
    response = _new(survey, channel=Channel.PAPER, person_id=None)
    db.session.add(response)
    db.session.flush()
    _write(survey, response, values)
    audit.record("surveys.enter_paper", survey, by=by.id, after={"response": response.id})
    return response


def _checked(survey: Survey, filled: Mapping[str, Any]) -> Values:
    questions = queries.questions_of(survey)
    places = frozenset(row.id for row in list_neighbourhoods(survey.municipality_id))
    values = answering.kept(questions, filled)
    if wrong := answering.problems(questions, values, places):
        raise Incomplete(count=len(wrong))
    return values


def _new(survey: Survey, *, channel: Channel, person_id: int | None) -> Response:
    return Response(
        survey_id=survey.id, channel=channel, person_id=person_id, sent_on=clock.today()
    )


def _write(survey: Survey, response: Response, values: Values) -> None:
    for question in queries.questions_of(survey):
        value = values.get(str(question.id))
        if answering.is_empty(value):
            continue
        db.session.add_all(
            Answer(
                response_id=response.id,
                question_id=question.id,
                item=row.item,
                option=row.option,
                number=row.number,
                text=row.text,
                file_id=row.file_id,
            )
            for row in answering.items(question, value)
        )
    db.session.flush()


# --- codes --------------------------------------------------------------------------------------


def make_codes(survey: Survey, *, by: Visitor, number: int) -> list[str]:
    """Returned once and kept nowhere: only their hashes are stored."""
    codes = fresh_codes(number)
    keep_codes(survey, codes)
    audit.record("surveys.make_codes", survey, by=by.id, after={"number": number})
    return sorted(codes)


def fresh_codes(number: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < number:
        letters = [secrets.choice(queries.CODE_LETTERS) for _place in range(CODE_LENGTH)]
        codes.add("-".join("".join(letters[n : n + 4]) for n in range(0, CODE_LENGTH, 4)))
    return list(codes)


def keep_codes(survey: Survey, codes: Iterable[str]) -> None:
    """In the order of their hashes: the order of mails or slips is not theirs."""
    hashes = sorted(queries.code_hash(survey.id, code) for code in codes)
    db.session.add_all(Code(survey_id=survey.id, token_hash=one) for one in hashes)
    db.session.flush()


def void_codes(survey: Survey, *, by: Visitor) -> int:
    """Every code that was not used yet; who had a link by mail may get another."""
    db.session.execute(delete(Invited).where(Invited.survey_id == survey.id))
    gone = db.session.execute(delete(Code).where(Code.survey_id == survey.id))
    number = int(gone.rowcount)  # type: ignore[attr-defined]
    audit.record("surveys.void_codes", survey, by=by.id, after={"number": number})
    return number


def forget(person_id: int) -> None:
    """A response stays, of nobody; what was not sent goes."""
    db.session.execute(delete(SurveyDraft).where(SurveyDraft.person_id == person_id))
    db.session.execute(
        update(Response).where(Response.person_id == person_id).values(person_id=None)
    )
