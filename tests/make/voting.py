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
from voting import custody, queries, sealing, services
from voting.models import Custodian, Election, Option
from voting.plan import Invited, Plan

TITLES = ("Engelsiz rampa", "Kuş gözlem noktası", "Mahalle bostanı")


USUAL = {
    "question": "Kıyıda önce hangileri yapılsın?",
    "consequence": "Kazananlar 2027 programına girer; kararı meclis verir.",
    "rule": "approval",
    "params": {"max_choices": 2},
}


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
    plan = Plan(**{**USUAL, **anything})
    officer = Visitor()
    with saving():
        election = services.draw_up(
            place, by=officer, plan=plan, proposal_ids=[proposal.id for proposal in proposals]
        )
        for number, title in enumerate([] if proposals else titles):
            services.add_option(
                election,
                by=officer,
                title=title,
                text=f"Bu seçenek kazanırsa {title.lower()} yapılır.",
                cost_kurus=costs[number] if number < len(costs) else None,
            )
        if frozen:
            give_keys(queries.get_election(election.id))
            services.freeze(queries.get_election(election.id), by=officer)
    return queries.get_election(election.id)


#: the custodians' private keys are no secret here
CUSTODIANS = {number: custody.private_of(bytes([number]) * 16) for number in custody.CUSTODIANS}


def give_keys(election: Election) -> None:
    """Three custodians with keys and opened envelopes."""
    people = [
        Invited(f"Emanetçi {number}", "Çınarlı Kent Konseyi", f"emanet{number}@ev.example")
        for number in CUSTODIANS
    ]
    services.invite(election, by=Visitor(), people=people)
    for custodian in queries.get_election(election.id).custodians:
        public = sealing.public_of(CUSTODIANS[custodian.number])
        services.receive_key(custodian, line=custody.public_line(public))
    for custodian in queries.get_election(election.id).custodians:
        services.try_envelope(custodian, answer=custody.trial_answer(halves_of(custodian)))


def halves_of(custodian: Custodian) -> dict[str, bytes]:
    """What the custodian's own machine shows."""
    return custody.opened(services.envelope(custodian), CUSTODIANS[custodian.number])


SEED = "271828182845904"


def close(election: Election) -> None:
    """Everything that follows the end by itself, and the seed."""
    with saving():
        services.close(election.id)
    with saving():
        services.destroy_key(election.id)
    with saving():
        fresh = queries.get_election(election.id)
        services.enter_seed(fresh, by=Visitor(), seed=SEED, how="Meclis salonunda zarla.")


def count(election: Election) -> Election:
    """From the end to the result, with custodians 1 and 3; the clock must stand after the end."""
    close(election)
    for number in (1, 3):
        with saving():
            fresh = queries.get_election(election.id)
            custodian = fresh.custodians[number - 1]
            services.bring(custodian, lines=custody.half_lines(halves_of(custodian)))
    with saving():
        services.open_box(election.id)
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
