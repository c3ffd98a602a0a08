"""What happens to an opinion, an item, a session, a body."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from answers import services as answers
from answers.models import Answer, Decision, Duty, DutyKind
from answers.queries import due_day
from answers.rules import DutyState, state
from consultations.models import ActivityKind, AskedBy, Eligibility
from councils import queries, rules, services
from councils.models import Attendance, Item, Member, Sitting
from councils.rules import Stage
from councils.words import Office, Outcome, Quorum, Seat
from journeys import queries as journeys_queries
from journeys import services as journeys
from journeys.models import Status
from kernel import clock
from kernel.db import DomainError, db, write
from kernel.rules import Role
from notifications.models import Notice
from tests.at_once import at_once
from tests.make.answers import work_alone
from tests.make.casting import cast_choice
from tests.make.consultations import make_activity, make_consultation
from tests.make.councils import (
    BY,
    DAY,
    decide,
    hand_over,
    make_body,
    make_council,
    make_gathering,
    make_item,
    make_member,
    make_open_item,
    make_opinion,
    make_sitting,
)
from tests.make.discussion import make_comment
from tests.make.places import make_municipality, make_person, make_staff, saving, visitor
from tests.make.voting import count, give_keys, make_election
from voting import queries as elections
from voting import services as voting
from voting.models import RollKind, Secrecy


def way_of(opinion_id: int) -> rules.Way:
    municipality_id = queries.get_opinion(opinion_id).municipality_id
    return queries.get_row(opinion_id, queries.calendar(municipality_id)).way


def stage_of(opinion_id: int) -> Stage:
    way = way_of(opinion_id)
    listed = queries.list_opinions(queries.get_opinion(opinion_id).municipality_id)
    [row] = [row for row in listed if row.id == opinion_id]
    page = rules.stage(way, clock.today())
    assert row.stage is page
    assert row.stops == rules.track(way, clock.today())
    return page


def test_an_opinion_walks_to_the_council_and_back(app: Flask) -> None:
    town = make_municipality()
    body = make_body(make_council(town))
    secretary = make_staff(town, Role.COUNCIL_OFFICER)
    officer = visitor(make_staff(town, Role.OFFICER))
    session = make_sitting(town)
    with write():
        opinion = services.adopt(
            body,
            by=visitor(secretary),
            title="Gece otobüsü",
            text="Sürsün.",
            text_html="<p>Sürsün.</p>",
            adopted_on=clock.today() - 3 * DAY,
            votes=(41, 3, 2),
        )
    number = opinion.id
    assert stage_of(number) is Stage.ADOPTED
    hand_over(number, clock.today())
    opinion = queries.get_opinion(number)
    assert stage_of(number) is Stage.WAITING
    assert opinion.first_due_on == clock.today() + 10 * DAY
    assert opinion.duty is not None
    assert opinion.duty.kind is DutyKind.COUNCIL_OPINION
    assert opinion.duty.first_due_on == due_day(town.id, clock.today() + 10 * DAY).day
    with write():
        item = services.take_up(
            queries.get_opinion(number), session, by=officer, summary="Sürsün mü?"
        )
    assert stage_of(number) is Stage.ON_AGENDA
    with clock.held(clock.now() + 11 * DAY):
        with write():
            services.refer(
                queries.get_item(item.id), by=officer, committee="Ulaşım", on=clock.today()
            )
        assert stage_of(number) is Stage.IN_COMMITTEE
        decide(item.id, outcome=Outcome.INFORMATION)
        assert stage_of(number) is Stage.DECIDED
        with write():
            services.tell(queries.get_opinion(number), by=officer, number="E-77")
        assert stage_of(number) is Stage.TOLD
        with write():
            services.announce(queries.get_opinion(number), by=officer, link="https://a.example/k")
        opinion = queries.get_opinion(number)
        assert opinion.announced_on == clock.today()
    answer = db.session.scalars(select(Answer)).one()
    assert (answer.decision, answer.document_number) == (Decision.NOTED, "E-77")
    assert opinion.duty is not None
    assert state(opinion.duty, clock.today()) is DutyState.ANSWERED
    assert opinion.journey is not None
    assert opinion.journey.status is Status.ANSWERED
    told = db.session.scalars(
        select(Notice.message).where(Notice.person_id == secretary.id).order_by(Notice.id)
    ).all()
    assert "Kent konseyinin görüşü meclis gündemine alındı." in told
    assert "Belediye meclisi kent konseyinin görüşünü karara bağladı." in told
    assert "Meclis kararı kent konseyine bildirildi." in told


def test_red_when_the_first_session_passed_without_it(app: Flask) -> None:
    town = make_municipality()
    body = make_body(make_council(town))
    make_sitting(town)
    later = make_sitting(town, clock.today() + 40 * DAY)
    opinion = make_opinion(body, handed=0)
    with clock.held(clock.now() + 10 * DAY):
        assert stage_of(opinion.id) is Stage.WAITING
    with clock.held(clock.now() + 13 * DAY):
        assert stage_of(opinion.id) is Stage.OVERDUE
        [row] = queries.list_opinions(town.id)
        assert row.late_days == 3
        with write():
            services.take_up(queries.get_opinion(opinion.id), later, by=BY, summary="Sürsün mü?")
        assert stage_of(opinion.id) is Stage.ON_AGENDA
        way = way_of(opinion.id)
        assert rules.agenda_state(way, clock.today()) == (DutyState.ANSWERED_LATE, 30)


def test_a_postponed_session_moves_the_day_and_not_the_red(app: Flask) -> None:
    town = make_municipality()
    body = make_body(make_council(town))
    session = make_sitting(town)
    opinion = make_opinion(body, handed=0)
    first = clock.today() + 10 * DAY
    with write():
        services.postpone(
            db.session.get_one(Sitting, session.id),
            by=BY,
            starts_at=clock.at_local(first + 7 * DAY) + timedelta(hours=14),
            reason="Salonun tavanı aktı.",
        )
    opinion = queries.get_opinion(opinion.id)
    way = way_of(opinion.id)
    assert (way.first_due_on, way.due_on) == (first, first + 7 * DAY)
    assert opinion.duty is not None
    assert opinion.duty.due_on == due_day(town.id, first + 7 * DAY).day
    assert opinion.duty.first_due_on == due_day(town.id, first).day
    assert rules.agenda_state(way, first + 2 * DAY) == (DutyState.OVERDUE, 2)


def test_a_cancelled_session_hands_its_agenda_on(app: Flask) -> None:
    town = make_municipality()
    body = make_body(make_council(town))
    session, later = make_sitting(town), make_sitting(town, clock.today() + 40 * DAY)
    follower = make_person()
    make_item(later)
    item = make_item(session)
    opinion = make_opinion(body, handed=0)
    with write():
        services.take_up(queries.get_opinion(opinion.id), session, by=BY, summary="Sürsün mü?")
        journeys.follow(item.journey_id or 0, person_id=follower.id)
    with write():
        services.cancel(db.session.get_one(Sitting, session.id), by=BY, reason="Sel oldu.")
    numbers = db.session.execute(
        select(Item.number, Item.title).where(Item.sitting_id == later.id).order_by(Item.number)
    ).all()
    assert [row.number for row in numbers] == [1, 2, 3]
    told = select(Notice.facts).where(Notice.person_id == follower.id)
    assert db.session.scalars(told).one() == {"reason": "Sel oldu."}
    way = way_of(opinion.id)
    assert way.agenda_on == clock.today() + 40 * DAY
    assert way.first_due_on == clock.today() + 10 * DAY


def test_without_a_calendar_the_first_day_comes_with_it(app: Flask) -> None:
    town = make_municipality()
    opinion = make_opinion(make_body(make_council(town)), handed=2)
    assert opinion.first_due_on is None
    assert stage_of(opinion.id) is Stage.WAITING
    make_sitting(town, clock.today() + 3 * DAY, extraordinary=True)
    assert queries.get_opinion(opinion.id).first_due_on is None
    make_sitting(town, clock.today() + 12 * DAY)
    assert queries.get_opinion(opinion.id).first_due_on == clock.today() + 12 * DAY


def test_two_sessions_never_begin_together(app: Flask) -> None:
    town = make_municipality()
    session = make_sitting(town)
    with pytest.raises(services.SameMoment), write():
        services.add_sitting(
            municipality_id=town.id, by=BY, title="İkinci", starts_at=session.starts_at
        )


def test_two_items_never_have_one_number(app: Flask) -> None:
    session = make_sitting(make_municipality())
    make_item(session)
    with pytest.raises(services.NumberTaken):
        make_item(session, number=1)


def test_what_was_said_is_owed_an_answer(app: Flask) -> None:
    town = make_municipality()
    session = make_sitting(town)
    silent, item = make_open_item(session), make_open_item(session)
    assert item.thread is not None
    make_comment(item.thread)
    with write():
        services.close_window(queries.get_item(silent.id), by=BY)
        services.close_window(queries.get_item(item.id), by=BY)
    duty = db.session.scalars(select(Duty)).one()
    assert (duty.kind, duty.object_id) == (DutyKind.AGENDA_ITEM, item.id)
    assert duty.due_on == due_day(town.id).day
    assert queries.get_item(silent.id).duty_id is None


def test_the_clock_closes_the_window_too(app: Flask) -> None:
    item = make_open_item(make_sitting(make_municipality()))
    assert item.thread is not None
    make_comment(item.thread)
    with write():
        services.window_over(item.id)
    assert queries.get_item(item.id).duty_id is None
    with clock.held(clock.now() + 6 * DAY), write():
        services.window_over(item.id)
        services.window_over(item.id)
    assert len(db.session.scalars(select(Duty)).all()) == 1


def test_the_decision_closes_the_window(app: Flask) -> None:
    town = make_municipality()
    item = make_open_item(make_sitting(town, clock.today() - DAY))
    assert item.thread is not None
    make_comment(item.thread)
    decide(item.id)
    item = queries.get_item(item.id)
    assert item.closes_at == clock.now()
    assert item.duty is not None
    assert item.journey is not None
    assert item.journey.status is Status.DECIDED


def test_heads_are_counted_and_a_substitute_takes_a_seat(app: Flask) -> None:
    body = make_body()
    full = [make_member(body) for _ in range(5)]
    spare = make_member(body, seat=Seat.SUBSTITUTE)
    gone = make_member(body, until_on=clock.today() - 30 * DAY)
    gathering = make_gathering(body)
    with write():
        services.count_heads(
            queries.get_gathering(gathering.id),
            by=BY,
            present=[full[0].id, full[1].id, spare.id, gone.id, 99_999],
        )
    gathering = queries.get_gathering(gathering.id)
    assert (gathering.member_count, gathering.present_count) == (5, 3)
    assert rules.has_quorum(gathering.quorum, 0, members=5, present=3)
    with pytest.raises(services.MoreVotesThanSeats), write():
        services.record_vote(
            queries.get_gathering(gathering.id),
            by=BY,
            question="Gündem",
            votes=(3, 1, 0),
            election_id=None,
        )
    with write():
        services.record_vote(
            queries.get_gathering(gathering.id),
            by=BY,
            question="Gündem",
            votes=(2, 1, 0),
            election_id=None,
        )
    assert [row.passed for row in queries.list_votes(gathering.id)] == [True]


def test_a_body_keeps_its_name_and_a_term_its_end(app: Flask) -> None:
    council = make_council()
    body = make_body(council, name="Gençlik meclisi")
    with pytest.raises(services.NameTaken):
        make_body(council, name="Gençlik meclisi")
    with pytest.raises(services.TermEndsTooEarly):
        make_member(body, until_on=clock.today() - 200 * DAY)


def test_a_meeting_keeps_the_quorum_it_was_called_with(app: Flask) -> None:
    body = make_body(quorum=Quorum.NUMBER, quorum_value=7)
    gathering = make_gathering(body)
    with write():
        services.edit_body(
            queries.get_body(body.id),
            by=BY,
            kind=body.kind,
            name=body.name,
            about="",
            quorum=Quorum.NONE,
            quorum_value=0,
        )
    gathering = queries.get_gathering(gathering.id)
    assert (gathering.quorum, gathering.quorum_value) == (Quorum.NUMBER, 7)


def test_a_deleted_account_leaves_a_number(app: Flask) -> None:
    body, person = make_body(), make_person()
    member = make_member(body, person_id=person.id)
    gathering = make_gathering(body)
    with write():
        services.count_heads(queries.get_gathering(gathering.id), by=BY, present=[member.id])
    kept = queries.export(person.id)
    assert kept["council_seats"][0]["name"] == "Hikmet Ergin"
    assert len(kept["council_attendance"]) == 1
    with write():
        services.forget(person.id)
    row = db.session.get_one(Member, member.id)
    assert (row.name, row.represents, row.person_id) == ("", "", None)
    assert row.left_on == clock.today()
    assert db.session.scalars(select(Attendance.member_id)).all() == [member.id]


def test_what_a_committee_hands_back_was_taken_up_in_time(app: Flask) -> None:
    town = make_municipality()
    session = make_sitting(town)
    later = make_sitting(town, clock.today() + 40 * DAY)
    opinion = make_opinion(make_body(make_council(town)), handed=0)
    with write():
        item = services.take_up(
            queries.get_opinion(opinion.id), session, by=BY, summary="Sürsün mü?"
        )
    with clock.held(clock.now() + 12 * DAY), write():
        moved = queries.get_item(item.id)
        services.refer(moved, by=BY, committee="Ulaşım", on=clock.today())
        services.edit_item(moved, by=BY, sitting_id=later.id)
    db.session.expire_all()
    way = way_of(opinion.id)
    assert way.agenda_on == way.first_due_on == clock.today() + 10 * DAY
    [row] = queries.list_opinions(town.id)
    assert row.way == way
    assert [one.id for one in queries.list_agenda(later.id)] == [item.id]


def test_only_published_votes_of_the_council_can_be_linked(app: Flask) -> None:
    town = make_municipality()
    asked = make_consultation(town, asked_by=AskedBy.CITY_COUNCIL, activities=())
    secret = make_election(make_activity(asked, ActivityKind.VOTE))
    named = make_election(make_activity(asked, ActivityKind.VOTE), secrecy=Secrecy.NAMED)
    make_election(make_activity(asked, ActivityKind.VOTE), frozen=False)
    of_the_town = make_consultation(town, activities=())
    make_election(make_activity(of_the_town, ActivityKind.VOTE))
    assert [number for number, _question in queries.list_elections(town.id)] == [
        named.id,
        secret.id,
    ]
    gathering = make_gathering(make_body(make_council(town)))
    with write():
        services.record_vote(
            queries.get_gathering(gathering.id),
            by=BY,
            question="Başkan kim olsun?",
            votes=None,
            election_id=secret.id,
        )
    [row] = queries.list_votes(gathering.id)
    assert (row.election_id, row.passed, row.counted) == (secret.id, None, False)


def test_members_stand_on_the_roll_and_the_result_in_the_minutes(app: Flask) -> None:
    """A secret vote of a body: its members are the voters, its outcome is what was decided."""
    town = make_municipality()
    body = make_body(make_council(town))
    people = [make_person(f"Üye {number}") for number in range(11)]
    for person in people:
        make_member(body, person_id=person.id)
    make_member(body)
    make_member(body, seat=Seat.SUBSTITUTE, person_id=make_person("Yedek").id)
    asked = make_consultation(town, asked_by=AskedBy.CITY_COUNCIL, activities=())
    drafted = make_election(
        make_activity(
            asked, ActivityKind.VOTE, eligibility=Eligibility.EMAIL, closes_at=clock.now() + DAY
        ),
        rule="plurality",
        params={"max_choices": 1},
        roll=RollKind.UPLOADED,
        frozen=False,
    )
    assert queries.list_drafts(town.id) == [(drafted.id, drafted.question)]
    with write():
        fresh = elections.get_election(drafted.id)
        assert services.put_on_roll(queries.get_body(body.id), fresh, by=BY) == (11, 1)
    with saving():
        give_keys(elections.get_election(drafted.id))
        voting.freeze(elections.get_election(drafted.id), by=BY)
    with pytest.raises(services.RollIsFixed), write():
        services.put_on_roll(queries.get_body(body.id), elections.get_election(drafted.id), by=BY)
    election = elections.get_election(drafted.id)
    choices = [str(option.id) for option in election.options]
    stranger = visitor(make_person("Başkası"))
    for number, person in enumerate(people):
        cast_choice(election, visitor(person), [choices[number > 8]])
    with pytest.raises(DomainError):
        cast_choice(election, stranger, [choices[0]])
    gathering = make_gathering(body)
    with write():
        services.record_vote(
            queries.get_gathering(gathering.id),
            by=BY,
            question="Sözcü kim olsun?",
            votes=None,
            election_id=election.id,
        )
    assert queries.list_votes(gathering.id)[0].outcome == ""
    with clock.held(clock.now() + 2 * DAY):
        count(election)
    [row] = queries.list_votes(gathering.id)
    assert (row.counted, row.named, row.voters) == (True, False, 11)
    assert "Engelsiz rampa" in row.outcome


def test_a_body_that_ended_goes_on_with_a_new_term(app: Flask) -> None:
    body = make_body()
    old, left = make_member(body, office=Office.SPEAKER), make_member(body)
    with write():
        services.end_member(db.session.get_one(Member, left.id), by=BY)
        services.end_body(queries.get_body(body.id), by=BY)
    with pytest.raises(services.TermOverlaps), write():
        services.begin_term(queries.get_body(body.id), by=BY, from_on=clock.today() - DAY)
    first = clock.today() + 30 * DAY
    with write():
        assert services.begin_term(queries.get_body(body.id), by=BY, from_on=first) == 1
    assert queries.get_body(body.id).ended_on is None
    with clock.held(clock.now() + 31 * DAY):
        new = make_member(body, from_on=first)
        assert [one.id for one in queries.list_members(body.id, on=clock.today())] == [new.id]
    # Who sat until now stays, with the term they had.
    assert {one.id for one in queries.list_members(body.id)} == {old.id, left.id, new.id}
    assert db.session.get_one(Member, old.id).until_on == clock.today()
    # Another term of a body that stands ends the day before it begins.
    with clock.held(clock.now() + 60 * DAY), write():
        again = clock.today() + DAY
        assert services.begin_term(queries.get_body(body.id), by=BY, from_on=again) == 1
    assert db.session.get_one(Member, new.id).until_on == again - DAY


def test_the_decision_is_the_one_answer(app: Flask) -> None:
    """Where an answer stands already, telling the kent konseyi writes no second one."""
    town = make_municipality()
    opinion = make_opinion(make_body(make_council(town)), handed=8)
    session = make_sitting(town, clock.today() - DAY)
    with write():
        item = services.take_up(
            queries.get_opinion(opinion.id), session, by=BY, summary="Sürsün mü?"
        )
    decide(item.id)
    with write():
        fresh = queries.get_opinion(opinion.id)
        assert fresh.duty is not None
        answers.answer_at_once(
            fresh.duty,
            by=BY,
            decision=Decision.PARTLY,
            summary="Deneniyor.",
            reason="Deneniyor.",
            reason_html="<p>Deneniyor.</p>",
            office="Belediye Meclisi",
            unit_id=None,
        )
    with write():
        services.tell(queries.get_opinion(opinion.id), by=BY, number="E-77")
    assert db.session.scalars(select(Answer.version)).all() == [1]
    fresh = queries.get_opinion(opinion.id)
    assert (fresh.told_number, stage_of(opinion.id)) == ("E-77", Stage.TOLD)
    lines = journeys_queries.list_steps(fresh.journey_id)
    assert any("Yazının sayısı" in line.reason for line in lines)


def test_what_the_mayor_gives_back_is_discussed_again(app: Flask) -> None:
    town = make_municipality()
    opinion = make_opinion(make_body(make_council(town)), handed=8)
    session, later = make_sitting(town, clock.today() - DAY), make_sitting(town)
    follower = make_person()
    with write():
        item = services.take_up(
            queries.get_opinion(opinion.id), session, by=BY, summary="Sürsün mü?"
        )
        journeys.follow(item.journey_id or 0, person_id=follower.id)
    decide(item.id)
    with write():
        again = services.give_back(
            queries.get_item(item.id),
            queries.get_sitting(later.id),
            by=BY,
            on=clock.today(),
            reason="Ödeneği yok.",
        )
    assert queries.find_again(item.id) == again.id
    assert queries.get_item(again.id).again_of_id == item.id
    # The opinion waits for the new decision, and was taken up in time all the same.
    assert stage_of(opinion.id) is Stage.ON_AGENDA
    assert way_of(opinion.id).agenda_on == clock.today() - DAY
    decide(again.id, decision_number="2026/55")
    told = db.session.scalars(
        select(Notice.message).where(Notice.person_id == follower.id).order_by(Notice.id)
    ).all()
    assert "Belediye başkanı kararı yeniden görüşülmek üzere meclise geri gönderdi." in told
    assert told[-1] == "Belediye meclisi bu maddeyi karara bağladı."


def test_the_days_after_a_decision_are_lines_of_its_trace(app: Flask) -> None:
    item = make_item(make_sitting(make_municipality(), clock.today() - 20 * DAY))
    decide(item.id, clock.today() - 20 * DAY)
    [row] = queries.list_unfinished(item.municipality_id)
    assert [stop.state for stop in rules.after(row, clock.today())] == ["done", "late", "late"]
    days: Any = {"final_on": None, "sent_number": "E-5"}
    sent = clock.today() - 10 * DAY
    for _again in range(2):
        with write():
            services.follow_up(
                queries.get_item(item.id), by=BY, sent_on=sent, summary_on=sent, **days
            )
    assert queries.list_unfinished(item.municipality_id) == []
    lines = [line.reason for line in journeys_queries.list_steps(item.journey_id)]
    assert lines.count("Karar mülki idare amirine gönderildi.") == 1


def test_who_follows_an_item_hears_of_the_decision_and_of_the_answer(app: Flask) -> None:
    town = make_municipality()
    work_alone(town)
    follower = make_person()
    item = make_open_item(make_sitting(town, clock.today() - DAY))
    assert item.thread is not None
    make_comment(item.thread)
    with write():
        journeys.follow(item.journey_id or 0, person_id=follower.id)
    decide(item.id)
    with write():
        duty = queries.get_item(item.id).duty
        assert duty is not None
        answers.answer_at_once(
            duty,
            by=BY,
            decision=Decision.ACCEPTED,
            summary="Girdi.",
            reason="İki isteğiniz karara girdi.",
            reason_html="<p>İki isteğiniz karara girdi.</p>",
            office="Belediye Meclisi",
            unit_id=None,
        )
    told = db.session.scalars(
        select(Notice.message).where(Notice.person_id == follower.id).order_by(Notice.id)
    ).all()
    assert told == [
        "Belediye meclisi bu maddeyi karara bağladı.",
        "Belediye, bu maddeye söylenenleri yanıtladı.",
    ]


def test_a_session_put_off_into_the_next_month(app: Flask) -> None:
    """The day moves over the leap day and says so; the red still counts from the first one."""
    with clock.held(datetime(2028, 2, 1, 9, tzinfo=UTC)):
        town = make_municipality()
        body = make_body(make_council(town))
        session = make_sitting(town, date(2028, 2, 28))
        opinion = make_opinion(body, handed=0)
        with write():
            services.postpone(
                db.session.get_one(Sitting, session.id),
                by=BY,
                starts_at=clock.at_local(date(2028, 3, 13)) + timedelta(hours=14),
                reason="Kar yağdı; yollar kapalı.",
            )
        way = way_of(opinion.id)
        assert (way.first_due_on, way.due_on) == (date(2028, 2, 28), date(2028, 3, 13))
        assert rules.agenda_state(way, date(2028, 2, 29)) == (DutyState.OVERDUE, 1)
        [change] = queries.list_changes(session.id)
        assert change.reason == "Kar yağdı; yollar kapalı."


def test_opinions_taken_up_at_once_get_numbers_of_their_own(app: Flask) -> None:
    town = make_municipality()
    body, session = make_body(make_council(town)), make_sitting(town).id
    opinions = [make_opinion(body, handed=0).id for _ in range(4)]

    def press(number: int) -> int:
        opinion, sitting = queries.get_opinion(number), queries.get_sitting(session)
        return services.take_up(opinion, sitting, by=BY, summary="Sürsün mü?").number

    results = at_once(app, *[lambda one=one: press(one) for one in opinions])
    assert sorted(results) == [1, 2, 3, 4]
