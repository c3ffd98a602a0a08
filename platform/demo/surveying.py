"""The demo's surveys: two open, one of them by code, one with its results, one a draft."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from consultations.queries import get_activity
from demo.events import Event, in_write
from demo.story import Story
from demo.town import CONTENT
from kernel.db import db
from kernel.i18n import LANGUAGES
from kernel.rules import Visitor
from kernel.text import markdown
from kernel.tokens import mark
from surveys import queries, services
from surveys.models import Access, Answer, Question, QuestionKind, Survey
from surveys.services import QuestionFields

Told = Mapping[str, Any]
PLAIN = ("title", "hint", "required", "low", "high", "low_label", "high_label", "most")


def events(story: Story) -> Iterator[Event]:
    told = tomllib.loads((CONTENT / "surveys.toml").read_text("utf-8"))["survey"]
    for one in told:
        key = (one["consultation"], one["activity"])
        opens, closes = _window(story, *key)
        made: dict[str, int] = {}
        html = markdown(one["intro"])
        drawn = min(opens - 1, -1)
        yield story.when(drawn, 11), 35, in_write(partial(_draw_up, story, one, html, made))
        if one.get("draft"):
            continue
        if "invited" in one:
            yield story.when(opens, 10), 36, in_write(partial(_invite, story, one, made))
        last = min(closes, -1)
        yield story.when(last, 17), 36, in_write(partial(_fill, story, one, made))
        if "released" in one:
            yield story.when(one["released"], 11), 37, in_write(partial(_release, story, one, made))


def _window(story: Story, consultation: str, activity: str) -> tuple[int, int]:
    owner = next(one for one in story.town.consultations if one.key == consultation)
    found = next(one for one in owner.activities if one.key == activity)
    return found.opens, found.closes


def _draw_up(story: Story, told: Told, html: str, made: dict[str, int]) -> None:
    by = story.places.people[told["by"]]
    activity = get_activity(story.activities[told["consultation"], told["activity"]])
    survey = services.create(
        activity,
        by=by,
        access=Access(told.get("access", "person")),
        intro=told["intro"],
        intro_html=html,
    )
    made["survey"] = survey.id
    known: dict[str, int] = {}
    for place, section in enumerate(told["section"]):
        whole = queries.get_survey(survey.id)
        head = {"title": section["title"], "text": section.get("text", "")}
        if place:
            row = services.add_section(whole, by=by, **head)
        else:
            row = whole.sections[0]
            services.edit_section(whole, row, by=by, **head)
        for question in section["question"]:
            whole = queries.get_survey(survey.id)
            fields = _fields(question, known)
            added = services.add_question(whole, row, by=by, fields=fields)
            if "key" in question:
                known[question["key"]] = added.id
    if not told.get("draft"):
        services.publish(queries.get_survey(survey.id), by=by)


def _fields(told: Told, known: Mapping[str, int]) -> QuestionFields:
    values = {name: told[name] for name in PLAIN if name in told}
    for name in ("options", "lines"):
        values[name] = [[str(n), label] for n, label in enumerate(told.get(name, []), 1)]
    if "after" in told:
        values["after_id"] = known[told["after"]]
        values["after_key"] = str(told["after_option"])
    return QuestionFields(kind=QuestionKind(told["kind"]), **values)


def _invite(story: Story, told: Told, made: Mapping[str, int]) -> None:
    survey = queries.get_survey(made["survey"])
    mailed = [
        one.email
        for one in story.town.residents
        if one.neighbourhood in told["invited"] or one.key in told["invited"]
    ]
    place = f"{survey.municipality_id}:{survey.id}"
    recipients = [
        services.Recipient(email, LANGUAGES[0], mark("survey-link", f"{place}:{email}"), True)
        for email in mailed
    ]
    services.send_links(survey, by=story.places.people[told["by"]], recipients=recipients)


def _fill(story: Story, told: Told, made: Mapping[str, int]) -> None:
    """The same answers for the same town."""
    survey = queries.get_survey(made["survey"])
    questions = [row for section in told["section"] for row in section["question"]]
    asked = list(zip(queries.questions_of(survey), questions, strict=True))
    chance = random.Random(told["activity"])
    places = list(story.places.neighbourhoods.values())
    officer = story.places.people[told["by"]]
    if survey.access is Access.CODE:
        for code in services.make_codes(survey, by=officer, number=told["responses"]):
            services.send_by_code(survey, code=code, filled=_filled(asked, chance, places))
    else:
        for person in story.places.sample(told["activity"], told["responses"]):
            services.send(survey, by=person, filled=_filled(asked, chance, places))
    for _sheet in range(told.get("paper", 0)):
        services.enter_paper(survey, by=officer, filled=_filled(asked, chance, places))
    _tag(survey, officer, asked)


def _filled(
    asked: list[tuple[Question, Told]], chance: random.Random, places: list[int]
) -> dict[str, Any]:
    found = {}
    for question, told in asked:
        if question.required or chance.random() < 0.86:
            found[str(question.id)] = _value(question, told, chance, places)
    return found


def _value(question: Question, told: Told, chance: random.Random, places: list[int]) -> Any:
    keys = [key for key, _label in question.options]
    weights = told.get("weights")
    match question.kind:
        case QuestionKind.SINGLE:
            return chance.choices(keys, weights)[0]
        case QuestionKind.SEVERAL:
            return chance.sample(keys, chance.randint(1, question.most or 3))
        case QuestionKind.SCALE:
            steps = range(question.low or 0, (question.high or 0) + 1)
            return chance.choices(steps, weights)[0]
        case QuestionKind.MATRIX:
            return {line: chance.choice(keys) for line, _label in question.lines}
        case QuestionKind.RANKING:
            return chance.sample(keys, len(keys))
        case QuestionKind.NUMBER:
            return min(question.high or 0, 5 * chance.randint(1, 12))
        case QuestionKind.PLACE:
            return chance.choice(places[:4])
    texts = told.get("texts")
    return chance.choice(texts)[0] if texts else None


def _tag(survey: Survey, officer: Visitor, asked: list[tuple[Question, Told]]) -> None:
    for question, told in asked:
        tags = {text: names.split(", ") for text, names in told.get("texts", [])}
        if not tags:
            continue
        rows = db.session.execute(
            select(Answer.id, Answer.text).where(Answer.question_id == question.id)
        )
        names = {number: tags[text] for number, text in rows}
        services.tag(survey, question, by=officer, names=names)


def _release(story: Story, told: Told, made: Mapping[str, int]) -> None:
    survey = queries.get_survey(made["survey"])
    services.release(survey, by=story.places.people[told["by"]])
