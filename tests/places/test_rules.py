"""Who may do what in a municipality: one line for each rule, person and state."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.rules import Common, Reason, Role, Visitor
from places import rules
from places.models import (
    Invitation,
    LetterRequest,
    Municipality,
    Organisation,
    OrganisationState,
    Staff,
)
from places.rules import Offer, PlacesReason

TOWN, NEXT_TOWN = 1, 2
DONE = datetime(2026, 11, 1, tzinfo=UTC)


def staff(role: Role, town: int = TOWN, number: int = 20) -> Visitor:
    return Visitor(
        id=number,
        email="gorevli@cinarli.example",
        email_confirmed=True,
        roles=frozenset({(town, role.value)}),
    )


CAST: dict[str, Visitor] = {
    "nobody": Visitor(),
    "unconfirmed": Visitor(id=9, email="author@cinarli.example"),
    "author": Visitor(id=10, email="author@cinarli.example", email_confirmed=True),
    "neighbour": Visitor(id=11, email="neighbour@cinarli.example", email_confirmed=True),
    "resident": Visitor(id=12, email_confirmed=True, residence={TOWN: (5, None)}),
    "representative": Visitor(id=13, email_confirmed=True, organisations={7: (TOWN, "Dernek")}),
    "neighbour's administrator": staff(Role.ADMINISTRATOR, NEXT_TOWN),
    "neighbour's desk_officer": staff(Role.DESK_OFFICER, NEXT_TOWN),
    **{role.value: staff(role) for role in Role},
}


class Proved:
    municipality_id = TOWN

    def __init__(self, proof_id: int | None) -> None:
        self.proof_id = proof_id


def organisation(state: OrganisationState) -> Organisation:
    return Organisation(id=7, municipality_id=TOWN, state=state, applied_by_id=10)


def letter(**anything: Any) -> LetterRequest:
    return LetterRequest(id=3, municipality_id=TOWN, person_id=10, **anything)


THINGS: dict[str, Any] = {
    "municipality": Municipality(id=TOWN),
    "role": Staff(id=4, municipality_id=TOWN),
    "invitation open": Invitation(id=5, municipality_id=TOWN),
    "invitation accepted": Invitation(id=5, municipality_id=TOWN, accepted_at=DONE),
    "invitation revoked": Invitation(id=5, municipality_id=TOWN, revoked_at=DONE),
    "offer forged": Offer(),
    "offer done": Offer(id=5, email="author@cinarli.example", open=False),
    "offer open": Offer(id=5, email="author@cinarli.example", open=True),
    "applied": organisation(OrganisationState.APPLIED),
    "verified": organisation(OrganisationState.VERIFIED),
    "refused": organisation(OrganisationState.REFUSED),
    "letter open": letter(),
    "letter posted": letter(posted_at=DONE),
    "letter used": letter(used_at=DONE),
    "letter cancelled": letter(cancelled_at=DONE),
    "proved": Proved(8),
    "not proved": Proved(None),
}

LOGIN, ROLE, EMAIL, HIDDEN = Common.LOGIN, Common.ROLE, Common.EMAIL, Common.HIDDEN
STRANGERS = ["author", "neighbour's administrator", "neighbour's desk_officer"]


def only(rule: str, state: str, *allowed: Role) -> list[tuple[str, str, str, Reason | None]]:
    """Staff of these roles and nobody else."""
    return [
        (rule, "nobody", state, LOGIN),
        *((rule, who, state, ROLE) for who in STRANGERS),
        *((rule, role.value, state, None if role in allowed else ROLE) for role in Role),
    ]


TABLE: list[tuple[str, str, str, Reason | None]] = [
    *only("manage", "municipality", Role.ADMINISTRATOR),
    *only("read_desk", "municipality", Role.ADMINISTRATOR, Role.AUDITOR),
    *only("read_contacts", "municipality", Role.ADMINISTRATOR),
    *only("check_residence", "municipality", Role.DESK_OFFICER),
    *only("end_role", "role", Role.ADMINISTRATOR),
    *only("revoke_invitation", "invitation open", Role.ADMINISTRATOR),
    ("revoke_invitation", "administrator", "invitation accepted", PlacesReason.INVITATION_DONE),
    ("revoke_invitation", "administrator", "invitation revoked", PlacesReason.INVITATION_DONE),
    *only("decide", "applied", Role.ADMINISTRATOR),
    ("decide", "administrator", "verified", PlacesReason.NOT_WAITING),
    ("decide", "administrator", "refused", PlacesReason.NOT_WAITING),
    *only("read_application", "applied", Role.ADMINISTRATOR, Role.AUDITOR),
    *only("add_representative", "verified", Role.ADMINISTRATOR),
    ("add_representative", "administrator", "applied", PlacesReason.NOT_VERIFIED),
    *only("post_letter", "letter open", Role.DESK_OFFICER),
    ("post_letter", "desk_officer", "letter posted", PlacesReason.LETTER_POSTED),
    ("post_letter", "desk_officer", "letter used", PlacesReason.LETTER_DONE),
    ("post_letter", "desk_officer", "letter cancelled", PlacesReason.LETTER_DONE),
    *only("end_proof", "proved", Role.DESK_OFFICER),
    ("end_proof", "desk_officer", "not proved", PlacesReason.NO_PROOF),
    # invitations
    ("see_invitation", "nobody", "offer open", None),
    ("see_invitation", "nobody", "offer done", PlacesReason.INVITATION_DONE),
    ("see_invitation", "nobody", "offer forged", PlacesReason.OLD_LINK),
    ("accept_invitation", "author", "offer open", None),
    ("accept_invitation", "nobody", "offer open", LOGIN),
    ("accept_invitation", "neighbour", "offer open", PlacesReason.OTHER_ADDRESS),
    ("accept_invitation", "unconfirmed", "offer open", EMAIL),
    ("accept_invitation", "author", "offer done", PlacesReason.INVITATION_DONE),
    ("accept_invitation", "author", "offer forged", PlacesReason.OLD_LINK),
    # signing up
    ("sign_up", "nobody", "municipality", None),
    ("sign_up", "author", "municipality", PlacesReason.SIGNED_IN),
    # organisations
    ("see_organisation", "nobody", "verified", None),
    ("see_organisation", "nobody", "applied", HIDDEN),
    ("see_organisation", "neighbour", "refused", HIDDEN),
    ("see_organisation", "author", "applied", None),
    ("see_organisation", "author", "refused", None),
    ("see_organisation", "administrator", "applied", None),
    ("see_organisation", "auditor", "applied", None),
    ("see_organisation", "moderator", "applied", HIDDEN),
    ("see_organisation", "neighbour's administrator", "applied", HIDDEN),
    ("apply", "nobody", "municipality", LOGIN),
    ("apply", "unconfirmed", "municipality", EMAIL),
    ("apply", "author", "municipality", None),
    ("leave", "nobody", "verified", LOGIN),
    ("leave", "representative", "verified", None),
    ("leave", "neighbour", "verified", PlacesReason.NOT_REPRESENTATIVE),
    ("leave", "representative", "refused", PlacesReason.NOT_VERIFIED),
    # residence
    ("declare", "nobody", "municipality", LOGIN),
    ("declare", "unconfirmed", "municipality", None),
    ("request_letter", "nobody", "municipality", LOGIN),
    ("request_letter", "unconfirmed", "municipality", EMAIL),
    ("request_letter", "author", "municipality", None),
    ("request_letter", "resident", "municipality", PlacesReason.HAS_PROOF),
    ("enter_code", "nobody", "municipality", LOGIN),
    ("enter_code", "author", "municipality", None),
    ("enter_code", "resident", "municipality", PlacesReason.HAS_PROOF),
    ("cancel_letter", "nobody", "letter open", LOGIN),
    ("cancel_letter", "author", "letter open", None),
    ("cancel_letter", "author", "letter posted", None),
    ("cancel_letter", "neighbour", "letter open", HIDDEN),
    ("cancel_letter", "desk_officer", "letter open", HIDDEN),
    ("cancel_letter", "author", "letter used", PlacesReason.LETTER_DONE),
    ("cancel_letter", "author", "letter cancelled", PlacesReason.LETTER_DONE),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Reason | None) -> None:
    denied = getattr(rules, rule)(CAST[who], THINGS[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(
    "slug", ["cinarli", "cinarli-2", "20-mayis", "a1", "x" * 60], ids=lambda slug: slug[:12]
)
def test_a_good_slug(slug: str) -> None:
    assert rules.slug_fault(slug) is None


BAD_SLUGS = "çınarlı Cinarli cinarli_ -cinarli cinarli- a--b a giris uye-ol cin/arli".split(" ")


@pytest.mark.parametrize("slug", [*BAD_SLUGS, "x" * 61, "", "cinarli\n"])
def test_a_bad_slug(slug: str) -> None:
    assert rules.slug_fault(slug) is not None
