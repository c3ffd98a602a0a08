"""Uploads: judged by content, stored under random names, served as downloads from /dosya."""

import hashlib
import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from flask import Response, abort, current_app, send_file
from sqlalchemy import String, delete, exists, false, select
from sqlalchemy.orm import Mapped, mapped_column

from kernel import clock, images, text
from kernel.db import Base, db, stamp

EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "text/plain": "txt",
    "text/csv": "csv",
}


class StoredFile(Base):
    """One accepted upload. Whoever knows the random id may fetch it, as with any public file."""

    __tablename__ = "stored_file"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    #: plain number: municipalities live above
    municipality_id: Mapped[int | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(120))
    mime: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime] = mapped_column(default=stamp)
    #: what it belongs to was hidden: the address answers nobody but who decides about it
    withheld: Mapped[bool] = mapped_column(default=False, server_default=false())


def accept(
    data: bytes,
    *,
    name: str,
    image_only: bool = False,
    max_bytes: int = 10_000_000,
    max_side: int = 2000,
) -> tuple[bytes, str, str]:
    """(clean bytes, mime, safe name); images are decoded, turned, re-encoded, stripped.

    Raises images.RefusedUpload.
    """
    mime = images.sniff(data, max_bytes=max_bytes, image_only=image_only)
    if mime.startswith("image/"):
        clean = images.clean_image(data, max_side=max_side)
        data, mime = clean.data, clean.mime
    return data, mime, _safe_name(name, mime)


def _safe_name(name: str, mime: str) -> str:
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", Path(name.replace("\\", "/")).name)
    return f"{text.slug(stem)[:80]}.{EXTENSIONS.get(mime, 'bin')}"


def store(
    accepted: tuple[bytes, str, str], *, municipality_id: int | None, withheld: bool = False
) -> StoredFile:
    """Writes the bytes first, then the row: a crash leaves an orphan file, never a dead link.

    `withheld`: the public address of files answers nobody; its owner hands it out.
    """
    data, mime, name = accepted
    stored = StoredFile(
        id=uuid.uuid4(),
        municipality_id=municipality_id,
        name=name,
        mime=mime,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        withheld=withheld,
    )
    path = location(stored.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    try:
        partial.write_bytes(data)
        partial.rename(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    db.session.add(stored)
    db.session.flush()
    return stored


def public_folder(name: str) -> Path:
    """For files that anybody may have, written whole by the program itself (votes' bundles)."""
    return Path(current_app.config["BUNDLE_DIR"]) / name


def location(file_id: uuid.UUID) -> Path:
    return Path(current_app.config["UPLOAD_DIR"]) / file_id.hex[:2] / file_id.hex


def hand_out(stored: StoredFile) -> Response:
    """As a download under a policy that lets nothing run; 404 where the bytes are gone."""
    if not location(stored.id).exists():
        abort(404)
    answer: Response = send_file(
        location(stored.id),
        mimetype=stored.mime,
        as_attachment=True,  # <img> shows it all the same
        download_name=stored.name,
        conditional=True,
        etag=stored.sha256,
        max_age=0 if stored.withheld else 86_400,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


#: an upload whose form is still being written may have no owner yet
GRACE = timedelta(days=7)


def forget_unused() -> int:
    """Deletes the rows to which no other row refers; `sweep` takes the files, after the commit."""
    references = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table is StoredFile.__table__ for key in column.foreign_keys)
    ]
    unused = delete(StoredFile).where(
        StoredFile.stored_at < clock.now() - GRACE,
        *(~exists().where(column == StoredFile.id) for column in references),
    )
    return int(db.session.execute(unused).rowcount)  # type: ignore[attr-defined]


def sweep() -> int:
    """Removes files that have no row: of deleted documents, and what a crash left behind."""
    known = {stored_id.hex for stored_id in db.session.scalars(select(StoredFile.id))}
    before = (clock.now() - GRACE).timestamp()
    removed = 0
    for path in Path(current_app.config["UPLOAD_DIR"]).glob("??/*"):
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def remove(stored: StoredFile) -> None:
    location(stored.id).unlink(missing_ok=True)
    db.session.delete(stored)
