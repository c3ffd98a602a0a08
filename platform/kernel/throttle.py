"""How often: counters that several processes share (a table, or Redis when REDIS_URL is set)."""

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app, g, request
from sqlalchemy import String, delete, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel import clock, rules
from kernel.db import Base, db, short_transaction

log = logging.getLogger("katiliyoruz")


class Throttle(Base):
    """One fixed window of one subject; the key is an HMAC, no address is stored."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Limit:
    per_address: int
    per_account: int
    window: timedelta
    #: of an account of the last days (`kernel.rules.is_new`); None: as any other
    per_new: int | None = None


HOUR = timedelta(hours=1)
#: Per address generous: a school, a library or a mobile operator's gateway is one address.
LIMITS = {
    "sign_up": Limit(60, 5, HOUR),
    "sign_in": Limit(60, 10, timedelta(minutes=15)),
    "reset": Limit(30, 3, HOUR),
    "post": Limit(300, 40, HOUR, per_new=10),
    "invite": Limit(100, 20, HOUR, per_new=5),
    "support": Limit(2000, 300, HOUR),
    "vote": Limit(3000, 60, HOUR),
    "code": Limit(60, 10, HOUR),
    "upload": Limit(60, 30, HOUR),
}


class TooMany(Exception):
    """Answered with 429 and when to come back."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many requests")
        self.seconds = seconds


def count(name: str) -> None:
    """Counts this request against its address and the signed-in person; raises TooMany."""
    limit = LIMITS[name]
    _count(name, f"a:{request.remote_addr}", limit.per_address)
    if person := _person():
        allowed = limit.per_account
        if limit.per_new is not None and rules.is_new(g.visitor):
            allowed = limit.per_new
        _count(name, f"p:{person}", allowed)


def count_account(name: str, account: str) -> None:
    """Whom an anonymous request is about: the typed e-mail. Its address is counted by `count`."""
    _count(name, f"p:{account}", LIMITS[name].per_account)


def _count(name: str, who: str, allowed: int) -> None:
    if not current_app.config["THROTTLE"]:
        return
    if seconds := _hit(f"{name}:{who}", allowed, LIMITS[name].window):
        raise TooMany(seconds)


def _person() -> str | None:
    person_id = getattr(g.get("visitor"), "id", None)
    return None if person_id is None else str(person_id)


def _hit(subject: str, allowed: int, window: timedelta) -> int:
    """Adds one; the seconds to wait when that was too many, otherwise 0."""
    now = clock.now()
    width = int(window.total_seconds())
    start = int(now.timestamp()) // width * width
    key = hmac.new(
        current_app.config["SECRET_KEY"].encode(), f"{subject}:{start}".encode(), hashlib.sha256
    ).hexdigest()
    ends = start + width
    redis_url = current_app.config.get("REDIS_URL")
    total = _redis_hit(redis_url, key, width) if redis_url else None
    if total is None:
        total = _table_hit(key, ends)
    return max(1, ends - int(now.timestamp())) if total > allowed else 0


_ADD = (
    "INSERT INTO throttle ({number}key, count, expires_at) VALUES ({drawn}:key, 1, :expires) "
    "ON CONFLICT (key) DO UPDATE SET count = throttle.count + 1 RETURNING count"
)
#: SQLite numbers rows by itself, in the order of those who came; drawn numbers say nothing
_HIT = {
    "sqlite": text(_ADD.format(number="rowid, ", drawn="random() & 9223372036854775807, ")),
    "postgresql": text(_ADD.format(number="", drawn="")),
}


def _table_hit(key: str, ends: int) -> int:
    with short_transaction() as own:
        statement = _HIT[db.engine.dialect.name]
        total = own.scalar(statement.bindparams(key=key, expires=_stored(ends)))
    return int(total or 0)


def _stored(ends: int) -> Any:
    moment = datetime.fromtimestamp(ends, clock.now().tzinfo)
    return moment if db.engine.dialect.name == "postgresql" else str(moment.replace(tzinfo=None))


@lru_cache
def _redis(url: str) -> Any:
    import redis  # noqa: PLC0415  only a large installation has it

    return redis.Redis.from_url(url)


def _redis_hit(url: str, key: str, width: int) -> int | None:
    """None when Redis is down: then the table counts."""
    try:
        pipe = _redis(url).pipeline()
        pipe.incr(f"throttle:{key}")
        pipe.expire(f"throttle:{key}", width)
        return int(pipe.execute()[0])
    except Exception:
        log.exception("Redis does not answer")
        return None


def expire() -> None:
    db.session.execute(delete(Throttle).where(Throttle.expires_at < clock.now()))
