"""What comes when: every kind has its frequency, its link that ends it, and its place in a mail."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Digest, Person
from kernel import clock, worker
from kernel.db import db, write
from kernel.outbox import Errand, Kind
from notifications import queries, rules, services, tasks
from notifications.models import DEFAULTS, How, Notice, NoticeKind, NoticePreference
from tests.client import Client
from tests.make.places import make_municipality, make_person, visitor

TASKS: dict[str, worker.Task] = {
    "notifications.at_once": tasks.at_once,
    "notifications.digest": tasks.digest,
    "notifications.tell_part": services.tell_part,
}
#: a Sunday
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MONDAY, TUESDAY = NOW + timedelta(days=1), NOW + timedelta(days=2)


def tell(
    *people: Person,
    kind: NoticeKind = NoticeKind.FOLLOWED,
    key: str = "",
    subject: str = "Salı pazarı",
    waits: bool = False,
    ends_at: datetime | None = None,
) -> None:
    with write():
        services.tell(
            [person.id for person in people],
            key=key or f"{kind}:1",
            message="Öneri kabul edildi.",
            facts={},
            subject=subject,
            endpoint="answers.list_all",
            object_id=len(subject),  # the mail groups by owner
            municipality_id=place(),
            kind=kind,
            waits=waits,
            ends_at=ends_at,
        )


def place() -> int:
    found = db.session.scalar(select(func.min(Notice.municipality_id)))
    return found or make_municipality().id


def choose(person: Person, **hows: How) -> None:
    with write():
        wanted = {NoticeKind(name): how for name, how in hows.items()}
        services.choose(by=visitor(person), mail=True, hows=wanted)


def work(at: datetime) -> list[str]:
    """Subjects of the mails that are queued after the worker ran at this moment."""
    with clock.held(at):
        while worker.run_once(TASKS, lambda _message: None):
            pass
    db.session.expire_all()
    mails = db.session.scalars(select(Errand).where(Errand.kind == Kind.MAIL).order_by(Errand.id))
    return [str(row.body["subject"]) for row in mails]


@pytest.mark.parametrize(
    ("how", "sunday", "tuesday", "next_monday"),
    [
        (How.AT_ONCE, 1, 1, 1),
        (How.DAILY, 0, 1, 1),
        (How.WEEKLY, 0, 0, 1),
        (How.NEVER, 0, 0, 0),
    ],
)
def test_a_kind_comes_when_it_was_chosen(
    app: Flask, how: How, sunday: int, tuesday: int, next_monday: int
) -> None:
    """Told on a Monday after the morning's mail."""
    reader = make_person()
    choose(reader, followed=how)
    with clock.held(MONDAY):
        tell(reader)
    assert len(work(MONDAY)) == sunday
    assert len(work(TUESDAY)) == tuesday
    assert len(work(MONDAY + timedelta(days=7))) == next_monday
    assert queries.count_unread(reader.id) == 1  # in the application whatever was chosen


def test_a_weekly_kind_waits_in_the_shadow_of_a_daily_one(app: Flask) -> None:
    reader = make_person()
    with clock.held(MONDAY):
        tell(reader, kind=NoticeKind.PLACES, subject="Kavaklı")
        tell(reader, kind=NoticeKind.MINE, subject="Gölgelik")
    work(TUESDAY)
    first = db.session.scalars(select(Errand).where(Errand.kind == Kind.MAIL)).one()
    assert "Gölgelik" in first.body["text"]
    assert "Kavaklı" not in first.body["text"]
    work(MONDAY + timedelta(days=7))
    mails = select(Errand.body).where(Errand.kind == Kind.MAIL).order_by(Errand.id)
    texts = list(db.session.scalars(mails))
    assert len(texts) == 2
    assert "Kavaklı" in texts[1]["text"]
    assert "Gölgelik" not in texts[1]["text"]


def test_monday_brings_one_mail_not_two(app: Flask) -> None:
    reader = make_person()
    with clock.held(NOW):
        tell(reader, kind=NoticeKind.PLACES)
        tell(reader, kind=NoticeKind.MINE)
    assert work(MONDAY) == ["2 yeni haberiniz var"]


def test_what_waits_is_said_first(app: Flask) -> None:
    reader = make_person()
    with clock.held(NOW):
        tell(reader, kind=NoticeKind.FOLLOWED, subject="Kavaklı parkı")
        tell(reader, kind=NoticeKind.VOTES, subject="Bitti", waits=True, ends_at=NOW, key="old")
        tell(reader, kind=NoticeKind.ANSWERS, subject="İtirazınız")
        tell(
            reader,
            kind=NoticeKind.VOTES,
            subject="Bütçe oylaması",
            waits=True,
            ends_at=NOW + timedelta(days=5),
        )
    work(MONDAY)
    text = db.session.scalars(select(Errand.body).where(Errand.kind == Kind.MAIL)).one()["text"]
    order = ["Sizi bekleyenler", "İtirazınız", "Bütçe oylaması", "Öteki haberler", "Kavaklı"]
    found = [text.index(word) for word in order]
    assert found == sorted(found)
    assert text.index("Bitti") > text.index("Öteki haberler")
    assert "Son gün: 27 Kasım" in text


def test_read_here_meanwhile_is_no_mail(app: Flask) -> None:
    reader = make_person()
    with clock.held(NOW):
        tell(reader, kind=NoticeKind.MEETINGS)
        with write():
            services.read_all(by=visitor(reader))
    assert work(NOW) == []


def test_told_by_three_ways_is_told_once(app: Flask) -> None:
    """The first kind under a key counts: the others are silence, also as a mail."""
    reader = make_person()
    choose(reader, radar=How.AT_ONCE, places=How.AT_ONCE)
    with clock.held(NOW):
        for kind in (NoticeKind.RADAR, NoticeKind.PLACES, NoticeKind.FOLLOWED):
            tell(reader, kind=kind, key="proposal:7")
    assert work(NOW) == ["Salı pazarı"]
    assert work(MONDAY) == ["Salı pazarı"]
    assert queries.count_unread(reader.id) == 1


def test_many_are_told_in_parts_by_the_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PART", 2)
    people = [make_person() for _number in range(5)]
    with clock.held(NOW):
        tell(*people)
        assert db.session.scalar(select(func.count()).select_from(Notice)) == 0
        tell(*people)  # an impatient second press
    assert work(NOW) == []
    assert [queries.count_unread(person.id) for person in people] == [1] * 5
    assert len(work(MONDAY)) == 5


def test_a_default_is_no_row(app: Flask) -> None:
    reader = make_person()
    choose(reader, **{kind.value: how for kind, how in DEFAULTS.items()})
    assert db.session.scalar(select(func.count()).select_from(NoticePreference)) == 0
    choose(reader, radar=How.NEVER)
    choose(reader, radar=How.WEEKLY)
    assert queries.hows(reader.id) == DEFAULTS | {NoticeKind.RADAR: How.WEEKLY}
    assert queries.export(reader.id)["notice_preferences"] == [{"kind": "radar", "how": "weekly"}]


def test_the_link_of_one_kind_ends_that_kind(app: Flask, client: Client) -> None:
    reader = make_person()
    with clock.held(NOW):
        tell(reader, kind=NoticeKind.MEETINGS)
    work(NOW)
    mail = db.session.scalars(select(Errand).where(Errand.kind == Kind.MAIL)).one()
    assert mail.body["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.body["headers"]["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert "şu türden e-posta göndermeyiz: Buluşmalar" in client.get(address).text
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.hows(reader.id)[NoticeKind.MEETINGS] is How.NEVER
    assert db.session.get_one(Person, reader.id).digest is Digest.DAILY


def test_the_page_keeps_the_choice(app: Flask, client: Client) -> None:
    reader = make_person()
    client.sign_in(reader)
    typed = {kind.value: how.value for kind, how in DEFAULTS.items()}
    page = client.get("/hesap/bildirimler/secenekler")
    assert "Masamdaki işler" not in page.text
    answer = client.post("/hesap/bildirimler/secenekler", {**typed, "mail": "y", "radar": "never"})
    assert answer.status_code == 303
    assert queries.hows(reader.id)[NoticeKind.RADAR] is How.NEVER
    assert client.post("/hesap/bildirimler/secenekler", typed).status_code == 303
    assert db.session.get_one(Person, reader.id).digest is Digest.NONE
    assert client.post("/hesap/bildirimler/secenekler", {"radar": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("now", "mailed"),
    [(NOW, datetime(2026, 11, 23, 5, tzinfo=UTC)), (MONDAY, datetime(2026, 11, 30, 5, tzinfo=UTC))],
)
def test_the_week_ends_on_monday_morning(now: datetime, mailed: datetime) -> None:
    assert rules.next_weekly(now) == mailed
