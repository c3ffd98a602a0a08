"""Who may merge, split and link, when: each row is (rule, who, state, why not)."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.rules import Common
from proposals import joining, rules
from proposals.joining import Reason
from proposals.kinship import Consent, Merge, MergePart, MergeState
from proposals.models import Proposal
from tests.proposals.test_rules import CAST, NOW, OVER, STATES, person, proposal

LOGIN, ROLE, HIDDEN, EMAIL = Common.LOGIN, Common.ROLE, Common.HIDDEN, Common.EMAIL
MERGED = rules.Reason.MERGED
PEOPLE = {**CAST, "other author": person(12)}


def merge(state: MergeState = MergeState.PROPOSED, *, days: int = 5, **anything: Any) -> Merge:
    """The author's proposal and the other author's."""
    mine = anything.pop("mine", None) or proposal()
    theirs = proposal()
    theirs.author_id = 12
    answered = anything.pop("answered", False)
    return Merge(
        state=state,
        answer_by=NOW + timedelta(days=days),
        activity=mine.activity,
        parts=[
            MergePart(
                proposal=one,
                consent=Consent.AGREED if answered and one is mine else Consent.WAITING,
                answered_at=NOW if answered and one is mine else None,
            )
            for one in (mine, theirs)
        ],
    )


MERGES = {
    "merge that waits": merge(),
    "merge the author has agreed to": merge(answered=True),
    "merge out of time": merge(days=-1),
    "merge that happened": merge(MergeState.AGREED),
    "merge that was refused": merge(MergeState.REFUSED),
    "merge with a part on the ballot": merge(mine=STATES["on the ballot"]),
}
THINGS: dict[str, Proposal | Merge] = {**STATES, **MERGES}

TABLE: list[tuple[str, str, str, Any]] = [
    ("propose_merge", "officer", "published", None),
    ("propose_merge", "officer", "supported", None),
    ("propose_merge", "officer", "on the ballot", Reason.DECIDED),
    ("propose_merge", "officer", "withdrawn", rules.Reason.WITHDRAWN),
    ("propose_merge", "officer", "merged", MERGED),
    ("propose_merge", "officer", "draft", HIDDEN),
    ("propose_merge", "officer", "council's", ROLE),
    ("propose_merge", "council officer", "council's", None),
    ("propose_merge", "author", "published", ROLE),
    ("propose_merge", "officer elsewhere", "published", ROLE),
    ("propose_merge", "nobody", "published", LOGIN),
    ("see_merge", "author", "merge that waits", None),
    ("see_merge", "other author", "merge that waits", None),
    ("see_merge", "officer", "merge that waits", None),
    ("see_merge", "auditor", "merge that waits", None),
    ("see_merge", "neighbour", "merge that waits", HIDDEN),
    ("see_merge", "nobody", "merge that waits", LOGIN),
    ("see_merge", "neighbour", "merge that was refused", HIDDEN),
    ("see_merge", "author", "merge that was refused", None),
    ("see_merge", "nobody", "merge that happened", None),
    ("agree_to_merge", "author", "merge that waits", None),
    ("agree_to_merge", "other author", "merge the author has agreed to", None),
    ("agree_to_merge", "author", "merge the author has agreed to", Reason.ANSWERED),
    ("agree_to_merge", "officer", "merge that waits", ROLE),
    ("agree_to_merge", "neighbour", "merge that waits", HIDDEN),
    ("agree_to_merge", "author", "merge out of time", Reason.TIME_OVER),
    ("agree_to_merge", "author", "merge that happened", Reason.MERGE_OVER),
    ("agree_to_merge", "author", "merge with a part on the ballot", Reason.PART_MOVED),
    ("refuse_merge", "author", "merge that waits", None),
    ("refuse_merge", "author", "merge the author has agreed to", None),
    ("refuse_merge", "author", "merge with a part on the ballot", None),
    ("refuse_merge", "officer", "merge that waits", ROLE),
    ("refuse_merge", "author", "merge out of time", Reason.TIME_OVER),
    ("undo_merge", "officer", "merge that waits", None),
    ("undo_merge", "author", "merge that waits", ROLE),
    ("undo_merge", "officer", "merge that happened", Reason.MERGE_OVER),
    ("undo_merge", "officer", "merge out of time", Reason.TIME_OVER),
    ("split", "officer", "published", None),
    ("split", "officer", "collecting closed", None),
    ("split", "author", "supported", None),
    ("split", "author", "collecting closed", OVER),
    ("split", "neighbour", "published", ROLE),
    ("split", "nobody", "published", LOGIN),
    ("split", "author", "on the ballot", Reason.DECIDED),
    ("split", "author", "draft", HIDDEN),
    ("link", "officer", "published", None),
    ("link", "officer", "refused", None),
    ("link", "officer", "draft", HIDDEN),
    ("link", "author", "published", ROLE),
    ("link", "nobody", "published", LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "wanted"), TABLE)
def test_rule(rule: str, who: str, state: str, wanted: Any) -> None:
    with clock.held(NOW):
        denied = getattr(joining, rule)(PEOPLE[who], THINGS[state])
    assert (denied.reason if denied else None) == wanted


class Two:
    both = (STATES["published"], STATES["council's"])


PAIR_TABLE: list[tuple[str, str, str, Any]] = [
    ("settle_pair", "officer", "pair with one of the municipality's", None),
    ("settle_pair", "council officer", "pair with one of the municipality's", None),
    ("settle_pair", "author", "pair with one of the municipality's", ROLE),
    ("settle_pair", "nobody", "pair with one of the municipality's", LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "wanted"), PAIR_TABLE)
def test_pair_rule(rule: str, who: str, state: str, wanted: Any) -> None:
    denied = joining.settle_pair(CAST[who], Two())
    assert (denied.reason if denied else None) == wanted
