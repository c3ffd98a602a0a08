"""Pages kept for anonymous readers; they end with the next change or the next moment."""

import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, g, request, session
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kernel import clock
from kernel.db import Base, db
from kernel.dialects import insert_into

LARGEST = 2_000
#: the owner that every kept page depends on: a person's name stands on pages of any municipality
EVERYWHERE = "everywhere"
SHUFFLES = 16


class DataVersion(Base):
    """Changes with every write of a municipality ("m:cinarli") or of the installation ("all").

    "everywhere" changes what all of them show.
    """

    __tablename__ = "data_version"

    owner: Mapped[str] = mapped_column(String(70), primary_key=True)
    number: Mapped[str] = mapped_column(String(32), default="")


@dataclass(frozen=True)
class Kept:
    body: bytes
    etag: str
    ends_at: datetime
    version: str


_pages: dict[tuple[Any, ...], Kept] = {}


def until(moment: datetime) -> None:
    """Whatever the page says changes at `moment`: an opening, a deadline, a due day."""
    if moment > clock.now():
        g.page_ends = min(moment, g.get("page_ends", moment))


def never() -> None:
    """This answer is for one reader."""
    g.page_private = True


def _owner() -> str:
    return "all" if g.get("slug") is None else f"m:{g.slug}"


def _key() -> tuple[Any, ...]:
    return (request.host, _owner(), request.full_path, g.language, g.theme, g.shuffle)


def _may() -> bool:
    return (
        current_app.config["PAGE_CACHE"]
        and request.method == "GET"
        and not g.visitor.signed_in
        and not session
    )


def _version(owner: str) -> str:
    """The one query of a kept page, past session and statement: those cost more than the page."""
    mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(
            f"SELECT number FROM data_version WHERE owner IN ({mark}, {mark}) ORDER BY owner",
            (owner, EVERYWHERE),
        )
        return "/".join(row[0] for row in cursor.fetchall())
    finally:
        connection.close()


def find() -> Response | None:
    """The kept page, when its municipality's data and the clock have not moved since."""
    if not _may():
        return None
    g.data_version = _version(_owner())
    kept = _pages.get(_key())
    if kept is None or kept.version != g.data_version or kept.ends_at <= clock.now():
        return None
    return _answer(kept)


def keep(answer: Response) -> None:
    if not _may() or answer.status_code != 200 or g.get("page_private") or session.modified:
        return
    if "data_version" not in g:
        return
    ends_at = min(g.get("page_ends", clock.next_midnight()), clock.next_midnight())
    body = answer.get_data()
    if len(_pages) >= LARGEST:
        _pages.clear()
    etag = f"{zlib.crc32(body):x}-{len(body):x}"
    _pages[_key()] = Kept(
        body, etag, min(ends_at, clock.now() + timedelta(hours=1)), g.data_version
    )


def _answer(kept: Kept) -> Response:
    answer = Response(kept.body, mimetype="text/html")
    answer.set_etag(kept.etag, weak=True)
    answer.make_conditional(request)
    return answer


def touch(municipality: Any) -> None:
    """The last statement of a write: pages of this municipality and of the installation end."""
    owners = ["all"] if municipality is None else ["all", f"m:{municipality.slug}"]
    touch_owners(owners)


def touch_owners(owners: list[str]) -> None:
    """A fresh random number instead of a sum: nobody reads before writing."""
    db.session.flush()
    number = secrets.token_hex(12)
    for owner in sorted(owners):
        statement = insert_into(DataVersion).values(owner=owner, number=number)
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["owner"], set_={"number": number})
        )


def forget_all() -> None:
    """For tests."""
    _pages.clear()
