"""Dates, numbers and money as people read them, in Turkish and English."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from flask import Flask

from kernel import clock, page_cache
from kernel.i18n import _, language, ngettext


def number(value: float) -> str:
    text = f"{value:,}"
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def money(kurus: int) -> str:
    """1150000 TL in kuruş -> "1.150.000 ₺"; the hard space keeps the sign with its sum."""
    lira, rest = divmod(kurus, 100)
    text = number(lira)
    if rest:
        text += ("." if language() == "en" else ",") + f"{rest:02d}"
    return f"{text}\N{NO-BREAK SPACE}₺"


def percent(part: int, whole: int, places: int = 1) -> str:
    """Exact rounding down is not needed here: half up on integers, "%9,3" in Turkish."""
    scaled = 0 if not whole else (part * 100 * 10**places * 2 + whole) // (2 * whole)
    units, rest = divmod(scaled, 10**places)
    tail = f"{rest:0{places}d}".rstrip("0") if places else ""
    if language() == "en":
        return f"{units}{'.' + tail if tail else ''}%"
    return f"%{units}{',' + tail if tail else ''}"


def _as_day(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, chosen: str) -> str:
    """Babel reads its pattern anew each time, and a page says the same few days again and again."""
    return str(format_date(day, pattern, locale=chosen))


def day(value: date | datetime) -> str:
    """6 Aralık 2026"""
    return _written(_as_day(value), "d MMMM y", language())


def long_day(value: date | datetime) -> str:
    """6 Aralık 2026 Pazar"""
    pattern = "d MMMM y EEEE" if language() == "tr" else "EEEE d MMMM y"
    return _written(_as_day(value), pattern, language())


def short_day(value: date | datetime) -> str:
    """6 Aralık; with the year when it is another one."""
    as_day = _as_day(value)
    pattern = "d MMMM" if as_day.year == clock.today().year else "d MMMM y"
    return _written(as_day, pattern, language())


def month(value: date) -> str:
    """Aralık 2026, where no day is known"""
    return _written(value, "LLLL y", language())


def hour(value: datetime) -> str:
    """18.30 in Turkish, 18:30 in English."""
    return clock.local(value).strftime("%H.%M" if language() == "tr" else "%H:%M")


def moment(value: datetime) -> str:
    return f"{day(value)}, {hour(value)}"


def last_day(value: datetime) -> date:
    """Of an exclusive end: an activity that closes at midnight was open the day before."""
    return clock.last_day(value)


def deadline(value: datetime) -> str:
    """The last day and minute of an exclusive end: midnight reads "…, 23.59"."""
    return f"{long_day(_last_minute(value))}, {hour(_last_minute(value))}"


def last_moment(value: datetime) -> str:
    """The same as short as the moment it began: "6 Aralık 2026, 23.59"."""
    return moment(_last_minute(value))


def _last_minute(end: datetime) -> datetime:
    local = clock.local(end)
    return end - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else end


def days_left(value: date | datetime) -> str:
    """ "14 gün kaldı", "bugün", "12 gün gecikti"; the page that says so ends at midnight."""
    page_cache.until(clock.next_midnight())
    last = clock.last_day(value) if isinstance(value, datetime) else value
    days = clock.days_until(last)
    if days > 0:
        return ngettext("%(num)s gün kaldı", "%(num)s gün kaldı", days)
    if days == 0:
        return _("son gün bugün")
    return ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", -days)


def file_size(size: int) -> str:
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))} KB"
    return f"{number(round(size / 1_000_000, 1))} MB"


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        {
            name: globals()[name]
            for name in (
                "number",
                "money",
                "percent",
                "day",
                "long_day",
                "short_day",
                "month",
                "hour",
                "moment",
                "deadline",
                "last_moment",
                "last_day",
                "days_left",
                "file_size",
            )
        }
    )
