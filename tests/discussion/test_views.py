"""A walk through each page of a comment, through the client."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from discussion import queries, services
from discussion.models import Comment, CommentState, Thread
from kernel.db import db, write
from kernel.rules import Role
from moderation.models import CaseState, Report
from places.models import Municipality
from tests.client import Client
from tests.make.discussion import hide, make_comment, make_report, make_thread
from tests.make.places import make_municipality, make_person, make_staff, visitor
from tests.queries_counter import count_queries

REASON = "Yorumda bir telefon numarası vardı."
HIDE = {"decision": "hide", "ground": "personal_data", "reason": REASON}


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(help_desk="Çözüm Masası (153)")


@pytest.fixture
def thread(town: Municipality) -> Thread:
    return make_thread(town)


def address(town: Municipality, comment: Comment, rest: str = "") -> str:
    return f"/{town.slug}/yorumlar/{comment.id}{rest}"


def state(comment: Comment) -> CommentState:
    comment_id = comment.id
    db.session.expire_all()
    return queries.get_comment(comment_id).state


def test_the_conversation_of_a_comment(client: Client, town: Municipality, thread: Thread) -> None:
    top = make_comment(thread, body="Baştaki söz.")
    reply = make_comment(thread, make_person(), "Alttaki söz.", parent=top)
    page = client.get(address(town, top))
    assert page.status_code == 200
    assert "Baştaki söz." in page.text
    assert "Alttaki söz." in page.text
    led = client.get(address(town, reply))
    assert led.status_code == 302
    assert led.location == f"{address(town, top)}?yanitlar={reply.id - 1}#y{reply.id}"
    assert "Alttaki söz." in client.get(led.location).text


def test_another_towns_address_is_not_found(client: Client, thread: Thread) -> None:
    comment, other = make_comment(thread), make_municipality()
    moderator = make_staff(other, Role.MODERATOR)
    client.sign_in(moderator)
    for rest in ("", "/surumler", "/duzenle", "/sil", "/bildir", "/denetle", "/karar", "/goster"):
        assert client.get(address(other, comment, rest)).status_code == 404
    for rest in ("/duzenle", "/sil", "/bildir", "/karar", "/yararli", "/sabitle", "/goster"):
        assert client.post(address(other, comment, rest)).status_code == 404
    assert client.get(f"/{other.slug}/yorumlar/999999999999").status_code == 404


def test_editing_through_the_page(client: Client, town: Municipality, thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author, "Önceki söz.")
    path = address(town, comment, "/duzenle")
    assert client.get(path).status_code == 303, "sign in first"
    client.sign_in(make_person("Komşu"))
    assert client.get(path).status_code == 403
    client.sign_in(author)
    assert "Önceki söz." in client.get(path).text
    assert client.post(path, {"body": "x"}).status_code == 422
    assert client.post(path, {"body": "**Yeni** söz <script>x</script>"}).status_code == 303
    shown = client.get(address(town, comment)).text
    assert "<strong>Yeni</strong>" in shown
    assert "<script>x" not in shown
    assert "düzenlendi" in shown
    assert "Önceki söz." in client.get(address(town, comment, "/surumler")).text


@pytest.mark.parametrize(
    ("body", "good"),
    [
        ("Hm", True),
        ("H", False),
        ("", False),
        ("   ", False),
        ("ş" * 800, True),
        ("ş" * 801, False),
        (" ".join(f"https://ornek.org/{n}" for n in range(5)), True),
        (" ".join(f"https://ornek.org/{n}" for n in range(6)), False),
        (" ".join(f"[x](/{n})" for n in range(6)), False),
        ("Arayın: 0532 123 45 67", False),
        ("شكرا جزيلا 🌳", True),
        ("Sıfır \x00 bayt", True),
        ("‮‮", False),
    ],
)
def test_what_a_comment_may_hold(
    client: Client, town: Municipality, thread: Thread, body: str, good: bool
) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    answer = client.sign_in(author).post(address(town, comment, "/duzenle"), {"body": body})
    assert answer.status_code == (303 if good else 422)


def test_a_private_number_is_asked_about_once(
    client: Client, town: Municipality, thread: Thread
) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    path = address(town, comment, "/duzenle")
    body = "Arayın: 0532 123 45 67"
    asked = client.sign_in(author).post(path, {"body": body})
    assert 'name="private_ok"' in asked.text
    assert body in asked.text
    assert client.post(path, {"body": body, "private_ok": "y"}).status_code == 303


def test_headings_and_tables_stay_text(client: Client, town: Municipality, thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    client.sign_in(author)
    client.post(address(town, comment, "/duzenle"), {"body": "# Başlık\n\n|a|b|\n|-|-|\n\n---"})
    html = client.get(address(town, comment)).text
    assert "# Başlık" in html
    assert "<table" not in html


def test_deleting_asks_first(client: Client, town: Municipality, thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    path = address(town, comment, "/sil")
    client.sign_in(author)
    assert "geri alınamaz" in client.get(path).text
    assert state(comment) is CommentState.VISIBLE
    assert client.post(path).status_code == 303
    assert state(comment) is CommentState.DELETED
    assert client.post(path).status_code == 409, "a doubled submit"
    assert client.get(address(town, comment, "/surumler")).status_code == 409


def test_reporting_through_the_page(client: Client, town: Municipality, thread: Thread) -> None:
    author, neighbour = make_person(), make_person("Komşu")
    comment = make_comment(thread, author)
    path = address(town, comment, "/bildir")
    answers = {"ground": "insult", "note": "Hakaret ediyor."}
    assert client.post(path, answers).status_code == 303
    assert db.session.scalars(select(Report)).all() == [], "not signed in"
    client.sign_in(author)
    assert client.get(path).status_code == 403
    client.sign_in(neighbour)
    assert client.get(path).status_code == 200
    assert client.post(path, {"note": "x"}).status_code == 422
    assert client.post(path, {**answers, "ground": "yok"}).status_code == 422
    assert client.post(path, answers).status_code == 303
    again = client.post(path, answers)
    assert again.status_code == 422
    assert "Bunu daha önce bildirdiniz." in again.text
    assert "Hakaret ediyor." in again.text, "what was typed is kept"
    assert len(db.session.scalars(select(Report)).all()) == 1


def test_following_and_unfollowing(client: Client, town: Municipality, thread: Thread) -> None:
    person, thread_id = make_person(), thread.id
    path = f"/{town.slug}/tartismalar/{thread_id}"
    client.sign_in(person)
    assert client.post(f"{path}/takip").location.endswith("#tartisma")
    assert queries.list_followers(thread_id) == [person.id]
    client.post(f"{path}/takibi-birak")
    assert queries.list_followers(thread_id) == []


def test_the_queue_and_a_decision(client: Client, town: Municipality, thread: Thread) -> None:
    moderator = make_staff(town, Role.MODERATOR)
    comment = make_comment(thread, body=f"Kural **dışı** söz. {'Uzun bir yorum. ' * 20}")
    make_report(comment, make_person("Bildiren Kişi"), note="Numarası yazılı.")
    queue = f"/{town.slug}/masa/denetim"
    assert client.get(queue).status_code == 303
    client.sign_in(make_person())
    assert client.get(queue).status_code == 403
    client.sign_in(moderator)
    listed = client.get(queue).text
    assert address(town, comment, "/denetle") in listed
    assert "1 bildirim" in listed
    (excerpt,) = re.findall(r'<p class="quote"[^>]*>([^<]*)</p>', listed)
    assert excerpt.startswith("Kural dışı söz. Uzun")
    assert excerpt.endswith("…")
    assert 100 < len(excerpt) <= 160
    page = client.get(address(town, comment, "/denetle")).text
    for part in ("Uzun bir yorum.", "Kişisel bilgi", "Numarası yazılı.", "Bildiren Kişi"):
        assert part in page
    short = client.post(address(town, comment, "/karar"), {**HIDE, "reason": "Kısa"})
    assert short.status_code == 422
    assert state(comment) is CommentState.VISIBLE
    groundless = {**HIDE, "ground": ""}
    assert client.post(address(town, comment, "/karar"), groundless).status_code == 422
    assert client.post(address(town, comment, "/karar"), HIDE).status_code == 303
    assert state(comment) is CommentState.HIDDEN
    assert client.post(address(town, comment, "/karar"), HIDE).status_code == 409
    assert "Bekleyen bildirim yok" in client.get(queue).text
    decided = client.get(f"{queue}?durum=karar").text
    assert "Gizlendi" in decided
    assert excerpt in decided
    shown = client.post(address(town, comment, "/goster"), {"reason": "İtiraz haklı bulundu."})
    assert shown.status_code == 303
    assert state(comment) is CommentState.VISIBLE


def test_keeping_what_was_reported(client: Client, town: Municipality, thread: Thread) -> None:
    comment = make_comment(thread)
    client.sign_in(make_staff(town, Role.MODERATOR))
    path = address(town, comment, "/karar")
    keep = {"decision": "keep", "reason": "Sert ama kişiye değil, öneriye yönelik."}
    assert client.post(path, keep).status_code == 422, "nobody reported it"
    make_report(comment)
    assert client.post(path, {**keep, "reason": ""}).status_code == 422, "never without a reason"
    assert client.post(path, {**keep, "consequence": "7"}).status_code == 422
    assert client.post(path, keep).status_code == 303
    assert client.post(path, keep).status_code == 422
    case = queries.get_comment(comment.id).case
    assert case is not None
    assert case.state is CaseState.DISMISSED


def test_an_auditor_reads_grounds_but_not_names(
    client: Client, town: Municipality, thread: Thread
) -> None:
    comment = make_comment(thread)
    make_report(comment, make_person("Bildiren Kişi"), note="Numarası yazılı.")
    client.sign_in(make_staff(town, Role.AUDITOR))
    assert client.get(f"/{town.slug}/masa/denetim").status_code == 200
    page = client.get(address(town, comment, "/denetle")).text
    assert "Numarası yazılı." in page
    assert "Bildiren Kişi" not in page
    assert client.post(address(town, comment, "/karar"), HIDE).status_code == 403


def test_nobody_decides_about_their_own_words(
    client: Client, town: Municipality, thread: Thread
) -> None:
    moderator = make_staff(town, Role.MODERATOR)
    comment = make_comment(thread, moderator)
    make_report(comment)
    page = client.sign_in(moderator).get(address(town, comment, "/denetle"))
    assert "Kendi yorumunuzla ilgili karar veremezsiniz." in page.text
    assert 'name="reason"' not in page.text
    assert client.post(address(town, comment, "/karar"), HIDE).status_code == 403


def test_the_author_reads_what_was_hidden_and_how_to_object(
    client: Client, town: Municipality, thread: Thread
) -> None:
    author = make_person()
    comment = make_comment(thread, author, "Gizlenen söz.")
    hide(comment, make_staff(town, Role.MODERATOR))
    assert "Gizlenen söz." not in client.get(address(town, comment)).text
    own = client.sign_in(author).get(address(town, comment)).text
    assert "Gizlenen söz." in own
    assert "Kararı okuyun ve itiraz edin" in own
    assert client.get(address(town, comment, "/surumler")).status_code == 409


def test_a_hidden_comment_leaves_the_kept_page_at_once(
    app: Flask, client: Client, town: Municipality, thread: Thread, monkeypatch: Any
) -> None:
    monkeypatch.setitem(app.config, "PAGE_CACHE", True)
    comment = make_comment(thread, body="Görünen söz.")
    path = address(town, comment)
    assert "Görünen söz." in client.get(path).text
    assert client.get(path).headers.get("ETag"), "now it comes from the cache"
    moderator = Client(app).sign_in(make_staff(town, Role.MODERATOR))
    assert moderator.post(address(town, comment, "/karar"), HIDE).status_code == 303
    assert "Görünen söz." not in client.get(path).text


def test_the_queue_costs_the_same_for_3_and_for_33(
    client: Client, town: Municipality, thread: Thread
) -> None:
    client.sign_in(make_staff(town, Role.MODERATOR))
    author = make_person()
    counts = []
    for rows in (3, 30):
        for number in range(rows):
            make_report(make_comment(thread, author, f"{rows} {number}"))
        with count_queries() as statements:
            page = client.get(f"/{town.slug}/masa/denetim")
        assert "/denetle" in page.text
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_deleted_reply_leaves_its_conversation(
    client: Client, town: Municipality, thread: Thread
) -> None:
    author = make_person()
    top = make_comment(thread)
    reply = make_comment(thread, author, "Geçici yanıt.", parent=top)
    with write():
        services.delete(queries.get_comment(reply.id), by=visitor(author))
    assert "Geçici yanıt." not in client.get(address(town, top)).text
