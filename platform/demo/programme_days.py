"""The programme in the demo: two real terms as history, each line with its source, and an
invented one: a call that is over, with its decisions, and one that is open."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from accounts.models import EmailProof, Person
from demo.events import Event, in_write
from demo.story import Story
from demo.town import CONTENT, at, render
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.text import markdown
from places.queries import load_visitor
from programme import queries, services
from programme.models import (
    ApplicationState,
    LineKind,
    Participation,
    ProgrammeRole,
    Stage,
    Track,
    TrackKind,
)
from programme.services import CallFields

Told = Mapping[str, Any]
#: days from today: the municipal call is over and decided, the civic one is open
MUNICIPAL = {"opens": -75, "closes": -40, "results": -24, "starts": -20, "ends": 250}
CIVIC = {"opens": -12, "closes": 17, "results": 40, "starts": 60, "ends": 250}
#: invented: no real union is given a role here
PARTNER = "Örnek Belediyeler Birliği"
STAGES = ((-18, Stage.ASSESSMENT), (-6, Stage.CAPACITY))


def events(story: Story) -> Iterator[Event]:
    told = tomllib.loads((CONTENT / "programme.toml").read_text("utf-8"))
    made: dict[str, Any] = {"people": {}, "applications": {}}
    html = {text: markdown(text) for text in _texts(told["now"])}
    yield story.when(-415, 9), 80, in_write(partial(_people, story, told["person"], made))
    for term in told["term"]:
        yield story.when(-414, 9), 80, in_write(partial(_history, term))
    yield story.when(-80, 9), 80, in_write(partial(_draw_up, story, told["now"], made, html))
    for one in told["application"]:
        yield from _application(story, one, made)
    yield story.when(-22, 9), 84, in_write(partial(_consult, story, made))
    for day, stage in STAGES:
        yield story.when(day, 9), 84, in_write(partial(_stage, story, made, stage))


def _texts(now: Told) -> list[str]:
    return [now["awaits"], now["municipal"]["call"], now["civic"]["call"]]


def _people(story: Story, told: list[Told], made: dict[str, Any]) -> None:
    """Of no municipality; they sign in with the demo's password."""
    other = select(Person.password_hash).where(Person.password_hash.is_not(None)).limit(1)
    password_hash = db.session.scalar(other)
    for one in told:
        person = Person(
            email=one["email"],
            name=one["name"],
            password_hash=password_hash,
            created_at=clock.now(),
        )
        db.session.add(person)
        db.session.flush()
        db.session.add(
            EmailProof(person_id=person.id, email=one["email"], confirmed_at=clock.now())
        )
        db.session.flush()
        if "role" in one:
            role = ProgrammeRole(one["role"])
            services.give_role(person_id=person.id, role=role, by=NOBODY)
        made["people"][one["key"]] = load_visitor(person, email_confirmed=True)


def _visitor(story: Story, made: dict[str, Any], key: str) -> Visitor:
    found: Visitor = made["people"].get(key) or story.places.people[key]
    return found


# --- history ------------------------------------------------------------------------------------


def _history(told: Told) -> None:
    term = services.create_term(
        by=NOBODY, name=told["name"], years=told["years"], summary=told["summary"]
    )
    for one in told["track"]:
        track = services.edit_call(term, TrackKind(one["kind"]), by=NOBODY, fields=_fields(one))
        for name, province in one.get("participants", ()):
            row = services.join(
                track,
                by=NOBODY,
                name=name,
                province=province,
                stage=Stage.COMPLETED,
                source=one["participants_source"],
            )
            services.link_roadmap(row, by=NOBODY, title=one["roadmap"], href="")
    for line in told["line"]:
        services.add_line(
            term,
            by=NOBODY,
            kind=LineKind(line["kind"]),
            text=line["text"],
            source=line["source"],
        )
    services.publish(queries.get_term(term.id), by=NOBODY)


def _fields(told: Told) -> CallFields:
    closes: date | None = told.get("closes")
    return CallFields(
        starts_on=told["starts"],
        ends_on=told["ends"],
        by_month=True,
        closes_at=None if closes is None else clock.end_of(closes),
        eligibility=told.get("eligibility", ""),
        source=told["source"],
        partners=[(name, role, source) for name, role, source in told["partners"]],
        milestones=[
            (day, None, label, source) for day, label, source in told.get("milestones", ())
        ],
    )


# --- the invented term --------------------------------------------------------------------------


def _draw_up(story: Story, told: Told, made: dict[str, Any], html: Mapping[str, str]) -> None:
    by = made["people"]["ekip"]
    today = story.town.today
    term = services.create_term(
        by=by, name=told["name"], years=render(told["years"], today), summary=told["summary"]
    )
    for kind, days in ((TrackKind.MUNICIPAL, MUNICIPAL), (TrackKind.CIVIC, CIVIC)):
        call = told[kind.value]
        fields = CallFields(
            starts_on=today + timedelta(days=days["starts"]),
            ends_on=today + timedelta(days=days["ends"]),
            opens_at=at(today, days["opens"]),
            closes_at=at(today, days["closes"] + 1, 0),
            results_on=today + timedelta(days=days["results"]),
            seats=call["seats"],
            call=call["call"],
            call_html=html[call["call"]],
            eligibility=call["eligibility"],
            awaits=told["awaits"],
            awaits_html=html[told["awaits"]],
            criteria=[(weight, name, hint) for weight, name, hint in call["criteria"]],
            milestones=_milestones(today, days),
            partners=[
                ("Katılıyoruz örnek ekibi", "yürütücü (örnek)", ""),
                (PARTNER, "ortak (örnek)", ""),
            ],
        )
        made[kind.value] = services.edit_call(term, kind, by=by, fields=fields).id
    db.session.expire_all()
    services.publish(queries.get_term(term.id), by=by)
    made["term"] = term.id
    partner = made["people"]["ortak"]
    services.add_partner(term, by=by, person_id=partner.id, name=PARTNER)


def _milestones(today: date, days: Mapping[str, int]) -> list[tuple[date, date | None, str, str]]:
    def day(number: int) -> date:
        return today + timedelta(days=number)

    return [
        (day(days["opens"]), day(days["closes"]), "Başvurular", ""),
        (day(days["closes"] + 1), day(days["results"]), "Değerlendirme ve sonuçlar", ""),
        (day(days["starts"]), day(days["starts"] + 30), "Öz değerlendirme", ""),
        (day(days["starts"] + 31), day(days["ends"] - 60), "Eğitimler, atölyeler, danışmanlık", ""),
        (day(days["ends"] - 59), day(days["ends"]), "Yol haritaları ve ortak planlar", ""),
    ]


# --- applications -------------------------------------------------------------------------------


def _application(story: Story, told: Told, made: dict[str, Any]) -> Iterator[Event]:
    yield story.when(told["began"], 10), 81, in_write(partial(_begin, story, told, made))
    if "missing" in told:
        yield story.when(told["missing_sent"], 15), 81, in_write(partial(_send, story, told, made))
        yield story.when(told["missing"], 11), 82, in_write(partial(_missing, told, made))
    if "sent" in told:
        yield story.when(told["sent"], 16), 82, in_write(partial(_send, story, told, made))
    if "scores" in told:
        reviewed = -34 if told["track"] == "municipal" else -3
        yield story.when(reviewed, 9), 83, in_write(partial(_assign, told, made))
        for key in told["scores"]:
            yield story.when(reviewed + 2, 14), 83, in_write(partial(_judge, told, made, key))
    if "decision" in told:
        order = {"accepted": 10, "reserve": 11, "refused": 12}[told["decision"]]
        yield story.when(-24, order), 83, in_write(partial(_decide, told, made))


def _begin(story: Story, told: Told, made: dict[str, Any]) -> None:
    by = _visitor(story, made, told["by"])
    whose: dict[str, Any] = {}
    if told.get("town"):
        whose["municipality_id"] = story.places.municipality_id
    if "organisation" in told:
        whose["organisation_id"] = story.places.organisations[told["organisation"]]
    track = db.session.get_one(Track, made[told["track"]])
    row = services.begin(track, by=by, name=told["name"], province=told["province"], **whose)
    made["applications"][told["key"]] = row.id
    contact = {
        name: getattr(row, name) for name in ("name", "province", "contact_name", "contact_email")
    }
    services.save(
        row,
        by=by,
        section="contact",
        **contact,
        contact_phone="",
        population=told.get("population"),
        unit=told["unit"],
    )
    services.save(row, by=by, section="motivation", motivation=told["motivation"])
    if "along" in told:
        colleague = _visitor(story, made, told["along"])
        writer = services.invite_writer(row, by=by, email=colleague.email)
        services.accept_offer(writer, row, by=colleague)
    if not told["practice"]:
        return
    services.save(row, by=by, section="practice", practice=told["practice"])
    services.set_team(row, by=by, members=[(name, unit, role) for name, unit, role in told["team"]])
    services.save(
        row,
        by=by,
        section="commitments",
        commitments=told["commitments"],
        approved=True,
        decision_number="",
    )


def _send(story: Story, told: Told, made: dict[str, Any]) -> None:
    row = queries.get_application(made["applications"][told["key"]])
    services.submit(row, by=_visitor(story, made, told["by"]))


def _missing(told: Told, made: dict[str, Any]) -> None:
    services.ask_missing(
        queries.get_application(made["applications"][told["key"]]),
        by=made["people"]["ekip"],
        reason="Başkanlık onayının imzalı örneği eklenmemiş.",
        due_at=clock.now() + timedelta(days=16),
    )


def _assign(told: Told, made: dict[str, Any]) -> None:
    row = queries.get_application(made["applications"][told["key"]])
    people = made["people"]
    services.assign(row, by=people["ekip"], reviewers={people["birinci"].id, people["ikinci"].id})


def _judge(told: Told, made: dict[str, Any], key: str) -> None:
    by = made["people"][key]
    row = queries.get_application(made["applications"][told["key"]])
    number = next(one.id for one in row.reviews if one.reviewer_id == by.id)
    review = queries.get_review(number)
    criteria = review.application.track.criteria
    points = {one.id: told["scores"][key][place] for place, one in enumerate(criteria)}
    services.review(review, by=by, points=points, comment=told["comments"][key])


def _decide(told: Told, made: dict[str, Any]) -> None:
    services.decide(
        queries.get_application(made["applications"][told["key"]]),
        by=made["people"]["ekip"],
        state=ApplicationState(told["decision"]),
        reason=told["reason"],
    )


# --- who takes part -----------------------------------------------------------------------------


def _town(story: Story, made: dict[str, Any]) -> Participation:
    return db.session.scalars(
        select(Participation).where(
            Participation.track_id == made["municipal"],
            Participation.municipality_id == story.places.municipality_id,
        )
    ).one()


def _consult(story: Story, made: dict[str, Any]) -> None:
    people = made["people"]
    services.add_consultant(_town(story, made), by=people["ekip"], person_id=people["danisman"].id)


def _stage(story: Story, made: dict[str, Any], stage: Stage) -> None:
    services.move_stage(_town(story, made), by=made["people"]["ekip"], to=stage, note="")
