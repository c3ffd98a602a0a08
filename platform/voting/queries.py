"""Reads of voting; nothing here joins the roll to the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.models import EmailProof, Person
from consultations import rules as consultations
from consultations.models import Activity, Consultation, ConsultationState, Eligibility
from journeys.models import Journey, Status
from kernel import clock, keys, keyset, ledgers, tokens
from kernel.db import connection, db, fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor
from notifications.rules import sentence
from places import queries as places
from places.models import ResidenceProof
from proposals.models import Proposal, ProposalState
from voting import box, roll, rules
from voting.counting.results import TIED
from voting.models import (
    Complaint,
    Custodian,
    Election,
    ElectionNote,
    ElectionState,
    HeadWatcher,
    Help,
    Option,
    PaperEntry,
    PollingDesk,
    RollKind,
    TrialBallot,
    UndoneMark,
)
from voting.models import Paper as PaperRule
from voting.rules import Stage


def with_activity() -> Select[Election]:
    """Whatever the rules about window and eligibility ask."""
    return select(Election).options(joinedload(Election.activity).joinedload(Activity.consultation))


def get_election(election_id: int, for_: Visitor = NOBODY) -> Election:
    """With options, activity and consultation (its duty and journey)."""
    head = joinedload(Election.activity).joinedload(Activity.consultation)
    return db.session.scalars(
        with_activity()
        .where(Election.id == election_id)
        .options(
            selectinload(Election.options),
            selectinload(Election.custodians),
            head.joinedload(Consultation.duty),
            head.joinedload(Consultation.journey),
            head.joinedload(Consultation.unit),
        )
    ).one()


_NOT_DRAFT = Election.state != ElectionState.DRAFT
#: everything of an election that may change, and that its rules ask; by the hash the definition
_NOW = Prepared(
    select(
        *(
            column
            for model in (Election, Activity, Consultation)
            for column in model.__table__.columns
            if column is not Election.__table__.c.definition
        )
    )
    .select_from(Election)
    .join(Activity, Activity.id == Election.activity_id)
    .join(Consultation, Consultation.id == Activity.consultation_id)
    .where(Election.id == bindparam("election"), _NOT_DRAFT)
)


_kept: dict[int, tuple[tuple[Any, ...], Election]] = {}


def get_box(election_id: int, for_: Visitor = NOBODY) -> Election:
    """What casting asks: the frozen definition and the window; to be read only.

    Each process keeps the object as long as its rows stand unchanged: one statement, and nothing
    built from it. It belongs to no session.
    """
    rows = _NOW.plain(connection(), election=election_id)
    found = _kept.get(election_id)
    if found is None or [found[0]] != rows:
        found = _kept[election_id] = _load_box(election_id)
    return found[1]


def _load_box(election_id: int) -> tuple[tuple[Any, ...], Election]:
    """Row and object of one moment: no change falls between the two."""
    with Session(db.engine) as own:
        snapshot = own.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        election = own.scalars(with_activity().where(Election.id == election_id, _NOT_DRAFT)).one()
        (row,) = _NOW.plain(snapshot, election=election_id)
        own.expunge_all()
    return row, election


def find_election(activity_id: int) -> Election | None:
    """The election of an activity, once somebody has begun to draw it up."""
    return db.session.scalar(
        with_activity()
        .where(Election.activity_id == activity_id)
        .options(selectinload(Election.options), selectinload(Election.custodians))
    )


def get_option(option_id: int, for_: Visitor = NOBODY) -> Option:
    head = joinedload(Option.election).joinedload(Election.activity)
    return db.session.scalars(
        select(Option)
        .where(Option.id == option_id)
        .options(
            head.joinedload(Activity.consultation),
            joinedload(Option.election).selectinload(Election.options),
            joinedload(Option.election).selectinload(Election.custodians),
        )
    ).one()


# --- drawing up ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A proposal that was put on the ballot."""

    id: int
    number: str | None
    title: str
    text: str
    cost_kurus: int | None


def list_candidates(consultation_id: int) -> list[Candidate]:
    rows = db.session.execute(
        select(Proposal.id, Proposal.number, Proposal.title, Proposal.excerpt, Proposal.cost_kurus)
        .join(Journey, Journey.id == Proposal.journey_id)
        .where(
            Proposal.consultation_id == consultation_id,
            Proposal.state == ProposalState.PUBLISHED,
            Journey.status == Status.ON_BALLOT,
        )
        .order_by(Proposal.id)
    )
    return [Candidate(*row) for row in rows]


def list_statuses(election_id: int) -> list[Status | None]:
    """Of the proposals among the options."""
    return list(
        db.session.scalars(
            select(Journey.status)
            .select_from(Option)
            .join(Proposal, Proposal.id == Option.proposal_id)
            .outerjoin(Journey, Journey.id == Proposal.journey_id)
            .where(Option.election_id == election_id)
        )
    )


def list_proposals(election_id: int) -> dict[int, Proposal]:
    """The proposals among the options, with their journeys, by option."""
    rows = db.session.execute(
        select(Option.id, Proposal)
        .join(Proposal, Proposal.id == Option.proposal_id)
        .where(Option.election_id == election_id)
        .options(joinedload(Proposal.journey))
        .order_by(Option.id)
    )
    return {option_id: proposal for option_id, proposal in rows}


def list_neighbourhood_names(activity: Activity) -> list[str]:
    """Where one has to live; empty when it does not matter."""
    wanted = set(activity.neighbourhood_ids or ())
    if not wanted:
        return []
    everywhere = places.list_neighbourhoods(activity.municipality_id)
    return [place.name for place in everywhere if place.id in wanted]


# --- the roll -----------------------------------------------------------------------------------


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
# Living and ended: a new address or a residence proved anew is not a second vote.
_EMAILS = Prepared(
    select(Person.name, Person.email, EmailProof.id, EmailProof.ended_at)
    .outerjoin(EmailProof, EmailProof.person_id == Person.id)
    .where(Person.id == _PERSON)
)
_RESIDENCES = Prepared(
    select(
        ResidenceProof.id,
        ResidenceProof.ended_at,
        ResidenceProof.municipality_id,
        ResidenceProof.neighbourhood_id,
    ).where(ResidenceProof.person_id == _PERSON)
)


def find_voter(person_id: int | None) -> VoterFacts | None:
    """None for nobody and for a deleted account."""
    emails = [] if person_id is None else fetch(_EMAILS, person=person_id)
    if not emails or emails[0].email is None:
        return None
    residences = fetch(_RESIDENCES, person=person_id)
    living = {row.municipality_id: row for row in residences if row.ended_at is None}
    return VoterFacts(
        name=emails[0].name,
        email=emails[0].email,
        email_ids=[row.id for row in emails if row.id is not None],
        email_proof_id=next((row.id for row in emails if row.id and row.ended_at is None), None),
        residence_ids=[row.id for row in residences],
        residences={place: Home(row.id, row.neighbourhood_id) for place, row in living.items()},
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
    return {
        "email_proof_id": [row.id for row in fetch(_EMAILS, person=person_id) if row.id],
        "residence_proof_id": [row.id for row in fetch(_RESIDENCES, person=person_id)],
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


# --- the box ------------------------------------------------------------------------------------


def list_heads(election_id: int) -> list[dict[str, Any]]:
    with ledgers.read(ledgers.BOX) as connection:
        return box.list_heads(connection, election_id)


def find_newest_head(election_id: int) -> dict[str, Any] | None:
    with ledgers.read(ledgers.BOX) as connection:
        return box.newest_head(connection, election_id)


def watches_heads(election_id: int, person_id: int | None) -> bool:
    if person_id is None:
        return False
    return db.session.get(HeadWatcher, (election_id, person_id)) is not None


@dataclass(frozen=True)
class Asked:
    """Who asked for tree heads by mail, with a confirmed address."""

    id: int
    email: str
    language: str


def list_head_watchers(election_id: int) -> list[Asked]:
    rows = db.session.execute(
        select(Person.id, Person.email, Person.language)
        .join(HeadWatcher, HeadWatcher.person_id == Person.id)
        .join(EmailProof, (EmailProof.person_id == Person.id) & EmailProof.ended_at.is_(None))
        .where(HeadWatcher.election_id == election_id, Person.email.is_not(None))
        .distinct()
        .order_by(Person.id)
    )
    return [Asked(row.id, row.email or "", row.language) for row in rows]


@dataclass(frozen=True)
class Watching:
    """What the link in a tree head's mail names; without a person it is forged or old."""

    person_id: int | None = None
    election_id: int | None = None
    token: str = ""
    question: str = ""
    #: the mail's, which is the reader's own
    language: str = ""


def get_watching(watching_id: str, for_: Visitor = NOBODY) -> Watching:
    facts = tokens.read("heads", watching_id)
    if facts is None:
        return Watching()
    language = db.session.scalar(select(Person.language).where(Person.id == facts["person"]))
    question = db.session.scalar(select(Election.question).where(Election.id == facts["election"]))
    return Watching(
        facts["person"], facts["election"], watching_id, question or "", language or "tr"
    )


def get_custodian(token: str, for_: Visitor = NOBODY) -> Custodian:
    """By the link of the invitation; NoResultFound for a forged or an old one."""
    facts = tokens.read("custodian", token) or {}
    head = joinedload(Custodian.election)
    return db.session.scalars(
        select(Custodian)
        .where(Custodian.id == facts.get("custodian"), Custodian.email == facts.get("email"))
        .options(
            head.joinedload(Election.activity).joinedload(Activity.consultation),
            head.selectinload(Election.custodians),
            head.selectinload(Election.options),
        )
    ).one()


# --- desks --------------------------------------------------------------------------------------


def get_desk(desk_id: int, for_: Visitor = NOBODY) -> PollingDesk:
    head = joinedload(PollingDesk.election)
    return db.session.scalars(
        select(PollingDesk)
        .where(PollingDesk.id == desk_id)
        .options(
            joinedload(PollingDesk.batch),
            head.joinedload(Election.activity).joinedload(Activity.consultation),
        )
    ).one()


def list_desks(election_id: int) -> list[PollingDesk]:
    return list(
        db.session.scalars(
            select(PollingDesk)
            .where(PollingDesk.election_id == election_id)
            .options(joinedload(PollingDesk.batch), joinedload(PollingDesk.election))
            .order_by(PollingDesk.id)
        )
    )


def list_with_desks(municipality_id: int) -> list[Election]:
    """Votes with paper that are not over yet, the next end first."""
    return list(
        db.session.scalars(
            with_activity()
            .join(Activity, Activity.id == Election.activity_id)
            .where(
                Election.municipality_id == municipality_id,
                Election.paper != PaperRule.NONE,
                Election.state.in_((ElectionState.DRAFT, ElectionState.FROZEN)),
            )
            .order_by(Activity.closes_at, Election.id)
            .limit(50)
        )
    )


def list_help(election_id: int) -> list[tuple[str, datetime, int]]:
    """Who opened the booth for others, in which hour, how often."""
    rows = db.session.execute(
        select(Person.name, Help.hour, Help.number)
        .join(Person, Person.id == Help.helper_id)
        .where(Help.election_id == election_id)
        .order_by(Help.hour, Person.name)
    )
    return [(name, hour, number) for name, hour, number in rows]


@dataclass(frozen=True)
class Undone:
    """Marks that one officer took back at one desk in one hour."""

    desk_id: int
    desk: str
    by_id: int
    name: str
    hour: datetime
    number: int


def list_undone(election_id: int) -> list[Undone]:
    rows = db.session.execute(
        select(
            UndoneMark.desk_id,
            PollingDesk.name,
            UndoneMark.by_id,
            Person.name,
            UndoneMark.hour,
            UndoneMark.number,
        )
        .join(PollingDesk, PollingDesk.id == UndoneMark.desk_id)
        .join(Person, Person.id == UndoneMark.by_id)
        .where(PollingDesk.election_id == election_id)
        .order_by(UndoneMark.hour, PollingDesk.name, Person.name)
    )
    return [Undone(*row) for row in rows]


def list_entries(batch_id: int) -> list[PaperEntry]:
    return list(db.session.scalars(select(PaperEntry).where(PaperEntry.batch_id == batch_id)))


def list_trial(election: Election) -> list[Any]:
    """Choices cast on trial; from the opening on there are none, whatever is still stored."""
    if rules.stage(election) not in (Stage.DRAFT, Stage.UPCOMING):
        return []
    mine = TrialBallot.election_id == election.id
    return list(db.session.scalars(select(TrialBallot.choice).where(mine).order_by(TrialBallot.id)))


def get_keeper(keeper_id: int, for_: Visitor = NOBODY) -> Custodian:
    """A custodian for the officer's desk."""
    head = joinedload(Custodian.election)
    return db.session.scalars(
        select(Custodian)
        .where(Custodian.id == keeper_id)
        .options(
            head.joinedload(Election.activity).joinedload(Activity.consultation),
            head.selectinload(Election.custodians),
        )
    ).one()


# --- results ------------------------------------------------------------------------------------


def has_open_tie() -> ColumnElement[bool]:
    """As `outcomes.result(…).open`, for lists."""
    result = Election.result
    return and_(
        Election.state == ElectionState.COUNTED,
        result["status"].as_string() == TIED,
        or_(result["settled"].as_string().is_(None), result["undecided"].as_string().is_not(None)),
    )


def list_notes(election_id: int) -> list[ElectionNote]:
    return list(
        db.session.scalars(
            select(ElectionNote)
            .where(ElectionNote.election_id == election_id)
            .order_by(ElectionNote.id)
        )
    )


@dataclass(frozen=True)
class Row:
    """A line of the list of results."""

    id: int
    question: str
    consultation: str
    consultation_id: int
    opens_at: datetime
    closes_at: datetime
    done_note: str
    done_facts: dict[str, Any] | None
    stage: Stage

    @property
    def outcome(self) -> str:
        return sentence(self.done_note, self.done_facts)

    @property
    def days(self) -> int:
        return max(0, clock.days_until(clock.last_day(self.closes_at)))


COLUMNS = (
    Election.id.label("id"),
    Election.question,
    Election.state,
    Activity.opens_at,
    Activity.closes_at.label("closes_at"),
    Activity.done_note,
    Activity.done_facts,
    Consultation.id.label("consultation_id"),
    Consultation.title,
    Consultation.state.label("consultation_state"),
    Consultation.ended_at,
)


def _published(municipality_id: int) -> Any:
    return (
        select(*COLUMNS)
        .join(Activity, Activity.id == Election.activity_id)
        .join(Consultation, Consultation.id == Election.consultation_id)
        .where(
            Election.municipality_id == municipality_id,
            Election.state != ElectionState.DRAFT,
            Activity.closes_at.is_not(None),
        )
    )


def _row(row: Any, now: datetime) -> Row:
    now_at = rules.stage_of(
        row.state, row.consultation_state, row.ended_at, row.opens_at, row.closes_at, now
    )
    return Row(
        row.id,
        row.question,
        row.title,
        row.consultation_id,
        row.opens_at,
        row.closes_at,
        row.done_note,
        row.done_facts,
        now_at,
    )


def list_running(municipality_id: int, limit: int = 30) -> list[Row]:
    """Open, to come, or being counted; the next end first."""
    now = clock.now()
    rows = db.session.execute(
        _published(municipality_id)
        .where(
            Election.state == ElectionState.FROZEN,
            Consultation.state == ConsultationState.PUBLISHED,
        )
        .order_by(Activity.closes_at, Election.id)
        .limit(limit)
    )
    return [_row(row, now) for row in rows]


def page_of_results(municipality_id: int) -> keyset.Page:
    """What is over, the latest end first."""
    over = or_(
        Election.state != ElectionState.FROZEN,
        Consultation.state != ConsultationState.PUBLISHED,
    )
    page = keyset.page(
        _published(municipality_id).where(over),
        [
            keyset.Key(Activity.closes_at, descending=True, read=keyset.moment),
            keyset.Key(Election.id, descending=True, read=keyset.whole),
        ],
    )
    now = clock.now()
    rows: Sequence[Row] = [_row(row, now) for row in page.rows]
    return keyset.Page(rows, page.previous_href, page.next_href, page.label)


# --- complaints ---------------------------------------------------------------------------------


def get_complaint(complaint_id: int, for_: Visitor = NOBODY) -> Complaint:
    head = joinedload(Complaint.election)
    return db.session.scalars(
        select(Complaint)
        .where(Complaint.id == complaint_id)
        .options(head.joinedload(Election.activity).joinedload(Activity.consultation))
    ).one()


def list_complaints(election_id: int) -> list[Complaint]:
    """What waits for its answer first, then the latest."""
    return list(
        db.session.scalars(
            select(Complaint)
            .where(Complaint.election_id == election_id)
            .order_by(Complaint.answered_at.is_not(None), Complaint.id.desc())
        )
    )


def list_own_complaints(election_id: int, person_id: int | None) -> list[Complaint]:
    """In the order in which they were written; nobody has none."""
    mine = Complaint.election_id == election_id, Complaint.person_id == person_id
    if person_id is None:
        return []
    return list(db.session.scalars(select(Complaint).where(*mine).order_by(Complaint.id)))


@dataclass(frozen=True)
class Objections:
    """What everybody may know of the complaints about a result."""

    number: int
    answered: int
    #: (day, answer) of those that were made public
    answers: Sequence[tuple[datetime, str]]


def find_objections(election_id: int) -> Objections:
    about = Complaint.election_id == election_id
    number, answered = db.session.execute(
        select(func.count(), func.count(Complaint.answered_at)).where(about)
    ).one()
    shown = db.session.execute(
        select(Complaint.answered_at, Complaint.answer)
        .where(about, Complaint.public, Complaint.answered_at.is_not(None))
        .order_by(Complaint.answered_at, Complaint.id)
    )
    return Objections(number, answered, [(at, text) for at, text in shown if at is not None])


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """In which votes somebody took part; what they voted is known to nobody."""
    rows = db.session.execute(
        select(Election.id, Election.question)
        .where(Election.id.in_(voted_in(person_id)))
        .order_by(Election.id)
    )
    return {
        "votes": [{"election": row.id, "question": row.question} for row in rows],
        "complaints": _own_complaints(person_id),
        "tree_heads": _watched(person_id),
    }


def _watched(person_id: int) -> list[dict[str, Any]]:
    """Of which votes somebody gets tree heads by mail."""
    own = select(HeadWatcher.election_id).where(HeadWatcher.person_id == person_id)
    return [{"election": number} for number in db.session.scalars(own.order_by("election_id"))]


def _own_complaints(person_id: int) -> list[dict[str, Any]]:
    own = select(Complaint).where(Complaint.person_id == person_id).order_by(Complaint.id)
    return [
        {
            "election": row.election_id,
            "at": row.at.isoformat(),
            "text": row.text,
            "receipt": row.receipt,
            "check": row.fate,
            "answer": row.answer,
            "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        }
        for row in db.session.scalars(own)
    ]
