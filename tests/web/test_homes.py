"""The homes, the desk, the record: few queries, honest figures."""

from datetime import timedelta

from flask import Flask

from answers.models import Duty
from consultations.models import ActivityKind
from kernel import clock, outbox, page_cache
from kernel.db import db, write
from kernel.drafts import Draft
from kernel.outbox import Errand, State
from kernel.passwords import hash_password
from kernel.rules import Role
from places.models import Municipality
from programme.models import ProgrammeRole
from proposals.models import ProposalState
from tests.client import Client
from tests.make.answers import make_duty
from tests.make.casting import vote
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import (
    PASSWORD,
    make_municipality,
    make_neighbourhood,
    make_person,
    make_resident,
    make_staff,
    make_unit,
)
from tests.make.programme import make_role
from tests.make.proposals import make_proposal
from tests.make.roadmap import make_answered_proposal
from tests.make.voting import count as make_result
from tests.make.voting import make_election, make_vote
from tests.moment import NOW
from tests.queries_counter import cost


def fill(town: Municipality, number: int) -> None:
    """As many open activities, overdue duties and answers."""
    consultation = make_consultation(town, activities=())
    officer = make_staff(town, Role.OFFICER)
    for count in range(number):
        activity = make_activity(consultation, ActivityKind.PROPOSALS)
        make_duty(town, due=-count - 1)
        make_answered_proposal(town, activity=activity, officer=officer)


def test_homes_cost_the_same_for_few_and_many(app: Flask, client: Client) -> None:
    few, many = make_municipality(), make_municipality()
    fill(few, 1)
    here = cost(client, "/")
    fill(many, 15)
    assert cost(client, "/") == here <= 12
    client.sign_in(make_person())
    one = cost(client, f"/{few.slug}/")
    assert cost(client, f"/{many.slug}/") == one <= 12
    client.sign_in(make_staff(many, Role.OFFICER))
    assert cost(client, f"/{many.slug}/masa") <= 12


def test_the_home_names_the_debtor(app: Flask, client: Client) -> None:
    town = make_municipality()
    unit = make_unit(town, "Zabıta Müdürlüğü")
    late = clock.today() - timedelta(days=12)
    consultation = make_consultation(
        town, title="Kıyı yolu nasıl aydınlatılsın?", answer_by=late, unit_id=unit.id
    )
    for activity in (make_activity(consultation), make_activity(consultation)):
        with write() as session:
            duty = session.get_one(Duty, make_proposal(activity, title="Lamba").duty_id)
            duty.first_due_on = late + timedelta(days=3)
    page = client.get(f"/{town.slug}/").get_data(as_text=True)
    assert "Kıyı yolu nasıl aydınlatılsın?" in page
    assert "Yanıtı borçlu olan: Zabıta Müdürlüğü." in page
    assert "Yanıt 12 gün gecikti" in page
    everywhere = client.get("/").get_data(as_text=True)
    for home in (page, everywhere):
        # One line for the question and everything asked under it.
        assert home.count("Yanıt 12 gün gecikti") == 1
        assert "2 önerinin yanıtı gecikti" in home
        assert "Lamba" not in home


def test_what_waits_for_a_reader(app: Flask, client: Client) -> None:
    town = make_municipality()
    activity = make_activity(make_consultation(town, activities=()))
    author = make_person()
    make_proposal(activity, author=author, title="Taslak öneri", state=ProposalState.DRAFT)
    late = make_proposal(activity, author=author, title="Geciken öneri")
    with write() as session:
        duty = session.get_one(Duty, late.duty_id)
        duty.first_due_on = clock.today() - timedelta(days=1)
        session.add(
            Draft(
                id="a" * 32,
                owner="b",
                person_id=author.id,
                path=f"/{town.slug}/oneriler/1/yorum",
                fields={"body": ["Gönderilemeyen yorum"]},
            )
        )
    client.sign_in(author)
    page = client.get(f"/{town.slug}/").get_data(as_text=True)
    for words in ("Taslak öneri", "Geciken öneri", "Gönderilemeyen yorum"):
        assert words in page
    stranger = Client(app).sign_in(make_person())
    assert "Taslak öneri" not in stranger.get(f"/{town.slug}/").get_data(as_text=True)


def test_a_kept_home_shows_a_new_debt_at_midnight(app: Flask, client: Client) -> None:
    app.config["PAGE_CACHE"] = True
    try:
        town = make_municipality()
        make_consultation(town, activities=(), answer_by=clock.today())
        assert "Günü geçmiş yanıt yok." in client.get(f"/{town.slug}/").get_data(as_text=True)
        assert page_cache._pages
        with clock.held(clock.next_midnight() + timedelta(minutes=1)):
            page = client.get(f"/{town.slug}/").get_data(as_text=True)
        assert "Yanıt 1 gün gecikti" in page
    finally:
        app.config["PAGE_CACHE"] = False


def test_the_menu_of_the_desk_asks_each_pages_own_rule(app: Flask, client: Client) -> None:
    town = make_municipality()
    path = f"/{town.slug}/masa"
    page = client.sign_in(make_staff(town, Role.MODERATOR)).get(path).get_data(as_text=True)
    assert "Denetim" in page
    assert "İşlem kaydı" not in page
    boss = Client(app).sign_in(make_staff(town, Role.ADMINISTRATOR))
    page = boss.get(path).get_data(as_text=True)
    assert "İşlem kaydı" in page
    assert client.sign_in(make_person()).get(path).status_code == 403


def test_a_lost_mail_is_sent_again_by_hand(app: Flask, client: Client) -> None:
    town = make_municipality()
    with write() as session:
        errand = Errand(
            key="m",
            kind=outbox.Kind.MAIL,
            state=State.UNKNOWN,
            body={"to": "ayse@ornek.example", "subject": "Yanıt", "text": "…"},
            due_at=clock.now(),
            municipality_id=town.id,
        )
        session.add(errand)
    client.sign_in(make_staff(town, Role.ADMINISTRATOR))
    path = f"/{town.slug}/masa/posta"
    page = client.get(path).get_data(as_text=True)
    assert "a…@ornek.example" in page
    assert "ayse@" not in page
    assert client.post(f"{path}/{errand.id}/yeniden").status_code == 303
    assert db.session.get_one(Errand, errand.id).state is State.WAITING
    assert client.post(f"{path}/{errand.id}/yeniden").status_code == 409
    assert "web.resend" in client.get(f"/{town.slug}/masa/kayit").get_data(as_text=True)


def test_download_and_delete(app: Flask, client: Client) -> None:
    person = make_person("Ayşe Yılmaz", password_hash=hash_password(PASSWORD))
    assert client.get("/hesap/verilerim").status_code == 303
    client.sign_in(person)
    assert "Hesabınız" in client.get("/hesap/verilerim").get_data(as_text=True)
    file = client.get("/hesap/verilerim/indir")
    assert file.mimetype == "application/json"
    assert file.get_json()["account"][0]["name"] == "Ayşe Yılmaz"
    assert "Ne kalır?" in client.get("/hesap/sil").get_data(as_text=True)
    assert client.post("/hesap/sil", {"current": "yanlış parola"}).status_code == 422
    assert client.post("/hesap/sil", {"current": PASSWORD}).status_code == 303
    assert client.get("/hesap/verilerim").status_code == 303
    db.session.refresh(person)
    assert (person.name, person.email) == ("", None)


def test_the_last_administrator_stays(app: Flask, client: Client) -> None:
    town = make_municipality()
    boss = make_staff(town, Role.ADMINISTRATOR)
    hashed = hash_password("baska-uzun-parola-7")
    with write():
        boss.password_hash = hashed
    client.sign_in(boss)
    answer = client.post("/hesap/sil", {"current": "baska-uzun-parola-7"})
    assert answer.status_code == 422
    assert "Tek yöneticisi olduğunuz" in answer.get_data(as_text=True)
    db.session.refresh(boss)
    assert boss.email is not None


def test_statement_and_robots(client: Client) -> None:
    assert "Neye bakmadık?" in client.get("/erisilebilirlik").get_data(as_text=True)
    robots = client.get("/robots.txt")
    assert robots.mimetype == "text/plain"
    assert b"Disallow: /hesap" in robots.get_data()


def test_few_voters_are_no_figure(app: Flask, client: Client) -> None:
    """Of nine ballots the count keeps no number; of twelve it does."""
    town = make_municipality()
    consultation = make_consultation(town, activities=())
    for voters in (9, 12):
        election = make_election(make_vote(consultation=consultation))
        for _number in range(voters):
            vote(election, make_person(), "Engelsiz rampa")
        with clock.held(NOW + timedelta(days=15)):
            make_result(election)
    assert "2 oylama, 12 oy" in client.get(f"/{town.slug}/").get_data(as_text=True)


def test_many_steps_of_one_consultation_are_three_lines_and_one_task(client: Client) -> None:
    town = make_municipality()
    workshop, other = (make_consultation(town, activities=()) for _ in range(2))
    steps = [make_activity(workshop, title=f"Adım {number}") for number in range(5)]
    make_activity(other, title="Başka")
    page = client.get(f"/{town.slug}/").text
    assert [f"Adım {number}" in page for number in range(5)] == [True] * 3 + [False] * 2
    assert "Başka" in page
    assert page.count("açık adım daha") == 1
    assert "2 açık adım daha" in page
    assert f"{steps[0].consultation_id}#adimlar" in page


def test_signing_in_leads_to_the_desk_the_town_or_the_programme(client: Client) -> None:
    """Each begins where their own things are, not on the common home."""
    town = make_municipality()
    neighbour, team = make_resident(make_neighbourhood(town)), make_person()
    make_role(ProgrammeRole.TEAM, team)
    for person, begins in (
        (make_staff(town, Role.UNIT_OFFICER), f"/{town.slug}/masa"),
        (neighbour, f"/{town.slug}/"),
        (team, "/program/masam"),
        (make_person(), "/"),
    ):
        client.sign_in(person)
        assert client.get("/basla").location == begins
