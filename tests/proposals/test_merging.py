"""Birleştirme onayı: who agrees, what becomes of texts, supports and duties; many at once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Person
from consultations.models import Activity
from journeys.models import Follower, Status, Why
from kernel import clock, worker
from kernel.db import db, write
from kernel.outbox import Errand, Kind
from kernel.outbox import State as ErrandState
from notifications.models import Notice
from places.models import Municipality
from proposals import joining, queries, services
from proposals.kinship import Consent, Merge, MergePart, MergeState, ProposalLink
from proposals.models import Cosponsor, Proposal, ProposalState, Support
from proposals.queries import kin
from proposals.queries.merging import find_waiting_merge, get_merge
from proposals.services.merging import DONE
from tests.at_once import at_once
from tests.make.consultations import make_activity
from tests.make.places import make_organisation, make_person, visitor
from tests.make.proposals import make_proposal, make_support
from web.tasks import TASKS

REASON = "İkisi de aynı parka gölge ve su istiyor; birlikte daha açık olur."
JOINT: Any = {
    "title": "Parka gölge ve çeşme",
    "problem": "Ne gölge var ne su; yaz günleri kimse oturamıyor.",
    "body": "Gölgelik ve çeşme birlikte yapılsın.",
    "body_html": "<p>Gölgelik ve çeşme birlikte yapılsın.</p>",
}


def _two(activity: Activity | None = None) -> tuple[Proposal, Proposal, Person, Person]:
    place = activity or make_activity()
    ayse, zeynep = make_person("Ayşe Yılmaz"), make_person("Zeynep Kaya")
    return (
        make_proposal(place, author=ayse, title="Parka gölgelik"),
        make_proposal(place, author=zeynep, title="Parka çeşme"),
        ayse,
        zeynep,
    )


def _propose(target: Proposal, *others: Proposal, **anything: Any) -> int:
    officer = visitor(make_person("Derya Koç"))
    ids, target_id = [one.id for one in others], target.id
    with write():
        made = services.propose_merge(
            queries.get_proposal(target_id), ids, by=officer, reason=REASON, **anything
        )
        return made.id


def _agree(merge_id: int, person: Person) -> bool:
    by = visitor(person)
    with write():
        return services.agree_to_merge(get_merge(merge_id), by=by)


def _supporters(proposal_id: int) -> set[int]:
    rows = select(Support.person_id).where(Support.proposal_id == proposal_id)
    return set(db.session.scalars(rows))


def test_nothing_happens_until_every_author_has_agreed(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    merge_id = _propose(one, two)
    assert _agree(merge_id, ayse) is False
    assert queries.get_proposal(two.id).state is ProposalState.PUBLISHED
    assert find_waiting_merge(two.id) == merge_id
    assert _agree(merge_id, zeynep) is True
    merge = get_merge(merge_id)
    assert (merge.state, merge.target_id) == (MergeState.AGREED, one.id)
    gone = queries.get_proposal(two.id)
    assert (gone.state, gone.status, gone.title) == (
        ProposalState.MERGED,
        Status.MERGED,
        "Parka çeşme",
    )
    assert gone.author.name == "Zeynep Kaya"
    assert gone.duty is None or gone.duty.released_at is not None
    assert queries.get_proposal(one.id).status is Status.PUBLISHED
    assert find_waiting_merge(two.id) is None
    assert db.session.scalars(select(Cosponsor.person_id)).all() == [zeynep.id]


def test_both_pages_name_each_other(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    merge_id = _propose(one, two)
    _agree(merge_id, ayse)
    _agree(merge_id, zeynep)
    assert [(tie.outgoing, tie.id) for tie in kin.list_ties(two.id)] == [(True, one.id)]
    assert [(tie.outgoing, tie.id) for tie in kin.list_ties(one.id)] == [(False, two.id)]
    assert queries.get_shown(one.id).marks.tied


def test_supports_are_the_union_of_persons_and_authors_are_no_supporters(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    both, first, second = (make_person("Komşu") for _ in range(3))
    for proposal, some in ((one, (both, first, zeynep)), (two, (both, second, ayse))):
        for person in some:
            by = visitor(person)
            with write():
                services.support(queries.get_proposal(proposal.id), by=by)
    merge_id = _propose(one, two)
    _agree(merge_id, zeynep)
    _agree(merge_id, ayse)
    assert _supporters(one.id) == {both.id, first.id, second.id}
    assert queries.get_proposal(one.id).support_count == 3
    # The original's own figure stays as the record of that day.
    assert queries.get_proposal(two.id).support_count == 3
    whys = dict(
        db.session.execute(
            select(Follower.person_id, Follower.why).where(
                Follower.journey_id == queries.get_proposal(one.id).journey_id
            )
        ).all()
    )
    assert whys[zeynep.id] is whys[ayse.id] is Why.AUTHOR
    told = select(Notice.person_id).where(Notice.message == DONE)
    people = sorted(db.session.scalars(told))
    assert people == sorted({both.id, first.id, second.id, zeynep.id})
    stepping_back = visitor(second)
    with write():
        assert services.unsupport(queries.get_proposal(one.id), by=stepping_back)
    assert queries.get_proposal(one.id).support_count == 2


def test_a_joint_text_is_a_proposal_of_its_own_with_all_authors(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    make_support(one, make_person("Komşu"))
    make_support(two, make_person("Komşu"))
    merge_id = _propose(one, two, text=JOINT)
    _agree(merge_id, ayse)
    _agree(merge_id, zeynep)
    target = queries.get_proposal(get_merge(merge_id).target_id or 0)
    assert target.id not in (one.id, two.id)
    assert (target.title, target.support_count) == (JOINT["title"], 2)
    assert target.number is not None
    for original in (one, two):
        kept = queries.get_proposal(original.id)
        assert (kept.state, kept.title) == (ProposalState.MERGED, original.title)
    behind = {target.author_id, *db.session.scalars(select(Cosponsor.person_id))}
    assert behind == {ayse.id, zeynep.id}
    assert queries.get_proposal(one.id).activity.contribution_count == -1  # made without counting


def test_lateness_counts_from_the_first_promised_day(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    with write() as session:
        duty = session.merge(queries.get_proposal(two.id).duty)
        assert duty is not None
        duty.first_due_on -= timedelta(days=20)
        first = duty.first_due_on
    merge_id = _propose(one, two)
    _agree(merge_id, ayse)
    _agree(merge_id, zeynep)
    kept = queries.get_proposal(one.id).duty
    assert kept is not None
    assert kept.first_due_on == first


def test_one_no_leaves_everything_as_it_was_on_record(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    merge_id = _propose(one, two)
    _agree(merge_id, ayse)
    by = visitor(zeynep)
    with write():
        services.refuse_merge(get_merge(merge_id), by=by, reason="Çeşme ayrı bir iş.")
    merge = get_merge(merge_id)
    assert merge.state is MergeState.REFUSED
    said = [(part.consent, part.reason) for part in merge.parts]
    assert said == [(Consent.AGREED, ""), (Consent.REFUSED, "Çeşme ayrı bir iş.")]
    assert [queries.get_proposal(p.id).status for p in (one, two)] == [Status.PUBLISHED] * 2
    assert db.session.scalar(select(func.count()).select_from(ProposalLink)) == 0
    with pytest.raises(services.MergeIsOver):
        _agree(merge_id, ayse)
    # They may be asked again.
    assert _propose(two, one) != merge_id


def test_silence_is_a_no_by_the_clock_and_the_worker_closes_it(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    merge_id = _propose(one, two)
    _agree(merge_id, ayse)
    merge = get_merge(merge_id)
    assert clock.last_day(merge.answer_by) == clock.today() + timedelta(days=services.DAYS)
    errand = db.session.scalars(select(Errand).where(Errand.task == "proposals.merge_over")).one()
    errand_id, moment = errand.id, errand.due_at
    db.session.rollback()
    with clock.held(moment):
        assert joining.merge_state(get_merge(merge_id)) is MergeState.EXPIRED
        with pytest.raises(services.MergeIsOver):
            _agree(merge_id, zeynep)
        assert worker.do_moment(errand_id, TASKS)
    merge = get_merge(merge_id)
    assert merge.state is MergeState.EXPIRED
    assert queries.get_proposal(two.id).status is Status.PUBLISHED
    assert find_waiting_merge(one.id) is None


def test_the_officer_undoes_it_before_all_have_agreed(app: Flask) -> None:
    one, two, ayse, _zeynep = _two()
    merge_id = _propose(one, two)
    _agree(merge_id, ayse)
    officer = visitor(make_person("Derya Koç"))
    with write():
        services.undo_merge(get_merge(merge_id), by=officer)
    assert get_merge(merge_id).state is MergeState.UNDONE
    errand = db.session.scalars(select(Errand).where(Errand.task == "proposals.merge_over")).one()
    assert errand.state is ErrandState.CANCELLED


def test_authors_get_a_mail_with_the_last_day(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    speakers = make_organisation(
        db.session.get_one(Municipality, one.municipality_id), name="Kıyı Derneği"
    )
    with write() as session:
        session.get_one(Proposal, two.id).organisation_id = speakers.id
    _propose(one, two)
    mails = db.session.scalars(
        select(Errand).where(Errand.kind == Kind.MAIL, Errand.key.startswith("proposals.merge:"))
    ).all()
    assert [mail.person_id for mail in mails][:1] == [ayse.id]
    assert zeynep.id not in {mail.person_id for mail in mails}
    assert REASON in mails[0].body["text"]


def test_only_what_stands_in_one_activity_goes_together(app: Flask) -> None:
    one, two, _ayse, _zeynep = _two()
    elsewhere = make_proposal()
    decided = make_proposal(db.session.get_one(Activity, one.activity_id), status=Status.ON_BALLOT)
    for other in (elsewhere, decided, one):
        with pytest.raises(services.NotTogether):
            _propose(one, other)
    _propose(one, two)
    with pytest.raises(services.AlreadyWaiting):
        _propose(two, one)


def test_a_part_that_moved_meanwhile_is_not_merged(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    merge_id = _propose(one, two)
    _agree(merge_id, ayse)
    by = visitor(zeynep)
    with write():
        services.withdraw(queries.get_proposal(two.id), by=by)
    assert joining.agree_to_merge(by, get_merge(merge_id)) is not None
    with pytest.raises(services.PartMoved):
        _agree(merge_id, zeynep)


# --- at once ------------------------------------------------------------------------------------


def test_the_last_two_authors_agree_at_once_and_it_happens_once(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    merge_id = _propose(one, two)
    first, second = visitor(ayse), visitor(zeynep)
    db.session.rollback()
    results = at_once(
        app,
        lambda: services.agree_to_merge(get_merge(merge_id), by=first),
        lambda: services.agree_to_merge(get_merge(merge_id), by=second),
    )
    assert sorted(results) == [False, True]
    assert get_merge(merge_id).state is MergeState.AGREED
    assert db.session.scalar(select(func.count()).select_from(ProposalLink)) == 1


def test_one_agrees_while_another_refuses(app: Flask) -> None:
    one, two, ayse, zeynep = _two()
    merge_id = _propose(one, two)
    first, second = visitor(ayse), visitor(zeynep)
    db.session.rollback()
    results = at_once(
        app,
        lambda: services.agree_to_merge(get_merge(merge_id), by=first),
        lambda: services.refuse_merge(get_merge(merge_id), by=second),
    )
    assert results[1] is None
    assert results[0] in (False, services.MergeIsOver)
    assert get_merge(merge_id).state is MergeState.REFUSED
    assert queries.get_proposal(two.id).status is Status.PUBLISHED


def test_nobody_is_lost_or_counted_twice_by_supports_at_the_moment_of_the_merge(
    app: Flask,
) -> None:
    one, two, ayse, zeynep = _two()
    new, leaving, staying = make_person("Yeni"), make_person("Giden"), make_person("Kalan")
    for person in (leaving, staying):
        by = visitor(person)
        for proposal in (one, two):
            with write():
                services.support(queries.get_proposal(proposal.id), by=by)
    merge_id = _propose(one, two)
    _agree(merge_id, ayse)
    last, comes, goes = visitor(zeynep), visitor(new), visitor(leaving)
    ids = (one.id, two.id)
    db.session.rollback()
    merged, came, went = at_once(
        app,
        lambda: services.agree_to_merge(get_merge(merge_id), by=last),
        lambda: services.support(queries.get_proposal(ids[1]), by=comes),
        lambda: services.unsupport(queries.get_proposal(ids[1]), by=goes),
    )
    assert merged is True
    # Whoever came too late was told so, and changed nothing.
    assert came in (True, services.NotStanding)
    assert went in (True, services.NotStanding)
    here = _supporters(ids[0])
    assert staying.id in here
    assert (new.id in here) is (came is True)
    # They still support the first one by their own press.
    assert leaving.id in here
    assert queries.get_proposal(ids[0]).support_count == len(here)
    assert (leaving.id in _supporters(ids[1])) is (went is not True)


def test_two_officers_ask_for_one_proposal_at_once(app: Flask) -> None:
    one, two, _ayse, _zeynep = _two()
    officer = visitor(make_person("Derya Koç"))
    ids = (one.id, two.id)
    db.session.rollback()
    results = at_once(
        app,
        *(
            lambda a=a, b=b: (
                services.propose_merge(queries.get_proposal(a), [b], by=officer, reason=REASON).id
            )
            for a, b in (ids, ids[::-1])
        ),
    )
    assert services.AlreadyWaiting in results
    assert db.session.scalar(select(func.count()).select_from(Merge)) == 1
    assert db.session.scalar(select(func.count()).select_from(MergePart)) == 2
