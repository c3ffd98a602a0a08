"""Tree heads by mail: to custodians and whoever asks, once a day, never twice, and verifiable."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts.models import EmailProof, Person
from kernel import clock
from kernel.db import db
from kernel.outbox import Errand, Kind
from places.queries import get_municipality
from tests.client import Client
from tests.make.casting import heads as all_heads
from tests.make.casting import vote
from tests.make.places import make_person, saving, visitor
from tests.make.voting import make_election, make_vote
from tests.moment import NOW
from verify import command
from voting import queries, services
from voting.models import Election, HeadWatcher
from voting.services import heads
from web import my_data

MORNING = NOW.replace(hour=5, minute=0) + timedelta(days=1)
PRESS = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def election(app: Flask) -> Election:
    return make_election()


def voted(election: Election, number: int = 40) -> None:
    """Enough for a batch."""
    for _number in range(number):
        vote(election, make_person(), "Engelsiz rampa")
    with saving():
        services.batch(election.id)


def send(election: Election, *, last: bool = False) -> int:
    with saving():
        return heads.mail_heads(election.id, last=last)


def watch(election: Election, person: Person) -> None:
    with saving():
        heads.watch(queries.get_election(election.id), by=visitor(person))


def mails(election: Election) -> list[Errand]:
    db.session.expire_all()
    mine = Errand.kind == Kind.MAIL, Errand.key.startswith(f"voting.head:{election.id}:")
    return list(db.session.scalars(select(Errand).where(*mine).order_by(Errand.id)))


def days(election: Election) -> list[str]:
    rows = select(Errand.due_at).where(Errand.key.startswith(f"voting.heads:{election.id}:"))
    return sorted(f"{due:%d %H}" for due in db.session.scalars(rows))


def address(election: Election) -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/oylamalar/{election.id}/dosyalar"


# --- when ---------------------------------------------------------------------------------------


def test_every_morning_has_its_row_whether_anybody_votes_or_not(election: Election) -> None:
    assert days(election) == ["23 05"]
    with clock.held(MORNING):
        assert send(election) == 0
    assert days(election) == ["23 05", "24 05"]
    assert mails(election) == []


def test_a_vote_to_come_waits_for_its_opening(app: Flask) -> None:
    later = make_election(make_vote(opens_at=NOW + timedelta(days=3)))
    assert days(later) == ["26 05"]


def test_a_head_is_mailed_once_and_the_next_one_again(election: Election) -> None:
    watch(election, make_person())
    voted(election)
    assert send(election) == 4
    first = [mail.key for mail in mails(election)]
    assert len(first) == 4
    send(election)
    assert [mail.key for mail in mails(election)] == first
    voted(election)
    send(election)
    assert len(mails(election)) == 8


def test_who_asks_later_gets_the_newest_head_alone(election: Election) -> None:
    voted(election)
    send(election)
    late = make_person()
    watch(election, late)
    send(election)
    assert [mail.body["to"] for mail in mails(election)][3:] == [late.email]


def test_at_the_end_the_last_head_goes_to_everybody(election: Election) -> None:
    watch(election, make_person())
    voted(election)
    send(election)
    with clock.held(NOW + timedelta(days=30)):
        with saving():
            services.close(election.id)
        keys = select(Errand.key).where(Errand.key == f"voting.heads:{election.id}:last")
        assert db.session.scalar(keys) is not None
        assert send(election, last=True) == 4
        send(election, last=True)
        sent = mails(election)
        assert len(sent) == 8
        assert str(all_heads(election)[-1]["root"]) in sent[-1].body["text"]
        before = days(election)
        assert send(election) == 0
        assert days(election) == before


# --- to whom ------------------------------------------------------------------------------------


def test_one_address_gets_one_mail(election: Election) -> None:
    """A custodian who also asked."""
    custodian = queries.get_election(election.id).custodians[0]
    watch(election, make_person(email=custodian.email.upper()))
    voted(election)
    assert send(election) == 3


def test_an_address_that_is_no_longer_confirmed_gets_none(election: Election) -> None:
    person = make_person()
    watch(election, person)
    with saving() as session:
        mine = EmailProof.person_id == person.id
        session.execute(update(EmailProof).where(mine).values(ended_at=NOW))
    voted(election)
    assert send(election) == 3


def test_somebody_asks_and_gives_up_again(client: Client, election: Election) -> None:
    person = make_person()
    assert "Giriş yapın" in client.get(address(election)).text
    client.sign_in(person)
    assert "Bana gönderin" in client.get(address(election)).text
    assert client.post(f"{address(election)}/gunluk-basi").status_code == 303
    assert client.post(f"{address(election)}/gunluk-basi").status_code == 303
    assert "Size gönderiliyor." in client.get(address(election)).text
    assert my_data.export(person.id)["tree_heads"] == [{"election": election.id}]
    client.post(f"{address(election)}/gunluk-basi/birak")
    assert db.session.scalars(select(HeadWatcher)).all() == []


def test_nobody_asks_once_the_log_is_whole(client: Client, election: Election) -> None:
    client.sign_in(make_person())
    with clock.held(NOW + timedelta(days=30)):
        with saving():
            services.close(election.id)
        assert client.post(f"{address(election)}/gunluk-basi").status_code == 409
        assert "Bu oylamanın günlüğü tamamlandı" in client.get(address(election)).text


def stop_link(election: Election) -> tuple[str, str]:
    mail = mails(election)[-1]
    link: str = mail.body["headers"]["List-Unsubscribe"].strip("<>")
    assert link in mail.body["text"]
    return link.partition("/gunluk-basi")[2], mail.body["headers"]["List-Unsubscribe-Post"]


def test_the_mail_stops_itself(client: Client, election: Election) -> None:
    watch(election, make_person())
    voted(election)
    send(election)
    link, post = stop_link(election)
    assert post == "List-Unsubscribe=One-Click"
    assert "E-postaları durdurun" in client.get(f"/gunluk-basi{link}").text
    assert len(db.session.scalars(select(HeadWatcher)).all()) == 1
    assert client.post(f"/gunluk-basi{link}", PRESS).status_code == 200
    assert db.session.scalars(select(HeadWatcher)).all() == []
    assert client.post("/gunluk-basi/dur/sahte", PRESS).status_code == 409


def test_custodians_are_not_offered_to_stop(election: Election) -> None:
    voted(election)
    send(election)
    assert all(not mail.body["headers"] for mail in mails(election))


def test_it_speaks_the_readers_language(election: Election) -> None:
    watch(election, make_person(language="en"))
    voted(election)
    send(election)
    mail = mails(election)[-1]
    assert mail.body["subject"].startswith("Tree head: ")
    assert "Keep this mail" in mail.body["text"]


# --- what it proves -----------------------------------------------------------------------------


@pytest.fixture
def letter(election: Election, tmp_path: Path) -> Path:
    """The text of a mail, as somebody saves it, beside the folder of the vote."""
    voted(election)
    send(election)
    path = tmp_path / "eposta.txt"
    path.write_text(mails(election)[0].body["text"])
    services.publish(election.id, tmp_path / "oy")
    return path


def verify(tmp_path: Path, *names: str) -> int:
    return command.main(["heads", str(tmp_path / "oy"), *(str(tmp_path / name) for name in names)])


def test_the_verifier_reads_the_mail(
    election: Election, letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(tmp_path, "eposta.txt") == 0
    assert "eposta.txt" in capsys.readouterr().out
    windows = tmp_path / "windows.txt"
    windows.write_bytes(letter.read_bytes().replace(b"\n", b"\r\n"))
    assert verify(tmp_path, "windows.txt") == 0
    voted(election)
    services.publish(election.id, tmp_path / "oy")
    assert verify(tmp_path, "eposta.txt") == 0


def test_another_log_does_not_fit_the_mail(
    election: Election, letter: Path, tmp_path: Path
) -> None:
    text = letter.read_text()
    head = all_heads(election)[0]
    letter.write_text(text.replace(head["root"], head["root"][::-1]))
    assert verify(tmp_path, "eposta.txt") == 1
    letter.write_text("Merhaba, burada bir günlük başı yok.")
    assert verify(tmp_path, "eposta.txt") == 1
