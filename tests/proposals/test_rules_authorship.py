"""Who may change a text with its author, and stand behind it: (rule, who, state, why not)."""

from dataclasses import dataclass
from typing import Any

import pytest

from kernel import clock
from proposals import authorship
from proposals.authorship import Offer, Reason
from proposals.models import (
    Amendment,
    AmendmentState,
    Cosponsor,
    CosponsorState,
    Proposal,
    ProposalState,
)
from proposals.rules import Reason as Proposals
from tests.proposals.test_rules import (
    CAST,
    EMAIL,
    HIDDEN,
    LOGIN,
    NOW,
    OVER,
    ROLE,
    STATES,
    STOPPED,
    person,
)

WHO = {**CAST, "amender": person(20)}


def amendment(
    proposal: Proposal, state: AmendmentState = AmendmentState.PROPOSED, **anything: Any
) -> Amendment:
    return Amendment(
        id=9, municipality_id=1, proposal=proposal, author_id=20, state=state, **anything
    )


AMENDMENTS = {
    "waiting": amendment(STATES["published"]),
    "waiting, supported": amendment(STATES["supported"]),
    "waiting, organisation's": amendment(STATES["organisation's"]),
    "waiting, collecting closed": amendment(STATES["collecting closed"]),
    "waiting, on the ballot": amendment(STATES["on the ballot"]),
    "waiting, withdrawn proposal": amendment(STATES["withdrawn"]),
    "accepted": amendment(STATES["published"], AmendmentState.ACCEPTED),
    "edited": amendment(STATES["published"], AmendmentState.ACCEPTED_EDITED),
    "declined": amendment(STATES["published"], AmendmentState.DECLINED),
    "declined, collecting closed": amendment(STATES["collecting closed"], AmendmentState.DECLINED),
    "declined, became": amendment(STATES["published"], AmendmentState.DECLINED, became_id=5),
    "taken back": amendment(STATES["published"], AmendmentState.WITHDRAWN),
}

AMEND_TABLE: list[tuple[str, str, str, Any]] = [
    ("amend", "neighbour", "published", None),
    ("amend", "neighbour", "supported", None),
    ("amend", "officer", "published", None),
    ("amend", "author", "published", Reason.OWN_TEXT),
    ("amend", "representative", "organisation's", Reason.OWN_TEXT),
    ("amend", "nobody", "published", LOGIN),
    ("amend", "unconfirmed", "published", EMAIL),
    ("amend", "neighbour", "draft", HIDDEN),
    ("amend", "neighbour", "collecting closed", OVER),
    ("amend", "neighbour", "ended early", STOPPED),
    ("amend", "neighbour", "on the ballot", Proposals.DECIDED),
    ("amend", "neighbour", "withdrawn", Proposals.WITHDRAWN),
]

AMENDMENT_TABLE: list[tuple[str, str, str, Any]] = [
    ("see_amendment", "nobody", "waiting", None),
    ("see_amendment", "nobody", "taken back", None),
    ("accept_amendment", "author", "waiting", None),
    ("accept_amendment", "author", "waiting, supported", None),
    ("accept_amendment", "amender", "waiting", ROLE),
    ("accept_amendment", "neighbour", "waiting", ROLE),
    ("accept_amendment", "officer", "waiting", ROLE),
    ("accept_amendment", "moderator", "waiting", ROLE),
    ("accept_amendment", "nobody", "waiting", LOGIN),
    ("accept_amendment", "author", "waiting, organisation's", ROLE),
    ("accept_amendment", "representative", "waiting, organisation's", None),
    ("accept_amendment", "author", "waiting, collecting closed", OVER),
    ("accept_amendment", "author", "waiting, on the ballot", Proposals.DECIDED),
    ("accept_amendment", "author", "waiting, withdrawn proposal", Proposals.WITHDRAWN),
    ("accept_amendment", "author", "accepted", Reason.DECIDED),
    ("accept_amendment", "author", "edited", Reason.DECIDED),
    ("accept_amendment", "author", "declined", Reason.DECIDED),
    ("accept_amendment", "author", "taken back", Reason.TAKEN_BACK),
    ("decline_amendment", "author", "waiting", None),
    ("decline_amendment", "author", "waiting, collecting closed", None),
    ("decline_amendment", "amender", "waiting", ROLE),
    ("decline_amendment", "neighbour", "waiting", ROLE),
    ("decline_amendment", "officer", "waiting", ROLE),
    ("decline_amendment", "nobody", "waiting", LOGIN),
    ("decline_amendment", "author", "accepted", Reason.DECIDED),
    ("withdraw_amendment", "amender", "waiting", None),
    ("withdraw_amendment", "author", "waiting", ROLE),
    ("withdraw_amendment", "neighbour", "waiting", ROLE),
    ("withdraw_amendment", "nobody", "waiting", LOGIN),
    ("withdraw_amendment", "amender", "accepted", Reason.DECIDED),
    ("withdraw_amendment", "amender", "taken back", Reason.TAKEN_BACK),
    ("promote_amendment", "amender", "declined", None),
    ("promote_amendment", "author", "declined", ROLE),
    ("promote_amendment", "neighbour", "declined", ROLE),
    ("promote_amendment", "nobody", "declined", LOGIN),
    ("promote_amendment", "amender", "declined, became", Reason.BECAME),
    ("promote_amendment", "amender", "declined, collecting closed", OVER),
    ("promote_amendment", "amender", "waiting", Reason.NOT_DECLINED),
    ("promote_amendment", "amender", "edited", Reason.NOT_DECLINED),
]


WHO |= {
    "invited": person(21, email="davetli@ornek.example"),
    "invited, unconfirmed": person(22, email="davetli@ornek.example", email_confirmed=False),
    "standing": person(23),
}


def cosponsor(
    proposal: Proposal, state: CosponsorState = CosponsorState.INVITED, **anything: Any
) -> Cosponsor:
    return Cosponsor(id=6, municipality_id=1, proposal=proposal, state=state, **anything)


ASKED: dict[str, Any] = {"email": "davetli@ornek.example", "mark": "x"}
OFFERS = {
    "by address": Offer(cosponsor(STATES["published"], **ASKED)),
    "by its link": Offer(cosponsor(STATES["published"], **ASKED), by_link=True),
    "organisation's": Offer(cosponsor(STATES["published"], organisation_id=9)),
    "own organisation's": Offer(cosponsor(STATES["organisation's"], **ASKED), by_link=True),
    "answered": Offer(
        cosponsor(STATES["published"], CosponsorState.DECLINED, mark="x"), by_link=True
    ),
    "of a withdrawn proposal": Offer(cosponsor(STATES["withdrawn"], **ASKED), by_link=True),
    "of a draft": Offer(cosponsor(STATES["draft"], **ASKED)),
    "of a draft, by its link": Offer(cosponsor(STATES["draft"], **ASKED), by_link=True),
    "of a draft, answered": Offer(
        cosponsor(STATES["draft"], CosponsorState.DECLINED, mark="x"), by_link=True
    ),
    "forged": Offer(None, by_link=True),
}


@dataclass
class Beside:
    shared: bool


@dataclass
class Draft:
    """The row of a draft's page, for somebody who was asked or not."""

    marks: Beside
    author_id: int = 1
    state: ProposalState = ProposalState.DRAFT


DRAFTS = {"draft, asked": Draft(Beside(True)), "draft": Draft(Beside(False))}
COSPONSORS = {
    "asked": cosponsor(STATES["published"], **ASKED),
    "accepted": cosponsor(STATES["published"], CosponsorState.ACCEPTED, person_id=23),
    "accepted, decided": cosponsor(STATES["on the ballot"], CosponsorState.ACCEPTED, person_id=23),
    "organisation accepted": cosponsor(
        STATES["published"], CosponsorState.ACCEPTED, organisation_id=9
    ),
    "left": cosponsor(STATES["published"], CosponsorState.LEFT, person_id=23),
}

INVITE_TABLE: list[tuple[str, str, str, Any]] = [
    ("invite", "author", "published", None),
    ("invite", "author", "collecting closed", None),
    ("invite", "representative", "organisation's", None),
    ("invite", "author", "organisation's", ROLE),
    ("invite", "neighbour", "published", ROLE),
    ("invite", "officer", "published", ROLE),
    ("invite", "nobody", "published", LOGIN),
    ("invite", "author", "draft", None),
    ("invite", "neighbour", "draft", HIDDEN),
    ("invite", "nobody", "draft", HIDDEN),
    ("invite", "author", "on the ballot", Proposals.DECIDED),
    ("invite", "author", "withdrawn", Proposals.WITHDRAWN),
]

OFFER_TABLE: list[tuple[str, str, str, Any]] = [
    ("see_offer", "invited", "by address", None),
    ("see_offer", "invited, unconfirmed", "by address", HIDDEN),
    ("see_offer", "neighbour", "by address", HIDDEN),
    ("see_offer", "author", "by address", HIDDEN),
    ("see_offer", "officer", "by address", HIDDEN),
    ("see_offer", "nobody", "by address", LOGIN),
    ("see_offer", "nobody", "by its link", None),
    ("see_offer", "representative", "organisation's", None),
    ("see_offer", "neighbour", "organisation's", HIDDEN),
    ("see_offer", "nobody", "forged", Reason.OFFER_OLD),
    ("see_offer", "invited", "answered", Reason.OFFER_OVER),
    ("see_offer", "invited", "of a withdrawn proposal", Proposals.WITHDRAWN),
    ("see_offer", "invited", "of a draft", None),
    ("see_offer", "nobody", "of a draft, by its link", None),
    ("see_offer", "neighbour", "of a draft", HIDDEN),
    ("see_offer", "officer", "of a draft", HIDDEN),
    ("see_offer", "nobody", "of a draft, answered", Reason.OFFER_OVER),
    ("accept_offer", "invited", "of a draft", None),
    ("accept_offer", "author", "of a draft, by its link", Reason.OWN_OFFER),
    ("decline_offer", "nobody", "of a draft, by its link", None),
    ("accept_offer", "invited", "by address", None),
    ("accept_offer", "neighbour", "by its link", None),
    ("accept_offer", "invited, unconfirmed", "by its link", EMAIL),
    ("accept_offer", "nobody", "by its link", LOGIN),
    ("accept_offer", "author", "by its link", Reason.OWN_OFFER),
    ("accept_offer", "representative", "own organisation's", Reason.OWN_OFFER),
    ("accept_offer", "representative", "organisation's", None),
    ("accept_offer", "neighbour", "by address", HIDDEN),
    ("decline_offer", "nobody", "by its link", None),
    ("decline_offer", "neighbour", "by address", HIDDEN),
    ("decline_offer", "invited", "answered", Reason.OFFER_OVER),
]

COSPONSOR_TABLE: list[tuple[str, str, str, Any]] = [
    ("revoke_offer", "author", "asked", None),
    ("revoke_offer", "neighbour", "asked", ROLE),
    ("revoke_offer", "invited", "asked", ROLE),
    ("revoke_offer", "nobody", "asked", LOGIN),
    ("revoke_offer", "author", "accepted", Reason.OFFER_OVER),
    ("leave", "standing", "accepted", None),
    ("leave", "standing", "accepted, decided", None),
    ("leave", "representative", "organisation accepted", None),
    ("leave", "author", "accepted", ROLE),
    ("leave", "neighbour", "accepted", ROLE),
    ("leave", "nobody", "accepted", LOGIN),
    ("leave", "standing", "left", Reason.NOT_STANDING),
    ("leave", "invited", "asked", Reason.NOT_STANDING),
]


SHOW_TABLE: list[tuple[str, str, str, Any]] = [
    ("show", "invited", "draft, asked", None),
    ("show", "neighbour", "draft", HIDDEN),
    ("show", "officer", "draft", HIDDEN),
    ("show", "nobody", "draft", HIDDEN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), SHOW_TABLE)
def test_rule_of_a_drafts_page(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(authorship, rule)(WHO[who], DRAFTS[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(
    ("rule", "who", "state", "expected"), [*INVITE_TABLE, *OFFER_TABLE, *COSPONSOR_TABLE]
)
def test_rule_of_standing_behind(rule: str, who: str, state: str, expected: Any) -> None:
    things: dict[str, Any] = {"invite": STATES, "leave": COSPONSORS, "revoke_offer": COSPONSORS}
    with clock.held(NOW):
        denied = getattr(authorship, rule)(WHO[who], things.get(rule, OFFERS)[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(("rule", "who", "state", "expected"), AMEND_TABLE)
def test_rule_of_a_text(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(authorship, rule)(WHO[who], STATES[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(("rule", "who", "state", "expected"), AMENDMENT_TABLE)
def test_rule_of_an_amendment(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(authorship, rule)(WHO[who], AMENDMENTS[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Gölge ve su.", "Gölge  ve\r\nsu. ", True),
        ("Çeşme", "C\u0327es\u0327me", True),
        ("Çeşme", "Cesme", False),
        ("bir\n\niki", "bir iki", True),
        ("", "", True),
        ("Su", "su", False),
    ],
)
def test_spaces_and_composed_letters_are_no_difference(
    one: str, other: str, expected: bool
) -> None:
    assert authorship.same(one, other) is expected
