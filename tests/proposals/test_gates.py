"""The two gates by their services: what changed, who was told, what stays with the staff."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Person
from answers import queries as duties
from answers import rules as answers
from answers.models import Answer, AnswerState, Decision, Duty, DutyKind
from consultations.models import AskedBy, Consultation
from journeys.models import Status, Step
from kernel import clock
from kernel.db import DomainError, db, write
from kernel.outbox import Errand, Kind, State
from kernel.rules import Role, Visitor
from notifications.models import Notice
from places.models import Staff
from proposals import evaluating, queries
from proposals.assessments import (
    Assessment,
    BulkAction,
    Criterion,
    EvaluationNote,
    Feasibility,
    Gate,
    GateDecision,
    Objection,
    Score,
)
from proposals.models import Proposal
from proposals.queries import evaluation_desk as desk
from proposals.queries import gates, outcomes
from proposals.services import assigning, bulk, deciding, measuring, objecting, reminding
from proposals.services.assigning import Errand as Asking
from proposals.services.assigning import Opinion
from proposals.services.errors import AlreadyScreened
from tests.make.consultations import make_activity
from tests.make.gates import (
    make_asked,
    make_decided,
    make_objection,
    ruling,
    town_of,
)
from tests.make.places import make_person, make_staff, make_unit, visitor
from tests.make.proposals import make_proposal
from tests.proposals.test_services import _at_once as at_once
from tests.written import mails, verbs

SECRET = "Yüklenici kuzenimin ortağı; bütçede karşılığı yok."


def _count(table: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def _mails(to: Person) -> list[dict[str, Any]]:
    return [mail.body for mail in mails(to.id)]


def _moments(task: str) -> list[Errand]:
    waiting = select(Errand).where(Errand.task == task, Errand.state == State.WAITING)
    return list(db.session.scalars(waiting.order_by(Errand.id)))


def _officer(proposal: Proposal, role: Role = Role.OFFICER) -> Visitor:
    return visitor(make_staff(town_of(proposal), role))


def _opine(row: Assessment, by: Visitor, *, points: dict[int, int] | None = None) -> None:
    with write():
        assigning.assess(
            gates.get_asked(row.id),
            by=by,
            opinion=Opinion(Feasibility.WITH_CONDITIONS, SECRET, 125_000_00, "5393 m.14", "Kışın"),
            points=points or {},
        )
    db.session.expire_all()


# --- from the first gate to the decision --------------------------------------------------------


def test_the_first_gate_sends_it_to_a_unit_in_public(app: Flask) -> None:
    author = make_person("Ayşe Yılmaz")
    proposal = make_proposal(author=author)
    unit = make_unit(town_of(proposal), "Park ve Bahçeler Müdürlüğü")
    gardener = make_staff(town_of(proposal), Role.UNIT_OFFICER, unit=unit)
    row = make_asked(proposal, unit=unit)
    assert queries.get_proposal(proposal.id).status is Status.ASSESSING
    lines = db.session.scalars(select(Step).where(~Step.moved)).all()
    assert [line.reason_facts["unit"] for line in lines if line.reason_facts] == [unit.name]
    assert row.question not in str([(line.reason, line.reason_facts) for line in lines])
    (mail,) = _mails(author)
    assert "teknik değerlendirmede" in mail["subject"]
    assert "birimleri inceliyor" in mail["text"]
    told = set(db.session.scalars(select(Notice.person_id)))
    assert {author.id, gardener.id} <= told
    assert len(_moments("proposals.assessment_soon")) == 1
    assert len(_moments("proposals.assessment_late")) == 1
    assert _count(Criterion) == 5
    assert "proposals.send_to_units" in verbs()
    assert "proposals.assign" in verbs()


def test_a_units_opinion_is_public_only_as_a_fact(app: Flask) -> None:
    proposal = make_proposal(author=(author := make_person("Ayşe")))
    unit = make_unit(town_of(proposal), "Fen İşleri")
    engineer = visitor(make_staff(town_of(proposal), Role.UNIT_OFFICER, unit=unit))
    row = make_asked(proposal, unit=unit)
    criterion = gates.list_criteria(proposal.activity_id)[0].id
    assert criterion is not None
    _opine(row, engineer, points={criterion: 4})
    _opine(row, engineer, points={criterion: 2})
    assert _count(Score) == 1
    (average,) = gates.list_averages(proposal.id)
    assert (average.people, average.average) == (1, 2.0)
    done = [step.reason for step in db.session.scalars(select(Step)) if not step.moved]
    assert done.count(assigning.UNIT_SAID) == 1
    assert _moments("proposals.assessment_late") == []
    everything = str(
        [mail for mail in _mails(author)]
        + [(n.message, n.facts) for n in db.session.scalars(select(Notice))]
        + [(s.reason, s.reason_facts) for s in db.session.scalars(select(Step))]
    )
    assert SECRET not in everything


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Status.ON_BALLOT, "oylamaya alındı"),
        (Status.ACCEPTED, "oylamaya gerek kalmadan kabul edildi"),
        (Status.REFUSED, "uygun bulunmadı"),
        (Status.FORWARDED, "DSİ 14. Bölge Müdürlüğü"),
        (Status.POSTPONED, "Yeniden ele alınacağı gün"),
        (Status.HANDED_OVER, "ÇM-2026-118"),
    ],
)
def test_each_decision_is_dated_signed_and_mailed(app: Flask, outcome: Status, words: str) -> None:
    author = make_person("Ayşe")
    proposal = make_proposal(author=author)
    assessed = outcome in (Status.ON_BALLOT, Status.POSTPONED)
    if assessed:
        make_asked(proposal)
    make_decided(proposal, outcome, conditions="Kış bitince")
    assert queries.get_proposal(proposal.id).status is outcome
    (decided,) = [
        row
        for row in db.session.scalars(select(GateDecision))
        if row.outcome is not Status.ASSESSING
    ]
    assert decided.gate is (Gate.TECHNICAL if assessed else Gate.PRELIMINARY)
    mail = _mails(author)[-1]
    assert words in mail["text"]
    assert "Kış bitince" in mail["text"]
    assert ("itiraz edebilirsiniz" in mail["text"]) == (outcome in evaluating.OBJECTIONABLE)
    answered = db.session.scalar(select(Answer.decision))
    assert answered == (None if outcome is Status.ON_BALLOT else Decision(outcome.value))
    assert len(_moments("proposals.postponed")) == (outcome is Status.POSTPONED)
    assert _moments("proposals.assessment_late") == []
    shown = outcomes.find_gates(proposal.id).decisions[-1]
    assert (shown.outcome, shown.conditions) == (outcome, "Kış bitince")


def test_english_reads_its_own_mail(app: Flask) -> None:
    author = make_person("Ayşe", language="en")
    make_decided(make_proposal(author=author), Status.FORWARDED)
    assert "DSİ 14. Bölge Müdürlüğü" in _mails(author)[0]["text"]
    assert "Merhaba" not in _mails(author)[0]["text"]


def test_a_decision_is_taken_once(app: Flask) -> None:
    proposal = make_proposal()
    make_decided(proposal)
    with pytest.raises(AlreadyScreened):
        make_decided(proposal, Status.ON_BALLOT)
    with pytest.raises(deciding.SameAsItself):
        make_decided(other := make_proposal(), same_as_id=other.id)
    assert _count(GateDecision) == 1


def test_of_two_decisions_at_once_one_counts(app: Flask) -> None:
    proposal = make_proposal()
    number, officers = proposal.id, [_officer(proposal), _officer(proposal)]
    db.session.rollback()

    def decide(by: Visitor, outcome: Status) -> Any:
        return deciding.decide(gates.get_case(number).proposal, by=by, ruling=ruling(outcome))

    results = at_once(
        app,
        lambda: decide(officers[0], Status.REFUSED),
        lambda: decide(officers[1], Status.ON_BALLOT),
    )
    assert sorted(str(one) for one in results) == [str(AlreadyScreened), "None"]
    assert _count(GateDecision) == 1
    assert _count(Errand, Errand.kind == Kind.MAIL) == 1


def test_a_unit_is_asked_once_whoever_presses(app: Flask) -> None:
    proposal = make_proposal()
    make_asked(proposal)
    number, unit_id = proposal.id, make_unit(town_of(proposal), "Zabıta Müdürlüğü").id
    officers = [_officer(proposal), _officer(proposal)]
    due = clock.today() + timedelta(days=10)
    db.session.rollback()

    def ask(by: Visitor) -> Any:
        assigning.send_to_units(
            gates.get_case(number).proposal,
            by=by,
            ruling=ruling(Status.ASSESSING),
            errands=[Asking(unit_id, due)],
        )

    results = at_once(app, *(lambda who=who: ask(who) for who in officers))
    assert sorted(str(one) for one in results) == [str(assigning.AlreadyAsked), "None"]
    assert _count(Assessment) == 2


def test_a_new_day_moves_the_reminders(app: Flask) -> None:
    proposal = make_proposal()
    row = make_asked(proposal)
    by, later = _officer(proposal), clock.today() + timedelta(days=50)
    with write():
        assigning.reassign(gates.get_asked(row.id), by=by, person_id=None, due_on=later)
    (soon,) = _moments("proposals.assessment_soon")
    assert clock.local(soon.due_at).date() == later - timedelta(days=3)
    last = db.session.scalars(select(Step).order_by(Step.id.desc())).first()
    assert last is not None
    assert last.reason == assigning.DAY_MOVED


def test_reminders_reach_who_has_it_and_the_officers(app: Flask) -> None:
    proposal = make_proposal()
    unit = make_unit(town_of(proposal), "Fen İşleri")
    engineer = make_staff(town_of(proposal), Role.UNIT_OFFICER, unit=unit)
    officer = make_staff(town_of(proposal), Role.OFFICER)
    row = make_asked(proposal, unit=unit)

    def reminded() -> set[int]:
        key = Notice.key.like("assessment-reminder:%")
        return set(db.session.scalars(select(Notice.person_id).where(key)))

    with write():
        reminding.assessment_soon(row.id)
    assert reminded() == {engineer.id}
    with clock.held(clock.now() + timedelta(days=31)), write():
        reminding.assessment_late(row.id)
    assert officer.id in reminded()
    make_decided(proposal)
    before = len(reminded())
    with clock.held(clock.now() + timedelta(days=60)), write():
        reminding.assessment_late(row.id)
    assert len(reminded()) == before


# --- conflicts and notes ------------------------------------------------------------------------


def test_a_conflict_takes_the_work_away_and_keeps_its_reason(app: Flask) -> None:
    proposal = make_proposal()
    unit = make_unit(town_of(proposal), "Fen İşleri")
    engineer = make_staff(town_of(proposal), Role.UNIT_OFFICER, unit=unit, name="Mert Kaya")
    officer = make_staff(town_of(proposal), Role.OFFICER)
    row = make_asked(proposal, unit=unit, person_id=engineer.id)
    by, other = visitor(engineer), visitor(officer)
    assert evaluating.assess(by, gates.get_asked(row.id)) is None
    with write():
        assigning.declare_conflict(gates.get_case(proposal.id), by=by, reason=SECRET)
    db.session.expire_all()
    denied = evaluating.assess(by, gates.get_asked(row.id))
    assert denied is not None
    assert denied.reason is evaluating.Reason.CONFLICT
    assert gates.get_asked(row.id).assessment.person_id is None
    (declared,) = gates.list_conflicts(proposal.duty_id)
    assert (declared.name, declared.reason) == ("Mert Kaya", SECRET)
    key = Notice.key.like("conflict:%")
    notice = db.session.scalars(select(Notice).where(key, Notice.person_id == officer.id)).one()
    assert SECRET not in str((notice.message, notice.facts))
    with write():
        assigning.declare_conflict(gates.get_case(proposal.id), by=other, reason="Akraba")
    db.session.expire_all()
    case = gates.get_case(proposal.id)
    for rule in (evaluating.decide, evaluating.assign):
        refused = rule(other, case)
        assert refused is not None
        assert refused.reason is evaluating.Reason.CONFLICT


def test_a_conflict_counts_where_answers_are_written_too(app: Flask) -> None:
    proposal = make_proposal()
    officer = _officer(proposal)
    assert proposal.duty_id is not None
    assert answers.draft(officer, duties.get_duty(proposal.duty_id)) is None
    with write():
        assigning.declare_conflict(gates.get_case(proposal.id), by=officer, reason="Akraba")
    denied = answers.draft(officer, duties.get_duty(proposal.duty_id))
    assert denied is not None
    assert denied.reason is answers.Reason.CONFLICT


def test_who_is_named_in_a_note_is_told_without_its_text(app: Flask) -> None:
    proposal = make_proposal()
    make_asked(proposal)
    sitting = make_staff(town_of(proposal), Role.OFFICER, name="Işıl Şahin")
    case = gates.get_case(proposal.id)
    body = f"@IŞIL ŞAHİN, {SECRET} @Olmayan Biri ve bilgi@cinarli.example"
    named, unknown = assigning.named_in(body, gates.list_colleagues(case))
    assert (named, unknown) == ([sitting.id], ["Olmayan Biri", "cinarli.example"])
    by = _officer(proposal)
    with write():
        assigning.note(case, by=by, body=body, named=named)
    notice = db.session.scalars(select(Notice).where(Notice.key.like("evaluation-note:%"))).one()
    assert notice.person_id == sitting.id
    assert SECRET not in str((notice.message, notice.facts))
    assert _count(EvaluationNote) == 1
    assert [note.body for note in gates.list_notes(proposal.id)] == [body]


# --- objections ---------------------------------------------------------------------------------


def test_an_objection_has_its_own_clock(app: Flask) -> None:
    proposal = make_proposal()
    make_decided(proposal)
    officer = make_staff(town_of(proposal), Role.OFFICER)
    objection = make_objection(proposal)
    duty = db.session.get_one(Duty, objection.duty_id)
    assert duty.kind is DutyKind.OBJECTION
    assert duty.first_due_on == clock.today() + timedelta(days=30)
    assert answers.state(duty, duty.first_due_on) is answers.DutyState.WAITING
    late = duty.first_due_on + timedelta(days=1)
    assert answers.state(duty, late) is answers.DutyState.OVERDUE
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.key.like("objection:%"))))
    assert officer.id in told
    with pytest.raises(objecting.AlreadyObjected):
        make_objection(proposal)
    assert _count(Objection) == 1
    assert _count(Duty, Duty.kind == DutyKind.OBJECTION) == 1


def _decide_objection(number: int, by: Visitor, *, changed: bool, outcome: Status) -> None:
    with write():
        objecting.decide_objection(
            gates.get_case(number), by=by, changed=changed, ruling=ruling(outcome)
        )
    db.session.expire_all()


def test_the_first_decider_may_not_decide_the_objection(app: Flask) -> None:
    proposal = make_proposal()
    first = _officer(proposal)
    make_decided(proposal, by=first)
    make_objection(proposal)
    denied = evaluating.decide_objection(first, gates.get_case(proposal.id))
    assert denied is not None
    assert denied.reason is evaluating.Reason.DECIDED_FIRST
    assert evaluating.decide_objection(_officer(proposal), gates.get_case(proposal.id)) is None


def test_a_decision_that_stands_is_a_new_version(app: Flask) -> None:
    author = make_person("Ayşe")
    proposal = make_proposal(author=author)
    make_decided(proposal)
    objection = make_objection(proposal)
    _decide_objection(proposal.id, _officer(proposal), changed=False, outcome=Status.ON_BALLOT)
    assert queries.get_proposal(proposal.id).status is Status.REFUSED
    versions = db.session.scalars(
        select(Answer).where(Answer.duty_id == proposal.duty_id).order_by(Answer.version)
    ).all()
    assert [one.state for one in versions] == [AnswerState.REPLACED, AnswerState.PUBLISHED]
    assert versions[1].change_reason == objecting.WHY_NEW[False]
    duty = db.session.get_one(Duty, objection.duty_id)
    assert duty.answered_on == clock.today()
    mail = _mails(author)[-1]
    assert mail["subject"].startswith("İtirazınız karara bağlandı")
    assert "Karar değişmedi" in mail["text"]
    found = outcomes.find_gates(proposal.id).objection
    assert found is not None
    assert (found.changed, found.answer is not None) == (False, True)


@pytest.mark.parametrize("outcome", [Status.ACCEPTED, Status.FORWARDED, Status.ON_BALLOT])
def test_an_objection_that_was_right_changes_the_decision(app: Flask, outcome: Status) -> None:
    author = make_person("Ayşe")
    proposal = make_proposal(author=author)
    make_decided(proposal)
    make_objection(proposal)
    _decide_objection(proposal.id, _officer(proposal), changed=True, outcome=outcome)
    assert queries.get_proposal(proposal.id).status is outcome
    old = db.session.scalars(
        select(Answer).where(Answer.duty_id == proposal.duty_id, Answer.version == 1)
    ).one()
    assert old.state is AnswerState.REPLACED
    duty = db.session.get_one(Duty, proposal.duty_id)
    # A vote is no answer: one is owed again, by the first day.
    assert (duty.answered_on is None) == (outcome is Status.ON_BALLOT)
    assert "itiraz kabul edildi" in _mails(author)[-1]["text"]
    assert outcomes.find_gates(proposal.id).decisions[-1].gate is Gate.OBJECTION


def test_an_objection_is_decided_once(app: Flask) -> None:
    proposal = make_proposal()
    make_decided(proposal)
    make_objection(proposal)
    number, officers = proposal.id, [_officer(proposal), _officer(proposal)]
    with pytest.raises(objecting.NotChanged):
        _decide_objection(number, officers[0], changed=True, outcome=Status.REFUSED)
    db.session.rollback()

    def decide(by: Visitor, outcome: Status) -> Any:
        return objecting.decide_objection(
            gates.get_case(number), by=by, changed=True, ruling=ruling(outcome)
        )

    results = at_once(
        app,
        lambda: decide(officers[0], Status.ACCEPTED),
        lambda: decide(officers[1], Status.ON_BALLOT),
    )
    assert sorted(str(one) for one in results) == [str(objecting.ObjectionDecided), "None"]
    assert _count(GateDecision, GateDecision.gate == Gate.OBJECTION) == 1


def test_the_municipality_sets_its_days(app: Flask) -> None:
    proposal = make_proposal()
    by, town = _officer(proposal), proposal.municipality_id
    days = {"preliminary": 7, "technical": 20, "to_object": 10, "to_answer": 40}
    for _turn in range(2):
        with write():
            measuring.set_days(town, by=by, **days)
    assert gates.find_days(town) == evaluating.Days(7, 20, 10, 40)
    make_decided(proposal)
    objection = make_objection(proposal)
    duty = db.session.get_one(Duty, objection.duty_id)
    assert duty.first_due_on == clock.today() + timedelta(days=40)


def test_criteria_with_points_stay(app: Flask) -> None:
    proposal = make_proposal()
    unit = make_unit(town_of(proposal), "Fen İşleri")
    engineer = visitor(make_staff(town_of(proposal), Role.UNIT_OFFICER, unit=unit))
    row, officer = make_asked(proposal, unit=unit), _officer(proposal)
    first = gates.list_criteria(proposal.activity_id)[0]
    assert first.id is not None
    _opine(row, engineer, points={first.id: 5})
    activity = queries.get_proposal(proposal.id).activity
    with pytest.raises(measuring.CriterionInUse), write():
        measuring.set_criteria(activity, by=officer, wanted=[("Yeni", 1)])
    with write():
        measuring.set_criteria(activity, by=officer, wanted=[("Yeni", 2), (first.name, 3)])
    named = [(one.name, one.weight) for one in gates.list_criteria(activity.id)]
    assert named == [("Yeni", 2), (first.name, 3)]
    with pytest.raises(assigning.UnknownCriterion):
        _opine(row, engineer, points={first.id + 999: 5})


# --- many at once -------------------------------------------------------------------------------


def test_many_at_once_leaves_a_record_for_each(app: Flask) -> None:
    activity = make_activity()
    good = [make_proposal(activity, author=make_person(f"Yazan {n}")) for n in range(3)]
    decided = make_proposal(activity)
    make_decided(decided, Status.ACCEPTED)
    officer = _officer(good[0])
    own = make_proposal(activity, author=db.session.get_one(Person, officer.id))
    ids = [*(one.id for one in good), decided.id, own.id]
    before = _count(Errand, Errand.kind == Kind.MAIL)
    with write():
        made = bulk.decide_many(
            ids, by=officer, municipality_id=activity.municipality_id, ruling=ruling()
        ).id
    db.session.expire_all()
    record = db.session.get_one(BulkAction, made)
    why = {one["proposal"]: one["why"] for one in record.results}
    assert [number for number, reason in why.items() if not reason] == [one.id for one in good]
    assert why[own.id] == evaluating.Reason.OWN.value
    assert why[decided.id]
    assert _count(Errand, Errand.kind == Kind.MAIL) == before + 3
    assert verbs().count("proposals.refuse") == 3
    statuses = [queries.get_proposal(one.id).status for one in good]
    assert statuses == [Status.REFUSED] * 3


def test_many_are_given_to_a_unit_with_one_day(app: Flask) -> None:
    activity = make_activity()
    rows = [make_proposal(activity) for _ in range(2)]
    asked = make_proposal(activity)
    unit = make_unit(town_of(asked), "Fen İşleri")
    make_asked(asked, unit=unit)
    due = clock.today() + timedelta(days=12)
    officer = _officer(asked)
    with write():
        made = bulk.assign_many(
            [one.id for one in (*rows, asked)],
            by=officer,
            municipality_id=activity.municipality_id,
            ruling=ruling(Status.ASSESSING, reason="", reason_html=""),
            errand=Asking(unit.id, due),
        ).id
    db.session.expire_all()
    results = db.session.get_one(BulkAction, made).results
    assert [one["why"] for one in results] == ["", "", assigning.AlreadyAsked.message]
    assert _count(Assessment, Assessment.due_on == due) == 2
    # The refused one is untouched: its savepoint was rolled back.
    assert queries.get_proposal(asked.id).status is Status.ASSESSING


# --- the desk -----------------------------------------------------------------------------------


def test_list_and_count_of_the_desk_say_the_same(app: Flask) -> None:
    now = clock.now()
    activity = make_activity(opens_at=now - timedelta(days=40), closes_at=now - timedelta(days=20))
    fresh = make_activity(db.session.get_one(Consultation, activity.consultation_id))
    late = make_proposal(activity, published_at=now - timedelta(days=30))
    waiting = make_proposal(fresh)
    out, passed, ready = (make_proposal(fresh) for _ in range(3))
    unit = make_unit(town_of(out), "Fen İşleri")
    engineer = make_staff(town_of(out), Role.UNIT_OFFICER, unit=unit)
    make_asked(out, unit=unit, person_id=engineer.id)
    make_asked(passed, unit=unit, days=-2)
    _opine(make_asked(ready, unit=unit), visitor(engineer))
    refused = make_proposal(fresh)
    make_decided(refused)
    make_objection(refused)
    postponed = make_proposal(fresh)
    make_decided(postponed, Status.POSTPONED, until_on=clock.today())
    wanted = {
        desk.WAITING: {late.id, waiting.id},
        desk.OUT: {out.id, passed.id, ready.id},
        desk.LATE: {late.id, passed.id},
        desk.UNNAMED: {passed.id},
        desk.READY: {ready.id},
        desk.OBJECTED: {refused.id},
        desk.PUT_OFF: {postponed.id},
    }
    days = gates.find_days(activity.municipality_id)
    everything = desk.Narrow(activity.municipality_id, list(AskedBy))
    with app.test_request_context("/"):
        counts = desk.count_desk(everything, days)
        for word, ids in wanted.items():
            narrowed = desk.Narrow(activity.municipality_id, list(AskedBy), word)
            lines, _page = desk.list_desk(narrowed, days)
            assert {line.id for line in lines} == ids, word
            assert counts[word] == len(ids), word
            for line in lines:
                assert (line.due(days) is evaluating.Due.LATE) == (line.id in wanted[desk.LATE])
        mine, _page = desk.list_wanted(activity.municipality_id, visitor(engineer), desk.OURS)
        officer, council = (
            make_staff(town_of(out), role) for role in (Role.OFFICER, Role.COUNCIL_OFFICER)
        )
        seen = [
            len(desk.list_wanted(activity.municipality_id, who, desk.EVERYBODYS)[0])
            for who in map(visitor, (engineer, officer, council))
        ]
    assert seen == [2, 2, 0]
    assert [row.proposal_id for row in mine] == [passed.id, out.id]
    assert desk.count_wanted(activity.municipality_id, visitor(engineer)) == (2, 1, 0)


def test_work_in_hand_returns_when_somebody_leaves(app: Flask) -> None:
    proposal = make_proposal()
    unit = make_unit(town_of(proposal), "Fen İşleri")
    engineer = make_staff(town_of(proposal), Role.UNIT_OFFICER, unit=unit)
    row = make_asked(proposal, unit=unit, person_id=engineer.id)
    with write():
        assigning.unassign(engineer.id, proposal.municipality_id)
    db.session.expire_all()
    assert gates.get_asked(row.id).assessment.person_id is None
    assert _count(Staff, Staff.person_id == engineer.id) == 1


def test_what_a_domain_error_says_is_a_sentence() -> None:
    errors = (assigning.AlreadyAsked, objecting.AlreadyObjected, objecting.ObjectionDecided)
    assert all(issubclass(one, DomainError) and one.message.endswith(".") for one in errors)
