"""A marked finding whose statement is taken out: its promise closes, its words stand nowhere."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from answers import services as answers
from answers.models import Decision, Duty
from answers.queries import get_duty
from answers.rules import DutyState, state
from journeys.models import Step
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role, Visitor
from moderation import services as moderation
from opinions import queries, services
from opinions.models import (
    Conversation,
    ConversationState,
    Statement,
    StatementGround,
    StatementState,
)
from opinions.rules import comes_back
from opinions.services import marking
from places.queries import get_municipality
from tests.client import Client
from tests.make.answers import work_alone
from tests.make.opinions import fresh, make_conversation
from tests.make.places import make_person, make_staff, visitor

TEXT = "Muhtar Kemal Bey pazarı yönetsin."


def marked() -> tuple[Conversation, int, Any]:
    """A resident's statement that an officer has marked, and the officer."""
    made = make_conversation(moderated=False)
    town = get_municipality(made.municipality_id)
    officer = visitor(make_staff(town, Role.OFFICER))
    with write():
        row = services.add_statement(fresh(made), by=visitor(make_person()), text=TEXT)
    with write():
        marking.mark(queries.get_statement(row.id), by=officer)
    return made, row.id, officer


def take_out(number: int, by: Any) -> None:
    with write():
        services.ban_statement(
            queries.get_statement(number).row, by=by, ground=StatementGround.PERSONAL, reason=""
        )


def duty_of(number: int) -> Duty:
    db.session.expire_all()
    return db.session.scalars(
        select(Duty).join(Statement, Statement.duty_id == Duty.id).where(Statement.id == number)
    ).one()


def test_the_promise_closes_and_everybody_reads_why(app: Flask, client: Client) -> None:
    made, number, officer = marked()
    assert state(duty_of(number), clock.today()) is DutyState.WAITING
    take_out(number, officer)
    duty = duty_of(number)
    assert state(duty, clock.today()) is DutyState.RELEASED
    assert TEXT not in duty.subject
    lines = db.session.scalars(select(Step.reason).where(Step.journey_id == duty.journey_id))
    assert marking.CLOSED_LINE in list(lines)
    town = get_municipality(made.municipality_id)
    page = client.get(f"/{town.slug}/ifadeler/{number}").text
    assert "söz kapandı" in page
    assert TEXT not in page
    desk = client.sign_in(make_staff(town, Role.OFFICER)).get(f"/{town.slug}/masa/yanit/{duty.id}")
    assert "İfade kaldırıldı" in desk.text
    assert TEXT not in desk.text


def test_an_answer_that_was_given_stays(app: Flask, client: Client) -> None:
    made, number, officer = marked()
    town = get_municipality(made.municipality_id)
    work_alone(town)
    with write():
        answers.answer_at_once(
            duty_of(number),
            by=officer,
            decision=Decision.ACCEPTED,
            summary="Pazarın yönetimi yeniden kurulacak.",
            reason="Gerekçe.",
            reason_html="<p>Gerekçe.</p>",
            office="Belediye Başkanlığı",
            unit_id=None,
        )
    take_out(number, officer)
    assert state(duty_of(number), clock.today()) is DutyState.ANSWERED
    page = client.get(f"/{town.slug}/ifadeler/{number}").text
    assert "Pazarın yönetimi yeniden kurulacak." in page
    assert TEXT not in page
    assert TEXT not in client.get(f"/{town.slug}/yanitlar").text


def test_shown_again_it_is_owed_again_from_its_first_day(app: Flask) -> None:
    made, number, officer = marked()
    first_due_on = duty_of(number).first_due_on
    take_out(number, officer)
    other = visitor(make_staff(get_municipality(made.municipality_id), Role.MODERATOR))
    appealed_and_reversed(number, other)
    duty = duty_of(number)
    assert state(duty, clock.today()) is DutyState.WAITING
    assert (duty.subject, duty.first_due_on) == (TEXT, first_due_on)
    assert get_duty(duty.id).duty.released_at is None


def appealed_and_reversed(number: int, by: Any) -> None:
    with write():
        part = queries.get_judged(number)
        assert part.case is not None
        moderation.appeal(part.case, by=Visitor(id=part.row.author_id), text="Ad geçmiyor.")
    with write():
        db.session.expire_all()
        part = queries.get_judged(number)
        assert part.case is not None
        services.judge_appeal(
            part.row, part.case, part.conversation, by=by, reverse=True, reason="Ad değil."
        )


@pytest.mark.parametrize(
    ("word", "hours", "back"),
    [("banned", 1, True), ("banned", -1, False), ("rejected", 1, False)],
)
def test_after_the_end_only_what_was_counted_comes_back(word: str, hours: int, back: bool) -> None:
    now = clock.now()
    over = Conversation(state=ConversationState.FINAL, finished_at=now)
    assert comes_back(StatementState(word), now + timedelta(hours=hours), over) is back
