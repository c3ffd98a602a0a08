"""What somebody typed is never lost: kept when the session ends or the server fails."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import g, request, session, url_for
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict

from kernel import clock
from kernel.db import Base, Json, db, short_transaction, stamp

KEEP_FOR = timedelta(days=30)
FIELD = "taslak"


class Draft(Base):
    """Belongs to a person or, before sign-in, to the browser that holds `owner`'s secret."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: SHA-256 of the browser's secret
    owner: Mapped[str] = mapped_column(String(64), index=True)
    #: no foreign key: accounts live above; emptied by `forget`
    person_id: Mapped[int | None] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[dict[str, list[str]]] = mapped_column(Json)
    kept_at: Mapped[datetime] = mapped_column(default=stamp)


def keep(form: Any) -> str | None:
    """Keeps the submitted form in its own transaction; returns the address that brings it back."""
    if form is None or not getattr(form, "KEEP", False):
        return None
    fields = form.kept_fields()
    if not any(value.strip() for values in fields.values() for value in values):
        return None
    secret = session.setdefault("drafts", secrets.token_urlsafe(16))
    path = request.path[:500]
    draft = Draft(
        id=secrets.token_hex(16),
        owner=_hash(secret),
        person_id=getattr(g.get("visitor"), "id", None),
        path=path,
        fields=fields,
        kept_at=clock.now(),
    )
    draft_id = draft.id
    with short_transaction() as own:
        own.add(draft)
    return f"{path}?{FIELD}={draft_id}"


def find(draft_id: str) -> Draft | None:
    # PostgreSQL fails on a NUL that somebody put into the address or the hidden field.
    if not re.fullmatch("[0-9a-f]{32}", draft_id):
        return None
    draft = db.session.get(Draft, draft_id)
    if draft is None or draft.kept_at < clock.now() - KEEP_FOR:
        return None
    mine = "drafts" in session and draft.owner == _hash(session["drafts"])
    visitor_id = getattr(g.get("visitor"), "id", None)
    if draft.person_id is not None and draft.person_id != visitor_id:
        return None
    return draft if mine or draft.person_id is not None else None


def fill(form: Any) -> None:
    """A GET with ?taslak= shows the kept text instead of the stored one."""
    draft_id = request.args.get(FIELD, "")
    if not draft_id:
        return
    draft = find(draft_id)
    if draft is None or draft.path != request.path:
        return
    form.process(formdata=MultiDict([(k, v) for k, vs in draft.fields.items() for v in vs]))
    form.draft.data = draft.id


def forget_submitted() -> None:
    """The text has arrived where it belongs."""
    draft_id = request.form.get("draft", "")
    if draft_id and (draft := find(draft_id)) is not None:
        db.session.delete(draft)


def list_kept(person_id: int) -> list[Draft]:
    return list(
        db.session.scalars(
            select(Draft)
            .where(Draft.person_id == person_id, Draft.kept_at >= clock.now() - KEEP_FOR)
            .order_by(Draft.kept_at.desc())
            .limit(20)
        )
    )


def address(draft: Draft) -> str:
    return f"{draft.path}?{FIELD}={draft.id}"


def expire() -> None:
    """The worker's broom."""
    db.session.execute(delete(Draft).where(Draft.kept_at < clock.now() - KEEP_FOR))


def forget(person_id: int) -> None:
    db.session.execute(delete(Draft).where(Draft.person_id == person_id))


def sign_in_address(back: str | None) -> str:
    return url_for("accounts.sign_in", next=back or request.full_path.rstrip("?"))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
