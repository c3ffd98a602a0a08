"""Whatever is sent to whichever form: a clear answer, nothing half written, the text kept."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule as Route

from accounts.models import Person
from accounts.queries import RESET, fingerprint
from consultations.models import ActivityKind, consultation_meeting
from kernel import tokens
from kernel.db import db, write
from kernel.rules import Role
from meetings.models import Meeting
from places.models import Municipality, ProofKind, Representative, Residence, ResidenceProof, Staff
from places.queries import resident_token
from tests.client import Client
from tests.make.accounts import make_account
from tests.make.authorship import make_amendment
from tests.make.capacity import samples as of_capacity
from tests.make.consultations import make_activity, make_consultation
from tests.make.discussion import make_comment, make_thread
from tests.make.everything import Known, fill_a_town, paths
from tests.make.gates import make_asked, make_decided
from tests.make.kin import make_merge
from tests.make.moderation import moderated
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_organisation,
    make_resident,
)
from tests.make.programme import samples as of_programme
from tests.make.proposals import make_category, make_proposal
from tests.make.voting import make_election, make_vote, options
from tests.town import WRITES, engines
from voting.models import Election

SLUG = "cinarli"
#: forms that this one reader of everything cannot open, and where they are tested instead
ELSEWHERE = {
    "voting.settle": "needs a counted tie; tests/voting",
    "proposals.assign_many": "needs ticked proposals; tests/proposals/test_gate_pages",
    "proposals.decide_many": "needs ticked proposals; tests/proposals/test_gate_pages",
    "roadmap.adopt": "needs a text whose comments are over; tests/roadmap",
    "roadmap.sign": "needs a section whose co-author has accepted; tests/roadmap",
    "opinions.judge_appeal": "needs a statement with an appeal; tests/opinions",
    "surveys.fill": "has no page of its own; tests/surveys/test_views",
    "voting.cast": "has no page of its own; below",
    "voting.resume": "has no page of its own; below",
    "voting.cast_trial": "has no page of its own; below",
}
VALID = {
    "text": "Yeterince uzun, anlaşılır bir cümle.",
    "textarea": "Yeterince uzun, anlaşılır bir metin; iki satır da olabilir.",
    "date": "2026-12-20",
    "datetime-local": "2026-12-10T10:00",
    "number": "7",
    "email": "yeni@cinarli.example",
    "password": "yeterince-uzun-parola",
    "hidden": "",
    "checkbox": "y",
}
#: the forms in so many parts, one test each
SHARDS = 4
#: for all fields of a form together
ATTACKS: dict[str, Any] = {
    "nul": "önce\x00sonra",
    "long": "ğ" * 60_000,
    "emoji and bidi": "👩‍👩‍👧‍👦🏳️‍🌈\u202egnp.exe\u2066\u200f metin yeterince uzun",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "moment that does not exist": "2026-02-30T25:61",
    "number past every column": str(2**63),
    "several": ["bir metin", "2", "\x00", "dört"],
    "broken utf-8": b"\xff\xfe\xf0\x28",
}
#: of these it does not matter which database stores them: they are sent on SQLite, the others on
#: PostgreSQL, which refuses more; both send all with --all-pages
OF_PAGES = ("emoji and bidi", "script", "several")
#: for one field among right ones
ALONE = {
    "text": ["önce\x00sonra", "' OR 1=1; --"],
    "number": [str(2**31), "9" * 5000, "-1", "NaN", "٣٤"],
    "date": ["2026-02-30", "0001-01-01", "9999-12-31"],
    "datetime-local": ["2026-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59"],
    "select": [str(2**31), "\x00"],
    "radio": ["bilinmeyen", "\x00"],
    "checkbox": [str(2**31), "\x00"],
    "hidden": [str(2**31), "\x00"],
}


@dataclass
class Control:
    name: str
    kind: str
    values: list[str] = field(default_factory=list)


class Controls(HTMLParser):
    """The fields of a page's main form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Control] = {}
        self.main = self.posts = False
        self.select: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.main = True
        if tag == "form":
            self.posts = values.get("method", "").lower() == "post"
        if not (self.main and self.posts):
            return
        if tag in ("input", "select", "textarea") and values.get("name"):
            kind = values.get("type", "text") if tag == "input" else tag
            self.note(values["name"], kind, values.get("value", ""), tag)
        if tag == "option" and self.select is not None:
            self.select.values.append(values.get("value", ""))

    def note(self, name: str, kind: str, value: str, tag: str) -> None:
        control = self.found.setdefault(name, Control(name, kind))
        if kind in ("radio", "checkbox"):
            control.values.append(value)
        self.select = control if tag == "select" else self.select

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None


def controls(html: str) -> dict[str, Control]:
    reader = Controls()
    reader.feed(html)
    return {name: c for name, c in reader.found.items() if name not in ("csrf_token", "draft")}


def valid(control: Control) -> str:
    chosen = [value for value in control.values if value]
    return chosen[0] if chosen else VALID.get(control.kind, "")


def form_routes(app: Flask) -> list[Route]:
    found = []
    for route in app.url_map.iter_rules():
        door = getattr(app.view_functions[route.endpoint], "door", None)
        if "POST" in (route.methods or set()) and door is not None and door.form is not None:
            found.append(route)
    return found


# --- somebody who may do everything -------------------------------------------------------------


def make_everybody(town: Municipality) -> Person:
    """All roles, a verified resident, an organisation's representative: every form opens."""
    place = make_neighbourhood(town, "Çınaraltı")
    person = make_account(name="Her Şey")
    where = {
        "person_id": person.id,
        "municipality_id": town.id,
        "neighbourhood_id": place.id,
    }
    organisation = make_organisation(town)
    with write() as session:
        for role in Role:
            session.add(Staff(municipality_id=town.id, person_id=person.id, role=role))
        session.add(Residence(**where))
        session.add(ResidenceProof(**where, kind=ProofKind.DESK, birth_year=1980))
        session.add(Representative(organisation_id=organisation.id, person_id=person.id))
    return person


World = tuple[list[Client], Known]


@pytest.fixture
def world(app: Flask) -> World:
    town = make_municipality(slug=SLUG)
    known = fill_a_town(town)
    make_category(town)
    person = make_everybody(town)
    asked = make_consultation(town, activities=[])
    collecting = make_activity(asked)
    mine = make_proposal(collecting, author=person)
    refused = make_proposal(collecting, author=person)
    make_decided(refused)
    talk = make_activity(asked, ActivityKind.DISCUSSION)
    spoken = make_comment(make_thread(town), person)
    judged = moderated(make_thread(town), person)
    vote = make_election(make_vote(town))
    fresh = make_account()
    extra: Known = {
        "proposal_id": [mine.id, refused.id],
        "amendment_id": [make_amendment(mine).id],
        "merge_id": [make_merge(collecting, author=person).id],
        "assessment_id": [make_asked(make_proposal(collecting), person_id=person.id).id],
        "activity_id": [mine.activity_id, talk.id, make_vote(town).id],
        "comment_id": [spoken.id],
        "case_id": judged["case_id"],
        "election_id": [vote.id],
        "resident_id": [
            resident_token(make_resident(make_neighbourhood(town)).id, town.id, by=person.id)
        ],
        "reset_id": [
            tokens.sign(RESET, timedelta(hours=1), person=fresh.id, mark=fingerprint(fresh))
        ],
    }
    programme = of_programme(person)
    capacity = of_capacity(programme["participation_id"][0], person)
    for name, values in (*extra.items(), *programme.items(), *capacity.items()):
        known[name] = [*known.get(name, []), *values]
    with write() as session:
        meeting = session.get_one(Meeting, known["meeting_id"][0])
        session.execute(
            consultation_meeting.update()
            .where(consultation_meeting.c.meeting_id == meeting.id)
            .values(consultation_id=asked.id)
        )
    resident = make_resident(make_neighbourhood(town), verified=False)
    return [Client(app).sign_in(person), Client(app).sign_in(resident), Client(app)], known


Opened = tuple[Client, str, str, dict[str, Control]]


def opened(routes: list[Route], known: Known, readers: list[Client]) -> Iterator[Opened]:
    """(reader, endpoint, path, fields) of every form, once for each set of fields."""
    seen: set[tuple[str, ...]] = set()
    for route in routes:
        for path in paths(route, SLUG, known, True):
            for reader in readers:
                answer = reader.get(path)
                found = controls(answer.text) if answer.status_code == 200 else {}
                shape = (route.endpoint, *sorted(found))
                if answer.status_code == 200 and shape not in seen:
                    seen.add(shape)
                    yield reader, route.endpoint, path, found


def judged(path: str, answer: Any, sent: dict[str, Any], wrote: bool) -> list[str]:
    """What is wrong with this answer; a kept draft is no write."""
    wrong = []
    if answer.status_code >= 500 or (answer.status_code < 400 and answer.status_code != 303):
        wrong.append(f"{path}: {answer.status_code} for {str(sent)[:200]}")
    if answer.status_code >= 400 and wrote:
        wrong.append(f"{path}: {answer.status_code} but something was stored")
    if "<script>alert" in answer.text or "<img src=x" in answer.text:
        wrong.append(f"{path}: the script came back alive")
    if answer.status_code == 422:
        wrong += [f"{path}: lost {name}" for name in lost(answer.text, sent)]
    return wrong


def send(app: Flask, form: Opened, sent: dict[str, Any]) -> list[str]:
    reader, endpoint, path, _found = form
    with stored(app) as rows:
        answer = reader.post(path, sent)
    if answer.status_code == 200 and endpoint in SHOWING:
        meant = [row for row in rows if written(row) in SHOWING[endpoint]]
        return [f"{endpoint} {path}: {row}" for row in rows if row not in meant]
    return judged(f"{endpoint} {path}", answer, sent, bool(rows))


#: POSTs that answer with a page, and the tables they may write to meanwhile
SHOWING: dict[str, set[str]] = {
    # The next page; what was filled in travels in it.
    "surveys.enter": set(),
    "surveys.make_codes": {"survey_code", "audit_line", "data_version"},
    "voting.booth": set(),  # the choice to look over once more
    "voting.trial_booth": set(),
    # Codes stand in this answer and nowhere else.
    "voting.make_codes": {"roll_line", "audit_line", "data_version"},
}


def written(statement: str) -> str:
    """The table."""
    words = [word.strip('"') for word in statement.split()]
    return words[1 if words[0].upper() == "UPDATE" else 2]


@contextmanager
def stored(app: Flask) -> Iterator[list[str]]:
    """Writing statements of the three databases that were committed, but those of kept drafts."""
    kept: list[str] = []
    every = [(engine, *pair) for engine in engines(app) for pair in listeners(kept).items()]
    for engine, name, listener in every:
        event.listen(engine, name, listener)
    try:
        yield kept
    finally:
        for engine, name, listener in every:
            event.remove(engine, name, listener)


def listeners(kept: list[str]) -> dict[str, Any]:
    """Of one database: its statements wait for its own commit."""
    pending: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.split()
        if words and words[0].upper() in WRITES and "draft" not in words[:4]:
            pending.append(statement)

    def commit(_c: Any) -> None:
        kept.extend(pending)
        pending.clear()

    def rollback(_c: Any) -> None:
        pending.clear()

    return {"before_cursor_execute": note, "commit": commit, "rollback": rollback}


def lost(html: str, sent: dict[str, Any]) -> list[str]:
    """Text fields whose words are not on the page any more."""
    page = unescape(html).replace("\r\n", "\n")
    return [
        name
        for name, value in sent.items()
        if isinstance(value, str) and value in (VALID["text"], VALID["textarea"])
        if value not in page
    ]


#: they end the session of the reader; each is asked alone below
LAST = ("web.delete_account", "accounts.sign_in", "accounts.change_password", "places.end_proof")


def good_values(found: dict[str, Control]) -> dict[str, Any]:
    return {name: valid(control) for name, control in found.items() if control.kind != "file"}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_form_takes_every_attack(
    app: Flask, world: World, pytestconfig: pytest.Config, shard: int
) -> None:
    """Nothing, the same attack in all fields, one wrong field among right ones.

    What is refused leaves nothing and comes back as it was typed; what is taken comes back as text.
    """
    readers, known = world
    routes = form_routes(app)[shard::SHARDS]
    forms = list(opened(routes, known, readers))
    missed = {route.endpoint for route in routes} - {form[1] for form in forms}
    assert missed - set(ELSEWHERE) == set()
    everything = pytestconfig.getoption("--all-pages")
    wrong = []
    for turn, form in enumerate(form for form in forms if form[1] not in LAST):
        for sent in bad_inputs(form[3], turn, everything):
            wrong += send(app, form, sent)
            form[0].checks = False  # the same page again
        form[0].checks = True
    assert wrong == []


def bad_inputs(found: dict[str, Control], turn: int, everything: bool) -> Iterator[dict[str, Any]]:
    """Without `everything` each field gets one attack of its kind, by turns."""
    yield {}
    good = good_values(found)
    here = db.engine.dialect.name == "sqlite"
    for name, attack in ATTACKS.items():
        if everything or (name in OF_PAGES) == here:
            yield dict.fromkeys(good, attack)
    if not here and not everything:
        return
    for place, name in enumerate(good):
        attacks = ALONE.get(found[name].kind, ALONE["text"])
        first = (turn + place) % len(attacks)
        for attack in attacks if everything else attacks[first : first + 1]:
            yield {**good, name: attack}


def test_what_is_tested_elsewhere_exists(app: Flask) -> None:
    assert set(ELSEWHERE) <= {route.endpoint for route in form_routes(app)}


def test_the_sealed_token_takes_every_attack(app: Flask) -> None:
    """Casting, resuming and the trial: no other token is a ballot, and none is stored."""
    town = make_municipality(slug=SLUG)
    running = make_election(make_vote(town))
    draft = make_election(make_vote(town), frozen=False)
    voter, other = Client(app).sign_in(make_everybody(town)), Client(app).sign_in(make_account())
    good = sealed_by(other, f"/{SLUG}/oylamalar/{running.id}/oy", running)
    forged: list[Any] = ["", good, good[:-1], good[1:], good.swapcase(), *ATTACKS.values()]
    forged.append(tokens.sign("desk-voter", timedelta(hours=1), election=running.id))
    wrong = []
    for path, fine in (
        (f"/{SLUG}/oylamalar/{running.id}/oy/ver", {422}),
        (f"/{SLUG}/masa/oylamalar/{draft.id}/deneme/oy/ver", {422}),
        # An empty paper to begin with: nobody's choice is shown, and nothing is kept.
        (f"/{SLUG}/oylamalar/{running.id}/oy/surdur", {200}),
    ):
        for token in forged:
            with stored(app) as rows:
                answer = voter.post(path, {"token": token})
            marked = re.search(r'<input[^>]*name="choice"[^>]*\bchecked\b', answer.text)
            if answer.status_code not in fine or rows or marked or "alert(1)<" in answer.text:
                wrong.append(f"{path}: {answer.status_code} {rows[:1]} for {str(token)[:60]}")
    assert wrong == []


def sealed_by(reader: Client, path: str, election: Election) -> str:
    """Somebody else's token, good for themselves."""
    page = reader.post(path, {"choice": [str(min(o.id for o in options(election).values()))]}).text
    found = re.search(r'name="token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("attack", ["nul", "long", "broken utf-8", "several", "script"])
@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/giris", ["email", "password", "stay", "draft"]),
        ("/hesap/sil", ["current"]),
        ("/hesap/parola", ["current", "password"]),
        (f"/{SLUG}/uye-ol", ["name", "email", "password", "neighbourhood", "notice", "draft"]),
    ],
)
def test_forms_around_the_session(app: Flask, attack: str, path: str, names: list[str]) -> None:
    make_municipality(slug=SLUG)
    reader = Client(app)
    if path.startswith("/hesap"):
        reader.sign_in(make_account())
    with stored(app) as rows:
        answer = reader.post(path, dict.fromkeys(names, ATTACKS[attack]))
    assert answer.status_code == 422
    assert [row for row in rows if "audit" not in row] == []
    assert not re.search(r'type="password"[^>]*value="[^"]', answer.text)
