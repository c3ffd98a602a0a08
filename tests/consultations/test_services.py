"""What a service writes, records, queues and tells."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from answers.models import Duty
from answers.rules import DutyState
from answers.rules import state as duty_state
from consultations import queries, rules, services, tasks
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Change,
    Consultation,
    ConsultationState,
    Eligibility,
    Level,
    Promise,
    Template,
)
from consultations.services import ActivityFields, PromiseFields, activities, parts, publishing
from consultations.services.errors import AfterAnswer
from journeys import services as journeys
from journeys.models import Status
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand, State
from kernel.rules import Role, Visitor
from meetings.models import Meeting
from meetings.services import EndsTooEarly
from notifications.models import Notice
from places.models import Municipality
from tests.make.consultations import list_changes, make_activity, make_consultation
from tests.make.places import make_municipality, make_person, make_staff, make_unit, visitor
from tests.make.proposals import make_proposal
from tests.written import verbs

DAY = timedelta(days=1)
REASON = "DSİ taşkın raporunu iki hafta geç gönderdi."


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


@pytest.fixture
def officer(town: Municipality) -> Visitor:
    return visitor(make_staff(town, Role.OFFICER))


def follower_of(consultation: Consultation) -> int:
    person = make_person("Takip Eden")
    with write():
        assert consultation.journey_id is not None
        journeys.follow(consultation.journey_id, person_id=person.id)
    return person.id


def notices(person_id: int) -> list[Notice]:
    statement = select(Notice).where(Notice.person_id == person_id).order_by(Notice.id)
    return list(db.session.scalars(statement))


def waiting_moments() -> dict[str, Any]:
    rows = db.session.scalars(
        select(Errand).where(Errand.state == State.WAITING, Errand.key.startswith("consult"))
    )
    return {row.key: row.due_at for row in rows}


def fields_of(activity: Activity, **changed: Any) -> ActivityFields:
    values = {
        name: getattr(activity, name)
        for name in ("kind", "title", "text", "opens_at", "closes_at", "eligibility", "minutes")
    }
    return ActivityFields(**{**values, **changed})


def promise_of(consultation_id: int, **changed: Any) -> PromiseFields:
    promise = queries.get_promise(consultation_id)
    names = PromiseFields().__dict__
    return PromiseFields(**{**{name: getattr(promise, name) for name in names}, **changed})


def ready(town: Municipality, officer: Visitor, template: Template = Template.PARK) -> int:
    """A draft from a template with everything filled in."""
    unit = make_unit(town)
    with write():
        made = services.create(
            municipality_id=town.id,
            by=officer,
            template=template,
            asked_by=AskedBy.MUNICIPALITY,
            title="Bu arsada ne olsun, birlikte bakalım?",
        )
        services.edit(
            made,
            by=officer,
            title=made.title,
            summary="Arsa boş.",
            body="Uzun metin.",
            body_html="<p>Uzun metin.</p>",
            area="Söğütlü",
            unit_id=unit.id,
        )
        fields = PromiseFields(
            can_change="Nelerin yapılacağı",
            cannot_change="Toplam bütçe",
            level=Level.COLLABORATE,
            decided_by="Belediye Meclisi",
            answer_by=clock.today() + 60 * DAY,
            office="Belediye Başkanlığı",
        )
        services.edit_promise(made, queries.get_promise(made.id), by=officer, fields=fields)
        for place, activity in enumerate(queries.list_activities(made.id)):
            start = clock.now() + DAY * (1 + place)
            dated = fields_of(activity, opens_at=start, closes_at=start + 20 * DAY)
            services.edit_activity(activity, by=officer, fields=dated)
    return made.id


@pytest.mark.parametrize("template", list(Template))
def test_a_new_draft_begins_filled_and_cannot_be_published(
    town: Municipality, officer: Visitor, template: Template
) -> None:
    with write():
        made = services.create(
            municipality_id=town.id,
            by=officer,
            template=template,
            asked_by=AskedBy.MUNICIPALITY,
            title="Ne yapalım, nasıl yapalım?",
        )
    promise, steps = queries.get_promise(made.id), queries.list_activities(made.id)
    assert promise.can_change
    assert steps
    assert queries.list_parts(made.id).phases
    found = {gap.missing for gap in rules.gaps(made, promise, steps)}
    assert {rules.Missing.TEXT_BRACKETS, rules.Missing.ANSWER_BY, rules.Missing.DATES} <= found
    loaded = queries.get_consultation(made.id)
    with pytest.raises(services.Incomplete), write():
        services.publish(loaded, by=officer)
    assert queries.get_consultation(made.id).state is ConsultationState.DRAFT
    assert db.session.scalar(select(func.count()).select_from(Duty)) == 0


@pytest.mark.parametrize("template", list(Template))
def test_publishing_begins_the_duty_the_journey_and_the_moments(
    town: Municipality, officer: Visitor, template: Template
) -> None:
    made = ready(town, officer, template)
    with write():
        services.publish(queries.get_consultation(made), by=officer)
    row = queries.get_consultation(made)
    assert row.state is ConsultationState.PUBLISHED
    assert row.number == "D-2026-0001"
    assert row.duty is not None
    assert row.duty.first_due_on == clock.today() + 60 * DAY
    assert row.duty.unit_id == row.unit_id
    assert row.journey is not None
    assert row.journey.status is Status.OPEN
    steps = queries.list_activities(made)
    moments = waiting_moments()
    for activity in steps:
        assert moments[f"consultations.opening:{activity.id}"] == activity.opens_at
        assert moments[f"consultations.closing:{activity.id}"] == activity.closes_at
        assert (activity.thread is not None) == (activity.kind is ActivityKind.DISCUSSION)
    assert "consultations.publish" in verbs()


def test_a_published_one_is_not_published_again(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town)
    found = rules.publish(officer, made)
    assert found is not None
    assert found.reason is rules.Reason.PUBLISHED


def test_a_new_promise_is_a_version_and_lateness_keeps_the_first_day(
    town: Municipality, officer: Visitor
) -> None:
    made = make_consultation(town)
    person = follower_of(made)
    first = queries.get_promise(made.id).answer_by
    assert first is not None
    later = first + 30 * DAY
    with write():
        services.change_promise(
            queries.get_consultation(made.id),
            by=officer,
            fields=promise_of(made.id, answer_by=later, decided_by="Encümen"),
            reason=REASON,
        )
    versions = queries.list_promises(made.id)
    assert [(v.version, v.answer_by) for v in versions] == [(2, later), (1, first)]
    assert versions[0].reason == REASON
    duty = queries.get_consultation(made.id).duty
    assert duty is not None
    assert (duty.first_due_on, duty.due_on) == (first, later)
    assert duty_state(duty, first + DAY) is DutyState.OVERDUE
    changes = list_changes(made.id)
    assert {c.message for c in changes} == {
        publishing.NEW_DAY,
        publishing.NEW_DECIDER,
    }
    assert all((c.reason, c.by_id) == (REASON, officer.id) for c in changes)
    told = notices(person)
    assert len(told) == 2
    assert told[0].facts["reason"] == REASON


def test_who_follows_a_proposal_is_told_once_that_the_day_moved(
    town: Municipality, officer: Visitor
) -> None:
    made = make_consultation(town)
    activity = queries.list_activities(made.id)[0]
    first, second = make_proposal(activity), make_proposal(activity)
    answered = make_proposal(activity)
    both, of_answered = make_person().id, make_person().id
    with write() as session:
        for journey_id in (made.journey_id, first.journey_id, second.journey_id):
            assert journey_id is not None
            journeys.follow(journey_id, person_id=both)
        assert answered.journey_id is not None
        journeys.follow(answered.journey_id, person_id=of_answered)
        session.get_one(Duty, answered.duty_id).answered_on = clock.today()
    later = clock.today() + 90 * DAY
    with write():
        services.change_promise(
            queries.get_consultation(made.id),
            by=officer,
            fields=promise_of(made.id, answer_by=later, decided_by="Encümen"),
            reason=REASON,
        )
    (told,) = notices(first.author_id)
    assert (told.message, told.endpoint) == (publishing.NEW_DAY, "consultations.show")
    assert [notice.message for notice in notices(both)] == [
        publishing.NEW_DAY,
        publishing.NEW_DECIDER,
    ]
    assert notices(of_answered) == []


def test_the_same_promise_again_is_no_version(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town)
    with pytest.raises(services.NothingChanged), write():
        services.change_promise(
            queries.get_consultation(made.id),
            by=officer,
            fields=promise_of(made.id),
            reason=REASON,
        )
    assert len(queries.list_promises(made.id)) == 1


def test_the_answer_is_never_promised_before_the_end_of_taking_part(
    town: Municipality, officer: Visitor
) -> None:
    made = make_consultation(town)
    with pytest.raises(services.TooEarly), write():
        services.change_promise(
            queries.get_consultation(made.id),
            by=officer,
            fields=promise_of(made.id, answer_by=clock.today() + 2 * DAY),
            reason=REASON,
        )


def change(activity: Activity, officer: Visitor, **changed: Any) -> None:
    with write():
        loaded = queries.get_activity(activity.id)
        services.change_activity(
            loaded,
            by=officer,
            fields=fields_of(loaded, **changed),
            reason=REASON,
            office="Park ve Bahçeler Müdürlüğü",
        )


def test_a_longer_window_is_public_and_moves_the_moments(
    town: Municipality, officer: Visitor
) -> None:
    made = make_consultation(town, activities=())
    activity = make_activity(made)
    person = follower_of(made)
    with write():
        activities.schedule(activity)
    end = clock.now() + 20 * DAY
    change(activity, officer, closes_at=end)
    assert waiting_moments()[f"consultations.closing:{activity.id}"] == end
    [row] = list_changes(made.id)
    assert row.message == activities.MOVED
    assert (row.reason, row.office) == (REASON, "Park ve Bahçeler Müdürlüğü")
    assert [n.message for n in notices(person)] == [activities.MOVED]


def test_other_people_may_take_part_only_in_public(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town, activities=())
    activity = make_activity(made)
    change(activity, officer, eligibility=Eligibility.RESIDENT, min_age=16)
    assert queries.get_activity(activity.id).min_age == 16
    [row] = list_changes(made.id)
    assert row.message == activities.ELIGIBILITY


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({}, services.NothingChanged),
        ({"opens_at": DAY}, services.AlreadyOpen),
        ({"closes_at": -timedelta(hours=1)}, services.AlreadyOver),
        ({"closes_at": 90 * DAY}, AfterAnswer),
    ],
)
def test_windows_that_cannot_be(
    town: Municipality, officer: Visitor, changed: dict[str, timedelta], error: type[Exception]
) -> None:
    made = make_consultation(town, activities=())
    activity = make_activity(made)
    times = {name: clock.now() + delta for name, delta in changed.items()}
    with pytest.raises(error):
        change(activity, officer, **times)
    assert list_changes(made.id) == []


def test_a_published_vote_keeps_its_window(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town, activities=())
    activity = make_activity(made, ActivityKind.VOTE)
    with write():
        services.attach(queries.get_activity(activity.id), endpoint="voting.show", object_id=41)
    with pytest.raises(services.VoteIsFrozen):
        change(activity, officer, closes_at=clock.now() + 30 * DAY)
    change(activity, officer, text="Yeni açıklama.")
    assert queries.get_activity(activity.id).text == "Yeni açıklama."


def test_a_step_added_later_is_public_and_scheduled(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town)
    person = follower_of(made)
    with write():
        added = services.add_activity(
            queries.get_consultation(made.id),
            by=officer,
            fields=ActivityFields(
                kind=ActivityKind.DISCUSSION,
                title="Kıyıyı konuşalım",
                opens_at=clock.now() + DAY,
                closes_at=clock.now() + 9 * DAY,
            ),
            reason=REASON,
            office="Belediye Başkanlığı",
        )
    assert added.thread_id is not None
    assert f"consultations.opening:{added.id}" in waiting_moments()
    assert [n.message for n in notices(person)] == [activities.ADDED]


def test_twenty_steps_are_enough(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town, published=False, activities=())
    fields = ActivityFields(kind=ActivityKind.VOTE, title="Oylama")
    with write():
        for _number in range(activities.MOST_ACTIVITIES):
            services.add_activity(made, by=officer, fields=fields)
    with pytest.raises(services.TooMany), write():
        services.add_activity(made, by=officer, fields=fields)


@pytest.mark.parametrize("verb", ["end_early", "withdraw"])
def test_stopping_is_public_closes_everything_and_still_owes(
    town: Municipality, officer: Visitor, verb: str
) -> None:
    made = make_consultation(town, activities=())
    activity = make_activity(made)
    person = follower_of(made)
    with write():
        activities.schedule(activity)
    with write():
        stop = getattr(services, verb)
        stop(queries.get_consultation(made.id), by=officer, reason=REASON, office="Başkanlık")
    row = queries.get_consultation(made.id)
    assert row.state in rules.STOPPED
    assert row.ended_reason == REASON
    assert row.duty is not None
    assert row.duty.released_at is None
    assert duty_state(row.duty, clock.today()) is DutyState.WAITING
    assert rules.window(queries.get_activity(activity.id)) is rules.Window.CLOSED
    assert waiting_moments() == {}
    assert [n.facts["reason"] for n in notices(person)] == [REASON]


def test_a_cancelled_meeting_is_told_with_its_reason(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town)
    person = follower_of(made)
    with write():
        meeting = services.add_meeting(queries.get_consultation(made.id), by=officer, **a_meeting())
    with write():
        part = queries.get_meeting(meeting.id)
        services.cancel_meeting(
            part.consultation, part.row, by=officer, reason=REASON, office="Başkanlık"
        )
    assert queries.list_meetings(made.id)[0].cancelled_reason == REASON
    assert [n.message for n in notices(person)] == [parts.CANCELLED]
    found = rules.change_meeting(officer, queries.get_meeting(meeting.id))
    assert found is not None


def a_meeting(hours: int = 2) -> dict[str, Any]:
    start = clock.now() + DAY
    return {
        "title": "Kavaklı buluşması",
        "place": "Muhtarlık",
        "link": "",
        "access": "Rampa var.",
        "starts_at": start,
        "ends_at": start + timedelta(hours=hours),
    }


def test_a_meeting_ends_after_it_began(town: Municipality, officer: Visitor) -> None:
    """The constraint itself refuses, on both databases."""
    made = make_consultation(town)
    with pytest.raises(EndsTooEarly), write():
        services.add_meeting(queries.get_consultation(made.id), by=officer, **a_meeting(hours=-1))
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0


def test_opening_and_closing_are_told_once_by_the_clock(
    town: Municipality, officer: Visitor
) -> None:
    made = make_consultation(town, activities=())
    person = follower_of(made)
    activity = make_activity(made, opens_at=clock.now() + DAY, closes_at=clock.now() + 3 * DAY)
    for days, expected in (
        (0, []),
        (1, [tasks.OPENED]),
        (1, [tasks.OPENED]),
        (2, [tasks.OPENED]),
        (3, [tasks.OPENED, tasks.CLOSED]),
    ):
        with clock.held(clock.now() + days * DAY):
            for task in (tasks.opening, tasks.closing):
                with write():
                    task(activity_id=activity.id)
            assert [n.message for n in notices(person)] == expected


def test_a_stopped_one_opens_nothing(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town, state=ConsultationState.ENDED)
    person = follower_of(made)
    [activity] = queries.list_activities(made.id)
    with write():
        tasks.opening(activity_id=activity.id)
        tasks.opening(activity_id=999_999)
    assert notices(person) == []


def test_contributions_are_added_in_the_database(town: Municipality) -> None:
    activity = make_activity(make_consultation(town, activities=()))
    with write():
        services.contributed(activity, 1)
        services.contributed(activity, 2)
        services.contributed(activity, -1)
        services.finish_activity(activity, note="Seçilen: %(title)s", facts={"title": "Çeşme"})
    row = queries.get_activity(activity.id)
    assert row.contribution_count == 2
    assert (row.done_note, row.done_facts) == ("Seçilen: %(title)s", {"title": "Çeşme"})


def test_an_explanation_is_a_public_line(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town)
    person = follower_of(made)
    with write():
        services.explain(
            queries.get_consultation(made.id), by=officer, text=REASON, office="Fen İşleri"
        )
    [row] = list_changes(made.id)
    assert (row.message, row.reason) == (publishing.EXPLAINED, REASON)
    assert len(notices(person)) == 1


def test_removed_parts_leave_an_audit_line(town: Municipality, officer: Visitor) -> None:
    made = make_consultation(town, published=False)
    with write():
        loaded = queries.get_consultation(made.id)
        phase = services.add_phase(
            loaded, by=officer, label="Öneriler", starts_on=None, ends_on=None, approximate=""
        )
        person = services.add_person(loaded, by=officer, title="Müdür", note="")
        meeting = services.add_meeting(loaded, by=officer, **a_meeting())
        services.remove_phase(loaded, phase, by=officer)
        services.remove_person(loaded, person, by=officer)
        services.remove_meeting(loaded, meeting, by=officer)
        services.remove_activity(queries.list_activities(made.id)[0], by=officer)
    left = queries.list_parts(made.id)
    assert (left.phases, left.people, queries.list_meetings(made.id)) == ([], [], [])
    assert queries.list_activities(made.id) == []
    assert {"consultations.remove_phase", "meetings.remove"} <= set(verbs())


def test_export_names_what_somebody_made(town: Municipality) -> None:
    person = make_person()
    make_consultation(town, created_by_id=person.id)
    [row] = queries.export(person.id)["consultations_made"]
    assert row["title"]


def test_versions_stay(town: Municipality, officer: Visitor) -> None:
    """Nothing of a published promise is ever written over."""
    made = make_consultation(town)
    for number in (1, 2, 3):
        with write():
            services.change_promise(
                queries.get_consultation(made.id),
                by=officer,
                fields=promise_of(made.id, can_change=f"Madde {number}"),
                reason=REASON,
            )
    texts = list(
        db.session.scalars(
            select(Promise.can_change)
            .where(Promise.consultation_id == made.id)
            .order_by(Promise.version)
        )
    )
    assert texts[1:] == ["Madde 1", "Madde 2", "Madde 3"]
    count = select(func.count()).select_from(Change).where(Change.consultation_id == made.id)
    assert db.session.scalar(count) == 3
