"""A threshold that is reached once, a limit that many presses at once cannot pass."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consultations.models import Activity
from journeys.models import Step
from kernel.db import db, write
from notifications.models import Notice
from proposals import queries, services
from proposals.models import ProposalState, Support
from proposals.queries.merging import count_own_supports
from proposals.services.supporting import REACHED
from tests.at_once import at_once
from tests.make.consultations import make_activity
from tests.make.places import make_person, visitor
from tests.make.proposals import make_proposal, make_support
from tests.written import verbs


def _activity(**anything: Any) -> Activity:
    activity = make_activity()
    with write() as session:
        row = session.get_one(Activity, activity.id)
        for name, value in anything.items():
            setattr(row, name, value)
    return activity


def _reached() -> int:
    return db.session.scalar(select(func.count()).where(Step.reason == REACHED)) or 0


def test_the_threshold_is_a_dated_public_line_and_told_once(app: Flask) -> None:
    proposal = make_proposal(_activity(support_threshold=2))
    people = [make_person("Komşu") for _ in range(3)]
    for person, reached in zip(people, (0, 1, 1), strict=True):
        by = visitor(person)
        with write():
            services.support(queries.get_proposal(proposal.id), by=by)
        assert _reached() == reached
    assert queries.get_proposal(proposal.id).threshold_reached_at is not None
    told = sorted(db.session.scalars(select(Notice.person_id).where(Notice.message == REACHED)))
    # The author and the first supporter; who pressed last sees it on the page.
    assert told[:1] == [proposal.author_id]
    assert people[0].id in told
    assert verbs().count("proposals.reach_threshold") == 1


def test_falling_below_it_takes_nothing_back(app: Flask) -> None:
    proposal = make_proposal(_activity(support_threshold=1))
    by = visitor(make_person("Komşu"))
    with write():
        services.support(queries.get_proposal(proposal.id), by=by)
    with write():
        services.unsupport(queries.get_proposal(proposal.id), by=by)
    with write():
        services.support(queries.get_proposal(proposal.id), by=by)
    assert _reached() == 1


def test_many_supports_at_once_reach_the_threshold_once(app: Flask) -> None:
    number = make_proposal(_activity(support_threshold=3)).id
    people = [visitor(make_person("Komşu")) for _ in range(5)]
    db.session.rollback()
    results = at_once(
        app,
        *(lambda by=by: services.support(queries.get_proposal(number), by=by) for by in people),
    )
    assert results == [True] * 5
    assert _reached() == 1


def test_the_limit_counts_one_step_and_a_step_back_frees_a_support(app: Flask) -> None:
    activity = _activity(support_limit=2)
    one, two, three = (make_proposal(activity).id for _ in range(3))
    elsewhere = make_proposal().id
    by = visitor(make_person("Komşu"))
    for number in (one, two, elsewhere):
        with write():
            assert services.support(queries.get_proposal(number), by=by)
    with write():
        # Pressing again is no third support.
        assert not services.support(queries.get_proposal(one), by=by)
    with pytest.raises(services.SupportsUsedUp), write():
        services.support(queries.get_proposal(three), by=by)
    assert queries.get_proposal(three).support_count == 0
    with write():
        services.unsupport(queries.get_proposal(one), by=by)
    with write():
        assert services.support(queries.get_proposal(three), by=by)
    assert count_own_supports(activity.id, by.id or 0) == 2


def test_what_was_merged_or_withdrawn_uses_no_support_up(app: Flask) -> None:
    activity, person = _activity(support_limit=1), make_person("Komşu")
    for state in (ProposalState.MERGED, ProposalState.WITHDRAWN):
        make_support(make_proposal(activity, state=state), person)
    by, number = visitor(person), make_proposal(activity).id
    with write():
        assert services.support(queries.get_proposal(number), by=by)


def test_the_limit_holds_when_one_person_presses_everywhere_at_once(app: Flask) -> None:
    activity = _activity(support_limit=2)
    numbers = [make_proposal(activity).id for _ in range(5)]
    by = visitor(make_person("Komşu"))
    db.session.rollback()
    results = at_once(
        app,
        *(
            lambda number=number: services.support(queries.get_proposal(number), by=by)
            for number in numbers
        ),
    )
    assert sorted(map(str, results)) == sorted(["True"] * 2 + [str(services.SupportsUsedUp)] * 3)
    assert db.session.scalar(select(func.count()).select_from(Support)) == 2
    counts = [queries.get_proposal(number).support_count for number in numbers]
    assert sum(counts) == 2


def test_supporting_and_stepping_back_at_once_keep_the_count_true(app: Flask) -> None:
    number, by = make_proposal().id, visitor(make_person("Komşu"))
    with write():
        services.support(queries.get_proposal(number), by=by)
    other = visitor(make_person("Komşu"))
    db.session.rollback()
    at_once(
        app,
        lambda: services.unsupport(queries.get_proposal(number), by=by),
        lambda: services.unsupport(queries.get_proposal(number), by=by),
        lambda: services.support(queries.get_proposal(number), by=other),
    )
    assert queries.get_proposal(number).support_count == 1
