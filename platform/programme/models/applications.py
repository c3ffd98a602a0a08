"""Applications to a track, their files and steps; reviews with scores."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import PRIVATE, Person
from kernel.db import Base, enum_column, stamp
from kernel.files import StoredFile
from kernel.i18n import N_
from places.models import Municipality, Organisation
from programme.models.terms import Track, TrackCriterion


class ApplicationState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    MISSING = "missing"  # a document is missing; back with the applicant
    INTERVIEW = "interview"
    ACCEPTED = "accepted"
    RESERVE = "reserve"  # ranked
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_LABELS: dict[ApplicationState, str] = {
    ApplicationState.DRAFT: N_("Taslak"),
    ApplicationState.SUBMITTED: N_("Gönderildi"),
    ApplicationState.MISSING: N_("Eksik belge bekleniyor"),
    ApplicationState.INTERVIEW: N_("Görüşmeye çağrıldı"),
    ApplicationState.ACCEPTED: N_("Kabul edildi"),
    ApplicationState.RESERVE: N_("Yedek listede"),
    ApplicationState.REFUSED: N_("Kabul edilmedi"),
    ApplicationState.WITHDRAWN: N_("Geri çekildi"),
}
#: the team and the reviewers work on it
WITH_TEAM = frozenset({ApplicationState.SUBMITTED, ApplicationState.INTERVIEW})
DECIDED = frozenset({ApplicationState.ACCEPTED, ApplicationState.RESERVE, ApplicationState.REFUSED})


class TeamMember(Base):
    """Whoever will do the work at the applicant's: name, unit, what for."""

    __tablename__ = "programme_team_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("programme_application.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), info=PRIVATE)
    unit: Mapped[str] = mapped_column(String(160))
    role: Mapped[str] = mapped_column(String(160))


class FileKind(enum.StrEnum):
    APPROVAL = "approval"
    COMMITMENT = "commitment"
    DECISION = "decision"
    OTHER = "other"


FILE_LABELS: dict[FileKind, str] = {
    FileKind.APPROVAL: N_("Başkanlık ya da yönetim kurulu onayı"),
    FileKind.COMMITMENT: N_("İmzalı taahhütname"),
    FileKind.DECISION: N_("Meclis kararı"),
    FileKind.OTHER: N_("Başka belge"),
}


class ApplicationFile(Base):
    """Withheld from the public address of files: read through the application only."""

    __tablename__ = "programme_application_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("programme_application.id"), index=True)
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[datetime] = mapped_column(default=stamp)

    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")


class Writer(Base):
    """Somebody who writes an application along: invited by mail, and then a colleague."""

    __tablename__ = "programme_writer"
    __table_args__ = (UniqueConstraint("application_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("programme_application.id"))
    email: Mapped[str] = mapped_column(String(254), index=True, info=PRIVATE)
    #: NULL until the invitation is accepted
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    invited_at: Mapped[datetime] = mapped_column(default=stamp)
    accepted_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class ApplicationStep(Base):
    """A move from one state to another, with its reason."""

    __tablename__ = "programme_application_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("programme_application.id"), index=True)
    state: Mapped[ApplicationState] = mapped_column(enum_column(ApplicationState))
    reason: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime | None]
    #: of a reserve, as the letter says it
    rank: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=stamp)
    #: NULL: the clock, or the place that became free
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Application(Base):
    """Written in sections and saved as it grows; what it lacks is said when it is sent."""

    __tablename__ = "programme_application"
    __table_args__ = (
        # One of a town and of an organisation in a track; a withdrawn one may be redone.
        *(
            Index(
                f"uq_programme_application_track_id_{column}_living",
                "track_id",
                column,
                unique=True,
                sqlite_where=text(f"state <> 'withdrawn' AND {column} IS NOT NULL"),
                postgresql_where=text(f"state <> 'withdrawn' AND {column} IS NOT NULL"),
            )
            for column in ("municipality_id", "organisation_id")
        ),
        Index(
            "uq_programme_application_track_id_reserve_rank",
            "track_id",
            "reserve_rank",
            unique=True,
            sqlite_where=text("state = 'reserve'"),
            postgresql_where=text("state = 'reserve'"),
        ),
        CheckConstraint("(state = 'reserve') = (reserve_rank IS NOT NULL)", name="reserve_ranked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track_id: Mapped[int] = mapped_column(ForeignKey("programme_track.id"), index=True)
    state: Mapped[ApplicationState] = mapped_column(
        enum_column(ApplicationState), default=ApplicationState.DRAFT
    )
    #: who began it and sends it; NULL after the account is deleted
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: a municipality of this installation, or NULL: then only its name is known
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    #: an organisation of this installation that applies
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: of the municipality, the organisation, the platform
    name: Mapped[str] = mapped_column(String(160), default="")
    province: Mapped[str] = mapped_column(String(80), default="")
    population: Mapped[int | None]
    # --- contact
    contact_name: Mapped[str] = mapped_column(String(120), default="", info=PRIVATE)
    contact_email: Mapped[str] = mapped_column(String(254), default="", info=PRIVATE)
    contact_phone: Mapped[str] = mapped_column(String(40), default="", info=PRIVATE)
    #: the unit that is responsible; for a civic actor what kind of body it is
    unit: Mapped[str] = mapped_column(String(160), default="")
    # --- motivation, practice, commitments
    motivation: Mapped[str] = mapped_column(Text, default="")
    practice: Mapped[str] = mapped_column(Text, default="")
    commitments: Mapped[str] = mapped_column(Text, default="")
    #: the mayor, or the board, has approved the application
    approved: Mapped[bool] = mapped_column(default=False)
    #: number of the council's decision, if there is one
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    # --- its way
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    saved_at: Mapped[datetime] = mapped_column(default=stamp)
    submitted_at: Mapped[datetime | None]
    #: until when the applicant has to act, in the states that wait for them
    due_at: Mapped[datetime | None]
    #: of the last move, told to the applicant
    reason: Mapped[str] = mapped_column(Text, default="")
    reserve_rank: Mapped[int | None]
    decided_at: Mapped[datetime | None]

    track: Mapped[Track] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    municipality: Mapped[Municipality | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")
    #: who judges it and how far they are; scores are loaded by whoever may see them
    reviews: Mapped[list["Review"]] = relationship(
        "programme.models.applications.Review",
        order_by="programme.models.applications.Review.id",
        lazy="raise_on_sql",
        back_populates="application",
    )
    #: who writes along, with whoever was invited and has not answered
    writers: Mapped[list[Writer]] = relationship(order_by=Writer.id, lazy="raise_on_sql")
    team: Mapped[list[TeamMember]] = relationship(order_by=TeamMember.id, lazy="raise_on_sql")
    files: Mapped[list[ApplicationFile]] = relationship(
        order_by=ApplicationFile.id, lazy="raise_on_sql"
    )
    steps: Mapped[list[ApplicationStep]] = relationship(
        order_by=ApplicationStep.id, lazy="raise_on_sql"
    )


class ReviewState(enum.StrEnum):
    ASSIGNED = "assigned"
    GIVEN = "given"
    CONFLICT = "conflict"


REVIEW_LABELS: dict[ReviewState, str] = {
    ReviewState.ASSIGNED: N_("Değerlendirme bekleniyor"),
    ReviewState.GIVEN: N_("Değerlendirdi"),
    ReviewState.CONFLICT: N_("Çıkar çatışması bildirdi"),
}


class ReviewScore(Base):
    """Points for one criterion."""

    __tablename__ = "programme_score"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion_id"),
        CheckConstraint("points BETWEEN 0 AND 10", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("programme_review.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("programme_criterion.id"), index=True)
    points: Mapped[int]

    criterion: Mapped[TrackCriterion] = relationship(lazy="raise_on_sql")


class Review(Base):
    """One reviewer's view of one application; nobody else's is shown before it is given."""

    __tablename__ = "programme_review"
    __table_args__ = (UniqueConstraint("application_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("programme_application.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[ReviewState] = mapped_column(
        enum_column(ReviewState), default=ReviewState.ASSIGNED
    )
    #: for the team and the reviewers who have given theirs
    comment: Mapped[str] = mapped_column(Text, default="")
    #: why this person may not judge it; for the team
    conflict: Mapped[str] = mapped_column(Text, default="")
    assigned_at: Mapped[datetime] = mapped_column(default=stamp)
    given_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(lazy="raise_on_sql", back_populates="reviews")
    reviewer: Mapped[Person] = relationship(lazy="raise_on_sql")
    scores: Mapped[list[ReviewScore]] = relationship(order_by=ReviewScore.id, lazy="raise_on_sql")
