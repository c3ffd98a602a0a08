"""One answer each, undone once; statements with reasons; bans; what goes with an account."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.rules import Role, Visitor
from notifications.models import Notice
from opinions import queries, services
from opinions.models import (
    Answer,
    Conversation,
    Origin,
    Statement,
    StatementGround,
    StatementState,
    Vote,
    Voter,
)
from opinions.services import (
    Gone,
    NothingToUndo,
    SaidAlready,
    ThereAlready,
    TooFewSeeds,
    TooManyOwn,
    WroteAlready,
)
from opinions.services.drawing import Twice
from places.queries import get_municipality
from tests.at_once import at_once
from tests.client import Client
from tests.make.opinions import (
    SEEDS,
    fresh,
    make_conversation,
    statement_ids,
    vote,
)
from tests.make.places import make_person, make_staff, visitor


def count(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def stored() -> list[tuple[int, Answer, str | None]]:
    rows = db.session.execute(
        select(Vote.statement_id, Vote.answer, Vote.former).order_by(Vote.statement_id)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


# --- drawing up ---------------------------------------------------------------------------------


def test_a_step_has_one_conversation(app: Flask) -> None:
    made = make_conversation(published=False)
    with pytest.raises(Twice), write():
        services.draw_up(fresh(made).activity, by=Visitor(), question="Bir daha?")


def test_without_seeds_nobody_could_begin(app: Flask) -> None:
    made = make_conversation(seeds=6, published=False)
    with pytest.raises(TooFewSeeds), write():
        services.publish(fresh(made), by=Visitor())


def test_a_seed_stands_once_however_it_is_written(app: Flask) -> None:
    made = make_conversation()
    with pytest.raises(SaidAlready), write():
        services.add_seed(fresh(made), by=Visitor(), text=SEEDS[0].upper().replace("I", "İ"))


def test_a_draft_goes_whole(app: Flask) -> None:
    made = make_conversation(published=False)
    with write():
        services.discard_of(fresh(made).activity, by=Visitor())
    assert not count(Conversation)
    assert not count(Statement)


# --- answering ----------------------------------------------------------------------------------


def test_the_last_answer_counts_and_can_be_taken_back_once(app: Flask) -> None:
    made, person = make_conversation(), make_person()
    one = statement_ids(made)[0]
    vote(made, person, one, Answer.AGREE)
    vote(made, person, one, Answer.AGREE)
    assert stored() == [(one, Answer.AGREE, None)]
    vote(made, person, one, Answer.DISAGREE)
    assert stored() == [(one, Answer.DISAGREE, "agree")]
    with write():
        services.undo(made.id, one, by=visitor(person))
    assert stored() == [(one, Answer.AGREE, None)]
    with write():
        services.undo(made.id, one, by=visitor(person))
    assert not stored()
    with pytest.raises(NothingToUndo), write():
        services.undo(made.id, one, by=visitor(person))


def test_two_windows_of_one_person_answer_once(app: Flask) -> None:
    made, person = make_conversation(), make_person()
    number, one, by = made.id, statement_ids(made)[0], visitor(person)
    answers = (Answer.AGREE, Answer.DISAGREE, Answer.PASS, Answer.UNCLEAR)

    def work(answer: Answer) -> Any:
        return lambda: services.answer(number, one, by=by, answer=answer)

    at_once(app, *(work(answer) for answer in answers))
    assert (count(Voter), count(Vote)) == (1, 1)


def test_what_is_not_shown_is_not_answered(app: Flask) -> None:
    made, other, person = make_conversation(), make_conversation(), make_person()
    for number in (statement_ids(other)[0], 10**6):
        with pytest.raises(Gone), write():
            services.answer(made.id, number, by=visitor(person), answer=Answer.AGREE)
    assert not count(Voter)


def test_an_answer_leaves_no_line_with_a_name(app: Flask) -> None:
    made, person = make_conversation(), make_person()
    before = count(AuditLine)
    vote(made, person, statement_ids(made)[0], Answer.AGREE)
    assert count(AuditLine) == before


def test_the_number_of_a_voter_is_not_the_account(app: Flask) -> None:
    made, person = make_conversation(), make_person()
    number = services.number_of(made.id, person.id)
    assert number != person.id
    assert number == services.number_of(made.id, person.id)
    assert number != services.number_of(made.id + 1, person.id)
    assert 0 <= number < 2**52


# --- statements ---------------------------------------------------------------------------------


def state(number: int) -> StatementState:
    db.session.expire_all()
    return queries.get_statement(number).state


def test_a_statement_is_read_first_unless_nobody_wants_to(app: Flask) -> None:
    person = visitor(make_person())
    read, free = make_conversation(), make_conversation(moderated=False)
    with write():
        first = services.add_statement(fresh(read), by=person, text="Pazar cumartesi kurulsun.")
        other = services.add_statement(fresh(free), by=person, text="Pazar cumartesi kurulsun.")
        odd = services.add_statement(
            fresh(free), by=person, text="Pazar salı kurulsun.", suspicious=True
        )
    states = [state(one) for one in (first.id, other.id, odd.id)]
    assert states == [StatementState.PENDING, StatementState.ACCEPTED, StatementState.PENDING]


def test_the_same_words_are_there_once(app: Flask) -> None:
    made, person = make_conversation(), visitor(make_person())
    with pytest.raises(ThereAlready), write():
        services.add_statement(fresh(made), by=person, text=SEEDS[2])
    with write():
        services.add_statement(fresh(made), by=person, text="Pazar cumartesi kurulsun.")
    with pytest.raises(WroteAlready), write():
        services.add_statement(fresh(made), by=person, text="PAZAR CUMARTESİ KURULSUN.")


def test_one_person_writes_ten(app: Flask) -> None:
    made, person = make_conversation(), visitor(make_person())
    with write():
        for number in range(services.MOST_OWN):
            services.add_statement(fresh(made), by=person, text=f"Pazarda {number} çeşme olsun.")
    with pytest.raises(TooManyOwn), write():
        services.add_statement(fresh(made), by=person, text="Pazarda bir çeşme daha olsun.")


def test_the_author_is_told_what_was_decided_and_why(app: Flask) -> None:
    made, person = make_conversation(), make_person()
    officer = visitor(make_person())
    ids = []
    for text in ("Pazar cumartesi kurulsun.", "Zabıta Ali pazara girmesin."):
        with write():
            row = services.add_statement(fresh(made), by=visitor(person), text=text)
            ids.append(row.id)
    with write():
        services.accept(queries.get_statement(ids[0]).row, by=officer)
        services.reject(
            queries.get_statement(ids[1]).row,
            by=officer,
            ground=StatementGround.PERSONAL,
            reason="Bir kişinin adı geçiyor.",
        )
    told = db.session.scalars(
        select(Notice).where(Notice.person_id == person.id).order_by(Notice.id)
    ).all()
    assert [row.endpoint for row in told] == ["opinions.own", "moderation.decision"]
    assert told[1].facts["reason"] == "Bir kişinin adı geçiyor."
    assert [state(one) for one in ids] == [StatementState.ACCEPTED, StatementState.REJECTED]
    with write():
        services.ban_statement(
            queries.get_statement(ids[0]).row,
            by=officer,
            ground=StatementGround.REPEATED,
            reason="",
        )
    assert state(ids[0]) is StatementState.BANNED


def test_a_refused_statement_is_appealed_once_and_another_moderator_decides(
    app: Flask, client: Client
) -> None:
    made, person = make_conversation(), make_person()
    town = get_municipality(made.municipality_id)
    first, second = make_staff(town, Role.MODERATOR), make_staff(town, Role.MODERATOR)
    with write():
        row = services.add_statement(fresh(made), by=visitor(person), text="Pazar büyüsün.")
    with write():
        services.reject(
            queries.get_statement(row.id).row,
            by=visitor(first),
            ground=StatementGround.UNCLEAR,
            reason="",
        )
    number = db.session.scalar(select(Statement.case_id).where(Statement.id == row.id))
    desk = f"/{town.slug}/masa/ifadeler/{row.id}/itiraz"
    own = f"/{town.slug}/gorus-haritalari/{made.id}/yanitlarim"
    assert f"/kararlar/{number}" in client.sign_in(person).get(own).text
    page = client.get(f"/{town.slug}/kararlar/{number}").text
    assert "Ne dendiği anlaşılmıyor" in page
    text = {"text": "Pazar alanı büyüsün demek istedim."}
    assert client.post(f"/{town.slug}/kararlar/{number}/itiraz", text).status_code == 303
    assert client.post(f"/{town.slug}/kararlar/{number}/itiraz", text).status_code == 409
    decided = {"outcome": "reverse", "reason": "Anlaşılıyor, yanıtlansın."}
    assert client.sign_in(first).post(f"{desk}/karar", decided).status_code == 403
    assert "Pazar büyüsün." in client.sign_in(second).get(desk).text
    assert client.post(f"{desk}/karar", {"outcome": "reverse"}).status_code == 422
    assert client.post(f"{desk}/karar", decided).status_code == 303
    assert state(row.id) is StatementState.ACCEPTED
    assert client.post(f"{desk}/karar", decided).status_code == 409


def test_similar_ones_come_first_the_most_alike(app: Flask) -> None:
    made = make_conversation()
    found = queries.similar(made.id, "Pazar akşam dokuza kadar açık olsun")
    assert found[0].text == SEEDS[2]
    assert not queries.similar(made.id, "Parka salıncak")
    assert not queries.similar(made.id, "Pa")


# --- leaving ------------------------------------------------------------------------------------


def test_answers_go_with_the_account_statements_stay(app: Flask) -> None:
    made, person = make_conversation(), make_person()
    vote(made, person, statement_ids(made)[0], Answer.AGREE)
    with write():
        services.add_statement(fresh(made), by=visitor(person), text="Pazar cumartesi kurulsun.")
    told = queries.export(person.id)
    assert [len(told[name]) for name in sorted(told)] == [1, 1, 1]
    with write():
        services.forget(person.id)
    assert (count(Voter), count(Vote)) == (0, 0)
    own = db.session.scalars(select(Statement).where(Statement.origin == Origin.RESIDENT)).one()
    assert own.author_id is None
    assert not any(queries.export(person.id).values())


def test_consent_to_a_row_is_given_and_taken_back(app: Flask) -> None:
    made, person = make_conversation(), make_person()
    with pytest.raises(NothingToUndo), write():
        services.share_row(fresh(made), by=visitor(person), shares=True)
    vote(made, person, statement_ids(made)[0], Answer.AGREE)
    for shares in (True, False):
        with write():
            services.share_row(fresh(made), by=visitor(person), shares=shares)
        db.session.expire_all()
        voter = queries.find_voter(made.id, person.id)
        assert voter is not None
        assert (voter.shared_at is not None) is shares
