"""The desk shows each role its own work."""

import re
from datetime import timedelta

from flask import Flask

from answers.models import Duty
from consultations import queries
from consultations.models import ActivityKind, AskedBy
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role
from places.models import Staff
from places.queries import get_municipality
from tests.client import Client
from tests.make.consultations import make_consultation
from tests.make.places import make_municipality, make_person, make_staff, make_unit, visitor
from tests.make.proposals import make_proposal
from tests.make.voting import make_election, make_vote
from voting.models import Election, ElectionState
from web.queries.desk import desk


def read(client: Client, slug: str) -> str:
    return client.get(f"/{slug}/masa").get_data(as_text=True)


def test_each_role_is_greeted_with_its_own_work(app: Flask, client: Client) -> None:
    town = make_municipality()
    late = clock.today() - timedelta(days=2)
    ours, theirs = make_unit(town, "Fen İşleri"), make_unit(town, "Zabıta")
    made = make_consultation(town, answer_by=late, unit_id=ours.id, activities=())
    with write() as session:
        session.get_one(Duty, made.duty_id).unit_id = ours.id
    for role, unit, words in (
        (Role.OFFICER, None, "Masanız: 1 yanıt gecikti"),
        (Role.UNIT_OFFICER, ours, "Masanız: 1 yanıt gecikti"),
        (Role.UNIT_OFFICER, theirs, "Masanız: geciken yanıt yok"),
        (Role.MODERATOR, None, "Masanız: bekleyen iş yok"),
        (Role.DESK_OFFICER, None, "Masanız: bekleyen iş yok"),
    ):
        staff = Client(app).sign_in(make_staff(town, role, unit=unit))
        assert words in read(staff, town.slug), role
    moderator = Client(app).sign_in(make_staff(town, Role.MODERATOR))
    assert "Gecikmiş yanıt" not in read(moderator, town.slug)


def test_the_councils_officer_counts_what_the_council_asked(app: Flask) -> None:
    town = make_municipality()
    late = clock.today() - timedelta(days=2)
    theirs = make_consultation(town, title="Belediyenin sorusu", answer_by=late, activities=())
    council = Client(app).sign_in(make_staff(town, Role.COUNCIL_OFFICER))
    page = read(council, town.slug)
    assert "Masanız: geciken yanıt yok" in page
    assert theirs.title not in page
    ours = make_consultation(
        town,
        title="Konseyin sorusu",
        asked_by=AskedBy.CITY_COUNCIL,
        answer_by=late,
        activities=(ActivityKind.PROPOSALS,),
    )
    make_proposal(queries.list_activities(ours.id)[0], title="Konseyin önerisi")
    page = read(council, town.slug)
    assert "Masanız: 2 yanıt gecikti" in page
    assert "Konseyin önerisi" in page
    assert theirs.title not in page
    assert theirs.title in council.get(f"/{town.slug}/masa?kime=").text
    both = make_staff(town, Role.COUNCIL_OFFICER)
    with write() as session:
        session.add(Staff(municipality_id=town.id, person_id=both.id, role=Role.OFFICER))
    assert "Masanız: 3 yanıt gecikti" in read(Client(app).sign_in(both), town.slug)
    for role, waiting in ((Role.COUNCIL_OFFICER, 1), (Role.OFFICER, 0), (Role.AUDITOR, 1)):
        staff = make_staff(town, role)
        assert desk(town.id, visitor(staff)).unscreened == waiting, role
        screening = Client(app).sign_in(staff).get(f"/{town.slug}/masa/oneriler").text
        assert ("Konseyin önerisi" in screening) == bool(waiting), role


def test_a_tie_waits_on_the_desk_until_it_is_settled(app: Flask, client: Client) -> None:
    election = make_election(make_vote())
    place = election.municipality_id
    town = get_municipality(place)
    officer = visitor(make_staff(town, Role.OFFICER))
    tie = {"at": "result", "options": ["1", "2"], "places": 1, "how": "declared", "chosen": None}

    def counted(**result: object) -> int:
        with write() as session:
            row = session.get_one(Election, election.id)
            row.state = ElectionState.COUNTED
            row.result = {"status": "tied", "winners": [], "ties": [tie], **result}
        db.session.expire_all()
        return desk(place, officer).ties

    assert counted() == 1
    assert desk(place, officer).first_tie == election.id
    council = visitor(make_staff(town, Role.COUNCIL_OFFICER))
    assert desk(place, council).ties == 0
    assert counted(status="decided", ties=[{**tie, "chosen": ["1"]}]) == 0
    assert counted(settled=["1"]) == 0
    assert counted(status="no_quorum") == 0


def test_a_refusal_says_who_may_and_leads_back(app: Flask, client: Client) -> None:
    town = make_municipality()
    moderator = Client(app).sign_in(make_staff(town, Role.MODERATOR))
    answer = moderator.get(f"/{town.slug}/masa/gorevliler")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "Yetkisi olanlar: " in page
    assert "Yönetici" in page
    assert f'href="/{town.slug}/masa">Masanıza dönün' in page
    stranger = Client(app).sign_in(make_person())
    page = stranger.get(f"/{town.slug}/masa/gorevliler").get_data(as_text=True)
    assert "Masanıza dönün" not in page


def test_a_page_of_the_desk_is_marked_as_the_desks(app: Flask, client: Client) -> None:
    town = make_municipality()
    made = make_consultation(town)
    client.sign_in(make_staff(town, Role.OFFICER))
    for path, marked in (("masa", "Masam"), (f"masa/danismalar/{made.id}", "Masam")):
        page = client.get(f"/{town.slug}/{path}").get_data(as_text=True)
        assert re.findall('aria-current="true">([^<]*)</a></li>', page) == [marked]
    page = client.get(f"/{town.slug}/danismalar/{made.id}").get_data(as_text=True)
    assert re.findall('aria-current="true">([^<]*)</a></li>', page) == ["Danışmalar"]
