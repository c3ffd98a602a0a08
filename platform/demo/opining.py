"""The demo's opinion maps: one open, one with its result; every answer through the services."""

import importlib
import random
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Digest, EmailProof, Person
from consultations.queries import get_activity
from demo.events import Event, in_write
from demo.people import SIGN_INS
from demo.story import Story
from demo.town import CONTENT, invented
from kernel import clock
from kernel.db import db
from kernel.text import markdown
from opinions import queries, services, tasks
from opinions.models import Answer, StatementGround
from places.models import Residence

Told = Mapping[str, Any]
Given = dict[int, dict[int, Answer]]
#: as whom one signs in: they find everything still to be answered
SEATS = frozenset(address.partition("@")[0] for _label, address in SIGN_INS)
PASSING = 0.09
#: share of the statements that a person leaves out
LEAVING = (0.0, 0.45)


def events(story: Story) -> Iterator[Event]:
    for told in tomllib.loads((CONTENT / "opinions.toml").read_text("utf-8"))["conversation"]:
        opens, closes = _window(story, told)
        made: dict[str, Any] = {}
        html = markdown(told["intro"])
        drawn = partial(_draw_up, story, told, html, made)
        yield story.when(opens, 8), 37, in_write(drawn)
        for number, day in enumerate(told["days"]):
            wave = partial(_answer, story, told, made, number)
            yield story.when(day, 20), 38, in_write(wave)
            if day == told["days"][-1] and closes >= 0:
                yield story.when(day, 21), 38, partial(count, made)
            else:
                yield story.when(day, 21), 38, in_write(partial(_grow, made))
        if closes < 0:
            yield story.when(closes + 1, 9), 38, partial(count, made)


def _window(story: Story, told: Told) -> tuple[int, int]:
    owner = next(one for one in story.town.consultations if one.key == told["consultation"])
    found = next(one for one in owner.activities if one.key == told["activity"])
    return found.opens, found.closes


def _draw_up(story: Story, told: Told, html: str, made: dict[str, Any]) -> None:
    by = story.places.people[told["by"]]
    activity = get_activity(story.activities[told["consultation"], told["activity"]])
    row = services.draw_up(
        activity, by=by, question=told["question"], intro=told["intro"], intro_html=html
    )
    made["id"] = row.id
    conversation = queries.get_conversation(row.id)
    for one in told["statement"]:
        if "by" not in one:
            services.add_seed(conversation, by=by, text=one["text"])
    services.publish(conversation, by=by)
    for one in told["statement"]:
        if "by" in one:
            _add(story, made["id"], one["by"], one["text"])
    for key, text, ground, reason in told.get("refused", []):
        number = _add(story, made["id"], key, text, shown=False)
        part = queries.get_statement(number)
        services.reject(part.row, by=by, ground=StatementGround(ground), reason=reason)
    for key, text in told.get("waiting", []):
        _add(story, made["id"], key, text, shown=False)
    made["people"] = _people(story, told)
    made["given"] = _given(told, made)


def _add(story: Story, number: int, key: str, text: str, *, shown: bool = True) -> int:
    author = story.places.people[key]
    row = services.add_statement(queries.get_conversation(number), by=author, text=text)
    if shown:
        services.accept(row, by=story.places.people["hasanali"])
    return row.id


def _people(story: Story, told: Told) -> list[int]:
    """Residents who are known, without those as whom one signs in; then such as came for this."""
    wanted = sum(told["people"]) + told.get("straight", 0) + told.get("copies", 0)
    known = story.places.sample(told["activity"], wanted, without=SEATS)
    ids = [person.id for person in known if person.id is not None]
    return ids + _newcomers(story, wanted - len(ids))


def _newcomers(story: Story, count: int) -> list[int]:
    rows = []
    for one in invented(story.town, count, seed=1923):
        row = Person(email=one.email, name=one.name, digest=Digest.NONE, created_at=clock.now())
        db.session.add(row)
        rows.append((row, one))
    db.session.flush()
    for row, one in rows:
        db.session.add(EmailProof(person_id=row.id, email=row.email, confirmed_at=clock.now()))
        db.session.add(
            Residence(
                person_id=row.id,
                municipality_id=story.places.municipality_id,
                neighbourhood_id=story.places.neighbourhoods[one.neighbourhood],
                declared_at=clock.now(),
            )
        )
    db.session.flush()
    return [row.id for row, _one in rows]


def _given(told: Told, made: Mapping[str, Any]) -> Given:
    """The same answers for the same town."""
    draw = random.Random(told["activity"])
    texts = {row.text: row.id for row in queries.list_statements(made["id"])}
    asked = [(texts[one["text"]], one) for one in told["statement"]]
    camps = [camp for camp, size in enumerate(told["people"]) for _one in range(size)]
    people = list(made["people"])
    draw.shuffle(people)
    found = {
        person: own_answers(draw, asked, camp, leaves=draw.uniform(*LEAVING))
        for person, camp in zip(people, camps, strict=False)
    }
    copied = own_answers(draw, asked, 0, leaves=0.0)
    for place, person in enumerate(people[len(camps) :]):
        same = place < told.get("straight", 0)
        found[person] = {number: Answer.AGREE for number, _one in asked} if same else copied
    order = list(found)
    draw.shuffle(order)
    return {person: found[person] for person in order}


def own_answers(
    draw: random.Random, asked: list[tuple[int, Told]], camp: int, *, leaves: float
) -> dict[int, Answer]:
    found = {}
    for number, told in asked:
        if draw.random() >= leaves:
            found[number] = _said(draw, told, camp)
    return found


def _said(draw: random.Random, told: Told, camp: int) -> Answer:
    if draw.random() < told.get("unclear", 0) / 100:
        return Answer.UNCLEAR
    if draw.random() < PASSING:
        return Answer.PASS
    return Answer.AGREE if draw.random() < told["agree"][camp] / 100 else Answer.DISAGREE


def _answer(story: Story, told: Told, made: Mapping[str, Any], wave: int) -> None:
    """An equal part a day, within two hours."""
    given: Given = made["given"]
    people = list(given)
    some = people[wave :: len(told["days"])]
    now = clock.now()
    began: dict[int, datetime] = {
        person: now - timedelta(seconds=7200 * place // len(some))
        for place, person in enumerate(some)
    }
    services.answer_many(made["id"], {person: given[person] for person in some}, at=began)


def _grow(made: Mapping[str, Any]) -> None:
    """What the worker's counts of that day have left: their heads. To count costs a second."""
    work = importlib.import_module("opinions.services.analysing")
    work.publish_head(queries.get_conversation(made["id"]))


def count(made: Mapping[str, Any]) -> None:
    """As the worker does."""
    if not tasks.analyse(made["id"]):
        raise RuntimeError(f"the demo's conversation {made['id']} was not counted")
