"""Who may vote, who has, and how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, bindparam, cast, func, literal, null, select, union_all

from accounts.models import EmailProof, Person
from consultations import rules as consultations
from consultations.models import Activity, Eligibility
from kernel import keys, ledgers
from kernel.db import db, fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor
from places import queries as places
from places.models import ResidenceProof
from voting import box, roll, rules
from voting.models import Election, RollKind
from voting.queries.elections import get_election
from voting.rules import Stage


@dataclass(frozen=True)
class Home:
    """A living proof of residence."""

    proof_id: int
    place_id: int | None


@dataclass(frozen=True)
class VoterFacts:
    """What the roll asks about a person; ended proofs count for finding, living ones for voting."""

    name: str
    email: str
    email_ids: list[int]
    email_proof_id: int | None
    residence_ids: list[int]
    #: by municipality
    residences: dict[int, Home]


_PERSON: Any = bindparam("person")


def _proofs() -> Any:
    """Living and ended: a new address or a residence proved anew is not a second vote.

    At least one row of everybody who has an account, without `id` where nothing is proved.
    """
    # PostgreSQL matches the parts of a UNION pair by pair: an untyped NULL would become text.
    nowhere = cast(null(), Integer)
    of_email = (
        select(
            literal("email").label("kind"),
            Person.name,
            Person.email,
            EmailProof.id,
            EmailProof.ended_at,
            nowhere.label("municipality_id"),
            nowhere.label("neighbourhood_id"),
        )
        .outerjoin(EmailProof, EmailProof.person_id == Person.id)
        .where(Person.id == _PERSON)
    )
    of_residence = (
        select(
            literal("residence"),
            Person.name,
            Person.email,
            ResidenceProof.id,
            ResidenceProof.ended_at,
            ResidenceProof.municipality_id,
            ResidenceProof.neighbourhood_id,
        )
        .join(ResidenceProof, ResidenceProof.person_id == Person.id)
        .where(Person.id == _PERSON)
    )
    return union_all(of_email, of_residence)


_PROOFS = Prepared(_proofs())


def _ids(rows: Sequence[Any], kind: str) -> list[int]:
    return [row.id for row in rows if row.kind == kind and row.id is not None]


def find_voter(person_id: int | None) -> VoterFacts | None:
    """None for nobody and for a deleted account."""
    rows = [] if person_id is None else fetch(_PROOFS, person=person_id)
    if not rows or rows[0].email is None:
        return None
    living = [row for row in rows if row.ended_at is None]
    return VoterFacts(
        name=rows[0].name,
        email=rows[0].email,
        email_ids=_ids(rows, "email"),
        email_proof_id=next(iter(_ids(living, "email")), None),
        residence_ids=_ids(rows, "residence"),
        residences={
            row.municipality_id: Home(row.id, row.neighbourhood_id)
            for row in living
            if row.kind == "residence"
        },
    )


def find_visitor(person_id: int | None) -> Visitor | None:
    """Somebody who is not at the keyboard, as rules see them; None for a deleted account."""
    facts = find_voter(person_id)
    person = None if facts is None else db.session.get(Person, person_id)
    if facts is None or person is None:
        return None
    return places.load_visitor(person, email_confirmed=facts.email_proof_id is not None)


def proof_ids(person_id: int) -> dict[str, list[int]]:
    """By the roll's columns."""
    rows = fetch(_PROOFS, person=person_id)
    return {
        "email_proof_id": _ids(rows, "email"),
        "residence_proof_id": _ids(rows, "residence"),
    }


def has_voted(election: Election, visitor: Visitor) -> bool:
    """On the roll and, as long as the key exists, with a ballot in the box (never which)."""
    ticket: roll.Ticket | None = visitor.tickets.get(election.id)
    if ticket is not None and ticket.tag:
        return _has_ballot(election, {"identity_tag": ticket.tag})
    person_id = visitor.id if ticket is None else ticket.person_id
    return person_id is not None and _has_ballot(election, proof_ids(person_id))


def _has_ballot(election: Election, known: Mapping[str, Any]) -> bool:
    with ledgers.read(ledgers.ROLL) as connection:
        entry = roll.find(connection, election.id, known)
    if entry is None:
        return False
    if entry.channel == roll.ON_PAPER or not keys.exists(election.key_name):
        return True
    tag = keys.tag(election.key_name, f"entry:{entry.id}")
    with ledgers.read(ledgers.BOX) as connection:
        return box.last(connection, election.id, tag) is not None


def voted_in(person_id: int) -> list[int]:
    """The elections on whose roll this person stands."""
    return voted_with(proof_ids(person_id))


def voted_with(proofs: Mapping[str, Sequence[int]]) -> list[int]:
    """The same, of proofs by the roll's columns."""
    with ledgers.read(ledgers.ROLL) as connection:
        return roll.list_elections(connection, proofs)


@dataclass(frozen=True)
class Vote:
    """An election, and whether the person who asks has voted in it."""

    election: Election
    voted: bool

    @property
    def municipality_id(self) -> int:
        return self.election.municipality_id

    @property
    def stage(self) -> Stage:
        return rules.stage(self.election)


def get_vote(election_id: int, for_: Visitor = NOBODY) -> Vote:
    election = get_election(election_id)
    return Vote(election, has_voted(election, for_))


def count_eligible(election: Election) -> int:
    """How many may vote at this moment: lines of the roll, or living proofs of the kind asked."""
    if election.roll is not RollKind.PROOFS:
        with ledgers.read(ledgers.ROLL) as connection:
            return roll.count_lines(connection, election.id)
    return count_holders(election.activity)


def count_holders(activity: Activity) -> int:
    """Living proofs of the kind the activity asks for."""
    if activity.eligibility is Eligibility.RESIDENT:
        return places.count_eligible(
            activity.municipality_id,
            neighbourhood_ids=activity.neighbourhood_ids or (),
            born_by=consultations.latest_birth_year(activity),
        )
    statement = select(func.count()).select_from(EmailProof).where(EmailProof.ended_at.is_(None))
    return db.session.scalar(statement) or 0


def count_planned(election: Election) -> int:
    """As the officer reckons, or by how many may vote."""
    return election.expected_ballots or count_expected(election.activity)


#: of ten who may, one votes, and never fewer than this many: to reckon with while drawing up
FEWEST_EXPECTED = 50


def count_expected(activity: Activity) -> int:
    """How many ballots to reckon with."""
    return max(FEWEST_EXPECTED, count_holders(activity) // 10)


def list_turnout(election: Election) -> list[tuple[int | None, int, int]]:
    """At this moment: (neighbourhood, how many may vote, how many have); None: not known.

    Exact: whatever is shown of it goes through `explaining.turnout`.
    """
    with ledgers.read(ledgers.ROLL) as connection:
        voted = roll.count_by_neighbourhood(connection, election.id)
        lines = roll.count_lines_by_neighbourhood(connection, election.id)
    activity = election.activity
    eligible = dict(lines)
    if election.roll is RollKind.PROOFS and activity.eligibility is Eligibility.RESIDENT:
        living = places.count_eligible_by_place(
            activity.municipality_id,
            neighbourhood_ids=activity.neighbourhood_ids or (),
            born_by=consultations.latest_birth_year(activity),
        )
        eligible = {place: living[place] for place in living}
    known = sorted({*voted, *eligible} - {None}, key=lambda place: place or 0)
    rest = [None] if None in {*voted, *eligible} else []
    return [(place, eligible.get(place, 0), voted.get(place, 0)) for place in [*known, *rest]]
