"""Trying a vote out, its steps after the end, another end, reminders."""

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from accounts.models import Digest, Person
from consultations.models import Eligibility
from journeys import services as journeys
from kernel import clock, worker
from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.outbox import Errand, Kind, State
from places.models import Municipality
from places.queries import get_municipality
from tests.client import Client
from tests.make.casting import entries, logged, vote, waiting
from tests.make.places import make_person
from tests.make.voting import count, halves_of, make_election, make_vote, options
from voting import custody, queries, rules, services
from voting.explaining.steps import Ended, due, steps
from voting.models import Election, ElectionNote, Paper, TrialBallot
from voting.services import window
from web.tasks import TASKS


def desk(election: Election, rest: str = "") -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/masa/oylamalar/{election.id}{rest}"


def public(election: Election) -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/oylamalar/{election.id}"


def number_of_trials() -> int:
    return db.session.scalar(select(func.count()).select_from(TrialBallot)) or 0


def try_it(officer: Client, election: Election, *titles: str) -> None:
    chosen = [str(options(election)[title].id) for title in titles]
    review = officer.post(desk(election, "/deneme/oy"), {"choice": chosen})
    assert review.status_code == 200
    assert "Deneme: bu oylar sayılmaz." in review.text
    token = re.search(r'name="token" value="([^"]+)"', review.text)
    assert token is not None
    answer = officer.post(desk(election, "/deneme/oy/ver"), {"token": token[1]})
    assert answer.status_code == 303


# --- trial --------------------------------------------------------------------------------------


def test_a_draft_is_tried_out_and_counted_at_once(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town), frozen=False, seats=1, quorum_percent=50)
    page = officer.get(desk(election, "/deneme/oy"))
    assert "Deneme: bu oylar sayılmaz." in page.text
    try_it(officer, election, "Engelsiz rampa", "Mahalle bostanı")
    try_it(officer, election, "Engelsiz rampa")
    page = officer.get(desk(election, "/deneme"))
    assert "2 deneme oyu" in page.text
    assert "Engelsiz rampa" in page.text
    assert officer.post(desk(election, "/deneme/sil")).status_code == 303
    assert number_of_trials() == 0


def test_another_draft_wipes_what_was_tried(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town), frozen=False)
    try_it(officer, election, "Engelsiz rampa")
    officer.post(desk(election, "/secenek"), {"title": "Yeni seçenek"})
    assert number_of_trials() == 0


def test_the_opening_wipes_the_trial(officer: Client, town: Municipality) -> None:
    opens = clock.now() + timedelta(days=2)
    election = make_election(make_vote(town, opens_at=opens))
    try_it(officer, election, "Engelsiz rampa")
    with clock.held(opens + timedelta(minutes=1)):
        # The clock alone hides them; the worker deletes them.
        assert queries.list_trial(queries.get_election(election.id)) == []
        assert officer.get(desk(election, "/deneme")).status_code == 409
        assert number_of_trials() == 1
        worker.run_once(TASKS, lambda _message: None)
        assert number_of_trials() == 0


def test_nothing_of_a_trial_is_in_roll_box_log_or_bundle(
    officer: Client, town: Municipality, tmp_path: Path
) -> None:
    opens = clock.now() + timedelta(days=2)
    election = make_election(make_vote(town, opens_at=opens))
    for _ballot in range(3):
        try_it(officer, election, "Mahalle bostanı")
    assert (entries(election), waiting(election), logged(election)) == ([], [], [])
    with clock.held(opens + timedelta(minutes=1)):
        worker.run_once(TASKS, lambda _message: None)
        for _person in range(2):
            vote(election, make_person(), "Engelsiz rampa")
    closes_at = queries.get_election(election.id).activity.closes_at
    assert closes_at is not None
    with clock.held(closes_at + timedelta(minutes=5)):
        counted = count(election)
        services.publish(election.id, tmp_path)
    assert counted.turnout is not None
    assert counted.turnout["voters"] == {"web": 2}
    assert len(logged(election)) == len(entries(election)) == 2
    with gzip.open(tmp_path / "log.jsonl.gz", "rt", encoding="utf-8") as lines:
        assert len(list(lines)) == 2
    assert number_of_trials() == 0
    verbs = db.session.scalars(select(AuditLine.verb)).all()
    assert not [verb for verb in verbs if "trial" in verb]


def test_nothing_is_tried_before_it_could_be_counted(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town), titles=["Tek"], frozen=False)
    for rest in ("/deneme/oy", "/deneme/oy/ver"):
        assert officer.post(desk(election, rest), {"choice": ["1"]}).status_code == 409
    assert officer.get(desk(election, "/deneme/oy")).status_code == 409
    assert number_of_trials() == 0


def test_a_trial_is_the_officers_alone(client: Client, town: Municipality) -> None:
    election = make_election(make_vote(town), frozen=False)
    client.sign_in(make_person())
    assert client.get(desk(election, "/deneme")).status_code == 403
    assert client.post(desk(election, "/deneme/oy"), {}).status_code == 403


# --- the steps ----------------------------------------------------------------------------------

AT = datetime(2026, 12, 7, 9, 0, tzinfo=clock.now().tzinfo)


def test_the_steps_follow_what_is_on_record(app: Flask) -> None:
    none = Ended(None, None, None, None)
    assert due(steps(none)) == "roll"
    assert [step.state for step in steps(none)] == ["now", "next", "next", "next", "next"]
    running = Ended(None, None, None, None, over=False)
    assert {step.state for step in steps(running)} == {"next"}
    assert due(steps(running)) == ""
    assert "kâğıt" in steps(Ended(None, None, None, None, paper=True))[0].note
    assert due(steps(Ended(AT, None, None, None))) == "key"
    assert due(steps(Ended(AT, AT, None, None))) == "seed"
    waiting = steps(Ended(AT, AT, AT, None, came=("Ada (Baro)",)))
    assert due(waiting) == "opening"
    assert "Ada (Baro)" in waiting[3].note
    assert due(steps(Ended(AT, AT, AT, AT))) == ""


def test_the_officer_is_led_from_the_end_to_the_result(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town), paper=Paper.PAPER_WINS)
    vote(election, make_person(), "Engelsiz rampa")
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    assert "Oylamanın sonunu değiştirin" in officer.get(desk(election, "/adimlar")).text
    with clock.held(closes + timedelta(minutes=1)):
        assert "Sandığı şimdi kapatın" in officer.get(desk(election, "/adimlar")).text
        officer.post(desk(election, "/kapat"))
        assert "Kâğıt oylar tamam" in officer.get(desk(election, "/adimlar")).text
        assert officer.get(desk(election, "/kura")).status_code == 409
        officer.post(desk(election, "/tamamla"))
        assert "kendiliğinden yok edilir" in officer.get(desk(election, "/adimlar")).text
        worker.run_once(TASKS, lambda _message: None)
        page = officer.get(desk(election, "/adimlar")).text
        assert "Kura sayısını yazın" in page
        sent = {"seed": "314159265", "how": "Meclis salonunda, zarla çekildi."}
        assert officer.post(desk(election, "/kura"), sent).location == desk(election, "/adimlar")
        assert "Daveti yeniden gönderin" in officer.get(desk(election, "/adimlar")).text
        _bring(election, 1)
        for page in (
            officer.get(desk(election, "/adimlar")).text,
            officer.get(public(election)).text,
        ):
            assert "Gelen: Emanetçi 1 (Çınarlı Kent Konseyi)" in page
        _bring(election, 3)
        with write():
            services.open_box(election.id)
        assert "Oylar sayıldı" in officer.get(desk(election, "/adimlar")).text


def _bring(election: Election, number: int) -> None:
    with write():
        custodian = queries.get_election(election.id).custodians[number - 1]
        services.bring(custodian, lines=custody.half_lines(halves_of(custodian)))


# --- another end --------------------------------------------------------------------------------


def changed(closes: datetime, **more: str) -> dict[str, str]:
    return {
        "closes_at": clock.local(closes).strftime("%Y-%m-%dT%H:%M"),
        "reason": "Su baskını yüzünden muhtarlıklar iki gün kapalı kaldı.",
        "office": "Belediye Başkanlığı",
        **more,
    }


@pytest.mark.parametrize("days", [-5, 3])
def test_the_end_of_an_open_vote_moves_with_a_public_reason(
    officer: Client, town: Municipality, days: int
) -> None:
    election = make_election(make_vote(town))
    frozen = election.definition
    old = election.activity.closes_at
    assert old is not None
    new = old.replace(hour=10, minute=0) + timedelta(days=days)
    answer = officer.post(desk(election, "/bitis"), changed(new))
    assert answer.location == desk(election, "/adimlar")
    fresh = queries.get_election(election.id)
    assert fresh.activity.closes_at == new
    assert fresh.definition == frozen
    assert "Su baskını" in Client(officer.app).get(public(election)).text
    with clock.held(max(old, new) + timedelta(minutes=1)):
        while worker.run_once(TASKS, lambda _message: None):
            pass
    closed_at = queries.get_election(election.id).closed_at
    assert closed_at is not None
    assert closed_at >= new


def test_what_receipts_promised_is_kept(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town))
    vote(election, make_person(), "Engelsiz rampa")
    old = queries.get_election(election.id).activity.closes_at
    assert old is not None
    officer.post(desk(election, "/bitis"), changed(old.replace(hour=9) + timedelta(days=3)))
    with clock.held(old + timedelta(minutes=1)):
        while worker.run_once(TASKS, lambda _message: None):
            pass
    assert queries.list_heads(election.id)[-1]["size"] == 1
    assert queries.get_election(election.id).closed_at is None


WRONG = [
    ({"closes_at": ""}, "closes_at"),
    ({"reason": "kısa"}, "reason"),
    ({"office": ""}, "office"),
    ({"closes_at": "2020-01-01T10:00"}, "closes_at"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG)
def test_a_wrong_end_is_told_at_its_field(
    officer: Client, town: Municipality, wrong: dict[str, str], field: str
) -> None:
    election = make_election(make_vote(town))
    soon = clock.now() + timedelta(days=4)
    answer = officer.post(desk(election, "/bitis"), changed(soon, **wrong))
    assert answer.status_code == 422
    assert f'id="{field}-hata"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(ElectionNote)) == 0


def test_closing_is_final(officer: Client, town: Municipality) -> None:
    election = make_election(make_vote(town))
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    with clock.held(closes + timedelta(minutes=1)):
        later = closes + timedelta(days=2)
        assert officer.post(desk(election, "/bitis"), changed(later)).status_code == 409


# --- reminders ----------------------------------------------------------------------------------


def mails(election: Election) -> list[Errand]:
    key = f"voting.remind:{election.id}:%"
    rows = select(Errand).where(Errand.kind == Kind.MAIL, Errand.key.like(key)).order_by(Errand.id)
    return list(db.session.scalars(rows))


def followers(election: Election, number: int) -> list[Person]:
    people = [make_person() for _ in range(number)]
    journey = queries.get_election(election.id).activity.consultation.journey_id
    assert journey is not None
    with write():
        for person in people:
            journeys.follow(journey, person_id=person.id)
    return people


def run_at(moment: datetime) -> None:
    with clock.held(moment):
        while worker.run_once(TASKS, lambda _message: None):
            pass


def test_only_those_are_reminded_who_have_not_voted(app: Flask, town: Municipality) -> None:
    election = make_election(make_vote(town))
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    voted, silent, deaf = followers(election, 3)
    make_person()  # follows nothing
    vote(election, voted, "Engelsiz rampa")
    with write() as session:
        session.execute(update(Person).where(Person.id == deaf.id).values(digest=Digest.NONE))
    run_at(closes - timedelta(days=2))
    assert [mail.person_id for mail in mails(election)] == [silent.id]
    run_at(closes - timedelta(hours=12))
    assert [mail.person_id for mail in mails(election)] == [silent.id, silent.id]
    run_at(closes - timedelta(hours=1))
    assert len(mails(election)) == 2


def test_a_reminder_says_the_same_to_everybody(app: Flask, town: Municipality) -> None:
    election = make_election(make_vote(town))
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    people = followers(election, 3)
    with clock.held(closes - timedelta(days=2)), write():
        assert services.remind(election.id, 1) == 3
    bodies = {(m.body["subject"], m.body["text"]) for m in mails(election)}
    assert len(bodies) == 1
    text = bodies.pop()[1]
    assert "Kıyıda önce hangileri yapılsın?" in text
    for word in ("vermediniz", "kullanmadınız", people[0].name):
        assert word not in text


def test_many_are_reminded_part_by_part(
    app: Flask, town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "PART", 2)
    election = make_election(make_vote(town))
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    people = followers(election, 5)
    for _twice in range(2):
        run_at(closes - timedelta(days=2))
    assert sorted(mail.person_id or 0 for mail in mails(election)) == [one.id for one in people]


def test_who_may_not_vote_is_not_reminded(app: Flask, town: Municipality) -> None:
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    followers(election, 2)
    with clock.held(closes - timedelta(days=2)), write():
        assert services.remind(election.id, 1) == 0


def test_a_reminder_is_sent_once_however_often_the_end_moves(
    officer: Client, town: Municipality
) -> None:
    election = make_election(make_vote(town))
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    followers(election, 1)
    run_at(closes - timedelta(days=2))
    assert len(mails(election)) == 1
    with clock.held(closes - timedelta(days=2)):
        later = closes.replace(hour=9) + timedelta(days=3)
        assert officer.post(desk(election, "/bitis"), changed(later)).status_code == 303
    run_at(later - timedelta(hours=30))
    assert len(mails(election)) == 1
    run_at(later - timedelta(hours=2))
    assert len(mails(election)) == 2


def test_a_vote_that_is_over_reminds_nobody(app: Flask, town: Municipality) -> None:
    election = make_election(make_vote(town))
    closes = queries.get_election(election.id).activity.closes_at
    assert closes is not None
    followers(election, 1)
    with clock.held(closes + timedelta(hours=1)), write():
        assert services.remind(election.id, 2) == 0


def test_nobody_is_called_when_the_vote_is_short(app: Flask, town: Municipality) -> None:
    soon = clock.now() + timedelta(hours=20)
    election = make_election(make_vote(town, closes_at=soon))
    waiting = db.session.scalars(
        select(Errand.key).where(Errand.task == "voting.remind", Errand.state == State.WAITING)
    ).all()
    assert waiting == []
    assert rules.stage(queries.get_election(election.id)) is rules.Stage.OPEN
