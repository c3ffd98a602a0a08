"""Places: the gazetteer, municipalities (tenants), staff, organisations, residence, proofs."""

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import PRIVATE, Person
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_
from kernel.rules import Role
from kernel.workdays import DayKind, Feast

# --- the gazetteer: names and official ids of Türkiye -------------------------------------------


class Province(Base):
    __tablename__ = "province"

    #: official number, the plate code
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))
    sort_key: Mapped[str] = mapped_column(Text)


class District(Base):
    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    sort_key: Mapped[str] = mapped_column(Text)


class RegisteredMunicipality(Base):
    """A municipality as the register names it; becomes a tenant when it joins."""

    __tablename__ = "registered_municipality"

    #: "province:16", "district:1829", "town:1002": the register numbers the kinds apart
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    sort_key: Mapped[str] = mapped_column(Text)


class RegisteredNeighbourhood(Base):
    __tablename__ = "registered_neighbourhood"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(Text)


# --- the tenant ---------------------------------------------------------------------------------


class Municipality(Base):
    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("brand_hue BETWEEN 0 AND 359", name="brand_hue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    #: own host name, if it has one
    host: Mapped[str | None] = mapped_column(String(200), unique=True)
    #: short: "Çınarlı"; the page says "Çınarlı Belediyesi"
    name: Mapped[str] = mapped_column(String(120))
    official_name: Mapped[str] = mapped_column(String(160))
    registered_id: Mapped[str | None] = mapped_column(ForeignKey("registered_municipality.id"))
    #: degrees; lightness and chroma are fixed so that every hue keeps its contrast (face/README)
    brand_hue: Mapped[int] = mapped_column(default=262)
    logo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    #: the stored file's name, so that the masthead needs no second query
    logo_name: Mapped[str] = mapped_column(String(120), default="")
    logo_alt: Mapped[str] = mapped_column(String(160), default="")
    #: "Çözüm Masası (153)"
    help_desk: Mapped[str] = mapped_column(String(120), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=stamp)

    @property
    def municipality_id(self) -> int:
        """So that rules and the door treat it like everything it owns."""
        return self.id

    @property
    def logo_url(self) -> str:
        return f"/dosya/{self.logo_id}/{self.logo_name}" if self.logo_id else ""


class Neighbourhood(Base):
    __tablename__ = "neighbourhood"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(Text)
    registered_id: Mapped[int | None] = mapped_column(ForeignKey("registered_neighbourhood.id"))


class Unit(Base):
    """A directorate (müdürlük) that owes answers and runs actions."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("municipality_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str] = mapped_column(String(160))
    sort_key: Mapped[str] = mapped_column(Text)


class OwnDay(Base):
    """A day on which this municipality's offices differ from the calendar (`kernel.workdays`)."""

    __tablename__ = "own_day"
    __table_args__ = (UniqueConstraint("municipality_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    #: "Bayram köprüsü, idari izin"
    name: Mapped[str] = mapped_column(String(120))


class FeastDay(Base):
    """The first day of a feast in a year that `kernel.workdays` does not know."""

    __tablename__ = "feast_day"
    __table_args__ = (UniqueConstraint("municipality_id", "first_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    feast: Mapped[Feast] = mapped_column(enum_column(Feast))
    first_on: Mapped[date]


FEAST_LABELS: dict[Feast, str] = {
    Feast.RAMAZAN: N_("Ramazan Bayramı"),
    Feast.KURBAN: N_("Kurban Bayramı"),
}
DAY_KIND_LABELS: dict[DayKind, str] = {
    DayKind.OFF: N_("Tatil"),
    DayKind.HALF: N_("Yarım gün, öğleden sonra tatil"),
    DayKind.WORKING: N_("Çalışma günü"),
}


class LegalKind(enum.StrEnum):
    PRIVACY = "privacy"  # aydınlatma metni
    COMMUNITY = "community"  # topluluk kuralları


class LegalText(Base):
    """A version of the privacy notice or the community rules; old versions stay readable."""

    __tablename__ = "legal_text"
    __table_args__ = (UniqueConstraint("municipality_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    kind: Mapped[LegalKind] = mapped_column(enum_column(LegalKind))
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(default=stamp)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


LEGAL_KIND_LABELS: dict[LegalKind, str] = {
    LegalKind.PRIVACY: N_("Aydınlatma metni"),
    LegalKind.COMMUNITY: N_("Topluluk kuralları"),
}


class NoticeShown(Base):
    """Which version of a notice a person was shown at sign-up; the law is the basis, no consent."""

    __tablename__ = "notice_shown"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    legal_text_id: Mapped[int] = mapped_column(ForeignKey("legal_text.id"))
    shown_at: Mapped[datetime] = mapped_column(default=stamp)


# --- staff --------------------------------------------------------------------------------------


ROLE_LABELS: dict[Role, str] = {
    Role.ADMINISTRATOR: N_("Yönetici"),
    Role.OFFICER: N_("Danışma görevlisi"),
    Role.COUNCIL_OFFICER: N_("Kent konseyi görevlisi"),
    Role.MODERATOR: N_("Moderatör"),
    Role.UNIT_OFFICER: N_("Birim görevlisi"),
    Role.APPROVER: N_("İmza makamı"),
    Role.DESK_OFFICER: N_("Masa görevlisi"),
    Role.AUDITOR: N_("Denetçi"),
}


class Staff(Base):
    """A role of a person in a municipality; several roles are several rows."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("municipality_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    since: Mapped[datetime] = mapped_column(default=stamp)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")


class Invitation(Base):
    """A role offered by mail; the link leads to a page with one button."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), info=PRIVATE)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(default=stamp)
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]


# --- who may not write for a while ---------------------------------------------------------------


class Suspension(Base):
    """Over by the clock or by `lifted_at`; moderation writes it, every visitor carries it."""

    __tablename__ = "suspension"
    __table_args__ = (Index("ix_suspension_person_id_until", "person_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[datetime] = mapped_column(default=stamp)
    until: Mapped[datetime]
    suspended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: an appeal was granted
    lifted_at: Mapped[datetime | None]


# --- organisations ------------------------------------------------------------------------------


class OrganisationKind(enum.StrEnum):
    NGO = "ngo"
    STUDENT_CLUB = "student_club"
    SOCIAL_ENTERPRISE = "social_enterprise"
    CHAMBER = "chamber"
    CITY_COUNCIL = "city_council"
    UNIVERSITY = "university"


ORGANISATION_KIND_LABELS: dict[OrganisationKind, str] = {
    OrganisationKind.NGO: N_("Sivil toplum kuruluşu"),
    OrganisationKind.STUDENT_CLUB: N_("Öğrenci topluluğu"),
    OrganisationKind.SOCIAL_ENTERPRISE: N_("Sosyal girişim"),
    OrganisationKind.CHAMBER: N_("Meslek odası"),
    OrganisationKind.CITY_COUNCIL: N_("Kent konseyi"),
    OrganisationKind.UNIVERSITY: N_("Üniversite"),
}


class OrganisationState(enum.StrEnum):
    APPLIED = "applied"
    VERIFIED = "verified"
    REFUSED = "refused"


class Organisation(Base):
    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("municipality_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str] = mapped_column(String(160))
    sort_key: Mapped[str] = mapped_column(Text)
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind))
    about: Mapped[str] = mapped_column(Text, default="")
    #: of the organisation, for staff only
    contact_email: Mapped[str] = mapped_column(String(254), default="", info=PRIVATE)
    state: Mapped[OrganisationState] = mapped_column(
        enum_column(OrganisationState), default=OrganisationState.APPLIED
    )
    #: why it was refused, told to the applicant
    reason: Mapped[str] = mapped_column(Text, default="")
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime] = mapped_column(default=stamp)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class Representative(Base):
    """Who acts for an organisation. Private: membership is special-category data (KVKK m.6)."""

    __tablename__ = "representative"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime] = mapped_column(default=stamp)


# --- residence ----------------------------------------------------------------------------------


class Residence(Base):
    """Where somebody says they live; not a proof."""

    __tablename__ = "residence"
    __table_args__ = (UniqueConstraint("person_id", "municipality_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), info=PRIVATE)
    declared_at: Mapped[datetime] = mapped_column(default=stamp)


class ProofKind(enum.StrEnum):
    DESK = "desk"
    LETTER = "letter"
    REGISTER = "register"  # a port for a population register or e-Devlet


PROOF_KIND_LABELS: dict[ProofKind, str] = {
    ProofKind.DESK: N_("Masada belgeyle"),
    ProofKind.LETTER: N_("Mektupla gelen kodla"),
    ProofKind.REGISTER: N_("Nüfus kaydıyla"),
}


class ResidenceProof(Base):
    """Residence verified; one living proof a person and municipality. Votes may hang on it."""

    __tablename__ = "residence_proof"
    __table_args__ = (
        Index(
            "uq_residence_proof_person_id_municipality_id_living",
            "person_id",
            "municipality_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: a vote asks for all proofs of a person, ended ones too
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id"), info=PRIVATE
    )
    kind: Mapped[ProofKind] = mapped_column(enum_column(ProofKind))
    #: only where a vote has an age rule; checked together with residence
    birth_year: Mapped[int | None] = mapped_column(info=PRIVATE)
    verified_at: Mapped[datetime] = mapped_column(default=stamp)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: why the desk ended it, told to the person
    end_reason: Mapped[str] = mapped_column(Text, default="", info=PRIVATE)


class LetterRequest(Base):
    """A code asked for by post. The code itself is computed (`kernel.keys.derived`), not stored."""

    __tablename__ = "letter_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), info=PRIVATE)
    #: emptied when the letter is posted
    full_name: Mapped[str] = mapped_column(String(160), info=PRIVATE)
    address: Mapped[str] = mapped_column(String(400), info=PRIVATE)
    birth_year: Mapped[int | None] = mapped_column(info=PRIVATE)
    requested_at: Mapped[datetime] = mapped_column(default=stamp)
    posted_at: Mapped[datetime | None]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Counter(Base):
    """Public numbers: the last one given, by municipality, letter and year."""

    __tablename__ = "counter"

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    #: "Ö", "D", "E"
    letter: Mapped[str] = mapped_column(String(4), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class TownMap(Base):
    """The outlines of the neighbourhoods, where the municipality has uploaded them."""

    __tablename__ = "town_map"

    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id"), primary_key=True, autoincrement=False
    )
    #: a simplified FeatureCollection as text: it is only ever handed out
    geojson: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(default=stamp, onupdate=stamp)
