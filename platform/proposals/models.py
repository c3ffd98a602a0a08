"""Proposals: drafts, versions, supports, categories; the public status is the journey's."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import (
    DDL,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import PRIVATE, Person
from answers.models import Duty
from consultations.models import Activity, Consultation
from discussion.models import Thread
from journeys.models import Journey, Status
from kernel.db import Base, Kurus, enum_column, stamp
from kernel.files import StoredFile
from moderation.models import Case
from places.models import Neighbourhood, Organisation


class Category(Base):
    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("municipality_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str] = mapped_column(String(80))
    sort_key: Mapped[str] = mapped_column(Text)


class ProposalState(enum.StrEnum):
    """The author's side; what the municipality makes of it is the journey's status."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    #: part of another one now, with its author's consent
    MERGED = "merged"
    HELD = "held"  # waits for a moderator; only its author and moderators see it
    DECLINED = "declined"  # waited and was not published
    HIDDEN = "hidden"  # by moderation; its words are in `HiddenWords`, its place stays


#: what nobody but its author, and perhaps a moderator, knows of
UNPUBLISHED = (ProposalState.DRAFT, ProposalState.HELD, ProposalState.DECLINED)


class Origin(enum.StrEnum):
    OWN = "own"
    BEHALF = "behalf"  # entered by staff for somebody without an account
    IMPORTED = "imported"  # the same, from a file


class Proposal(Base):
    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        Index(
            "ix_proposal_activity_id_state_published_at_id",
            "activity_id",
            "state",
            "published_at",
            "id",
        ),
        Index(
            "ix_proposal_activity_id_state_support_count_id",
            "activity_id",
            "state",
            "support_count",
            "id",
        ),
        Index("ix_proposal_activity_id_state_shuffle_id", "activity_id", "state", "shuffle", "id"),
        Index(
            "ix_proposal_municipality_id_state_shuffle_id",
            "municipality_id",
            "state",
            "shuffle",
            "id",
        ),
        Index(
            "ix_proposal_municipality_id_state_support_count_id",
            "municipality_id",
            "state",
            "support_count",
            "id",
        ),
        # Covers the counts of the list's topics.
        Index(
            "ix_proposal_counts",
            "municipality_id",
            "state",
            "category_id",
            "neighbourhood_id",
            "activity_id",
        ),
        Index(
            "ix_proposal_municipality_id_state_published_at",
            "municipality_id",
            "state",
            "published_at",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    #: "Ö-2026-0412", given at publication
    number: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[ProposalState] = mapped_column(
        enum_column(ProposalState), default=ProposalState.DRAFT
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    origin: Mapped[Origin] = mapped_column(enum_column(Origin), default=Origin.OWN)
    #: whose name stands on it, where staff entered it for them
    byline: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(140))
    #: the problem, plain text
    problem: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    #: the list's two lines
    excerpt: Mapped[str] = mapped_column(String(220), default="")
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    cost_kurus: Mapped[int | None] = mapped_column(Kurus)
    attachment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    #: 0..2^30, drawn once: a visitor's starting point makes a fair random order out of it
    shuffle: Mapped[int]
    #: `kernel.text.fold` of title and first sentence: similar ones
    folded: Mapped[str] = mapped_column(Text, default="")
    #: fold of title, problem and text: search
    folded_all: Mapped[str] = mapped_column(Text, default="")
    support_count: Mapped[int] = mapped_column(default=0)
    #: where on the map; the neighbourhood is told separately
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: when the activity's threshold of supports was reached, once
    threshold_reached_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    changed_at: Mapped[datetime] = mapped_column(default=stamp)
    published_at: Mapped[datetime | None]
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"), unique=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), unique=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("answer_duty.id"), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"))

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="raise_on_sql")
    category: Mapped[Category | None] = relationship(lazy="raise_on_sql")
    attachment: Mapped[StoredFile | None] = relationship(lazy="raise_on_sql")
    journey: Mapped[Journey | None] = relationship(lazy="raise_on_sql")
    thread: Mapped[Thread | None] = relationship(lazy="raise_on_sql")
    duty: Mapped[Duty | None] = relationship(lazy="raise_on_sql")
    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")

    @property
    def signature(self) -> str:
        """Whose name stands on it; author and organisation must be loaded."""
        return self.organisation.name if self.organisation else self.byline or self.author.name

    @property
    def status(self) -> Status | None:
        """The public status; a draft has none."""
        return None if self.journey is None else self.journey.status


class HiddenWords(Base):
    """What a hidden proposal said. Moved here, so that no list, search or feed can forget it."""

    __tablename__ = "hidden_proposal"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    title: Mapped[str] = mapped_column(String(140))
    problem: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    attachment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    #: shown in their place
    reason: Mapped[str] = mapped_column(Text)
    hidden_at: Mapped[datetime] = mapped_column(default=stamp)


class VersionCause(enum.StrEnum):
    AUTHOR = "author"
    OFFICE = "office"  # a text of the municipality, or one entered for somebody
    AMENDMENT = "amendment"


class ProposalVersion(Base):
    """What a proposal said before an edit."""

    __tablename__ = "proposal_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    title: Mapped[str] = mapped_column(String(140))
    problem: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(default=stamp)
    #: who put which text in its place, and why
    cause: Mapped[VersionCause] = mapped_column(
        enum_column(VersionCause), default=VersionCause.AUTHOR
    )
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))

    amendment: Mapped["Amendment | None"] = relationship(lazy="raise_on_sql")


class AmendmentState(enum.StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    ACCEPTED_EDITED = "accepted_edited"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: a hidden one, which has a reason, does not stand in the way of its author's next
_WAITING = text("state = 'proposed' AND hidden_reason = ''")


class Amendment(Base):
    """Somebody else's wording for a proposal, with the text it was written against."""

    __tablename__ = "amendment"
    __table_args__ = (
        Index(
            "uq_amendment_proposal_id_author_id_pending",
            "proposal_id",
            "author_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[AmendmentState] = mapped_column(
        enum_column(AmendmentState), default=AmendmentState.PROPOSED
    )
    title: Mapped[str] = mapped_column(String(140))
    problem: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    base_title: Mapped[str] = mapped_column(String(140))
    base_problem: Mapped[str] = mapped_column(Text)
    base_body: Mapped[str] = mapped_column(Text)
    #: why the amender wants it
    reason: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(default=stamp)
    #: what the author said to it
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: a declined one may become a proposal of its own, once
    became_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), unique=True)
    #: by moderation; the place stays, with the reason
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"))

    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql", foreign_keys=[proposal_id])
    author: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")


class CosponsorState(enum.StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"
    LEFT = "left"


_STANDING = text("state IN ('invited', 'accepted')")
#: whoever has declined is not asked again
_ASKED = text("state IN ('invited', 'accepted', 'declined')")


class Cosponsor(Base):
    """Who stands behind a proposal beside its author, or was asked to."""

    __tablename__ = "cosponsor"
    __table_args__ = (
        CheckConstraint(
            "person_id IS NOT NULL OR organisation_id IS NOT NULL OR mark IS NOT NULL",
            name="somebody",
        ),
        Index(
            "uq_cosponsor_proposal_id_person_id_standing",
            "proposal_id",
            "person_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index(
            "uq_cosponsor_proposal_id_organisation_id_asked",
            "proposal_id",
            "organisation_id",
            unique=True,
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
        Index(
            "uq_cosponsor_proposal_id_mark_asked",
            "proposal_id",
            "mark",
            unique=True,
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
        Index("ix_cosponsor_mark_invited_at", "mark", "invited_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    state: Mapped[CosponsorState] = mapped_column(
        enum_column(CosponsorState), default=CosponsorState.INVITED
    )
    #: who has accepted; whether an invited address has an account stays unsaid
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: the invited address, while it has not answered
    email: Mapped[str | None] = mapped_column(String(254), index=True, info=PRIVATE)
    #: HMAC of the address, so that it is not asked twice when the address itself is gone
    mark: Mapped[str | None] = mapped_column(String(64))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    invited_at: Mapped[datetime] = mapped_column(default=stamp)
    answered_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")


class Support(Base):
    __tablename__ = "support"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime] = mapped_column(default=stamp)


# Trigram search over the folded text: FTS5 on SQLite (external content, kept by triggers),
# pg_trgm on PostgreSQL. The text is folded in Python, so both find the same (reference/stack §7).
SQLITE_SEARCH = [
    "CREATE VIRTUAL TABLE proposal_search USING fts5("
    "folded, folded_all, content='proposal', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER proposal_search_insert AFTER INSERT ON proposal BEGIN "
    "INSERT INTO proposal_search(rowid, folded, folded_all) "
    "VALUES (new.id, new.folded, new.folded_all); END",
    "CREATE TRIGGER proposal_search_delete AFTER DELETE ON proposal BEGIN "
    "INSERT INTO proposal_search(proposal_search, rowid, folded, folded_all) "
    "VALUES ('delete', old.id, old.folded, old.folded_all); END",
    "CREATE TRIGGER proposal_search_update AFTER UPDATE OF folded, folded_all ON proposal BEGIN "
    "INSERT INTO proposal_search(proposal_search, rowid, folded, folded_all) "
    "VALUES ('delete', old.id, old.folded, old.folded_all); "
    "INSERT INTO proposal_search(rowid, folded, folded_all) "
    "VALUES (new.id, new.folded, new.folded_all); END",
]
POSTGRESQL_SEARCH = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_proposal_folded_trgm ON proposal USING gin (folded gin_trgm_ops)",
    "CREATE INDEX ix_proposal_folded_all_trgm ON proposal USING gin (folded_all gin_trgm_ops)",
]
for _statement in SQLITE_SEARCH:
    event.listen(Proposal.__table__, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
for _statement in POSTGRESQL_SEARCH:
    event.listen(
        Proposal.__table__, "after_create", DDL(_statement).execute_if(dialect="postgresql")
    )
event.listen(
    Proposal.__table__,
    "before_drop",
    DDL("DROP TABLE IF EXISTS proposal_search").execute_if(dialect="sqlite"),
)
