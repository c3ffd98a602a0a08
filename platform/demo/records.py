"""What the demo town is made of; days are whole numbers counted from today."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    key: str
    name: str
    population: int


@dataclass(frozen=True, kw_only=True)
class Unit:
    key: str
    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Category:
    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    text: str
    version: int
    day: int


@dataclass(frozen=True, kw_only=True)
class Municipality:
    name: str
    short_name: str
    slug: str
    motto: str
    help_desk: str
    city_council: str
    municipal_council: str
    address: str
    email: str
    intro: str
    privacy_notice: Notice
    community_rules: Notice
    neighbourhoods: list[Neighbourhood]
    units: list[Unit]
    categories: list[Category]


@dataclass(frozen=True, kw_only=True)
class Staff:
    key: str
    name: str
    role: str
    email: str
    title: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Resident:
    """`born` is stored only where `verified` is true; it is known for everybody here."""

    key: str
    name: str
    email: str
    neighbourhood: str
    born: int
    verified: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Organisation:
    key: str
    name: str
    kind: str
    state: str
    about: str
    neighbourhood: str
    representatives: list[str]
    applied: int
    decided: int | None = None


@dataclass(frozen=True, kw_only=True)
class Comment:
    by: str
    day: int
    hour: int
    text: str
    stance: str = ""
    replies: list["Comment"] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An option written by hand; `liking` is from 0 to 10, one number for each camp of voters.

    `photo` is a file of `demo/photos`, `photo_alt` what is seen on it.
    """

    title: str
    text: str = ""
    cost_tl: int | None = None
    pot: str = ""
    groups: list[str] = field(default_factory=list)
    photo: str = ""
    photo_alt: str = ""
    liking: list[int] = field(default_factory=lambda: [5])


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`marks` have voted on paper here; of the `ballots` some are blank or spoiled.

    `undone` more were marked by mistake, and taken back at once.
    """

    name: str
    marks: int
    undone: int = 0
    ballots: int = 0
    blank: int = 0
    invalid: int = 0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """`kind` is a rule of `voting.counting.parameters`; sums of `params` are in lira.

    Ballots are told by `approvals`, one number for each option, or drawn from how voters like the
    choices in `written`; without voters the box is empty. `listed` are the people of an
    uploaded roll, `codes` those printed on paper; `both` vote on the web and at a desk.
    """

    question: str
    kind: str
    if_wins: str
    params: dict[str, Any] = field(default_factory=dict)
    seats: int = 1
    quorum_percent: int = 0
    tie: str = ""
    secrecy: str = "secret"
    open_ballots: bool = True
    options: list[str] = field(default_factory=list)
    written: list[Choice] = field(default_factory=list)
    voters: int = 0
    blank: int = 0
    approvals: list[int] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    codes: int = 0
    paper: str = "none"
    desks: list[Desk] = field(default_factory=list)
    both: int = 0
    result_day: int | None = None


@dataclass(frozen=True, kw_only=True)
class Activity:
    key: str
    kind: str
    title: str
    text: str
    opens: int
    closes: int
    eligibility: str
    minutes: int
    min_age: int | None = None
    support_threshold: int | None = None
    support_limit: int | None = None
    vote: Vote | None = None
    comments: list[Comment] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Phase:
    label: str
    starts: int | None = None
    ends: int | None = None
    when: str = ""


@dataclass(frozen=True, kw_only=True)
class Promise:
    level: str
    can: list[str]
    cannot: list[str]
    day: int | None = None
    signed_by: str = ""
    document_no: str = ""
    answer_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Responsible:
    person: str
    task: str
    contact: str


@dataclass(frozen=True, kw_only=True)
class Meeting:
    title: str
    place: str
    day: int
    hour: int
    minutes: int
    access: str


@dataclass(frozen=True, kw_only=True)
class Document:
    title: str
    day: int
    unit: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Ended:
    kind: str
    day: int
    by: str
    signed_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LatenessNote:
    day: int
    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Consultation:
    key: str
    state: str
    template: str
    title: str
    summary: str
    background: str
    asked_by: str
    owed_by: str
    created_by: str
    created: int
    followers: int
    neighbourhoods: list[str]
    promise: Promise
    activities: list[Activity]
    phases: list[Phase]
    decides: str = ""
    published: int | None = None
    people: list[Responsible] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ended: Ended | None = None
    lateness_note: LatenessNote | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    key: str
    consultation: str
    title: str
    problem: str
    text: str
    neighbourhood: str
    category: str
    author: str
    day: int
    supports: int
    state: str = "published"
    organisation: str = ""
    cost_tl: int | None = None
    screening: str = "waiting"
    screened: int | None = None
    reason: str = ""
    refusal: str = ""
    other_body: str = ""
    withdrawn: int | None = None
    withdrawn_reason: str = ""
    comments: list[Comment] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Answer:
    key: str
    kind: str
    to: str
    decision: str
    summary: str
    reason: str
    unit: str
    office: str
    drafted_by: str
    day: int
    remedies: str
    state: str = "published"
    signed_by: str = ""
    document_no: str = ""
    forwarded_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Update:
    day: int
    by: str
    progress: int
    text: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Delay:
    day: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Goal:
    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Action:
    key: str
    number: int
    goal: str
    title: str
    text: str
    unit: str
    consultation: str
    proposals: list[str]
    start: int
    first_due: int
    due: int
    progress: int
    budget_tl: int
    spent_tl: int
    updates: list[Update]
    answer: str = ""
    done: int | None = None
    delay: Delay | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """A comment (posted by the loader on proposal `on`) that somebody reported."""

    key: str
    on: str
    comment: Comment
    reported_by: list[str]
    reason: str
    note: str
    day: int
    outcome: str
    decided_by: str = ""
    decided: int | None = None
    decided_hour: int | None = None
    public_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Town:
    today: date
    municipality: Municipality
    staff: list[Staff]
    residents: list[Resident]
    organisations: list[Organisation]
    consultations: list[Consultation]
    proposals: list[Proposal]
    answers: list[Answer]
    roadmap_title: str
    goals: list[Goal]
    actions: list[Action]
    reports: list[Report]
