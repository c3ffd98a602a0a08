"""Amendments and co-sponsors for tests."""

from typing import Any

from accounts.models import Person
from kernel import tokens
from proposals.authorship import OFFER_VALID
from proposals.models import Amendment, AmendmentState, Cosponsor, CosponsorState, Proposal
from proposals.queries import OFFER
from tests.make.places import make_person, saving


def make_amendment(proposal: Proposal, author: Person | None = None, **anything: Any) -> Amendment:
    values: dict[str, Any] = {
        "municipality_id": proposal.municipality_id,
        "proposal_id": proposal.id,
        "author_id": (author or make_person("Derya Komşu")).id,
        "title": proposal.title,
        "problem": proposal.problem,
        "body": f"{proposal.body}\n\nÇeşmenin suyu kesilmesin.",
        "body_html": "<p>…</p>",
        "base_title": proposal.title,
        "base_problem": proposal.problem,
        "base_body": proposal.body,
        "reason": "Su kesilince çeşmenin anlamı kalmıyor.",
    }
    with saving() as session:
        row = Amendment(**{**values, **anything})
        session.add(row)
    return row


def make_cosponsor(
    proposal: Proposal,
    person: Person | None = None,
    state: CosponsorState = CosponsorState.ACCEPTED,
    **anything: Any,
) -> Cosponsor:
    values: dict[str, Any] = {
        "municipality_id": proposal.municipality_id,
        "proposal_id": proposal.id,
        "person_id": None if person is None else person.id,
        "state": state,
        "mark": "0" * 64,
    }
    with saving() as session:
        row = Cosponsor(**{**values, **anything})
        session.add(row)
    return row


def amendments(proposal: Proposal) -> list[int]:
    """In the states that decide what can be done."""
    waiting = make_amendment(proposal)
    declined = make_amendment(proposal, state=AmendmentState.DECLINED, answer="Ayrı yazın.")
    return [waiting.id, declined.id]


def cosponsors(proposal: Proposal) -> list[int]:
    invited = make_cosponsor(
        proposal, state=CosponsorState.INVITED, email="yeni@cinarli.example", mark="1" * 64
    )
    return [invited.id, make_cosponsor(proposal, make_person("Ortak")).id]


def make_offer(proposal: Proposal, email: str = "davetli@cinarli.example") -> str:
    """The token of the mail."""
    row = make_cosponsor(
        proposal,
        state=CosponsorState.INVITED,
        email=email,
        mark=tokens.mark("cosponsor", email),
    )
    return tokens.sign(OFFER, OFFER_VALID, cosponsor=row.id)
