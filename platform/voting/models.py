"""Voting: a frozen definition, its options and custodians.

The roll (who voted) and the box (what was voted) lie in databases of their own: roll.py, box.py.
"""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultations.models import Activity, Consultation
from kernel.db import Base, Json, Kurus, enum_column, stamp
from kernel.i18n import N_
from proposals.models import Proposal

#: the public page of an election, for cards, steps and notices
ENDPOINT = "voting.show"


class Secrecy(enum.StrEnum):
    SECRET = "secret"
    NAMED = "named"  # councils of organisations: the name is sealed with the ballot


SECRECY_LABELS: dict[Secrecy, str] = {
    Secrecy.SECRET: N_("Gizli oy: kimin neye oy verdiği hiçbir zaman açıklanmaz"),
    Secrecy.NAMED: N_("Adlı oy: oylama bitince herkesin oyu adıyla açıklanır"),
}


class RollKind(enum.StrEnum):
    """Who stands on the roll."""

    PROOFS = "proofs"  # whoever meets the activity's condition
    UPLOADED = "uploaded"  # the lines of a list
    CODES = "codes"  # whoever holds a code on paper


ROLL_LABELS: dict[RollKind, str] = {
    RollKind.PROOFS: N_("Katılım koşulunu karşılayan hesaplar"),
    RollKind.UPLOADED: N_("Yüklenen bir listedeki kişiler"),
    RollKind.CODES: N_("Kâğıtta dağıtılan tek kullanımlık kodlar"),
}


class Paper(enum.StrEnum):
    """Whether there are polling desks, and which channel holds when somebody uses both."""

    NONE = "none"
    PAPER_WINS = "paper_wins"
    FIRST_WINS = "first_wins"


PAPER_LABELS: dict[Paper, str] = {
    Paper.NONE: N_("Yalnızca internetten oy verilir"),
    Paper.PAPER_WINS: N_("Sandıkta da oy verilir; kâğıt oy, internetteki oyun yerine geçer"),
    Paper.FIRST_WINS: N_("Sandıkta da oy verilir; internetten oy veren sandıkta oy veremez"),
}


class ElectionState(enum.StrEnum):
    """Open and closed are computed from the activity's window; these are decisions."""

    DRAFT = "draft"
    FROZEN = "frozen"  # published with its window: the definition no longer changes
    COUNTED = "counted"
    CANCELLED = "cancelled"  # its consultation ended early or was withdrawn before the count


class Election(Base):
    __tablename__ = "election"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    #: what is owed once the result is out
    duty_id: Mapped[int | None] = mapped_column(
        ForeignKey("answer_duty.id"), unique=True, index=True
    )
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), unique=True)
    state: Mapped[ElectionState] = mapped_column(
        enum_column(ElectionState), default=ElectionState.DRAFT
    )
    #: what is asked on the ballot
    question: Mapped[str] = mapped_column(String(300))
    #: "Bu seçenekler kazanırsa …"
    consequence: Mapped[str] = mapped_column(Text, default="")
    #: name of the rule and its parameters in `voting.counting.parameters.RULES`
    rule: Mapped[str] = mapped_column(String(30), default="approval")
    params: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: how many options win
    seats: Mapped[int] = mapped_column(default=1)
    #: smallest turnout in percent of the eligible; NULL = no quorum
    quorum_percent: Mapped[int | None]
    #: smallest support of a winner in percent of the eligible; NULL = none
    approval_quorum_percent: Mapped[int | None]
    #: how many ballots the officer reckons with; NULL: by how many may vote
    expected_ballots: Mapped[int | None]
    #: "council", "lot" or "declare"
    tie: Mapped[str] = mapped_column(String(10), default="council")
    secrecy: Mapped[Secrecy] = mapped_column(enum_column(Secrecy), default=Secrecy.SECRET)
    #: whether the opened ballots are published after the count, without names
    open_ballots: Mapped[bool] = mapped_column(default=True)
    roll: Mapped[RollKind] = mapped_column(enum_column(RollKind), default=RollKind.PROOFS)
    paper: Mapped[Paper] = mapped_column(enum_column(Paper), default=Paper.NONE)
    #: hex; the private half is with the custodians (voting/custody.py)
    sealing_key: Mapped[str | None] = mapped_column(String(64))
    #: canonical JSON of question, consequence, options, rule, eligibility, window, quorum, keys
    definition: Mapped[str | None] = mapped_column(Text)
    definition_sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None]
    # --- after the end, each refused until the one before is there (services/closing.py)
    #: the box takes no more
    closed_at: Mapped[datetime | None]
    #: paper and voids are in, begun votes are removed, the last head of the log is signed
    settled_at: Mapped[datetime | None]
    #: who voted, as numbers: {"voters", "not_completed", "eligible", "neighbourhoods", …}
    turnout: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: nobody can find the ballot of an entry on the roll any more
    key_ended_at: Mapped[datetime | None]
    #: digits drawn in public, and how
    seed: Mapped[str | None] = mapped_column(String(80))
    seed_how: Mapped[str] = mapped_column(String(500), default="")
    seed_at: Mapped[datetime | None]
    #: hex; only where the ballots are published
    opened_key: Mapped[str | None] = mapped_column(String(64))
    counted_at: Mapped[datetime | None]
    #: the whole result, written once at the count
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)

    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    options: Mapped[list["Option"]] = relationship(
        order_by="Option.position, Option.id", lazy="raise_on_sql", back_populates="election"
    )
    custodians: Mapped[list["Custodian"]] = relationship(
        order_by="Custodian.number", lazy="raise_on_sql", back_populates="election"
    )

    @property
    def key_name(self) -> str:
        """The tag key's file in KEY_DIR; destroyed before the ballots are opened."""
        return f"election-{self.id}"

    @property
    def log_key_name(self) -> str:
        """The file of the key that signs receipts and tree heads; it stays."""
        return f"election-{self.id}-log"


class Option(Base):
    __tablename__ = "election_option"
    __table_args__ = (UniqueConstraint("election_id", "proposal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    cost_kurus: Mapped[int | None] = mapped_column(Kurus)
    #: district or category whose sum pays for it; "" = the whole city's
    pot: Mapped[str] = mapped_column(String(120), default="")
    #: groups declared for reserved seats
    groups: Mapped[list[str] | None] = mapped_column(Json)
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    #: of the file, as it is frozen: {"file", "name", "sha256", "alt"}
    photo: Mapped[dict[str, str] | None] = mapped_column(Json)
    position: Mapped[int] = mapped_column(default=0)

    election: Mapped[Election] = relationship(lazy="raise_on_sql", back_populates="options")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise_on_sql")

    @property
    def municipality_id(self) -> int:
        """Of its election, which its loader brings along."""
        return self.election.municipality_id


class Custodian(Base):
    """One of three who keep the halves of the key; any two of them open the box."""

    __tablename__ = "custodian"
    __table_args__ = (
        UniqueConstraint("election_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 3", name="one_of_three"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    #: for whom: the municipality, the kent konseyi, a bar association
    body: Mapped[str] = mapped_column(String(160))
    email: Mapped[str] = mapped_column(String(254), info={"private": True})
    #: hex of the public half; made on the custodian's own machine
    public_key: Mapped[str | None] = mapped_column(String(64))
    #: sealed halves by pair (base64), their hashes, and the hash of the trial's answer
    halves: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: the envelope has been opened once, on trial
    tried_at: Mapped[datetime | None]
    #: halves brought to the opening, by pair (hex); emptied once the box is open
    brought: Mapped[dict[str, str] | None] = mapped_column(Json)

    election: Mapped[Election] = relationship(lazy="raise_on_sql", back_populates="custodians")

    @property
    def municipality_id(self) -> int:
        return self.election.municipality_id


class TrialBallot(Base):
    """Cast on trial before the vote opens, by nobody in particular; wiped when it does."""

    __tablename__ = "trial_ballot"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    choice: Mapped[Any] = mapped_column(Json)


class ElectionNote(Base):
    """A public, reasoned record about an election (key destroyed, cancelled, counted again)."""

    __tablename__ = "election_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    message: Mapped[str] = mapped_column(String(300))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)


# --- desks and paper ----------------------------------------------------------------------------


class PollingDesk(Base):
    """Where people vote on paper, or with help."""

    __tablename__ = "polling_desk"
    __table_args__ = (UniqueConstraint("election_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))

    election: Mapped[Election] = relationship(lazy="raise_on_sql")
    batch: Mapped["PaperBatch | None"] = relationship(lazy="raise_on_sql", back_populates="desk")

    @property
    def municipality_id(self) -> int:
        return self.election.municipality_id


class PaperBatch(Base):
    """The paper ballots of one desk, typed in twice by two people."""

    __tablename__ = "paper_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("polling_desk.id"), unique=True)
    #: how many lay in the desk's box, counted by hand
    ballots: Mapped[int]
    first_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: why ballots and marks on the roll are not the same number
    reason: Mapped[str] = mapped_column(String(500), default="")
    #: tags of its leaves between settling and count, sorted: what was blank is known only then
    tags: Mapped[list[str] | None] = mapped_column(Json)

    desk: Mapped[PollingDesk] = relationship(lazy="raise_on_sql", back_populates="batch")


class PaperEntry(Base):
    """One ballot as somebody typed it: sealed at once, compared by `mark`; gone when settled."""

    __tablename__ = "paper_entry"
    __table_args__ = (CheckConstraint("turn BETWEEN 1 AND 3", name="turn"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), primary_key=True)
    #: written on the ballot by hand
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: 1 and 2 are the two people, 3 settles what differs
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: HMAC of batch, number and choice under the election's key
    mark: Mapped[str] = mapped_column(String(64))
    tag: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Help(Base):
    """In how many cases somebody at a desk opened the booth for another, by hours."""

    __tablename__ = "voting_help"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    number: Mapped[int]


class UndoneMark(Base):
    """How many marks "voted on paper" somebody took back at a desk, by hours."""

    __tablename__ = "undone_mark"

    desk_id: Mapped[int] = mapped_column(ForeignKey("polling_desk.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    number: Mapped[int]


# --- the log by mail ----------------------------------------------------------------------------


class HeadWatcher(Base):
    """Wants the newest tree head by mail while the vote is open; whether they vote is not said."""

    __tablename__ = "head_watcher"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


# --- after the result ---------------------------------------------------------------------------


class Complaint(Base):
    """What somebody says is wrong with a result; it changes no count. Pages never name who wrote.

    Emptied with the account of its writer; one that waits for its answer goes.
    """

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    text: Mapped[str] = mapped_column(Text, info={"private": True})
    #: as it was pasted; never a tag
    receipt: Mapped[str] = mapped_column(Text, default="", info={"private": True})
    #: what the server's check of the receipt said (`checking.Fate`); "" without one
    fate: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: whether the answer stands on the result page
    public: Mapped[bool] = mapped_column(default=False)

    election: Mapped[Election] = relationship(lazy="raise_on_sql")

    @property
    def municipality_id(self) -> int:
        return self.election.municipality_id
