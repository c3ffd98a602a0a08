"""The only clock: UTC inside, Europe/Istanbul for people; tests hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")
_held: list[datetime] = []


def now() -> datetime:
    """This moment in UTC."""
    return _held[-1] if _held else datetime.now(UTC)


def today() -> date:
    """The calendar day in Istanbul."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(ISTANBUL)


def at_local(day: date, at: time = time(0, 0)) -> datetime:
    """A local wall-clock time as UTC."""
    return datetime.combine(day, at, ISTANBUL).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first moment after a local day: a deadline "23.59" includes its whole day."""
    return at_local(day + timedelta(days=1))


def last_day(deadline: datetime) -> date:
    """The local day a deadline falls on; exactly midnight still belongs to the day before."""
    return local(deadline - timedelta(seconds=1)).date()


def days_until(day: date) -> int:
    return (day - today()).days


def next_midnight() -> datetime:
    return at_local(today() + timedelta(days=1))


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """For tests: the clock stands still at `moment` (aware)."""
    _held.append(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.pop()
