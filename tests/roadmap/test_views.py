"""The public roadmap, an action's page, and the desk that changes it."""

from datetime import timedelta
from io import BytesIO

from flask import Flask
from PIL import Image

from kernel import clock
from kernel.db import db, write
from kernel.rules import Role
from places.models import Municipality
from roadmap import queries, services
from roadmap.models import Action, ActionState
from roadmap.services import News
from tests.client import Client
from tests.make.places import make_municipality, make_person, make_staff, make_unit, visitor
from tests.make.roadmap import make_action, make_answered_proposal, make_bare_actions
from tests.queries_counter import cost


def _town(action: Action) -> Municipality:
    return db.session.get_one(Municipality, action.municipality_id)


def test_the_list_costs_the_same_for_3_and_300(app: Flask, client: Client) -> None:
    few, many = make_municipality(), make_municipality()
    make_bare_actions(few, make_unit(few).id, 3)
    make_bare_actions(many, make_unit(many).id, 300)
    client.sign_in(make_person())
    three = cost(client, f"/{few.slug}/yol-haritasi")
    assert cost(client, f"/{many.slug}/yol-haritasi") == three <= 8


def test_the_headline_is_the_finding(app: Flask, client: Client) -> None:
    town = make_municipality()
    empty = client.get(f"/{town.slug}/yol-haritasi").get_data(as_text=True)
    assert "Yol haritasında henüz eylem yok" in empty
    make_bare_actions(town, make_unit(town).id, 25)
    page = client.get(f"/{town.slug}/yol-haritasi").get_data(as_text=True)
    assert "25 eylem: 0 tamamlandı, 20 gecikti" in page
    late = client.get(f"/{town.slug}/yol-haritasi?durum=gecikti").get_data(as_text=True)
    assert "0. durağa ışık" in late
    assert "24. durağa ışık" not in late
    nothing = client.get(f"/{town.slug}/yol-haritasi?durum=iptal").get_data(as_text=True)
    assert "Bu süzgece uyan eylem yok" in nothing


def test_pages_follow_one_another_without_gap(app: Flask, client: Client) -> None:
    town = make_municipality()
    make_bare_actions(town, make_unit(town).id, 45)
    with app.test_request_context(f"/{town.slug}/yol-haritasi"):
        first = queries.list_page(town.id)
    seen = [row.id for row in first.rows]
    href = first.next_href
    while href:
        with app.test_request_context(href):
            page = queries.list_page(town.id)
        seen += [row.id for row in page.rows]
        href = page.next_href
    assert len(seen) == len(set(seen)) == 45


def test_an_action_names_its_delay_and_its_reason(app: Flask, client: Client) -> None:
    action = make_action()
    officer = make_staff(_town(action), Role.OFFICER)
    with write():
        services.update(
            queries.get_action(action.id),
            by=visitor(officer),
            news=News(
                text="Teklif gelmedi.",
                html="<p>Teklif gelmedi.</p>",
                progress=10,
                new_ends_on=action.ends_on + timedelta(days=30),
                delay_reason="İhaleye teklif gelmedi.",
            ),
        )
    home = f"/{_town(action).slug}/yol-haritasi"
    for path in (home, f"{home}/{action.id}"):
        page = client.get(path).get_data(as_text=True)
        assert "İhaleye teklif gelmedi." in page
        assert "30 gün gecikti" in page
    assert cost(client, f"{home}/{action.id}") <= 12
    other = make_municipality()
    assert client.get(f"/{other.slug}/yol-haritasi/{action.id}").status_code == 404


def test_the_officer_walks_an_action_from_answer_to_end(app: Flask, client: Client) -> None:
    town = make_municipality()
    officer = make_staff(town, Role.OFFICER)
    proposal, answer = make_answered_proposal(town, officer=officer)
    unit = make_unit(town)
    client.sign_in(officer)
    desk = f"/{town.slug}/masa/eylem"
    assert proposal.title in client.get(desk).get_data(as_text=True)
    form = client.get(f"{desk}/yap/{answer.id}").get_data(as_text=True)
    assert proposal.title in form
    today = clock.today()
    plan = {
        "title": "Salı pazarına çeşme",
        "text": "Pazarın iki ucuna birer çeşme yapılır.",
        "unit": str(unit.id),
        "starts_on": today.isoformat(),
        "ends_on": (today - timedelta(days=1)).isoformat(),
        "budget": "1.180.000",
    }
    wrong = client.post(f"{desk}/yap/{answer.id}", plan)
    assert wrong.status_code == 422
    assert "Bitiş, başlangıçtan önce olamaz." in wrong.get_data(as_text=True)
    plan["ends_on"] = (today + timedelta(days=60)).isoformat()
    made = client.post(f"{desk}/yap/{answer.id}", plan)
    assert made.status_code == 303
    assert client.post(f"{desk}/yap/{answer.id}", plan).status_code == 409
    (action,) = db.session.query(Action).all()
    assert action.budget_kurus == 118_000_000
    _work_on(client, f"{desk}/{action.id}")
    db.session.expire_all()
    done = queries.get_action(action.id)
    assert (done.state, len(done.updates)) == (ActionState.COMPLETED, 2)
    assert done.updates[1].evidence is not None
    assert client.get(f"{desk}/{action.id}").status_code == 409
    public = client.get(f"/{town.slug}/yol-haritasi/{action.id}").get_data(as_text=True)
    assert "Kanıt: tutanak.txt" in public


def _work_on(client: Client, path: str) -> None:
    assert client.post(f"{path}/baslat").status_code == 303
    news = {"progress": "40", "text": "Yerler belirlendi, kazı başladı."}
    moved = {**news, "new_ends_on": (clock.today() + timedelta(days=99)).isoformat()}
    refused = client.post(path, moved)
    assert refused.status_code == 422
    assert "gerekçesiz değiştirilemez" in refused.get_data(as_text=True)
    proof = {"evidence": (BytesIO(b"Tutanak metni"), "tutanak.txt")}
    assert client.post(path, {**news, **proof}).status_code == 303
    assert client.get(f"{path}/tamamla").status_code == 200
    future = {
        "completed_on": (clock.today() + timedelta(days=1)).isoformat(),
        "text": "Çeşme açıldı.",
    }
    assert client.post(f"{path}/tamamla", future).status_code == 422
    future["completed_on"] = clock.today().isoformat()
    assert client.post(f"{path}/tamamla", future).status_code == 303


def _picture(tone: int) -> tuple[BytesIO, str]:
    data = BytesIO()
    Image.new("RGB", (60, 40), (tone, 90, 90)).save(data, "PNG")
    data.seek(0)
    return data, f"yer-{tone}.png"


def test_a_photo_of_before_and_one_of_after(app: Flask, client: Client) -> None:
    """Each with the words for those who do not see it."""
    action = make_action()
    town = _town(action)
    client.sign_in(make_staff(town, Role.OFFICER))
    path = f"/{town.slug}/masa/eylem/{action.id}"
    news = {"progress": "40", "text": "Kazı bitti, ilk çeşme kondu."}
    sent = {**news, "photo": _picture(10), "photo_words": "Boş köşe", "second": _picture(200)}
    refused = client.post(path, sent)
    assert refused.status_code == 422
    assert "Fotoğrafı görmeyenler için bir cümle yazın." in refused.get_data(as_text=True)
    sent.update(photo=_picture(10), second=_picture(200), second_words="Köşede akan çeşme")
    assert client.post(path, sent).status_code == 303
    public = client.get(f"/{town.slug}/yol-haritasi/{action.id}").get_data(as_text=True)
    assert public.index('alt="Boş köşe"') < public.index('alt="Köşede akan çeşme"')


def test_cancelling_needs_a_reason_that_everybody_reads(app: Flask, client: Client) -> None:
    action = make_action()
    client.sign_in(make_staff(_town(action), Role.ADMINISTRATOR))
    path = f"/{_town(action).slug}/masa/eylem/{action.id}/iptal"
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": "kısa"}).status_code == 422
    assert client.post(path, {"reason": "Alan hazineye geçti, yapamıyoruz."}).status_code == 303
    page = client.get(f"/{_town(action).slug}/yol-haritasi/{action.id}").get_data(as_text=True)
    assert "Alan hazineye geçti, yapamıyoruz." in page


def test_nobody_else_touches_an_action(app: Flask, client: Client) -> None:
    action = make_action()
    path = f"/{_town(action).slug}/masa/eylem"
    assert client.get(path).status_code == 303
    client.sign_in(make_staff(make_municipality(), Role.OFFICER))
    for tail in ("", f"/{action.id}", f"/{action.id}/tamamla", f"/{action.id}/iptal"):
        assert client.get(path + tail).status_code == 403
    assert client.post(f"{path}/{action.id}/baslat").status_code == 403
