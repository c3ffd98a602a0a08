"""A mistaken mark taken back at the desk; one printed code made void."""

import contextvars
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from kernel import clock
from kernel.audit import AuditLine
from kernel.db import db
from kernel.rules import NOBODY, Role, Visitor
from places.queries import get_municipality
from tests.client import Client
from tests.make.casting import cast_code, entries, logged, vote
from tests.make.places import make_person, make_staff, saving, visitor
from tests.make.polling import make_codes, make_desk, make_worker, mark, publish
from tests.make.voting import make_election
from tests.moment import NOW
from tests.voting.test_views import token_in
from voting import casting, queries, sealing, services
from voting.models import Election, ElectionNote, Paper, PollingDesk, RollKind, UndoneMark
from voting.services import polling as desks
from voting.services import rolls

HOUR = NOW.replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def election(app: Flask) -> Election:
    return make_election(paper=Paper.PAPER_WINS)


@pytest.fixture
def desk(election: Election) -> PollingDesk:
    return make_desk(election)


def unmark(desk: PollingDesk, typed: str, by: Visitor | None = None) -> None:
    db.session.rollback()
    worker = by or visitor(make_worker(desk.election))
    with saving():
        found = desks.find(queries.get_election(desk.election_id), typed)
        desks.unmark(queries.get_desk(desk.id), by=worker, ticket=found.ticket)


def channels(election: Election) -> list[str]:
    return sorted(entry.channel for entry in entries(election))


# --- a mark taken back --------------------------------------------------------------------------


def test_the_entry_goes_and_the_person_may_vote(election: Election, desk: PollingDesk) -> None:
    person = make_person()
    mark(desk, person.email or "")
    unmark(desk, person.email or "")
    assert entries(election) == []
    vote(election, person, "Engelsiz rampa")
    assert channels(election) == ["web"]


def test_a_replaced_web_ballot_counts_again(election: Election, desk: PollingDesk) -> None:
    """Its channel, its hour and its ballot are what they were."""
    person = make_person()
    vote(election, person, "Engelsiz rampa")
    (before,) = entries(election)
    mark(desk, person.email or "")
    unmark(desk, person.email or "")
    assert entries(election) == [before]
    mark(desk, person.email or "")
    unmark(desk, person.email or "")
    with clock.held(NOW + timedelta(days=30)):
        with saving():
            services.close(election.id)
        with saving():
            services.settle_roll(queries.get_election(election.id))
    assert [row.kind for row in logged(election)] == [sealing.BALLOT]


def test_only_at_the_desk_that_made_it(election: Election, desk: PollingDesk) -> None:
    other = make_desk(election, "Muhtarlık")
    on_paper, on_web = make_person(), make_person()
    mark(desk, on_paper.email or "")
    vote(election, on_web, "Engelsiz rampa")
    for where, person in ((other, on_paper), (desk, on_web), (desk, make_person())):
        with pytest.raises(desks.NotYours):
            unmark(where, person.email or "")
    assert channels(election) == ["paper", "web"]
    assert db.session.scalars(select(UndoneMark)).all() == []


def test_what_stays_of_it_names_the_hour_and_nobody_else(
    election: Election, desk: PollingDesk
) -> None:
    worker, people = make_worker(election), [make_person() for _number in range(2)]
    lines = len(db.session.scalars(select(AuditLine.id)).all())
    for person in people:
        mark(desk, person.email or "")
        unmark(desk, person.email or "", visitor(worker))
    (row,) = db.session.scalars(select(UndoneMark)).all()
    assert (row.desk_id, row.by_id, row.hour, row.number) == (desk.id, worker.id, HOUR, 2)
    assert len(db.session.scalars(select(AuditLine.id)).all()) == lines
    with clock.held(NOW + timedelta(days=30)):
        with saving():
            services.close(election.id)
        with saving():
            services.settle_roll(queries.get_election(election.id))
    (line,) = db.session.scalars(select(AuditLine).where(AuditLine.verb == "voting.unmark")).all()
    assert line.person_id == worker.id
    assert line.after == {"desk": desk.id, "hour": HOUR.isoformat(), "number": 2}


def test_the_desk_takes_it_back_on_its_page(
    client: Client, election: Election, desk: PollingDesk
) -> None:
    person, other = make_person(), make_desk(election, "Muhtarlık")
    client.sign_in(make_worker(election))
    slug = get_municipality(election.municipality_id).slug
    where = f"/{slug}/masa/sandiklar/{desk.id}"
    found = client.post(where, {"who": person.email})
    assert "geri alın" not in found.text
    client.post(f"{where}/isaretle", {"token": token_in(found)})
    there = client.post(f"/{slug}/masa/sandiklar/{other.id}", {"who": person.email})
    assert "Yanlışlıkla yazıldıysa geri alın" not in there.text
    again = client.post(where, {"who": person.email})
    assert "Yanlışlıkla yazıldıysa geri alın" in again.text
    token = token_in(again)
    assert client.post(f"{where}/geri-al", {"token": token}).status_code == 303
    assert entries(election) == []
    assert client.post(f"{where}/geri-al", {"token": token}).status_code == 422
    assert (
        "Geri alınan kâğıt oy işaretleri"
        in client.get(f"/{slug}/masa/oylamalar/{election.id}/sandiklar").text
    )


def test_not_once_the_vote_is_over(client: Client, election: Election, desk: PollingDesk) -> None:
    person = make_person()
    mark(desk, person.email or "")
    client.sign_in(make_worker(election))
    slug = get_municipality(election.municipality_id).slug
    token = token_in(client.post(f"/{slug}/masa/sandiklar/{desk.id}", {"who": person.email}))
    with clock.held(NOW + timedelta(days=30)):
        late = client.post(f"/{slug}/masa/sandiklar/{desk.id}/geri-al", {"token": token})
    assert late.status_code == 409
    assert channels(election) == ["paper"]


# --- one code -----------------------------------------------------------------------------------


def printed(number: int = 3) -> tuple[Election, list[str]]:
    draft = make_election(frozen=False, roll=RollKind.CODES, paper=Paper.PAPER_WINS)
    codes = make_codes(draft, number)
    return publish(draft), codes


def void(election: Election, typed: str) -> bool:
    db.session.rollback()
    with saving():
        fresh = queries.get_election(election.id)
        return rolls.void_code(fresh, by=NOBODY, typed=typed, reason="Zarf kayboldu.")


@pytest.mark.parametrize("by", ["code", "serial", "serial in small letters"])
def test_a_lost_code_votes_for_nobody(app: Flask, by: str) -> None:
    election, codes = printed()
    serial = rolls.serial(election, codes[0])
    typed = {"code": codes[0], "serial": serial}.get(by, serial.lower().replace("-", " "))
    assert void(election, typed) is False
    for attempt in (lambda: cast_code(election, codes[0], "Engelsiz rampa"),
                    lambda: rolls.ticket_for(election, codes[0])):  # fmt: skip
        with pytest.raises(casting.VoidCode):
            attempt()
    cast_code(election, codes[1], "Engelsiz rampa")
    assert channels(election) == ["code"]
    assert queries.count_eligible(election) == 2
    with pytest.raises(desks.NotFound):
        desks.find(queries.get_election(election.id), codes[0])


def test_a_ballot_cast_with_it_stays_and_is_no_longer_changed(app: Flask) -> None:
    election, codes = printed()
    cast_code(election, codes[0], "Engelsiz rampa")
    assert void(election, codes[0]) is True
    with pytest.raises(casting.VoidCode):
        cast_code(election, codes[0], "Mahalle bostanı")
    assert channels(election) == ["code"]
    assert queries.count_eligible(election) == 3
    with clock.held(NOW + timedelta(days=30)):
        with saving():
            services.close(election.id)
        with saving():
            services.settle_roll(queries.get_election(election.id))
    assert [row.kind for row in logged(election)] == [sealing.BALLOT]


def test_what_names_no_paper_is_refused(app: Flask) -> None:
    election, codes = printed()
    for typed in ("AAAA BBBB CCCC", "00000-00000", codes[0][:9], "", "%", "_" * 10):
        with pytest.raises(rolls.NoSuchCode):
            void(election, typed)
    void(election, codes[0])
    with pytest.raises(rolls.AlreadyVoid):
        void(election, rolls.serial(election, codes[0]))


def test_the_record_gives_the_reason_and_not_the_code(app: Flask) -> None:
    election, codes = printed()
    void(election, codes[0])
    note = db.session.scalars(select(ElectionNote).order_by(ElectionNote.id.desc())).first()
    assert note is not None
    assert note.facts == {"reason": "Zarf kayboldu."}
    lines = db.session.scalars(select(AuditLine).where(AuditLine.verb == "voting.void_code")).all()
    assert [line.after for line in lines] == [{"reason": "Zarf kayboldu."}]


def test_the_serial_says_nothing_of_the_code_and_differs_in_each_vote(app: Flask) -> None:
    (one, codes), (other, _codes) = printed(), printed()
    serials = {rolls.serial(one, code) for code in codes}
    assert len(serials) == 3
    assert serials.isdisjoint({rolls.serial(other, code) for code in codes})


def test_the_officer_types_it(client: Client, app: Flask) -> None:
    election, codes = printed()
    slug = get_municipality(election.municipality_id).slug
    client.sign_in(make_staff(get_municipality(election.municipality_id), Role.OFFICER))
    where = f"/{slug}/masa/oylamalar/{election.id}/kod-iptal"
    assert where in client.get(f"/{slug}/masa/oylamalar/{election.id}/adimlar").text
    wrong = client.post(where, {"typed": "AAAA BBBB CCCC", "reason": "Zarf kayboldu."})
    assert wrong.status_code == 422
    cast_code(election, codes[0], "Engelsiz rampa")
    for code, said in ((codes[0], "daha önce oy verilmişti"), (codes[1], "artık oy verilemez")):
        done = client.post(where, {"typed": code, "reason": "Zarf kayboldu."})
        assert done.status_code == 303
        assert said in client.get(where).text


def race(app: Flask, *happen: Callable[[], Any]) -> list[Any]:
    """What each came to, all beginning at one moment."""
    begin = threading.Barrier(len(happen))
    found: list[Any] = [None] * len(happen)

    def run(number: int) -> None:
        with app.app_context():
            begin.wait()
            try:
                found[number] = happen[number]()
            except Exception as error:
                found[number] = error
            db.session.remove()

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(run, number))
        for number in range(len(happen))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_voiding_and_voting_at_one_moment(app: Flask) -> None:
    """Either it was void first and nobody voted, or it had voted and that is said."""
    election, codes = printed(6)
    for code in codes:
        before = len(entries(election))
        db.session.remove()
        cast, used = race(
            app,
            partial(cast_code, election, code, "Engelsiz rampa"),
            partial(void, election, code),
        )
        voted = len(entries(election)) - before
        assert used is bool(voted), (cast, used)
        if not voted:
            assert isinstance(cast, casting.VoidCode)


def test_marking_and_taking_back_at_one_moment(
    app: Flask, election: Election, desk: PollingDesk
) -> None:
    """Two officers press the button of one person: one takes it back, the other is told."""
    person, worker = make_person(), visitor(make_worker(election))
    mark(desk, person.email or "")
    typed, desk_id = person.email or "", desk.id
    ticket = desks.find(queries.get_election(election.id), typed).ticket
    db.session.remove()

    def take_back() -> str:
        with saving():
            desks.unmark(queries.get_desk(desk_id), by=worker, ticket=ticket)
        return "back"

    found = race(app, take_back, take_back)
    assert sorted(type(one).__name__ for one in found) == ["NotYours", "str"]
    assert entries(election) == []
    assert [row.number for row in db.session.scalars(select(UndoneMark))] == [1]


def test_a_code_voided_while_its_paper_is_filled_in(client: Client, app: Flask) -> None:
    election, codes = printed()
    slug = get_municipality(election.municipality_id).slug
    where = f"/{slug}/oylamalar/{election.id}"
    assert client.post(f"{where}/kod", {"code": codes[0]}).status_code == 303
    review = client.post(f"{where}/oy", {"blank": "1"})
    void(election, codes[0])
    assert client.get(where).status_code == 200
    told = client.post(f"{where}/oy/ver", {"token": token_in(review)})
    assert "Bu kod iptal edildi" in client.get(told.location).text
    assert entries(election) == []
