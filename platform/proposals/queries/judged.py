"""A proposal or an amendment with its case, and the words of what is hidden."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from kernel.db import db
from kernel.rules import NOBODY, Visitor
from kernel.text import plain
from moderation.queries import get_case
from proposals.models import Amendment, HiddenWords, Proposal
from proposals.queries.authorship import get_amendment
from proposals.queries.one import get_proposal


def get_judged(proposal_id: int, for_: Visitor = NOBODY) -> Proposal:
    """With its case and its appeal: what the rules of moderation read."""
    proposal = get_proposal(proposal_id)
    _with_case(proposal)
    return proposal


def get_judged_amendment(amendment_id: int, for_: Visitor = NOBODY) -> Amendment:
    amendment = get_amendment(amendment_id)
    _with_case(amendment)
    return amendment


def _with_case(thing: Proposal | Amendment) -> None:
    case = None if thing.case_id is None else get_case(thing.case_id)
    set_committed_value(thing, "case", case)


def find_hidden_words(proposal_id: int) -> HiddenWords | None:
    return db.session.get(HiddenWords, proposal_id)


def list_excerpts(
    proposal_ids: Collection[int], amendment_ids: Collection[int]
) -> tuple[dict[int, str], dict[int, str]]:
    """How they begin, for the moderator's desk."""
    proposals = db.session.execute(
        select(Proposal.id, Proposal.problem, HiddenWords.problem)
        .outerjoin(HiddenWords, HiddenWords.proposal_id == Proposal.id)
        .where(Proposal.id.in_(proposal_ids))
    )
    amendments = db.session.execute(
        select(Amendment.id, Amendment.reason).where(Amendment.id.in_(amendment_ids))
    )
    return (
        {number: plain(hidden or problem, 160) for number, problem, hidden in proposals},
        {number: plain(reason, 160) for number, reason in amendments},
    )
