"""Amendments and co-sponsors for tests."""

import secrets
from typing import Any

from accounts.models import Person
from consultations.models import Activity
from kernel import clock, tokens
from proposals.authorship import OFFER_VALID
from proposals.entering import STOP_VALID
from proposals.entries import Behalf, Consent, ProposalImport
from proposals.models import Amendment, AmendmentState, Cosponsor, CosponsorState, Origin, Proposal
from proposals.queries import OFFER, STOP
from tests.make.places import make_person, saving
from tests.make.proposals import make_proposal


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


def make_behalf(activity: Activity | None = None, **anything: Any) -> Behalf:
    """A published proposal that a clerk has entered."""
    with saving() as session:
        proposal = make_proposal(activity, origin=Origin.BEHALF, byline="Fatma Teyze")
        values: dict[str, Any] = {
            "municipality_id": proposal.municipality_id,
            "proposal_id": proposal.id,
            "consent": Consent.WRITTEN,
            "consent_on": clock.today(),
            "email": "fatma@ornek.example",
            "entered_by_id": proposal.author_id,
        }
        row = Behalf(**{**values, **anything})
        session.add(row)
    return row


def make_stop(behalf: Behalf) -> str:
    """The token of the mail."""
    return tokens.sign(STOP, STOP_VALID, behalf=behalf.id)


def make_import(activity: Activity, **anything: Any) -> ProposalImport:
    good = {
        "row": 2,
        "title": "Salı pazarına bank",
        "problem": "Yaşlılar oturacak yer bulamıyor.",
        "body": "Pazarın iki ucuna bank konsun.",
        "body_html": "<p>…</p>",
        "neighbourhood_id": None,
        "category_id": None,
        "name": "Fatma Teyze",
        "consent": "spoken",
        "consent_on": "2026-11-20",
        "consent_note": "",
        "email": None,
        "phone": "",
        "faults": [],
    }
    bad = {
        **good,
        "row": 3,
        "faults": [{"message": "%(column)s boş.", "facts": {"column": "Öneri"}}],
    }
    values: dict[str, Any] = {
        "municipality_id": activity.municipality_id,
        "activity_id": activity.id,
        "file_hash": secrets.token_hex(32),
        "file_name": "oneriler.csv",
        "rows": [good, bad],
        "good": 1,
        "bad": 1,
        "uploaded_by_id": make_person("Görevli").id,
    }
    with saving() as session:
        row = ProposalImport(**{**values, **anything})
        session.add(row)
    return row
