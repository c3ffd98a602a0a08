"""Notices: told once, read by their owner, mailed once a day, stopped by one button."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts.models import Digest, Person
from kernel import clock, outbox, worker
from kernel.db import db, write
from kernel.i18n import in_language
from kernel.outbox import State
from notifications import queries, rules, services, tasks
from notifications.models import Notice, NoticeKind
from places.models import Municipality
from tests.client import Client
from tests.make.places import make_municipality, make_person, visitor
from tests.queries_counter import count_queries
from tests.written import mails

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("number", "turkish", "english"),
    [
        (1, "Bir yeni haberiniz var", "You have one piece of news"),
        (3, "3 yeni haberiniz var", "You have 3 pieces of news"),
    ],
)
def test_a_counted_fact_chooses_the_form(number: int, turkish: str, english: str) -> None:
    facts = {"num": rules.counted(number, "%(num)s yeni haberiniz var")}
    assert rules.sentence("Bir yeni haberiniz var", facts) == turkish
    with in_language("en"):
        assert rules.sentence("Bir yeni haberiniz var", facts) == english


def test_without_facts_it_was_typed_and_is_shown_as_it_is() -> None:
    with in_language("en"):
        assert rules.sentence("Yayında", {}) == "Published"
        assert rules.sentence("Yayında", None) == "Yayında"
        assert rules.sentence("%50 indirim", None) == "%50 indirim"


def tell(
    place: Municipality,
    *people: Person,
    key: str = "journey-step:1",
    message: str = "Öneri kabul edildi.",
    **facts: object,
) -> None:
    with write():
        services.tell(
            [person.id for person in people],
            key=key,
            message=message,
            facts=facts,
            subject="Salı pazarına gölgelik ve çeşme",
            endpoint="answers.list_all",
            object_id=None,
            municipality_id=place.id,
            kind=NoticeKind.FOLLOWED,
        )


def work() -> None:
    worker.run_once({"notifications.digest": tasks.digest}, lambda _message: None)
    db.session.expire_all()


def test_an_event_is_told_once_to_each(app: Flask) -> None:
    place, ayse, ali = make_municipality(), make_person(), make_person()
    for _twice in range(2):
        tell(place, ayse, ali, ayse)
    with write():
        services.tell(
            [ayse.id],
            key="other",
            message="x",
            facts={},
            subject="",
            endpoint="",
            object_id=None,
            municipality_id=None,
            but_not=ayse.id,
            kind=NoticeKind.FOLLOWED,
        )
    told = list(db.session.scalars(select(Notice.person_id).order_by(Notice.person_id)))
    assert told == [ayse.id, ali.id]


@pytest.mark.parametrize(
    ("now", "mailed"),
    [
        (datetime(2026, 11, 22, 4, 0, tzinfo=UTC), datetime(2026, 11, 22, 5, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 4, 59, 30, tzinfo=UTC), datetime(2026, 11, 23, 5, tzinfo=UTC)),
        (datetime(2026, 11, 22, 5, 0, tzinfo=UTC), datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 20, 59, tzinfo=UTC), datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 21, 1, tzinfo=UTC), datetime(2026, 11, 23, 5, 0, tzinfo=UTC)),
    ],
)
def test_the_mail_comes_at_eight_in_istanbul(now: datetime, mailed: datetime) -> None:
    assert rules.next_mailing(now) == mailed


def test_facts_are_said_in_the_readers_language(app: Flask) -> None:
    facts = {
        "date": rules.day(datetime(2026, 12, 1).date()),
        "word": rules.word("Kabul edildi"),
        "count": 3,
    }
    message = "%(date)s · %(word)s · %(count)s"
    assert rules.sentence(message, facts) == "1 Aralık 2026 · Kabul edildi · 3"
    with in_language("en"):
        assert rules.sentence(message, facts).startswith("1 December 2026 · ")


def morning() -> datetime:
    return clock.now() + timedelta(days=1)


def test_the_digest_is_one_mail_in_the_readers_language(app: Flask) -> None:
    place = make_municipality(slug="cinarli")
    for language in ("tr", "en"):
        reader = make_person("Ayşe Yılmaz", language=language)
        tell(place, reader, key="a", reason="Çeşme nisanda açılacak.")
        tell(place, reader, key="b", message="Öneri yol haritasına girdi.")
        with clock.held(morning()):
            work()
            work()
        mail = next(row for row in mails() if row.person_id == reader.id)
        stop = mail.body["headers"]["List-Unsubscribe"].strip("<>")
        text = mail.body["text"].replace(stop, "STOP")
        golden = GOLDEN / f"digest.{language}.txt"
        assert f"{mail.body['subject']}\n\n{text}" == golden.read_text("utf-8")
        assert stop.startswith("http://localhost/bildirim/dur/")
    assert len(mails()) == 2


def test_nothing_new_is_no_mail(app: Flask) -> None:
    place, reader = make_municipality(), make_person()
    tell(place, reader)
    with write():
        services.read_all(by=visitor(reader))
    with clock.held(morning()):
        work()
    assert mails() == []


@pytest.mark.parametrize("why", ["opted out", "unconfirmed", "deleted"])
def test_who_gets_no_mail(app: Flask, why: str) -> None:
    reader = make_person(confirmed=why != "unconfirmed")
    tell(make_municipality(), reader)
    changes: dict[str, dict[str, Any]] = {
        "opted out": {"digest": Digest.NONE},
        "deleted": {"deleted_at": clock.now(), "email": None},
    }
    if values := changes.get(why):
        with write() as session:
            session.execute(update(Person).where(Person.id == reader.id).values(**values))
    with clock.held(morning()):
        work()
    assert mails() == []


def test_yesterdays_news_are_not_mailed_again(app: Flask) -> None:
    place, reader = make_municipality(), make_person()
    tell(place, reader, key="a")
    with clock.held(morning()):
        work()
        tell(place, reader, key="b", message="Öneri yol haritasına girdi.")
        with clock.held(morning()):
            work()
    texts = [row.body["text"] for row in mails()]
    assert len(texts) == 2
    assert "kabul edildi" not in texts[1]


def test_a_crash_leaves_mail_and_mark_undone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = make_person()
    tell(make_municipality(), reader)

    def crash(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("disk full")

    with clock.held(morning()):
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "mail", crash)
            work()
        assert queries.list_undigested(reader.id)
        with clock.held(clock.now() + timedelta(hours=1)):
            work()
    assert [row.state for row in mails()] == [State.WAITING]
    assert queries.list_undigested(reader.id) == []


def test_the_page_lists_and_one_button_reads(app: Flask, client: Client) -> None:
    place, reader, other = make_municipality(), make_person(), make_person()
    tell(place, reader, reason="<b>Çeşme</b> nisanda açılacak.")
    tell(place, other, key="other", message="Öneri ertelendi.")
    assert client.get("/hesap/bildirimler").status_code == 303
    client.sign_in(reader)
    page = client.get("/hesap/bildirimler").get_data(as_text=True)
    assert "Öneri kabul edildi." in page
    assert "&lt;b&gt;Çeşme&lt;/b&gt; nisanda" in page
    assert "Öneri ertelendi." not in page
    assert queries.count_unread(reader.id) == 1
    assert client.post("/hesap/bildirimler/okundu").status_code == 303
    assert (queries.count_unread(reader.id), queries.count_unread(other.id)) == (0, 1)


def test_three_or_three_hundred_notices_cost_the_same(app: Flask, client: Client) -> None:
    place, reader = make_municipality(), make_person()
    client.sign_in(reader)
    counts = []
    for number in (3, 297):
        for index in range(number):
            tell(place, reader, key=f"{number}:{index}")
        with count_queries() as statements:
            page = client.get("/hesap/bildirimler").get_data(as_text=True)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8
    assert page.count('<li class="ico">') == 20
    assert 'rel="next"' in page


def stop_address(reader: Person) -> str:
    tell(make_municipality(), reader)
    with clock.held(morning()):
        work()
    header: str = mails()[0].body["headers"]["List-Unsubscribe"]
    return header.strip("<>").removeprefix("http://localhost")


def test_the_link_opens_a_page_and_the_button_stops(app: Flask, client: Client) -> None:
    reader = make_person()
    address = stop_address(reader)
    assert client.get(address).status_code == 200
    db.session.refresh(reader)
    assert reader.digest is Digest.DAILY
    assert client.post(address).status_code == 303
    assert db.session.get_one(Person, reader.id).digest is Digest.NONE


def test_the_mailbox_stops_it_with_one_click(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 8058: a POST without cookie or CSRF token, answered without a redirect."""
    reader = make_person()
    address = stop_address(reader)
    headers = mails()[0].body["headers"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.data, answer.headers.getlist("Set-Cookie")) == (200, b"", [])
    assert db.session.get_one(Person, reader.id).digest is Digest.NONE
    # Nothing else of ours is open to strangers' forms.
    assert client.post("/giris").status_code == 400
    assert client.post(address[:-2], {"List-Unsubscribe": "One-Click"}).status_code == 409


def test_the_page_behind_an_english_mail_is_english(app: Flask, client: Client) -> None:
    address = stop_address(make_person(language="en"))
    page = client.get(address)
    assert '<html lang="en"' in page.get_data(as_text=True)
    assert "dil=" not in str(page.headers.getlist("Set-Cookie"))
    pressed = client.post(address)
    assert "dil=en" in str(pressed.headers.getlist("Set-Cookie"))
    assert '<html lang="en"' in client.get(pressed.location).get_data(as_text=True)


def test_a_browser_that_chose_turkish_stays_turkish(app: Flask, client: Client) -> None:
    address = stop_address(make_person(language="en"))
    client.get("/dil/tr")
    assert '<html lang="tr"' in client.get(address).get_data(as_text=True)
    assert "dil=" not in str(client.post(address).headers.getlist("Set-Cookie"))


def test_a_forged_link_opens_nothing(app: Flask, client: Client) -> None:
    address = stop_address(make_person())
    for forged in (address[:-2], "/bildirim/dur/x"):
        answer = client.get(forged)
        assert answer.status_code == 409
        assert "Bu bağlantı eski ya da eksik" in answer.text
        assert 'href="/hesap">Hesabınıza gidin' in answer.text
        assert client.post(forged).status_code == 409
    assert client.get("/bildirim/dur/%00").status_code == 404


def test_my_data_holds_my_notices_and_forgetting_empties_them(app: Flask) -> None:
    reader = make_person()
    tell(make_municipality(), reader, reason="Çeşme nisanda açılacak.")
    rows = queries.export(reader.id)["notices"]
    assert [row["facts"] for row in rows] == [{"reason": "Çeşme nisanda açılacak."}]
    with write():
        services.forget(reader.id)
    assert db.session.scalar(select(Notice.id)) is None
