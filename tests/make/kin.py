"""Merges and pairs for tests: rows as the services leave them, without notices."""

from datetime import timedelta

from accounts.models import Person
from consultations.models import Activity
from kernel import clock
from kernel.db import write
from proposals.kinship import Merge, MergePart, MergeState, SimilarPair
from proposals.models import Proposal
from tests.make.places import make_person
from tests.make.proposals import make_proposal


def make_merge(
    activity: Activity,
    *,
    state: MergeState = MergeState.PROPOSED,
    parts: int = 2,
    author: Person | None = None,
) -> Merge:
    """Into the first of its proposals."""
    of = [make_proposal(activity, author=author) for _ in range(parts)]
    officer = make_person("Derya Koç")
    with write() as session:
        merge = Merge(
            municipality_id=activity.municipality_id,
            activity_id=activity.id,
            state=state,
            target_id=of[0].id,
            reason="İkisi de aynı parka gölge istiyor.",
            proposed_by_id=officer.id,
            answer_by=clock.now() + timedelta(days=10),
        )
        session.add(merge)
        session.flush()
        waits = state is MergeState.PROPOSED
        session.add_all(
            MergePart(merge_id=merge.id, proposal_id=one.id, held_id=one.id if waits else None)
            for one in of
        )
    return merge


def make_pair(first: Proposal, second: Proposal, score: int = 70) -> SimilarPair:
    with write() as session:
        pair = SimilarPair(
            municipality_id=first.municipality_id,
            first_id=first.id,
            second_id=second.id,
            score=score,
        )
        session.add(pair)
    return pair
