"""The partial that owners show: columns, order, pages, what stands in whose place, its price."""

from typing import Any

import pytest
from flask import Flask, g, get_template_attribute

from accounts.models import Person
from discussion import queries, services
from discussion.models import Stance, Thread
from discussion.rules import Reason
from discussion.views.board import board
from kernel.db import db, write
from kernel.rules import LOGIN, NOBODY, Denied, Role, closed
from places.queries import get_municipality
from tests.make.discussion import hide, make_comment, make_many, make_thread
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_person,
    make_staff,
    make_unit,
    visitor,
)
from tests.queries_counter import count_queries


@pytest.fixture
def thread(app: Flask) -> Thread:
    return make_thread(make_municipality())


def render(
    app: Flask,
    thread: Thread,
    person: Person | None = None,
    *,
    query: str = "",
    denied: Denied | None = None,
    stances: bool = True,
) -> str:
    who = NOBODY if person is None else visitor(person)
    municipality = get_municipality(thread.municipality_id)
    with app.test_request_context(f"/{municipality.slug}/oneriler/7?{query}"):
        g.slug, g.municipality, g.visitor = municipality.slug, municipality, who
        g.language, g.theme = "tr", "auto"
        shown: Any = board(thread, denied=denied, href="/yorum", stances=stances)
        macro = get_template_attribute("discussion/_thread.html", "thread")
        return str(macro(shown))


def test_an_empty_thread_says_so_and_why_one_cannot_write(app: Flask, thread: Thread) -> None:
    html = render(app, thread, denied=LOGIN)
    assert "Henüz yorum yok." in html
    assert "/giris?next=" in html
    assert "<form" not in html
    html = render(app, thread, make_person(), denied=closed(Reason.DELETED))
    assert Reason.DELETED.value in html
    assert "<textarea" not in html


def test_comments_stand_in_the_column_of_their_stance(app: Flask, thread: Thread) -> None:
    for stance, body in zip(Stance, ("Gölge gerek.", "Pahalı.", "Basınç yeter mi?"), strict=True):
        make_comment(thread, body=body, stance=stance)
    html = render(app, thread, denied=LOGIN)
    places = [
        html.index(part)
        for part in (
            'id="tartisma-for"',
            "Gölge gerek.",
            'id="tartisma-against"',
            "Pahalı.",
            'id="tartisma-info"',
            "Basınç yeter mi?",
        )
    ]
    assert places == sorted(places)
    plain = render(app, thread, denied=LOGIN, stances=False)
    assert "tartisma-for" not in plain
    assert plain.index("Basınç") < plain.index("Pahalı.") < plain.index("Gölge"), "newest first"


def test_who_speaks_is_named_without_more(app: Flask, thread: Thread) -> None:
    municipality = get_municipality(thread.municipality_id)
    speaker, gone = make_person("Temsilci Kişi"), make_person("Giden Kişi")
    organisation = make_organisation(municipality, speaker, name="Pazar Esnafı Derneği")
    unit = make_unit(municipality)
    officer = make_staff(municipality, Role.UNIT_OFFICER, unit=unit, name="Memur Kişi")
    make_comment(thread, speaker, "Derneğin görüşü.", organisation_id=organisation.id)
    make_comment(thread, officer, "Hat 3 bar.", office=unit.name)
    make_comment(thread, gone, "Kalan söz.")
    with write():
        person = db.session.get_one(Person, gone.id)
        person.name = ""
    html = render(app, thread, denied=LOGIN)
    assert "Pazar Esnafı Derneği" in html
    assert unit.name in html
    assert "silinmiş hesap" in html
    assert "Kalan söz." in html
    assert "Temsilci Kişi" not in html, "membership is private"
    assert "Memur Kişi" not in html


def test_what_people_typed_is_escaped(app: Flask, thread: Thread) -> None:
    evil = "<script>alert(1)</script>"
    municipality = get_municipality(thread.municipality_id)
    speaker = make_person()
    organisation = make_organisation(municipality, speaker, name=evil)
    make_comment(thread, make_person(evil), "Bir.")
    make_comment(thread, speaker, "İki.", organisation_id=organisation.id)
    hidden = make_comment(thread, make_person(), "Üç.")
    hide(hidden, make_staff(municipality, Role.MODERATOR), reason=f"Neden: {evil}")
    html = render(app, thread, make_person())
    assert "<script" not in html
    assert html.count("<b>&lt;script&gt;") == 2
    assert "Neden: &lt;script&gt;" in html


def test_hidden_and_deleted_words_are_nowhere_on_the_page(app: Flask, thread: Thread) -> None:
    author = make_person()
    shown = make_comment(thread, author, "Gizlenecek söz.")
    deleted = make_comment(thread, author, "Silinecek söz.")
    make_comment(thread, make_person(), "Kalan yanıt.", parent=deleted)
    moderator = make_staff(get_municipality(thread.municipality_id), Role.MODERATOR)
    hide(shown, moderator)
    with write():
        services.delete(queries.get_comment(deleted.id), by=visitor(author))
    for reader in (None, author, moderator):
        html = render(app, thread, reader)
        assert "Gizlenecek" not in html
        assert "Silinecek" not in html
        assert "topluluk kurallarına uymadığı için gizlendi" in html
        assert "Yorumda bir telefon numarası vardı." in html
        assert "Bu yorumu yazarı sildi." in html
        assert "Kalan yanıt." in html


def test_everybody_sees_the_buttons_they_may_use(app: Flask, thread: Thread) -> None:
    author = make_person()
    comment = make_comment(thread, author)
    moderator = make_staff(get_municipality(thread.municipality_id), Role.MODERATOR)
    expected = {
        None: {"bildir"},
        author: {"duzenle", "sil", "yanit"},
        make_person(): {"bildir", "yanit"},
        moderator: {"bildir", "denetle", "yanit"},
    }
    for reader, buttons in expected.items():
        html = render(app, thread, reader, denied=LOGIN if reader is None else None)
        found = {b for b in ("duzenle", "sil", "bildir", "denetle") if f"{comment.id}/{b}" in html}
        if f'name="parent_id" value="{comment.id}"' in html:
            found.add("yanit")
        assert found == buttons


def test_pages_follow_each_other_without_gap_or_repetition(app: Flask, thread: Thread) -> None:
    posted = [make_comment(thread, body=f"Yorum {i}.") for i in range(7)]
    make_comment(thread, make_person(), "Bir yanıt.", parent=posted[2])
    make_comment(thread, make_person(), "Bir yanıt.", parent=posted[2])
    make_comment(thread, make_person(), "Bir yanıt.", parent=posted[5])
    newest = [comment.id for comment in reversed(posted)]
    answered = [posted[2].id, posted[5].id]
    replied = [*answered, *(number for number in newest if number not in answered)]
    for order, expected in ((queries.Order.NEWEST, newest), (queries.Order.MOST_REPLIED, replied)):
        seen: list[int] = []
        after = None
        while True:
            page = queries.list_comments(thread.id, after=after, order=order, limit=3)
            seen += [row.id for row in page.rows]
            after = page.next
            if after is None:
                break
        assert seen == expected


@pytest.mark.parametrize(
    "token", ["", "x", "-1", "1.2.3", "99999999999", "²", "1.", "9" * 400, "9999999999"]
)
def test_a_token_without_sense_is_the_first_page(thread: Thread, token: str) -> None:
    make_comment(thread)
    for order in queries.Order:
        assert len(queries.list_comments(thread.id, after=token, order=order).rows) in (0, 1)
    assert not queries.list_comments(thread.id, after="x").later


def test_links_keep_what_else_the_address_says(app: Flask, thread: Thread) -> None:
    for number in range(queries.SIZE + 1):
        make_comment(thread, body=f"Yorum {number}.")
    html = render(app, thread, denied=LOGIN, query="yorumlar=yanit&sekme=1")
    assert "sekme=1&amp;yorumlar=yanit&amp;yorum=0." in html
    assert "Başa dönün" not in html
    assert "Daha fazla yorum" in html


def test_only_the_first_replies_stand_below_a_comment(app: Flask, thread: Thread) -> None:
    top = make_comment(thread)
    for number in range(queries.REPLIES + 3):
        make_comment(thread, body=f"Yanıt {number}.", parent=top)
    html = render(app, thread, denied=LOGIN)
    assert f"Yanıt {queries.REPLIES - 1}." in html
    assert f"Yanıt {queries.REPLIES}." not in html
    assert f"{queries.REPLIES + 3} yanıtın hepsini okuyun" in html
    whole, more = queries.get_conversation(top.id)
    assert (len(whole.replies), more) == (queries.REPLIES + 3, None)


def test_a_pinned_answer_stands_first_wherever_replies_are_shown(
    app: Flask, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discussion.queries.one.REPLIES_OF_ONE", 2)
    town = get_municipality(thread.municipality_id)
    parks = make_unit(town, "Parklar")
    officer = make_staff(town, Role.OFFICER, unit=parks)
    top = make_comment(thread)
    first, second = (make_comment(thread, body=f"Yanıt {n}.", parent=top) for n in (1, 2))
    answer = make_comment(thread, officer, "Hattın basıncı yetiyor.", parent=top, office="Parklar")
    last = make_comment(thread, body="Yanıt 3.", parent=top)
    with write():
        services.pin(queries.get_comment(answer.id), by=visitor(officer))
    (shown,) = queries.list_comments(thread.id).rows
    assert [one.id for one in shown.replies] == [answer.id, first.id, second.id, last.id]
    whole, after = queries.get_conversation(top.id)
    assert [one.id for one in whole.replies] == [answer.id, first.id]
    # Nobody is passed over, and a link to the answer still opens a page that has it.
    whole, after = queries.get_conversation(top.id, after=after)
    assert [one.id for one in whole.replies] == [second.id, answer.id]
    whole, after = queries.get_conversation(top.id, after=after)
    assert ([one.id for one in whole.replies], after) == ([last.id], None)


def test_the_price_is_the_same_for_3_and_for_300(app: Flask, thread: Thread) -> None:
    author, reader = make_person(), make_person()
    counts = []
    for rows in (3, 300):
        make_many(thread, author, rows)
        render(app, thread, reader)
        thread_id = thread.id
        with count_queries() as statements:
            queries.list_comments(thread_id)
        assert len(statements) == 2
        with count_queries() as statements:
            render(app, thread, reader)
        counts.append(len(statements))
    assert counts[0] == counts[1]
