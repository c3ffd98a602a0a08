"""Capacity work in the demo: an invented pilot term that is over, with everything that came of it,
and the first weeks of the present one."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from accounts.models import Person
from capacity import queries, services
from capacity.instruments import CURRENT, get_instrument
from capacity.models import GrantState, Point, SessionKind
from capacity.services import Filling
from demo.events import Event, in_write
from demo.story import Story
from demo.town import CONTENT
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.text import markdown
from meetings import services as meetings
from meetings.models import MeetingKind
from meetings.queries import find_registration
from places.queries import load_visitor
from programme import queries as programme
from programme import services as participating
from programme.models import JointPlan, Participation, Stage, Term, Track, TrackKind
from programme.services import CallFields
from roadmap.models import Roadmap

Told = Mapping[str, Any]
Made = dict[str, Any]
TEAM, CONSULTANT = "program@katiliyoruz.example", "feride@katiliyoruz.example"
#: days of the pilot term
BEGAN, ENDED = -400, -70
#: as short as a document may be
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def events(story: Story) -> Iterator[Event]:
    told = tomllib.loads((CONTENT / "capacity.toml").read_text("utf-8"))
    html = {one["title"]: markdown(one["body"]) for one in told["practice"]}
    made: Made = {}
    for day, hour, happen in (
        (BEGAN, 9, partial(_pilot, story, told, made)),
        (-395, 15, partial(_assess, story, told, made, Point.START)),
        (-340, 9, partial(_announce, story, made, "pilot", ANSWERS, -330)),
        (-339, 9, partial(_register, story, made, ("murat", "zeynep", "sevgi"))),
        (-330, 18, partial(_hold, story, made, ("murat", "zeynep"))),
        (-250, 11, partial(_grant, story, told, made)),
        (-248, 11, partial(_move, made, GrantState.AGREED)),
        (-240, 11, partial(_move, made, GrantState.PAID)),
        (-150, 10, partial(_link, story, made)),
        (-120, 16, partial(_report, story, told, made)),
        (-110, 10, partial(_move, made, GrantState.CLOSED)),
        (-85, 15, partial(_assess, story, told, made, Point.END)),
        (-80, 10, partial(_practices, story, told, made, html)),
        (-78, 10, partial(_publish, made)),
        (ENDED, 10, partial(_over, made)),
        (-16, 10, partial(_begin_again, story, made)),
        (-14, 9, partial(_announce, story, made, "now", PROMISES, -4)),
        (-13, 9, partial(_register, story, made, ("murat", "zeynep"))),
        (-12, 15, partial(_talk, story, made)),
        (-5, 16, partial(_tick_off, story, made)),
        (-4, 18, partial(_hold, story, made, ("murat", "zeynep"))),
        (-3, 10, partial(_announce, story, made, "now", LAUNCH, 9)),
    ):
        yield story.when(day, hour), 90, in_write(happen)


def _known(email: str) -> Visitor:
    person = db.session.scalars(select(Person).where(Person.email == email)).one()
    return programme.know(load_visitor(person, email_confirmed=True))


def _participation(made: Made, key: str) -> Participation:
    return programme.get_participation(made[key])


# --- the pilot term -----------------------------------------------------------------------------


def _pilot(story: Story, told: Told, made: Made) -> None:
    by, today = _known(TEAM), story.town.today
    first, last = today + timedelta(days=BEGAN), today + timedelta(days=ENDED)
    years = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    pilot = told["pilot"]
    term = participating.create_term(
        by=by, name=pilot["name"], years=years, summary=pilot["summary"]
    )
    made["pilot"] = term.id
    fields = CallFields(
        starts_on=first,
        ends_on=last,
        source=pilot["source"],
        partners=[("Katılıyoruz örnek ekibi", "yürütücü (örnek)", pilot["source"])],
    )
    tracks = {kind: participating.edit_call(term, kind, by=by, fields=fields) for kind in TrackKind}
    for one in told["town"]:
        _join(story, tracks[TrackKind.MUNICIPAL], one, made, by)
    actor = told["actor"]
    made["actor"] = participating.join(
        tracks[TrackKind.CIVIC],
        by=by,
        name=actor["name"],
        organisation_id=story.places.organisations[actor["organisation"]],
        stage=Stage.CAPACITY,
    ).id
    db.session.expire_all()
    participating.publish(programme.get_term(term.id), by=by)


def _join(story: Story, track: Track, one: Told, made: Made, by: Visitor) -> None:
    ours = one["key"] == "cinarli"
    row = participating.join(
        track,
        by=by,
        name=one["name"],
        province=one["province"],
        population=one["population"],
        municipality_id=story.places.municipality_id if ours else None,
        stage=Stage.CAPACITY,
    )
    made[one["key"]] = row.id


def _assess(story: Story, told: Told, made: Made, point: Point) -> None:
    """Murat's team fills in that of Çınarlı; the others' come as they were given."""
    for one in told["town"]:
        by = story.places.people["murat"] if one["key"] == "cinarli" else NOBODY
        row = services.begin(_participation(made, one["key"]), point, by=by)
        db.session.flush()
        row = queries.get_self_assessment(row.id)
        services.save(row, by=by, filled=_answers(one[point.value]))
        db.session.expire(row)
        services.hand_in(queries.get_self_assessment(row.id), by=by, priorities=one["priorities"])


def _answers(digits: list[str]) -> dict[str, Filling]:
    instrument = get_instrument(*CURRENT)
    signs = "".join(digits)
    return {
        item.code: Filling(applies=False)
        if sign == "x"
        else Filling(min(int(sign), item.most), evidence=EVIDENCE.get(item.code, ""))
        for item, sign in zip(instrument.items, signs, strict=True)
    }


EVIDENCE = {
    "B1": "Bütçe, faaliyet raporu ve performans programı: belediye sayfası, Kurumsal > Raporlar.",
    "D4": "Söz karnesi sayfası.",
}


def _over(made: Made) -> None:
    by = _known(TEAM)
    for key in ("cinarli", "dereli", "yaylak", "actor"):
        participating.move_stage(_participation(made, key), by=by, to=Stage.COMPLETED, note="")


# --- sessions -----------------------------------------------------------------------------------

AGENDA = "1. Söz ve gün\n2. Gerekçe nasıl yazılır?\n3. Kendi yanıtınızı birlikte düzeltin"
AGENDA_HTML = markdown(AGENDA)
ANSWERS = ("Yanıt yazmak: gerekçe, dil, süre", SessionKind.TRAINING)
PROMISES = ("Söz vermek: danışma nasıl açılır?", SessionKind.TRAINING)
LAUNCH = ("Yerelde iyi örnekler: dönemin tanıtımı", SessionKind.LAUNCH)


def _announce(story: Story, made: Made, term: str, what: tuple[str, SessionKind], day: int) -> None:
    """Three hours from two o'clock on, on the day named."""
    by, starts = _known(TEAM), story.when(day, 14)
    title, kind = what
    launch = kind is SessionKind.LAUNCH
    if term == "now":
        made["now"] = _present(story).track.term_id
    row = services.plan(
        db.session.get_one(Term, made[term]),
        by=by,
        host_id=story.places.municipality_id,
        shape={
            "kind": kind,
            "led_by": "Feride Soylu",
            "for_all": launch,
            "certifies": not launch,
            "hours": None if launch else 3,
        },
        title=title,
        kind=MeetingKind.HYBRID,
        place="Çınarlı Kültür Merkezi, küçük salon",
        link="https://toplanti.example/katiliyoruz",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        agenda=AGENDA,
        agenda_html=AGENDA_HTML,
        capacity=24,
    )
    services.announce(queries.get_session(row.id), by=by)
    made["session"] = row.id


def _register(story: Story, made: Made, keys: tuple[str, ...]) -> None:
    for key in keys:
        services.join(queries.get_session(made["session"]), by=story.places.people[key])


def _hold(story: Story, made: Made, keys: tuple[str, ...]) -> None:
    """Ticked at the door; then the list is final and the certificates are written."""
    session = queries.get_session(made["session"])
    for key in keys:
        found = find_registration(session.meeting_id, story.places.people[key].id)
        assert found is not None
        meetings.tick(found, came=True)
    services.settle(session, by=_known(TEAM))


# --- what came of the pilot ---------------------------------------------------------------------


def _grant(story: Story, told: Told, made: Made) -> None:
    """A joint plan both sides agree to, and the money for it."""
    actor, participation = told["actor"], _participation(made, "actor")
    defne, murat = story.places.people["defne"], story.places.people["murat"]
    plan = participating.save_plan(
        None,
        participation,
        by=defne,
        title=actor["plan"],
        problem=actor["problem"],
        goal=actor["goal"],
        town_id=made["cinarli"],
    )
    participating.agree(plan, by=defne, civic=True, town=False)
    participating.agree(plan, by=murat, civic=False, town=True)
    grant = services.give_grant(
        participation,
        by=_known(TEAM),
        purpose=actor["purpose"],
        amount_kurus=2_000_000,
        report_due_on=clock.today() + timedelta(days=140),
        plan_id=plan.id,
    )
    made["grant"], made["plan"] = grant.id, plan.id


def _move(made: Made, to: GrantState) -> None:
    agreement = (PDF, "application/pdf", "hibe-sozlesmesi.pdf") if to is GrantState.AGREED else None
    services.move_grant(
        queries.get_grant(made["grant"]),
        by=_known(TEAM),
        to=to,
        on=clock.today(),
        agreement=agreement,
    )


def _report(story: Story, told: Told, made: Made) -> None:
    defne, words = story.places.people["defne"], told["actor"]["report"]
    services.report_grant(queries.get_grant(made["grant"]), by=defne, report=words)
    plan = db.session.get_one(JointPlan, made["plan"])
    participating.start_plan(plan, by=defne)
    participating.report_plan(plan, by=defne, report=words)


def _practices(story: Story, told: Told, made: Made, html: Mapping[str, str]) -> None:
    made["practices"] = []
    for one in told["practice"]:
        ours = one["by"] == "town"
        by = story.places.people["murat" if ours else "defne"]
        row = services.write_practice(
            _participation(made, "cinarli" if ours else "actor"),
            by=by,
            told={
                **{name: one[name] for name in ("title", "summary", "topic", "body")},  # type: ignore[typeddict-item]
                "html": html[one["title"]],
            },
        )
        services.offer_practice(queries.get_practice(row.id), by=by)
        made["practices"].append(row.id)


def _publish(made: Made) -> None:
    for number in made["practices"]:
        services.publish_practice(queries.get_practice(number), by=_known(TEAM))


def _link(story: Story, made: Made) -> None:
    """The roadmap that was adopted two days ago."""
    number = db.session.scalars(
        select(Roadmap.id).where(Roadmap.municipality_id == story.places.municipality_id)
    ).one()
    row = _participation(made, "cinarli")
    participating.link_roadmap(row, by=_known(TEAM), roadmap_id=number)


# --- the present term ---------------------------------------------------------------------------


def _present(story: Story) -> Participation:
    """Where Çınarlı takes part now."""
    number = db.session.scalars(
        select(Participation.id)
        .where(
            Participation.municipality_id == story.places.municipality_id,
            Participation.stage.not_in((Stage.COMPLETED, Stage.LEFT)),
        )
        .order_by(Participation.id.desc())
        .limit(1)
    ).one()
    return programme.get_participation(number)


def _begin_again(story: Story, made: Made) -> None:
    """Half filled in: two headings of six."""
    murat = story.places.people["murat"]
    row = services.begin(_present(story), Point.START, by=murat)
    codes = {item.code for one in get_instrument(*CURRENT).dimensions[:2] for item in one.items}
    filled = _answers(["1122232", "1312321", "2211221", "3123121", "2230211", "232321"])
    wanted = {code: filling for code, filling in filled.items() if code in codes}
    services.save(queries.get_self_assessment(row.id), by=murat, filled=wanted)


def _talk(story: Story, made: Made) -> None:
    today = clock.today()
    services.log(
        _present(story),
        by=_known(CONSULTANT),
        held_on=today,
        minutes=75,
        topic="Yol haritasının hazırlık takvimi",
        summary="Hangi müdürlüklerin, hangi derneklerin masada olacağı konuşuldu. "
        "Taslak ocak sonunda görüşe açılacak.",
        private_note="Fen İşleri toplantıya gelmedi; başkan yardımcısıyla ayrıca konuşmalı.",
        tasks=[
            ("Hazırlık ekibinin listesini gönderin", today + timedelta(days=8)),
            ("Kent konseyini ilk toplantıya çağırın", today + timedelta(days=10)),
            ("Mevcut durum özetini yazın", today + timedelta(days=40)),
        ],
    )


def _tick_off(story: Story, made: Made) -> None:
    first = queries.list_tasks(_present(story).id)[0]
    services.finish_task(queries.get_task(first.id), by=story.places.people["murat"], done=True)
