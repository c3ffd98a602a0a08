"""Polling desks: finding, marking, helping; paper typed in twice, settled, counted."""

import contextvars
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from accounts.queries import get_person
from kernel import clock
from kernel.audit import AuditLine
from kernel.db import DomainError, db
from kernel.outbox import Errand
from kernel.rules import Common, Role, Visitor
from notifications.models import Notice
from places.queries import get_municipality
from tests.client import Client
from tests.make.casting import entries, logged, vote
from tests.make.places import make_person, make_staff, saving, visitor
from tests.make.polling import (
    count_ballots,
    enter,
    make_desk,
    make_worker,
    mark,
    publish,
    type_twice,
    upload,
)
from tests.make.voting import SEED, halves_of, make_election, make_officer, options
from tests.moment import NOW
from tests.voting.test_views import address, token_in
from verify import bundle
from verify.files import Folder
from voting import casting, custody, polling, queries, services
from voting.models import Election, ElectionNote, Help, Paper, PaperEntry, PollingDesk, RollKind
from voting.polling import Step
from voting.services import paper
from voting.services import polling as desks

AFTER = NOW + timedelta(days=30)


@pytest.fixture
def election(app: Flask) -> Election:
    return make_election(paper=Paper.PAPER_WINS)


@pytest.fixture
def desk(election: Election) -> PollingDesk:
    return make_desk(election)


def standing(election: Election, typed: str) -> str:
    db.session.rollback()
    return desks.find(queries.get_election(election.id), typed).standing.value


def channels(election: Election) -> list[str]:
    return sorted(entry.channel for entry in entries(election))


def ids(election: Election, *titles: str) -> list[str]:
    by_title = options(election)
    return sorted(str(by_title[title].id) for title in titles)


# --- one person ---------------------------------------------------------------------------------


def test_somebody_is_marked_and_then_refused_everywhere(
    election: Election, desk: PollingDesk
) -> None:
    person = make_person()
    typed = person.email or ""
    assert standing(election, typed) == "may"
    mark(desk, typed)
    assert channels(election) == ["paper"]
    assert standing(election, typed) == "paper"
    with pytest.raises(desks.AlreadyOnPaper):
        mark(desk, typed)
    with pytest.raises(casting.OnPaper):
        vote(election, person, "Engelsiz rampa")
    assert len(entries(election)) == 1


def test_paper_replaces_the_web_where_it_wins(election: Election, desk: PollingDesk) -> None:
    person = make_person()
    vote(election, person, "Engelsiz rampa")
    assert standing(election, person.email or "") == "web"
    mark(desk, person.email or "")
    (entry,) = entries(election)
    assert (entry.channel, entry.desk_id) == ("paper", desk.id)
    assert entry.hour == NOW.replace(minute=0, second=0, microsecond=0)


def test_the_first_one_holds_where_that_is_the_rule(app: Flask) -> None:
    election = make_election(paper=Paper.FIRST_WINS)
    desk, person = make_desk(election), make_person()
    vote(election, person, "Engelsiz rampa")
    with pytest.raises(desks.VotedOnWeb):
        mark(desk, person.email or "")
    assert channels(election) == ["web"]


def test_nobody_is_found_by_a_name(election: Election, client: Client) -> None:
    person = make_person("Gülten Sarı")
    for typed in ("Gülten Sarı", "Gülten", "", "@", (person.email or "")[:-1]):
        with pytest.raises(desks.NotFound):
            desks.find(queries.get_election(election.id), typed)


def test_listed_numbers_are_found_however_they_are_typed(app: Flask) -> None:
    draft = make_election(frozen=False, roll=RollKind.UPLOADED, paper=Paper.PAPER_WINS)
    upload(draft, "TR 123-456", "ayse@ornek.example")
    election = publish(draft)
    desk = make_desk(election)
    assert standing(election, "tr123456") == "may"
    mark(desk, "TR-123456")
    assert standing(election, "tr 123 456") == "paper"
    mark(desk, "AYSE@ornek.example")
    with pytest.raises(desks.NotFound):
        mark(desk, "654321")
    assert channels(election) == ["paper", "paper"]


def test_a_line_on_paper_is_no_second_vote_of_its_account(app: Flask) -> None:
    person = make_person()
    draft = make_election(frozen=False, roll=RollKind.UPLOADED, paper=Paper.FIRST_WINS)
    upload(draft, person.email or "")
    election = publish(draft)
    mark(make_desk(election), person.email or "")
    with pytest.raises(casting.OnPaper):
        vote(election, person, "Engelsiz rampa")
    assert channels(election) == ["paper"]


@pytest.mark.parametrize("rule", [Paper.PAPER_WINS, Paper.FIRST_WINS])
def test_a_mark_and_a_cast_at_the_same_moment(app: Flask, rule: Paper) -> None:
    """However they fall: one entry; where paper is on the roll no web ballot will count."""
    election = make_election(paper=rule)
    desk = make_desk(election)
    people = [make_person() for _number in range(4)]
    outcomes: list[str] = []
    chosen = ids(election, "Engelsiz rampa")
    visitors = {person.id: visitor(person) for person in people}
    typed = {person.id: person.email or "" for person in people}

    def on_paper(person_id: int) -> None:
        ticket = desks.find(queries.get_election(election_id), typed[person_id]).ticket
        desks.mark(queries.get_desk(desk_id), ticket=ticket)

    def on_web(person_id: int) -> None:
        casting.cast(queries.get_election(election_id), by=visitors[person_id], choice=chosen)

    election_id, desk_id = election.id, desk.id
    db.session.rollback()
    at_once(app, outcomes, [(work, one) for one in visitors for work in (on_paper, on_web)])
    found = entries(election)
    assert len(found) == len(people)
    assert set(outcomes) <= {"done", "OnPaper", "VotedOnWeb", "AlreadyOnPaper"}
    if rule is Paper.PAPER_WINS:
        assert {entry.channel for entry in found} == {"paper"}


def at_once(app: Flask, outcomes: list[str], work: list[tuple[Callable[[int], None], int]]) -> None:
    barrier = threading.Barrier(len(work))

    def run(job: Callable[[int], None], person_id: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                job(person_id)
                outcomes.append("done")
            except DomainError as error:
                outcomes.append(type(error).__name__)
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(run, *job)) for job in work
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- the desk's pages ---------------------------------------------------------------------------


def path(desk: PollingDesk, rest: str = "") -> str:
    election = queries.get_election(desk.election_id)
    return re.sub(r"/oylamalar/\d+$", f"/masa/sandiklar/{desk.id}{rest}", address(election))


def test_the_desk_walks_from_finding_to_the_mark(
    election: Election, desk: PollingDesk, client: Client
) -> None:
    person = make_person("Gülten Sarı")
    client.sign_in(make_worker(election))
    page = client.post(path(desk), {"who": person.email})
    assert "Oy kullanabilir." in page.text
    assert "Gülten" not in page.text
    before = len(db.session.scalars(select(AuditLine)).all())
    answer = client.post(path(desk, "/isaretle"), {"token": token_in(page)})
    assert answer.status_code == 303
    assert channels(election) == ["paper"]
    again = client.post(path(desk), {"who": person.email})
    assert "ikinci pusula verilmez" in again.text
    assert path(desk, "/isaretle") not in again.text
    assert path(desk, "/yardim") not in again.text
    assert len(db.session.scalars(select(AuditLine)).all()) == before
    unknown = client.post(path(desk), {"who": "Gülten Sarı"})
    assert unknown.status_code == 422
    assert "kimse bulunamadı" in unknown.text


def test_a_token_is_one_officers_at_one_desk(
    election: Election, desk: PollingDesk, client: Client
) -> None:
    person = make_person()
    client.sign_in(make_worker(election))
    token = token_in(client.post(path(desk), {"who": person.email}))
    other = Client(client.app).sign_in(make_worker(election, "Başka"))
    assert other.post(path(desk, "/isaretle"), {"token": token}).status_code == 422
    second = make_desk(election, "Okul")
    assert client.post(path(second, "/isaretle"), {"token": token}).status_code == 422
    assert entries(election) == []


def test_the_desk_is_closed_before_and_after(election: Election, desk: PollingDesk) -> None:
    worker = visitor(make_worker(election))
    assert polling.serve(worker, queries.get_desk(desk.id)) is None
    with clock.held(AFTER):
        denied = polling.serve(worker, queries.get_desk(desk.id))
    assert denied is not None


@pytest.mark.parametrize("titles", [["Tek"], ["Rampa", "Bostan"]])
def test_the_desk_of_a_draft_has_no_paper(app: Flask, client: Client, titles: list[str]) -> None:
    """Neither to anybody's staff nor to anybody: there is no definition to read it by."""
    draft = make_election(frozen=False, paper=Paper.PAPER_WINS, titles=titles)
    place = make_desk(draft)
    client.sign_in(make_worker(draft))
    sent = {"number": "1", "choice": ["1"]}
    for rest in ("", "/isaretle", "/yardim", "/pusula", "/pusulalar/say", "/pusulalar/bastan"):
        answer = client.post(path(place, rest), sent)
        assert (rest, answer.status_code) == (rest, 404)
        answer = Client(app).post(path(place, rest), sent)
        assert (rest, answer.status_code) == (rest, 404)
    assert entries(draft) == []


def test_help_opens_the_booth_and_leaves_hours_only(
    election: Election, desk: PollingDesk, client: Client
) -> None:
    person, worker = make_person("Gülten Sarı"), make_worker(election, "Masa Başı")
    client.sign_in(worker)
    token = token_in(client.post(path(desk), {"who": person.email}))
    opened = client.post(path(desk, "/yardim"), {"token": token})
    assert opened.location.endswith("/oy")
    assert "Yardımla oy." in client.get(opened.location).text
    review = client.post(opened.location, {"choice": ids(election, "Engelsiz rampa")})
    answer = client.post(address(election, "/oy/ver"), {"token": token_in(review)})
    assert "Makbuzunuz" in client.get(answer.location).text
    assert channels(election) == ["assisted"]
    (row,) = db.session.scalars(select(Help)).all()
    assert (row.helper_id, row.number, row.hour.minute) == (worker.id, 1, 0)
    kept = [repr(line.after) + line.verb for line in db.session.scalars(select(AuditLine))]
    assert not [line for line in kept if "help" in line]
    assert not db.session.scalars(select(Errand).where(Errand.person_id == person.id)).all()
    assert client.post(address(election, "/oy/bitir")).status_code == 303
    page = client.get(address(election, "/oy"))
    assert "Yardımla oy." not in page.text
    assert (
        "Masa Başı"
        in client.get(
            path(desk).replace(f"sandiklar/{desk.id}", f"oylamalar/{election.id}/sandiklar")
        ).text
    )
    assert not queries.has_voted(queries.get_election(election.id), visitor(worker))


def test_the_helped_are_told_in_a_later_hour(
    election: Election, desk: PollingDesk, client: Client
) -> None:
    person = make_person()
    ticket = desks.find(queries.get_election(election.id), person.email or "").ticket
    casting.cast(
        queries.get_election(election.id), by=Visitor(tickets={election.id: ticket}), choice=[]
    )
    for moment, told in ((NOW, 0), (NOW + timedelta(hours=1), 1), (NOW + timedelta(hours=2), 1)):
        with clock.held(moment), saving():
            services.batch(election.id)
        assert len(db.session.scalars(select(Notice)).all()) == told
    (notice,) = db.session.scalars(select(Notice)).all()
    assert notice.person_id == person.id


def test_a_spoilt_path_helps_nobody_who_has_voted_on_paper(
    election: Election, desk: PollingDesk
) -> None:
    person = make_person()
    ticket = desks.find(queries.get_election(election.id), person.email or "").ticket
    mark(desk, person.email or "")
    with pytest.raises(desks.AlreadyOnPaper), saving():
        desks.help_voter(queries.get_desk(desk.id), by=Visitor(id=1), ticket=ticket)


# --- paper --------------------------------------------------------------------------------------


@pytest.fixture
def closed_desk(desk: PollingDesk) -> Any:
    """Three marks on the roll; the web is closed."""
    for _number in range(3):
        mark(desk, make_person().email or "")
    with clock.held(AFTER):
        with saving():
            services.close(desk.election_id)
        yield queries.get_desk(desk.id)


def people(desk: PollingDesk) -> tuple[Person, Person, Person]:
    election = queries.get_election(desk.election_id)
    one, two, three = (make_worker(election, f"Görevli {number}") for number in "123")
    return one, two, three


def step(desk: PollingDesk) -> Step:
    db.session.rollback()
    return paper.progress(queries.get_desk(desk.id)).step


def settle(election_id: int) -> None:
    with saving():
        paper.settle(queries.get_election(election_id), by=Visitor())


def test_paper_is_typed_after_the_web_is_closed(election: Election, desk: PollingDesk) -> None:
    worker = visitor(make_worker(election))
    denied = polling.type_in(worker, queries.get_desk(desk.id))
    assert denied is not None
    assert denied.reason is polling.Reason.STILL_OPEN


def test_the_second_entry_is_another_persons(closed_desk: PollingDesk) -> None:
    one, two, three = people(closed_desk)
    count_ballots(closed_desk, 2)
    for number in (1, 2):
        enter(closed_desk, one, number, [])
    with pytest.raises(paper.SamePerson):
        enter(closed_desk, one, 1, [])
    enter(closed_desk, two, 1, [])
    with pytest.raises(paper.NotThisBallot):
        enter(closed_desk, three, 2, [])
    with pytest.raises(paper.NotThisBallot):
        enter(closed_desk, two, 3, [])


def test_a_difference_is_settled_by_a_third(closed_desk: PollingDesk) -> None:
    election = queries.get_election(closed_desk.election_id)
    rampa, bostan = ids(election, "Engelsiz rampa"), ids(election, "Mahalle bostanı")
    one, two, three = people(closed_desk)
    count_ballots(closed_desk, 3)
    for person, second in ((one, rampa), (two, bostan)):
        for number, choice in enumerate((rampa, second, None), 1):
            enter(closed_desk, person, number, choice)
    db.session.rollback()
    found = paper.progress(queries.get_desk(closed_desk.id))
    assert (found.step, found.different) == (Step.DIFFERENT, [2])
    for person in (one, two):
        with pytest.raises(paper.NotThird):
            enter(closed_desk, person, 2, bostan)
    with pytest.raises(paper.NotThisBallot):
        enter(closed_desk, three, 1, bostan)
    enter(closed_desk, three, 2, bostan)
    assert step(closed_desk) is Step.DONE


def test_entries_say_nothing(closed_desk: PollingDesk) -> None:
    """Equal ballots look different; blank and spoiled ones have the length of all others."""
    one, two, _three = people(closed_desk)
    type_twice(closed_desk, (one, two), [], [], None)
    rows = db.session.scalars(select(PaperEntry)).all()
    assert len({row.mark for row in rows}) == 3
    assert len({bytes(row.sealed) for row in rows}) == len({row.tag for row in rows}) == 6
    assert len({len(row.sealed) for row in rows}) == 1


def test_other_numbers_than_marks_need_a_public_reason(closed_desk: PollingDesk) -> None:
    one, two, _three = people(closed_desk)
    type_twice(closed_desk, (one, two), [], [])
    assert step(closed_desk) is Step.REASON
    with pytest.raises(paper.Unfinished):
        settle(closed_desk.election_id)
    with saving():
        fresh = queries.get_desk(closed_desk.id)
        paper.explain(fresh, by=Visitor(), reason="Bir kişi pusulayı götürdü.")
    assert step(closed_desk) is Step.DONE
    notes = [note.facts for note in db.session.scalars(select(ElectionNote))]
    assert any(facts.get("reason") == "Bir kişi pusulayı götürdü." for facts in notes)
    with pytest.raises(paper.NoDifference), saving():
        paper.explain(queries.get_desk(closed_desk.id), by=Visitor(), reason="Bir daha.")


def test_settling_waits_for_every_desk(closed_desk: PollingDesk) -> None:
    with pytest.raises(paper.Unfinished):
        settle(closed_desk.election_id)
    assert queries.get_election(closed_desk.election_id).settled_at is None


def test_an_entry_may_begin_anew(closed_desk: PollingDesk) -> None:
    one, _two, _three = people(closed_desk)
    count_ballots(closed_desk, 5)
    enter(closed_desk, one, 1, [])
    with pytest.raises(paper.AlreadyCounted):
        count_ballots(closed_desk, 3)
    with saving():
        paper.restart(queries.get_desk(closed_desk.id), by=Visitor())
    assert step(closed_desk) is Step.COUNT
    assert db.session.scalars(select(PaperEntry)).all() == []


def test_paper_is_counted_with_the_web_and_verified(
    election: Election, desk: PollingDesk, tmp_path: Any
) -> None:
    """52 on the web, three of them then on paper, one of these blank and one spoiled."""
    rampa = ids(election, "Engelsiz rampa")
    voters = [make_person() for _number in range(52)]
    for person in voters:
        vote(election, person, "Mahalle bostanı")
    for person in voters[:3]:
        mark(desk, person.email or "")
    with clock.held(AFTER):
        with saving():
            services.close(election.id)
        one, two, _three = people(desk)
        type_twice(desk, (one, two), rampa, [], None)
        settle(election.id)
        assert db.session.scalars(select(PaperEntry)).all() == []
        assert sorted(row.kind for row in logged(election)).count("void") == 3
        finish(election)
        counted = queries.get_election(election.id)
        result, turnout = counted.result or {}, counted.turnout or {}
        assert result["channels"] == {"paper": 3, "web": 49}
        assert turnout["paper_batches"] == [
            {"desk": "Kültür Merkezi", "ballots": 3, "blank": 1, "invalid": 1, "marks": 3}
        ]
        counts = result["counts"]
        assert (counts["valid"], counts["blank"], counts["invalid"]) == (50, 1, 1)
        assert queries.get_desk(desk.id).batch.tags is None  # type: ignore[union-attr]
        services.publish(election.id, tmp_path)
    said: list[str] = []
    bundle.check(Folder(tmp_path), lambda name, **_facts: said.append(name))
    assert "all-agree" in said


def finish(election: Election) -> None:
    with saving():
        services.destroy_key(election.id)
    with saving():
        fresh = queries.get_election(election.id)
        services.enter_seed(fresh, by=Visitor(), seed=SEED, how="Meclis salonunda zarla.")
    for number in (1, 3):
        with saving():
            custodian = queries.get_election(election.id).custodians[number - 1]
            services.bring(custodian, lines=custody.half_lines(halves_of(custodian)))
    with saving():
        services.open_box(election.id)


def test_small_desks_are_told_as_one() -> None:
    rows = [
        {"desk": name, "ballots": number, "blank": 1, "invalid": 0}
        for name, number in (("A", 3), ("B", 40), ("C", 25))
    ]
    assert paper.merged(rows) == [
        {"desk": "B", "ballots": 40, "blank": 1, "invalid": 0},
        {"desk": "C + A", "ballots": 28, "blank": 2, "invalid": 0},
    ]


def test_two_people_type_a_desk_in_the_browser(closed_desk: PollingDesk, client: Client) -> None:
    election = queries.get_election(closed_desk.election_id)
    rampa = ids(election, "Engelsiz rampa")
    one, two, _three = people(closed_desk)
    first, second = (Client(client.app).sign_in(person) for person in (one, two))
    typing = path(closed_desk, "/pusula")
    assert first.post(path(closed_desk, "/pusulalar/say"), {"ballots": "3"}).status_code == 303
    for browser in (first, second):
        page = browser.get(typing)
        assert "Pusula 1" in page.text
        empty = browser.post(typing, {"number": "1"})
        assert empty.status_code == 422
        assert "“Boş pusula” düğmesini" in empty.text
        browser.post(typing, {"number": "1", "choice": rampa})
        browser.post(typing, {"number": "2", "blank": "1"})
        every = ids(election, "Engelsiz rampa", "Mahalle bostanı", "Kuş gözlem noktası")
        wrong = browser.post(typing, {"number": "3", "choice": every})
        assert wrong.status_code == 422
        assert "Geçersiz pusula" in wrong.text
        browser.post(typing, {"number": "3", "spoiled": "1"})
    assert "Bu sandık tamam." in second.get(path(closed_desk, "/pusulalar")).text
    manager = Client(client.app).sign_in(officer(election))
    page = manager.get(
        path(closed_desk).replace(
            f"sandiklar/{closed_desk.id}", f"oylamalar/{election.id}/sandiklar"
        )
    )
    assert "Tamam" in page.text
    answer = manager.post(address(election, "/tamamla").replace("/oylamalar", "/masa/oylamalar"))
    assert answer.status_code == 303
    assert queries.get_election(election.id).settled_at is not None


def officer(election: Election) -> Person:
    return get_person(make_officer(election.municipality_id).id or 0)


# --- printing, rules ----------------------------------------------------------------------------


def test_the_paper_is_the_frozen_definition(
    election: Election, desk: PollingDesk, client: Client
) -> None:
    client.sign_in(make_worker(election))
    page = client.get(address(election, "/pusula").replace("/oylamalar", "/masa/oylamalar"))
    digest = election.definition_sha256 or ""
    assert digest[:4] + " " + digest[4:8] in page.text
    titles = re.findall(r"<li>.*?<b>(.+?)</b>", page.text)
    assert titles[-3:] == ["Engelsiz rampa", "Kuş gözlem noktası", "Mahalle bostanı"]


#: role, what the desk's pages answer
WORKERS: list[tuple[Role | None, Any]] = [
    (Role.DESK_OFFICER, None),
    (Role.OFFICER, None),
    (Role.ADMINISTRATOR, None),
    (Role.MODERATOR, Common.ROLE),
    (Role.AUDITOR, Common.ROLE),
    (None, Common.ROLE),
]


@pytest.mark.parametrize(("role", "reason"), WORKERS)
def test_who_works_at_a_desk(
    election: Election, desk: PollingDesk, role: Role | None, reason: Any
) -> None:
    town = get_municipality(election.municipality_id)
    person = make_person() if role is None else make_staff(town, role)
    fresh = queries.get_desk(desk.id)
    by = visitor(person)
    for denied in (polling.serve(by, fresh), polling.work(by, fresh.election)):
        assert (denied and denied.reason) == reason


def test_a_vote_without_paper_has_no_desk(app: Flask) -> None:
    election = make_election()
    denied = polling.work(visitor(make_worker(election)), election)
    assert denied is not None
    assert denied.reason is polling.Reason.NO_PAPER
