"""No application, review, note or draft is read by anybody but those named: every role."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from kernel import clock
from kernel.db import write
from kernel.rules import Role
from programme import queries, services
from programme.models import ApplicationState, Consulting, FileKind, ProgrammeRole, ReviewState
from tests.client import Client
from tests.make.places import make_municipality, make_person, make_staff, visitor
from tests.make.programme import (
    make_application,
    make_participation,
    make_review,
    make_role,
    make_track,
)

pytestmark = pytest.mark.database
#: what only some may read
TEXT, GIVEN, NOTE = "Mahallelerimizde kararları", "Ortaklarıyla birlikte yazmış", "Eski iş yerim"
REFUSED = ApplicationState.REFUSED
LETTER = "sonuc-yazisi.pdf"


@dataclass
class World:
    people: dict[str, Any]
    sent: int
    draft: int
    reviews: dict[str, int]
    track: int
    file: int


@pytest.fixture
def world(app: Flask) -> World:
    town, owner = make_municipality(), make_person("Başvuran")
    track = make_track()
    number = track.id
    sent = make_application(track, owner=owner, municipality_id=town.id, sent=False)
    with write():
        loaded = queries.get_application(sent.id)
        accepted = (b"%PDF-1.4 onay", "application/pdf", "onay.pdf")
        file = services.add_file(
            loaded, by=visitor(owner), kind=FileKind.APPROVAL, accepted=accepted
        ).id
        services.submit(queries.get_application(sent.id), by=visitor(owner))
    draft = make_application(track, owner=owner, sent=False)
    other = make_person("Öteki başvuran")
    make_application(track, owner=other)
    reviewers = {what: make_role(ProgrammeRole.REVIEWER) for what in ("given", "waiting", "away")}
    out = make_role(ProgrammeRole.TEAM, make_role(ProgrammeRole.REVIEWER))
    reviews = {
        "given": make_review(sent, reviewers["given"], points=(9, 3)).id,
        "waiting": make_review(sent, reviewers["waiting"]).id,
        "conflict": make_review(sent, out).id,
    }
    with write():
        review = queries.get_review(reviews["conflict"])
        services.declare_conflict(review, by=visitor(out), reason="Eski iş yerim burası.")
    consultant = make_role(ProgrammeRole.CONSULTANT)
    with write() as session:
        joined = make_participation(track, municipality_id=town.id)
        session.add(Consulting(participation_id=joined.id, person_id=consultant.id))
    people = {
        "applicant": owner,
        "other applicant": other,
        "reviewer who has given": reviewers["given"],
        "reviewer who waits": reviewers["waiting"],
        "reviewer of others": reviewers["away"],
        "consultant of the town": consultant,
        "team": make_role(ProgrammeRole.TEAM),
        "team with a conflict": out,
        "staff of the town": make_staff(town, Role.ADMINISTRATOR),
        "resident": make_person("Hemşehri"),
    }
    return World(people, sent.id, draft.id, reviews, number, file)


def ask(app: Flask, world: World, who: str, path: str) -> tuple[int, str]:
    client = Client(app)
    if who != "anonymous":
        client.sign_in(world.people[who])
    answer = client.get(path)
    return answer.status_code, answer.get_data().decode(errors="replace")


#: who, status of the page, reads the text, reads given reviews, reads why somebody is out of it
SENT = [
    ("applicant", 200, True, False, False),
    ("other applicant", 404, False, False, False),
    ("reviewer who has given", 200, True, True, False),
    ("reviewer who waits", 200, True, False, False),
    ("reviewer of others", 404, False, False, False),
    ("consultant of the town", 404, False, False, False),
    ("team", 200, True, True, True),
    ("team with a conflict", 403, False, False, False),
    ("staff of the town", 404, False, False, False),
    ("resident", 404, False, False, False),
    ("anonymous", 303, False, False, False),
]


def test_an_application_and_its_reviews(app: Flask, world: World) -> None:
    path = f"/program/basvurular/{world.sent}"
    for who, status, text, given, note in SENT:
        code, html = ask(app, world, who, path)
        assert (who, code) == (who, status)
        assert (who, TEXT in html, GIVEN in html, NOTE in html) == (who, text, given, note)
        code, _html = ask(app, world, who, f"/program/basvuru-belgeleri/{world.file}")
        assert (who, code) == (who, status)


def test_a_draft_is_its_owners(app: Flask, world: World) -> None:
    for who, *_rest in SENT:
        code, html = ask(app, world, who, f"/program/basvurular/{world.draft}")
        assert (who, code == 200, TEXT in html) == (who, *[who == "applicant"] * 2)


def test_a_review_is_its_reviewers(app: Flask, world: World) -> None:
    for who, *_rest in SENT:
        for what, owner in (
            ("given", "reviewer who has given"),
            ("waiting", "reviewer who waits"),
            ("conflict", "team with a conflict"),
        ):
            code, html = ask(app, world, who, f"/program/degerlendirmeler/{world.reviews[what]}")
            good = {200, 409} if who == owner else {303} if who == "anonymous" else {404}
            assert code in good, (who, what, code)
            assert GIVEN not in html
            assert NOTE not in html


def test_the_ranking_is_the_teams_after_its_own_reviews(app: Flask, world: World) -> None:
    path = f"/program/masa/siralama/{world.track}"
    for who, *_rest in SENT:
        code, html = ask(app, world, who, path)
        good = {"team": 200, "team with a conflict": 200, "anonymous": 303}.get(who, 403)
        assert (who, code) == (who, good)
        assert (who, "<td" in html) == (who, who == "team")
    make_review(queries.get_application(world.sent), world.people["team"])
    assert ask(app, world, "team", path)[0] == 409
    assert GIVEN not in ask(app, world, "team", f"/program/basvurular/{world.sent}")[1]


def test_a_letter_is_read_by_those_of_the_application(app: Flask, world: World) -> None:
    make_review(queries.get_application(world.sent), points=(5, 5))
    track = queries.get_track(world.track)
    assert track.closes_at is not None
    with clock.held(track.closes_at + timedelta(days=1)):
        with write():
            loaded = queries.get_application(world.sent)
            team = visitor(world.people["team"])
            services.decide(loaded, by=team, state=REFUSED, reason="Bu kez olmadı.")
        for who, status, *_rest in SENT:
            code, html = ask(app, world, who, f"/program/basvurular/{world.sent}/{LETTER}")
            assert (who, code) == (who, status)
            assert (who, html.startswith("%PDF")) == (who, status == 200)


def test_the_desk_names_nothing_of_others(app: Flask, world: World) -> None:
    name = queries.get_application(world.sent).name
    for who, *_rest in SENT:
        code, html = ask(app, world, who, "/program/masam")
        named = ("applicant", "reviewer who has given", "reviewer who waits", "team")
        wanted = who in (*named, "team with a conflict")
        assert (who, code, name in html) == (who, 303 if who == "anonymous" else 200, wanted)
    assert queries.get_review(world.reviews["conflict"]).state is ReviewState.CONFLICT
