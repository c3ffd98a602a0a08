"""Accounts: a person, the proof of their e-mail, the browsers they are signed in with."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, enum_column, stamp

#: marks columns that `queries.export` names and `services.forget` empties
PRIVATE = {"private": True}


class Digest(enum.StrEnum):
    """How notices come by mail."""

    DAILY = "daily"
    NONE = "none"


class Person(Base):
    """One human; a deleted one stays as an empty row, so that contributions keep an author."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("deleted_at IS NULL OR email IS NULL", name="deleted_is_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: lower case by ASCII rules (`kernel.text.email_key`); NULL once deleted
    email: Mapped[str | None] = mapped_column(String(254), unique=True, info=PRIVATE)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=PRIVATE)
    #: public, chosen by the person; nicknames are allowed; "" once deleted
    name: Mapped[str] = mapped_column(String(120), info=PRIVATE)
    language: Mapped[str] = mapped_column(String(2), default="tr", info=PRIVATE)
    digest: Mapped[Digest] = mapped_column(enum_column(Digest), default=Digest.DAILY, info=PRIVATE)
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    deleted_at: Mapped[datetime | None]


class EmailProof(Base):
    """A confirmed address; votes may hang on it. One living proof a person."""

    __tablename__ = "email_proof"
    __table_args__ = (
        Index(
            "uq_email_proof_person_id_living",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: a vote asks for all proofs of a person, ended ones too
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: the address at that time, emptied with the account
    email: Mapped[str] = mapped_column(String(254), info=PRIVATE)
    confirmed_at: Mapped[datetime] = mapped_column(default=stamp)
    #: the address changed or the account went
    ended_at: Mapped[datetime | None]


class SignIn(Base):
    """One browser signed in; deleting the row signs it out."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: SHA-256 of the token in the cookie
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info=PRIVATE)
    #: "Firefox, Android": enough to recognise it, no more
    device: Mapped[str] = mapped_column(String(80), info=PRIVATE)
    created_at: Mapped[datetime] = mapped_column(default=stamp)
