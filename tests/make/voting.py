"""Elections for tests: frozen with their key and open, unless told otherwise."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from consultations import queries as consultations
from consultations.models import Activity, ActivityKind, Consultation
from journeys.models import Status
from kernel.rules import Role, Visitor
from places.models import Municipality
from proposals.models import Proposal
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_staff, saving, visitor
from tests.make.proposals import make_proposal
from voting import queries, services
from voting.models import Election, Option, Rule

TITLES = ("Engelsiz rampa", "Kuş gözlem noktası", "Mahalle bostanı")


def make_vote(
    municipality: Municipality | None = None,
    *,
    consultation: Consultation | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    **activity: Any,
) -> Activity:
    """An activity that waits for its election."""
    owner = consultation or make_consultation(municipality, activities=())
    row = make_activity(
        owner, ActivityKind.VOTE, opens_at=opens_at, closes_at=closes_at, **activity
    )
    return consultations.get_activity(row.id)


def make_election(
    activity: Activity | None = None,
    *,
    titles: Iterable[str] = TITLES,
    costs: Sequence[int | None] = (),
    proposals: Sequence[Proposal] = (),
    frozen: bool = True,
    **anything: Any,
) -> Election:
    """With options written by hand and, when given, one for each proposal."""
    place = activity or make_vote()
    values: dict[str, Any] = {
        "question": "Kıyıda önce hangileri yapılsın?",
        "consequence": "Kazananlar 2027 programına girer; kararı meclis verir.",
        "rule": Rule.APPROVAL,
        "max_choices": 2,
        "seats": 1,
        "quorum_percent": None,
        "proposal_ids": [proposal.id for proposal in proposals],
    }
    officer = Visitor()
    with saving():
        election = services.draw_up(place, by=officer, **{**values, **anything})
        for number, title in enumerate([] if proposals else titles):
            services.add_option(
                election,
                by=officer,
                title=title,
                text=f"Bu seçenek kazanırsa {title.lower()} yapılır.",
                cost_kurus=costs[number] if number < len(costs) else None,
            )
        if frozen:
            services.freeze(queries.get_election(election.id), by=officer)
    return queries.get_election(election.id)


def make_ballot_proposals(consultation: Consultation, number: int = 3) -> list[Proposal]:
    """Screened proposals of the consultation, on their way to the ballot."""
    activity = make_activity(consultation)
    return [
        make_proposal(
            activity,
            title=f"Öneri {letter}",
            status=Status.ON_BALLOT,
            cost_kurus=1_000_000_00 * place,
        )
        for place, letter in enumerate("ABCDEFGHIJKLM"[:number], 1)
    ]


def make_officer(municipality_id: int) -> Visitor:
    from places.queries import get_municipality  # noqa: PLC0415

    return visitor(make_staff(get_municipality(municipality_id), Role.OFFICER))


def options(election: Election) -> dict[str, Option]:
    """By title; read anew, because every commit expires what was loaded."""
    fresh = queries.get_election(election.id)
    return {option.title: option for option in fresh.options}
