"""What an answer changes: duty, versions, journey, notices, audit, reminders."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from answers import queries, services, tasks
from answers.models import Answer, AnswerState, Decision, Duty, DutyKind
from journeys import services as journeys
from journeys.models import Follower, Kind, Status, Step, Why
from kernel import clock, outbox
from kernel.db import db, refusing, write
from kernel.outbox import Errand, State
from kernel.rules import Role
from notifications.models import Notice
from tests.make.answers import make_answer, make_duty, make_journey
from tests.make.places import make_municipality, make_person, make_staff, make_unit, visitor
from tests.queries_counter import count_queries
from tests.written import messages, verbs


def errands() -> dict[str, tuple[str, str]]:
    return {
        row.key: (row.state.value, clock.local(row.due_at).strftime("%Y-%m-%d %H:%M"))
        for row in db.session.scalars(select(Errand).where(Errand.key.like("answers.%")))
    }


def test_owing_writes_the_reminders(app: Flask) -> None:
    duty = make_duty(make_municipality(), due=30)
    assert errands() == {
        f"answers.due_soon:{duty.id}": ("waiting", "2026-12-15 09:00"),
        f"answers.due_tomorrow:{duty.id}": ("waiting", "2026-12-21 09:00"),
        f"answers.overdue:{duty.id}": ("waiting", "2026-12-23 09:00"),
    }


def test_a_new_date_moves_the_reminder_but_not_the_lateness(app: Flask) -> None:
    duty = make_duty(make_municipality(), due=30)
    with write() as session:
        services.reschedule(session.get_one(Duty, duty.id), due_on=date(2027, 1, 31))
    duty = db.session.get_one(Duty, duty.id)
    assert (duty.first_due_on, duty.due_on) == (date(2026, 12, 22), date(2027, 1, 31))
    assert errands() == {
        f"answers.due_soon:{duty.id}": ("cancelled", "2026-12-15 09:00"),
        f"answers.due_soon:{duty.id}:2027-01-31": ("waiting", "2027-01-24 09:00"),
        f"answers.due_tomorrow:{duty.id}": ("cancelled", "2026-12-21 09:00"),
        f"answers.due_tomorrow:{duty.id}:2027-01-31": ("waiting", "2027-01-30 09:00"),
        f"answers.overdue:{duty.id}": ("waiting", "2026-12-23 09:00"),
        f"answers.overdue:{duty.id}:2027-01-31": ("waiting", "2027-02-01 09:00"),
    }


def test_a_new_date_is_that_of_every_duty_still_owed_under_it(app: Flask) -> None:
    town = make_municipality()
    promise = make_duty(town, due=30, kind=DutyKind.CONSULTATION)
    owed, answered, withdrawn = (make_duty(town, due=30, under_id=promise.id) for _ in range(3))
    other = make_duty(town, due=30)
    make_answer(answered, by=make_staff(town, Role.OFFICER))
    with write() as session:
        services.release(session.get_one(Duty, withdrawn.id), by=visitor(make_person()))
        services.reschedule(session.get_one(Duty, promise.id), due_on=date(2027, 1, 31))
    dates = {row.id: (row.first_due_on, row.due_on) for row in db.session.scalars(select(Duty))}
    first, later = date(2026, 12, 22), date(2027, 1, 31)
    assert dates == {
        promise.id: (first, later),
        owed.id: (first, later),
        **dict.fromkeys((answered.id, withdrawn.id, other.id), (first, first)),
    }
    waiting = {key for key, (state, _day) in errands().items() if state == "waiting"}
    assert waiting == {
        *(f"answers.overdue:{one.id}" for one in (promise, owed, other)),
        *(f"answers.overdue:{one.id}:2027-01-31" for one in (promise, owed)),
        *(f"answers.due_soon:{one.id}:2027-01-31" for one in (promise, owed)),
        *(f"answers.due_tomorrow:{one.id}:2027-01-31" for one in (promise, owed)),
        f"answers.due_soon:{other.id}",
        f"answers.due_tomorrow:{other.id}",
    }


def test_whoever_was_reminded_of_the_first_date_is_reminded_of_the_new_one(app: Flask) -> None:
    duty = make_duty(make_municipality(), due=30)
    with write() as session:
        session.execute(
            update(Errand).where(Errand.key.like("answers.due_soon%")).values(state=State.DONE)
        )
    with write() as session:
        services.reschedule(session.get_one(Duty, duty.id), due_on=date(2027, 1, 31))
    assert errands()[f"answers.due_soon:{duty.id}:2027-01-31"][0] == "waiting"


def test_a_new_date_of_many_costs_as_many_statements_as_of_few(app: Flask) -> None:
    town = make_municipality()

    def cost(under: int) -> int:
        promise = make_duty(town, due=30, kind=DutyKind.CONSULTATION)
        for _ in range(under):
            make_duty(town, due=30, under_id=promise.id)
        with count_queries() as statements, write() as session:
            services.reschedule(session.get_one(Duty, promise.id), due_on=date(2027, 1, 31))
        return len(statements)

    assert cost(3) == cost(30)


def test_release_ends_the_reminders(app: Flask) -> None:
    duty = make_duty(make_municipality(), due=30)
    author = make_person()
    with write() as session:
        services.release(session.get_one(Duty, duty.id), by=visitor(author))
    assert {state for state, _day in errands().values()} == {"cancelled"}


def test_publishing_moves_the_journey_and_tells_the_followers(app: Flask) -> None:
    place = make_municipality()
    author, supporter = make_person("Ayşe"), make_person("Mehmet")
    officer = make_staff(place, Role.OFFICER)
    journey = make_journey(place, by=author)
    with write():
        journeys.follow(journey.id, person_id=supporter.id, why=Why.SUPPORTER)
        journeys.follow(journey.id, person_id=officer.id)
    duty = make_duty(place, journey=journey)
    answer = make_answer(duty, by=officer)
    db.session.expire_all()
    assert db.session.get_one(Answer, answer.id).state is AnswerState.PUBLISHED
    assert db.session.get_one(Duty, duty.id).answered_on == clock.today()
    step = db.session.scalars(select(Step).order_by(Step.id.desc())).first()
    assert step is not None
    assert (step.status, step.endpoint, step.object_id) == (
        Status.PARTLY,
        "answers.show",
        answer.id,
    )
    assert messages(author.id) == messages(supporter.id) == ["Öneri kısmen kabul edildi."]
    assert messages(officer.id) == []
    assert {"answers.save_draft", "answers.publish", "journeys.move"} <= set(verbs())
    assert {state for state, _day in errands().values()} == {"cancelled"}


def test_a_consultations_answer_ends_its_wait(app: Flask) -> None:
    place = make_municipality()
    journey = make_journey(place, kind=Kind.CONSULTATION, status=Status.OPEN)
    duty = make_duty(place, kind=DutyKind.CONSULTATION, journey=journey)
    make_answer(duty, by=make_staff(place, Role.OFFICER))
    db.session.expire_all()
    assert db.session.get_one(type(journey), journey.id).status is Status.ANSWERED


@pytest.mark.parametrize("decision", [one for one in Decision if one is not Decision.NOTED])
def test_each_decision_is_a_status(app: Flask, decision: Decision) -> None:
    place = make_municipality()
    journey = make_journey(place)
    make_answer(
        make_duty(place, journey=journey),
        by=make_staff(place, Role.OFFICER),
        decision=decision,
    )
    db.session.expire_all()
    assert db.session.get_one(type(journey), journey.id).status.value == decision.value


def test_a_changed_text_needs_its_approval_again(app: Flask) -> None:
    place = make_municipality()
    officer, signer = make_staff(place, Role.OFFICER), make_staff(place, Role.APPROVER)
    duty = make_duty(place)
    answer = make_answer(duty, by=officer, published=False)
    with write() as session:
        services.approve(session.get_one(Answer, answer.id), by=visitor(signer))
    make_answer(duty, by=officer, published=False)
    assert db.session.get_one(Answer, answer.id).state is AnswerState.APPROVED
    make_answer(duty, by=officer, published=False, summary="Çeşme de yapılmayacak.")
    changed = db.session.get_one(Answer, answer.id)
    assert (changed.state, changed.approved_by_id) == (AnswerState.DRAFT, None)
    assert messages(officer.id) == ["Yazdığınız yanıt onaylandı; yayımlanabilir."]


def test_a_correction_is_a_new_version_and_the_old_one_stays(app: Flask) -> None:
    place = make_municipality()
    officer, author = make_staff(place, Role.OFFICER), make_person()
    duty = make_duty(place, journey=make_journey(place, by=author))
    first = make_answer(duty, by=officer)
    second = make_answer(
        duty,
        by=officer,
        decision=Decision.ACCEPTED,
        summary="İkisini de yapacağız.",
        change_reason="Malik izin verdi.",
    )
    versions = queries.list_versions(duty.id)
    assert [(row.id, row.version, row.state) for row in versions] == [
        (second.id, 2, AnswerState.PUBLISHED),
        (first.id, 1, AnswerState.REPLACED),
    ]
    assert messages(author.id) == ["Öneri kısmen kabul edildi.", "Öneri kabul edildi."]


def test_an_action_outlives_a_correction_but_not_another_decision(app: Flask) -> None:
    place = make_municipality()
    officer, author = make_staff(place, Role.OFFICER), make_person()
    journey = make_journey(place, by=author)
    duty = make_duty(place, journey=journey)
    make_answer(duty, by=officer)
    with write() as session:
        journeys.move(session.get_one(type(journey), journey.id), Status.ON_ROADMAP, by=officer.id)
    make_answer(duty, by=officer, summary="Çeşme mayısta.", change_reason="İhale gecikti.")
    assert messages(author.id)[-1] == "Resmî yanıtın yeni sürümü yayımlandı."
    with pytest.raises(services.NotOnThisRoad):
        make_answer(duty, by=officer, decision=Decision.REFUSED, change_reason="Olmadı.")
    assert queries.get_duty(duty.id).published is not None


def test_answer_at_once_refuses_with_the_whole_reason(app: Flask) -> None:
    place = make_municipality()
    officer, author = make_staff(place, Role.OFFICER), make_person()
    duty = make_duty(place, journey=make_journey(place, by=author))
    with write() as session:
        services.answer_at_once(
            session.get_one(Duty, duty.id),
            by=visitor(officer),
            decision=Decision.REFUSED,
            summary="Alan belediyeye ait değil.",
            reason="Alan Karayolları'nın. Önerinizi oraya ilettik.",
            reason_html="<p>…</p>",
            office="Plan ve Proje Müdürlüğü",
            unit_id=None,
        )
    notice = db.session.scalars(select(Notice).where(Notice.person_id == author.id)).one()
    assert notice.message == "Öneri uygun bulunmadı."
    assert notice.facts == {"reason": "Alan Karayolları'nın. Önerinizi oraya ilettik."}


def test_the_reminder_goes_to_the_unit_and_to_who_signs(app: Flask) -> None:
    place = make_municipality()
    unit = make_unit(place)
    officer, other = (
        make_staff(place, Role.UNIT_OFFICER, unit=unit),
        make_staff(place, Role.UNIT_OFFICER, unit=make_unit(place, "Zabıta Müdürlüğü")),
    )
    signer = make_staff(place, Role.APPROVER)
    duty = make_duty(place, due=10, unit_id=unit.id)
    with clock.held(clock.now() + timedelta(days=11)):
        for _twice in range(2):
            with write():
                tasks.remind(duty.id)
    assert len(messages(officer.id)) == len(messages(signer.id)) == 1
    assert messages(other.id) == []


def test_an_answered_duty_reminds_nobody(app: Flask) -> None:
    place = make_municipality()
    officer = make_staff(place, Role.OFFICER)
    duty = make_duty(place, due=-3)
    make_answer(duty, by=officer)
    with write():
        tasks.remind(duty.id)
    assert messages(officer.id) == []


def test_who_leaves_gives_the_work_back(app: Flask) -> None:
    place, officer = make_municipality(), make_person()
    duty = make_duty(place)
    chief = make_staff(place, Role.OFFICER)
    with write() as session:
        services.assign(
            session.get_one(Duty, duty.id), by=visitor(chief), unit_id=None, person_id=officer.id
        )
    assert messages(officer.id) == ["Bu yanıtı hazırlamak size verildi. Son gün: %(date)s."]
    with write():
        services.unassign(officer.id, place.id)
    assert db.session.get_one(Duty, duty.id).assigned_to_id is None


def test_a_second_draft_of_the_same_version_is_refused(app: Flask) -> None:
    place = make_municipality()
    officer = make_staff(place, Role.OFFICER)
    duty = make_duty(place)
    make_answer(duty, by=officer, published=False)
    with write(), pytest.raises(services.SomebodyElseDrafted):
        _insert_version_one(duty)


def _insert_version_one(duty: Duty) -> None:
    empty = dict.fromkeys(("summary", "reason", "reason_html", "office"), "")
    twin = Answer(
        municipality_id=duty.municipality_id,
        duty_id=duty.id,
        version=1,
        decision=Decision.REFUSED,
        **empty,
    )
    with refusing(services.SomebodyElseDrafted):
        db.session.add(twin)


def test_followers_of_a_deleted_account_are_gone(app: Flask) -> None:
    person = make_person()
    make_journey(make_municipality(), by=person)
    with write():
        journeys.forget(person.id)
        outbox.forget(person.id)
    assert db.session.scalar(select(Follower.id)) is None
