"""An application's way: written, sent by the clock, judged, decided; the reserve that moves up."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand, Kind
from kernel.outbox import State as ErrandState
from notifications.models import Notice
from programme import queries, rules, services, tasks
from programme.models import (
    Application,
    ApplicationState,
    Participation,
    ParticipationContact,
    PlanState,
    ProgrammeRole,
    ReviewScore,
    ReviewState,
    Stage,
    TermState,
    Track,
    TrackKind,
)
from programme.services import CallFields, letters
from programme.services.applying import Incomplete, TownApplied
from programme.services.deciding import FewReviews, NoSeat
from programme.services.moving import MovedMeanwhile, move
from programme.services.participating import ConsultsAlready, NameThere, TownThere
from programme.services.reviewing import HasGiven, Involved, NotReviewer, Unscored
from programme.services.terms import LastOfTeam, NameTaken, NotReady, RoleTaken, WeightsFixed
from tests.make.places import make_municipality, make_person, visitor
from tests.make.programme import (
    known,
    make_application,
    make_participation,
    make_review,
    make_role,
    make_term,
    make_track,
)

pytestmark = pytest.mark.database
S = ApplicationState
LATER = timedelta(days=20)
WHY = "Ortaklarıyla birlikte hazırlanmış, ekibi belli."


def judged(track: Track, *points: int, **anything: Any) -> Application:
    """Sent, with two reviews of these points for both criteria."""
    row = make_application(track, **anything)
    for value in points or (8, 6):
        make_review(row, points=(value, value))
    return queries.get_application(row.id)


def decide(number: int, state: ApplicationState) -> None:
    with write():
        row = queries.get_application(number)
        services.decide(row, by=visitor(make_role(ProgrammeRole.TEAM)), state=state, reason=WHY)


def mails(person_id: int) -> list[dict[str, Any]]:
    rows = select(Errand).where(Errand.kind == Kind.MAIL, Errand.person_id == person_id)
    return [row.body for row in db.session.scalars(rows.order_by(Errand.id))]


def test_a_draft_is_kept_as_it_grows_and_refused_until_it_is_whole(app: Flask) -> None:
    person = make_person()
    row = make_application(make_track(), owner=person, sent=False)
    number, by = row.id, visitor(person)
    with write():
        row = queries.get_application(number)
        services.save(row, by=by, section="motivation", motivation="kısa")
    row = queries.get_application(number)
    assert (row.state, row.motivation) == (S.DRAFT, "kısa")
    with pytest.raises(Incomplete), write():
        services.submit(queries.get_application(number), by=by)
    with write():
        row = queries.get_application(number)
        services.save(row, by=by, section="motivation", motivation="Uzun bir gerekçe. " * 8)
        services.submit(queries.get_application(number), by=by)
    row = queries.get_application(number)
    assert row.state is S.SUBMITTED
    assert row.submitted_at == clock.now() or row.submitted_at is not None
    assert [step.state for step in row.steps] == [S.SUBMITTED]


def test_the_clock_refuses_what_comes_late(app: Flask) -> None:
    person = make_person()
    track = make_track()
    row = make_application(track, owner=person, sent=False)
    by = visitor(person)
    assert track.closes_at is not None
    last = track.closes_at
    with clock.held(last - timedelta(seconds=1)):
        assert rules.submit(by, queries.get_application(row.id)) is None
    with clock.held(last):
        denied = rules.submit(by, queries.get_application(row.id))
        assert denied
        assert denied.reason is rules.Reason.OVER
        denied = rules.apply(by, queries.get_track(track.id))
        assert denied
        assert denied.reason is rules.Reason.OVER


def test_a_town_applies_once_to_a_track(app: Flask) -> None:
    town, track = make_municipality(), make_track()
    number = make_application(track, municipality_id=town.id).id
    stranger = visitor(make_person())
    with pytest.raises(TownApplied), write():
        services.begin(
            queries.get_track(track.id),
            by=stranger,
            name="Yine",
            municipality_id=town.id,
        )
    with write():
        row = queries.get_application(number)
        owner = visitor(db.session.get_one(Person, row.owner_id))
        services.withdraw(row, by=owner, reason="Vazgeçtik.")
    make_application(track, municipality_id=town.id)


def test_drafts_are_reminded_and_missing_documents_have_their_own_last_day(app: Flask) -> None:
    person, team = make_person(), make_role(ProgrammeRole.TEAM)
    track = make_track()
    assert track.closes_at is not None
    ahead = track.closes_at - timedelta(days=2)
    draft = make_application(track, owner=person, sent=False)
    with clock.held(ahead), write():
        tasks.remind_draft(draft.id)
    assert db.session.scalars(select(Notice.person_id)).all() == [person.id]
    sent = make_application(track, owner=make_person("Eksik"))
    due = clock.now() + timedelta(days=5)
    with write():
        services.ask_missing(
            queries.get_application(sent.id),
            by=visitor(team),
            reason="Onay yazısı yok.",
            due_at=due,
        )
    row = queries.get_application(sent.id)
    owner = visitor(db.session.get_one(Person, row.owner_id))
    assert (row.state, row.due_at) == (S.MISSING, due)
    assert rules.write(owner, row) is None
    assert "Onay yazısı yok." in mails(owner.id or 0)[-1]["text"]
    with clock.held(due):
        denied = rules.write(owner, row)
        assert denied
        assert denied.reason is rules.Reason.DUE_OVER
        with write():
            tasks.missing_over(sent.id)
    told = select(Notice.message).where(Notice.person_id == team.id).order_by(Notice.id.desc())
    assert db.session.scalars(told).first() == tasks.OVER
    with write():
        services.submit(queries.get_application(sent.id), by=owner)
    waiting = select(Errand.state).where(Errand.key.startswith(f"programme.missing:{sent.id}"))
    assert set(db.session.scalars(waiting)) == {ErrandState.CANCELLED}


def test_every_move_is_in_the_table(app: Flask) -> None:
    row = make_application(make_track(), sent=False)
    with pytest.raises(MovedMeanwhile), write():
        move(queries.get_application(row.id), S.ACCEPTED, by=visitor(make_person()))
    assert rules.targets(S.REFUSED, rules.Actor.TEAM) == []
    assert rules.targets(S.WITHDRAWN, rules.Actor.APPLICANT) == []


def test_reviews_are_needed_seats_are_counted_and_the_reserve_moves_up(app: Flask) -> None:
    track = make_track(seats=1)
    few = make_application(track)
    make_review(few, points=(5, 5))
    with pytest.raises(FewReviews):
        decide(few.id, S.ACCEPTED)
    first, second, third = (
        judged(track, owner=make_person(language=w)) for w in ("tr", "en", "tr")
    )
    numbers = [first.id, second.id, third.id]
    owners = [first.owner_id, second.owner_id]
    decide(numbers[0], S.ACCEPTED)
    with pytest.raises(NoSeat):
        decide(numbers[1], S.ACCEPTED)
    decide(numbers[1], S.RESERVE)
    decide(numbers[2], S.RESERVE)
    ranks = [queries.get_application(one).reserve_rank for one in numbers]
    assert ranks == [None, 1, 2]
    joined = db.session.scalars(select(Participation)).one()
    assert (joined.application_id, joined.stage) == (numbers[0], Stage.ADMITTED)
    assert db.session.scalars(select(ParticipationContact.person_id)).all() == [owners[0]]
    with write():
        row = queries.get_application(numbers[0])
        owner = visitor(db.session.get_one(Person, owners[0]))
        services.withdraw(row, by=owner, reason="Seçim yılı.")
    states = [queries.get_application(one).state for one in numbers]
    assert states == [S.WITHDRAWN, S.ACCEPTED, S.RESERVE]
    stages = db.session.scalars(select(Participation.stage).order_by(Participation.id)).all()
    assert stages == [Stage.LEFT, Stage.ADMITTED]
    subjects = [mail["subject"] for mail in mails(owners[1] or 0)]
    assert len(subjects) == 2
    assert "accepted" in subjects[-1], "the mail speaks its receiver's language"


def test_a_letter_is_a_pdf_and_always_the_same(app: Flask) -> None:
    row = judged(make_track())
    decide(row.id, S.REFUSED)
    row = queries.get_application(row.id)
    made = letters.letter(row, row.steps[-1])
    assert made.startswith(b"%PDF")
    assert made == letters.letter(row, row.steps[-1])


def test_reviewers_are_named_and_nobody_judges_their_own(app: Flask) -> None:
    town = make_municipality()
    owner = make_person()
    row = make_application(make_track(), owner=owner, municipality_id=town.id)
    team = visitor(make_role(ProgrammeRole.TEAM))
    one, two = make_role(ProgrammeRole.REVIEWER), make_role(ProgrammeRole.REVIEWER)
    make_role(ProgrammeRole.REVIEWER, owner)
    numbers = one.id, two.id, owner.id

    def assign(*reviewers: int) -> None:
        with write():
            services.assign(queries.get_application(row.id), by=team, reviewers=set(reviewers))

    with pytest.raises(Involved):
        assign(numbers[0], numbers[2])
    with pytest.raises(NotReviewer):
        assign(make_person().id)
    assign(*numbers[:2])
    assign(numbers[0])
    assert [r.reviewer_id for r in queries.get_application(row.id).reviews] == [numbers[0]]
    with write():
        review = queries.get_review(queries.get_application(row.id).reviews[0].id)
        services.declare_conflict(review, by=visitor(one), reason="Eski iş yerim.")
    with pytest.raises(HasGiven):
        assign(numbers[1])


def test_a_review_scores_everything_and_a_conflict_takes_it_back(app: Flask) -> None:
    row = make_application(make_track())
    given = make_review(row, points=(9, 4))
    number, reviewer = given.id, visitor(given.reviewer)
    assert [score.points for score in given.scores] == [9, 4]
    waiting = make_review(row)
    with pytest.raises(Unscored), write():
        services.review(
            queries.get_review(waiting.id), by=visitor(waiting.reviewer), points={}, comment="x"
        )
    with write():
        services.declare_conflict(queries.get_review(number), by=reviewer, reason="Akrabam.")
    review = queries.get_review(number)
    assert (review.state, review.scores, review.comment) == (ReviewState.CONFLICT, [], "")
    assert db.session.scalars(select(ReviewScore)).all() == []


def test_a_term_is_published_when_its_call_is_whole(app: Flask) -> None:
    team = visitor(make_role(ProgrammeRole.TEAM))
    with write():
        term_id = services.create_term(by=team, name="Yeni", years="2027", summary="Kısa özet.").id
    with pytest.raises(NameTaken), write():
        services.create_term(by=team, name="Yeni", years="2028", summary="Kısa özet.")
    now, today = clock.now(), clock.today()
    fields = CallFields(
        starts_on=today + LATER,
        ends_on=today + 5 * LATER,
        opens_at=now,
        closes_at=now + LATER,
        call="Başvurun",
        criteria=[(60, "Kararlılık", ""), (30, "Ortaklık", "")],
        milestones=[(today, None, "Çağrı", "")],
        partners=[("TBB", "ortak", "")],
    )
    with write():
        term = queries.get_term(term_id)
        track_id = services.edit_call(term, TrackKind.MUNICIPAL, by=team, fields=fields).id
    with pytest.raises(NotReady), write():
        services.publish(queries.get_term(term_id), by=team)
    whole = CallFields(
        **{**fields.__dict__, "criteria": [(60, "Kararlılık", ""), (40, "Ortaklık", "")]}
    )
    db.session.expire_all()
    with write():
        services.edit_call(queries.get_term(term_id), TrackKind.MUNICIPAL, by=team, fields=whole)
    db.session.expire_all()
    with write():
        services.publish(queries.get_term(term_id), by=team)
    assert queries.get_term(term_id).state is TermState.PUBLISHED
    make_review(make_application(queries.get_track(track_id)), points=(5, 5))
    with pytest.raises(WeightsFixed), write():
        services.edit_call(queries.get_term(term_id), TrackKind.MUNICIPAL, by=team, fields=fields)


def test_roles_are_given_once_and_the_last_of_the_team_stays(app: Flask) -> None:
    first = make_role(ProgrammeRole.TEAM)
    by = visitor(first)
    with pytest.raises(RoleTaken), write():
        services.give_role(person_id=first.id, role=ProgrammeRole.TEAM, by=by)
    (held,) = queries.list_roles()
    with pytest.raises(LastOfTeam), write():
        services.end_role(queries.get_role(held.id), by=by)
    make_role(ProgrammeRole.TEAM)
    with write():
        services.end_role(queries.get_role(held.id), by=by)
    assert len(queries.list_roles()) == 1


def test_participants_are_named_once_and_consulted_by_name(app: Flask) -> None:
    team = visitor(make_role(ProgrammeRole.TEAM))
    town, track = make_municipality(), make_track()
    here = make_participation(track, name="Bornova", municipality_id=town.id)
    with pytest.raises(NameThere), write():
        services.join(track, by=team, name="Bornova")
    with pytest.raises(TownThere), write():
        services.join(track, by=team, name="Başka ad", municipality_id=town.id)
    consultant = make_role(ProgrammeRole.CONSULTANT)
    number = consultant.id
    with write():
        services.add_consultant(here, by=team, person_id=number)
    with pytest.raises(ConsultsAlready), write():
        services.add_consultant(here, by=team, person_id=number)
    assert rules.consultant(known(consultant), here) is None
    with write():
        row = queries.list_consultants(here.id)[0]
        services.end_consulting(row, by=team)
    assert rules.consultant(known(consultant), here) is not None


def test_a_joint_plan_runs_when_both_sides_have_agreed(app: Flask) -> None:
    term = make_term()
    towns, actors = make_track(term), make_track(term, kind=TrackKind.CIVIC)
    town, actor = make_participation(towns), make_participation(actors)
    by = visitor(make_person())
    told: dict[str, Any] = {"title": "Ortak bahçe", "problem": "Boş alan", "goal": "Bahçe"}
    with write():
        loaded = queries.get_participation(actor.id)
        number = services.save_plan(None, loaded, by=by, town_id=town.id, **told).id
    for civic in (True, False):
        assert queries.get_plan(number).state is PlanState.SEEKING
        with write():
            services.agree(queries.get_plan(number), by=by, civic=civic, town=not civic)
    assert queries.get_plan(number).state is PlanState.AGREED
    assert [plan.id for plan in queries.list_agreed(term.id)] == [number]
    with write():
        services.report_plan(queries.get_plan(number), by=by, report="Bahçe açıldı.")
    with write():
        services.close_plan(queries.get_plan(number), by=by)
    assert queries.get_plan(number).state is PlanState.CLOSED
