"""Casting: one entry on the roll, revisions in the box, and nothing that joins the two."""

import contextvars
import json
import logging
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from accounts.models import EmailProof, Person
from consultations.models import Activity, Consultation, ConsultationState, Eligibility
from kernel import clock, keys, ledgers
from kernel.audit import AuditLine
from kernel.db import Base, db, write
from kernel.outbox import Errand
from kernel.rules import Visitor
from places.models import ResidenceProof
from tests.make.casting import ballots, cast, cast_choice, entries, opened, vote, waiting
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_person,
    make_resident,
    visitor,
)
from tests.make.voting import count, give_keys, make_election, make_vote, options
from tests.moment import NOW
from voting import box, casting, queries, roll, services
from voting.models import Election, ElectionState

AFTER = NOW + timedelta(days=30)


def test_a_vote_is_an_entry_and_a_ballot(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Mahalle bostanı", "Engelsiz rampa")
    (entry,), (ballot,) = entries(election), ballots(election)
    assert entry.email_proof_id is not None
    assert (entry.channel, entry.hour) == ("web", NOW.replace(minute=0))
    assert ballot.tag == keys.tag(election.key_name, f"entry:{entry.id}")
    chosen = [str(options(election)[t].id) for t in ("Mahalle bostanı", "Engelsiz rampa")]
    assert (ballot.kind, ballot.revision) == ("ballot", 1)
    assert opened(election) == [sorted(chosen)]
    assert queries.has_voted(election, Visitor(id=person.id))


def test_a_changed_vote_is_a_further_revision(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Mahalle bostanı")
    vote(election, person, "Engelsiz rampa")
    assert len(entries(election)) == 1
    assert [ballot.revision for ballot in ballots(election)] == [1, 2]


def test_a_blank_vote(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person)
    assert opened(election) == [[]]


def test_primary_keys_say_nothing(app: Flask) -> None:
    """Those of the roll are drawn, those of the box are keyed: neither grows."""
    election = make_election()
    for _number in range(12):
        vote(election, make_person(), "Engelsiz rampa")
    own = [entry.id for entry in entries(election)]
    theirs = [ballot.id for ballot in waiting(election)]
    assert {one.version for one in own} == {4}
    assert len({*own, *theirs}) == 24
    # Neither begins with a clock, as numbers of version 1, 6 and 7 do.
    assert len({str(one)[:4] for one in (*own, *theirs)}) > 12


@pytest.mark.parametrize(
    ("rule", "params"), [("approval", {"max_choices": 2}), ("plurality", {"max_choices": 1})]
)
def test_too_many_choices_leave_nothing(app: Flask, rule: str, params: dict[str, int]) -> None:
    election, person = make_election(rule=rule, params=params), make_person()
    with pytest.raises(casting.TooManyChoices):
        vote(election, person, "Engelsiz rampa", "Kuş gözlem noktası", "Mahalle bostanı")
    assert (entries(election), ballots(election)) == ([], [])


@pytest.mark.parametrize("choice", [5, [5], [None], "", "1", {"1": 2}, [[["1"]]], None])
def test_what_is_no_ballot_leaves_nothing(app: Flask, choice: object) -> None:
    """Whatever a forged form might hold; a blank vote is an empty list."""
    election, person = make_election(), make_person()
    with pytest.raises((casting.NotThatWay, casting.NotOnTheBallot)):
        cast_choice(election, visitor(person), choice)
    assert (entries(election), ballots(election)) == ([], [])


def test_an_option_of_another_election_is_refused(app: Flask) -> None:
    election, other, person = make_election(), make_election(), make_person()
    theirs = str(options(other)["Engelsiz rampa"].id)
    with pytest.raises(casting.NotOnTheBallot):
        cast_choice(election, visitor(person), [theirs])
    assert entries(election) == []


def test_the_address_must_be_confirmed(app: Flask) -> None:
    election = make_election(make_vote(eligibility=Eligibility.EVERYONE))
    person = make_person(confirmed=False)
    unconfirmed = Visitor(id=person.id, email=person.email or "")
    with pytest.raises(casting.NotEligible):
        cast(election, unconfirmed, "Engelsiz rampa")
    # A visitor whose proof ended since the page was shown.
    with pytest.raises(casting.NotEligible):
        vote(election, person, "Engelsiz rampa")
    assert entries(election) == []


def test_everyone_votes_with_a_confirmed_address(app: Flask) -> None:
    election = make_election(make_vote(eligibility=Eligibility.EVERYONE))
    vote(election, make_person(), "Engelsiz rampa")
    assert len(ballots(election)) == 1


def test_residents_vote_with_their_residence(app: Flask) -> None:
    town = make_municipality()
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    home = make_neighbourhood(town)
    resident, newcomer = make_resident(home), make_resident(home, verified=False)
    vote(election, resident, "Engelsiz rampa")
    with pytest.raises(casting.NotEligible):
        vote(election, newcomer, "Engelsiz rampa")
    (entry,) = entries(election)
    assert entry.residence_proof_id is not None
    assert entry.email_proof_id is None


def test_a_new_address_is_not_a_second_vote(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    with write() as session:
        session.execute(update(EmailProof).values(ended_at=clock.now()))
        session.execute(
            update(Person).where(Person.id == person.id).values(email="yeni@ev.example")
        )
        session.add(EmailProof(person_id=person.id, email="yeni@ev.example"))
    vote(election, db.session.get_one(Person, person.id), "Mahalle bostanı")
    assert len(entries(election)) == 1
    assert [ballot.revision for ballot in ballots(election)] == [1, 2]


def test_a_residence_proved_anew_is_not_a_second_vote(app: Flask) -> None:
    town = make_municipality()
    election = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    home = make_neighbourhood(town)
    person = make_resident(home)
    vote(election, person, "Engelsiz rampa")
    with write() as session:
        old = session.scalars(select(ResidenceProof)).one()
        old.ended_at = clock.now()
        session.flush()
        session.add(
            ResidenceProof(
                person_id=person.id,
                municipality_id=town.id,
                neighbourhood_id=home.id,
                kind=old.kind,
            )
        )
    vote(election, person, "Mahalle bostanı")
    assert len(entries(election)) == 1


def test_a_new_account_of_the_same_address_is_refused(app: Flask) -> None:
    election, person = make_election(), make_person(email="ayse@ev.example")
    vote(election, person, "Engelsiz rampa")
    with write() as session:
        services.forget(person.id)
        session.execute(update(EmailProof).values(ended_at=clock.now()))
        session.execute(update(Person).values(email=None, name="", deleted_at=clock.now()))
    (entry,) = entries(election)
    assert (entry.email_proof_id, entry.residence_proof_id) == (None, None)
    assert entry.identity_tag == keys.tag(election.key_name, "email:ayse@ev.example")
    again = make_person(email="ayse@ev.example")
    with pytest.raises(casting.AddressUsed):
        vote(election, again, "Mahalle bostanı")
    assert len(ballots(election)) == 1


def test_the_ballot_of_a_deleted_account_counts(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    with write():
        services.forget(person.id)
    with clock.held(AFTER):
        counted = count(election)
    assert counted.turnout is not None
    assert counted.turnout["voters"] == {"web": 1}
    assert counted.result is not None
    assert counted.result["winners"] == [str(options(election)["Engelsiz rampa"].id)]


def test_a_deleted_account_casts_nothing(app: Flask) -> None:
    election, person = make_election(), make_person()
    old = visitor(person)
    with write() as session:
        session.execute(update(Person).values(email=None, deleted_at=clock.now()))
    with pytest.raises(casting.NotEligible):
        cast(election, old, "Engelsiz rampa")


def test_a_closed_box_takes_no_ballot_under_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the roll before the end, at the box after its closing: too late, and no receipt."""
    election = make_election(make_vote(closes_at=NOW + timedelta(minutes=1)))
    person = make_person()
    enter = casting._drop_into_box

    def late(*values: object) -> object:
        with clock.held(NOW + timedelta(minutes=1)), write():
            services.close(election.id)
        return enter(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(casting, "_drop_into_box", late)
    with pytest.raises(casting.TooLate):
        vote(election, person, "Engelsiz rampa")
    assert ballots(election) == []
    assert not queries.has_voted(election, Visitor(id=person.id))
    assert casting.find_receipt(election, visitor(person)) is None


@pytest.mark.parametrize("minutes", [-1, 20 * 24 * 60])
def test_outside_the_window(app: Flask, minutes: int) -> None:
    place = make_vote(opens_at=NOW, closes_at=NOW + timedelta(days=14))
    election, person = make_election(place), make_person()
    with clock.held(NOW + timedelta(minutes=minutes)), pytest.raises(casting.TooLate):
        vote(election, person, "Engelsiz rampa")
    assert entries(election) == []


def test_a_stopped_consultation_takes_no_votes(app: Flask) -> None:
    election, person = make_election(), make_person()
    with write() as session:
        session.execute(
            update(Consultation).values(state=ConsultationState.ENDED, ended_at=clock.now())
        )
    with pytest.raises(casting.TooLate):
        vote(election, person, "Engelsiz rampa")


def test_killed_between_the_two_commits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    election, person = make_election(), make_person()

    def killed(*_values: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(casting, "_drop_into_box", killed)
        with pytest.raises(SystemExit):
            vote(election, person, "Engelsiz rampa")
    assert (len(entries(election)), ballots(election)) == (1, [])
    assert not queries.has_voted(election, Visitor(id=person.id))
    vote(election, person, "Mahalle bostanı")
    assert (len(entries(election)), len(ballots(election))) == (1, 1)
    assert queries.has_voted(election, Visitor(id=person.id))


def at_once(app: Flask, *works: object) -> list[BaseException | None]:
    """Threads with a context and a held clock of their own, started together."""
    barrier = threading.Barrier(len(works))
    errors: list[BaseException | None] = [None] * len(works)

    def run(place: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                works[place]()  # type: ignore[operator]
            except BaseException as error:
                errors[place] = error
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(run, place))
        for place in range(len(works))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors


def test_two_tabs_at_once(app: Flask) -> None:
    """One entry on the roll, both revisions in the box, one of them counted."""
    election, person = make_election(), make_person()
    by, ids = visitor(person), [str(option.id) for option in options(election).values()]
    election_id = election.id
    db.session.rollback()

    def tab(choice: str) -> object:
        return lambda: casting.cast(queries.get_election(election_id), by=by, choice=[choice])

    assert at_once(app, *(tab(choice) for choice in (*ids, *ids))) == [None] * 6
    assert len(entries(election)) == 1
    assert [ballot.revision for ballot in ballots(election)] == [1, 2, 3, 4, 5, 6]
    with clock.held(AFTER):
        counted = count(election)
    assert counted.state is ElectionState.COUNTED
    assert counted.turnout is not None
    assert counted.turnout["voters"] == {"web": 1}


def test_a_doubled_click_is_one_ballot(app: Flask) -> None:
    """The same review page, sent again and again at once: one revision, one receipt."""
    election, person = make_election(), make_person()
    by, chosen = visitor(person), [str(options(election)["Engelsiz rampa"].id)]
    election_id, receipts = election.id, []
    db.session.rollback()

    def click() -> None:
        fresh = queries.get_election(election_id)
        receipts.append(casting.cast(fresh, by=by, choice=chosen, nonce="a"))

    assert at_once(app, *[click] * 4) == [None] * 4
    assert len(ballots(election)) == 1
    assert len({found["leaf"] for found in receipts}) == 1


def test_a_taken_revision_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    election, person = make_election(), make_person()
    enter, tries = box.put, []

    def taken_twice(*values: object) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise box.Taken
        enter(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(box, "put", taken_twice)
    vote(election, person, "Engelsiz rampa")
    assert len(ballots(election)) == 1


def test_a_revision_taken_every_time_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_values: object) -> None:
        raise box.Taken

    monkeypatch.setattr(box, "put", taken)
    with pytest.raises(casting.Busy):
        vote(make_election(), make_person(), "Engelsiz rampa")


def test_the_database_knows_one_ballot_a_revision(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    (ballot,) = waiting(election)
    other = {**ballot._mapping, "id": uuid.uuid4()}
    with pytest.raises(IntegrityError), ledgers.write(ledgers.BOX) as connection:
        connection.execute(insert(box.INBOX).values(other))


@pytest.mark.parametrize("column", ["email_proof_id", "residence_proof_id", "identity_tag"])
def test_the_database_knows_one_entry_a_proof(app: Flask, column: str) -> None:
    row = {"election_id": 1, "channel": "web", "hour": NOW, "identity_tag": "a"}
    proof = {column: 7 if column.endswith("id") else "a"}
    with ledgers.write(ledgers.ROLL) as connection:
        for tag in "ab":
            roll.insert(connection, id=uuid.uuid4(), **{**row, "identity_tag": tag, **proof})
    with ledgers.read(ledgers.ROLL) as connection:
        assert len(connection.execute(select(roll.ENTRY.c.id)).all()) == 1


def test_a_ballot_is_cast_outside_the_write_transaction(app: Flask) -> None:
    election, person = make_election(), make_person()
    by = visitor(person)
    with pytest.raises(RuntimeError, match="transactions of its own"), write():
        casting.cast(queries.get_election(election.id), by=by, choice=[])


def test_no_record_beside_the_box_names_an_option(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Audit, outbox, notices, drafts, logs, roll, and the box itself, where it is sealed."""
    caplog.set_level(logging.DEBUG)
    person = make_person()
    draft = make_election(frozen=False)
    with write() as session:
        session.execute(text("UPDATE election_option SET id = id + 7654321"))
    election = publish(draft)
    lines = db.session.scalars(select(AuditLine.id)).all()
    vote(election, person, "Engelsiz rampa")
    number = str(options(election)["Engelsiz rampa"].id)
    assert len(number) >= 7
    assert db.session.scalars(select(AuditLine.id)).all() == lines
    assert number not in json.dumps([row.body for row in db.session.scalars(select(Errand))])
    assert number not in caplog.text
    definition = Election.__table__.columns["definition"]  # public, and older than any ballot
    for table in Base.metadata.sorted_tables:
        if table.name == "election_option":
            continue
        columns = [column for column in table.columns if column is not definition]
        for row in db.session.execute(select(*columns)):
            assert number not in repr(tuple(row)), table.name
    for row in (*entries(election), *waiting(election)):
        assert number not in repr(tuple(row))


def publish(draft: Election) -> Election:
    db.session.expire_all()
    with write():
        give_keys(queries.get_election(draft.id))
        services.freeze(queries.get_election(draft.id), by=Visitor())
    return queries.get_election(draft.id)


def test_nothing_but_the_key_joins_roll_and_box(app: Flask) -> None:
    """Column by column: no value of an entry, a proof or a person stands in its ballot."""
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    (entry,), (ballot,) = entries(election), waiting(election)
    shared = {"id", "election_id"}
    assert set(entry._mapping) & set(ballot._mapping) == shared
    theirs = {str(value) for name, value in entry._mapping.items() if name != "election_id"}
    own = {str(value) for name, value in ballot._mapping.items() if name != "election_id"}
    assert not (theirs - {"1"}) & (own - {"1"})
    assert str(person.id) not in own - {"1"}


def test_the_data_of_a_person_names_the_votes_but_no_choice(app: Flask) -> None:
    election, person = make_election(), make_person()
    vote(election, person, "Engelsiz rampa")
    nothing: dict[str, list[dict[str, Any]]] = {"complaints": [], "tree_heads": []}
    assert queries.export(person.id) == {
        "votes": [{"election": election.id, "question": election.question}],
        **nothing,
    }
    assert queries.export(make_person().id) == {"votes": [], **nothing}


@pytest.mark.skipif("config.getoption('--database', default='sqlite') != 'sqlite'")
def test_a_cast_reads_nothing_whole(app: Flask) -> None:
    """The thousandth voter asks as much as the first: every statement goes by an index."""
    election, person = make_election(), make_person()
    engines = (db.engine, ledgers.engine(ledgers.ROLL), ledgers.engine(ledgers.BOX))
    asked: list[tuple[Engine, str, Any]] = []

    def note(c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "INSERT")):
            asked.append((c.engine, statement, values))

    by, fresh = visitor(person), queries.get_box(election.id)
    ids = [str(option.id) for option in options(election).values()]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        for _time in range(2):
            casting.vote(fresh, by=by, choice=ids[:1])
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
    # Proofs, roll, box; the second time also what stands in roll and box already.
    assert len(asked) == 8
    for engine, statement, values in asked:
        with engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        for *_numbers, step in plan:
            whole = step.startswith("SCAN") and "CONSTANT" not in step
            assert not whole, (step, statement)
            # The whole roll or log of an election is as much.
            assert not step.endswith("(election_id=?)") or " box " in step, (step, statement)


def test_what_a_process_keeps_of_an_election_is_never_old(app: Flask) -> None:
    election = make_election()
    kept = queries.get_box(election.id)
    db.session.rollback()
    assert queries.get_box(election.id) is kept
    changes = [
        (update(Activity).values(closes_at=AFTER), "closes_at"),
        (update(Activity).values(min_age=16), "min_age"),
        (update(Consultation).values(state=ConsultationState.WITHDRAWN), "state"),
        (update(Election).values(settled_at=clock.now()), "settled_at"),
    ]
    for change, name in changes:
        with write() as session:
            session.execute(change)
        fresh, whole = queries.get_box(election.id), queries.get_election(election.id)
        assert fresh is not kept
        for mine, theirs in (
            (fresh, whole),
            (fresh.activity, whole.activity),
            (fresh.activity.consultation, whole.activity.consultation),
        ):
            assert getattr(mine, name, None) == getattr(theirs, name, None)
        kept = fresh
        db.session.rollback()
