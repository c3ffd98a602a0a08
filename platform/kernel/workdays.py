"""Working days in Türkiye: official holidays, half-days, and arithmetic over them. Pure.

Official holidays are those of Law no. 2429 (of 17 March 1981, as amended; 15 July by Law no. 6752).
The first days of the two movable feasts are dates of the calendar of Diyanet İşleri Başkanlığı
(vakithesaplama.diyanet.gov.tr), which announces them years ahead. They are data, never computed: a
year that is not in the table raises `YearUnknown` instead of guessing, until somebody enters its
feasts (`days_of`). Weekends are days off.

A municipality's own days (`own`: bridge days off, half days, Saturdays it works) come first.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kernel.i18n import N_


class DayKind(enum.StrEnum):
    WORKING = "working"
    HALF = "half"  # off from 13.00 on; a deadline may fall on it
    OFF = "off"


#: a municipality's own days; they go before weekends and official holidays
Own = Mapping[date, DayKind]
NO_DAYS: Own = {}


class YearUnknown(LookupError):
    """The feasts of this year have not been entered: nothing is said about its days."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the movable feasts of {year} are not known")
        self.year = year


@dataclass(frozen=True)
class Holiday:
    """`name` is a message id; `half`: from 13.00 on."""

    day: date
    name: str
    half: bool = False


ONE = timedelta(days=1)
SATURDAY = 5


class Feast(enum.StrEnum):
    RAMAZAN = "ramazan"
    KURBAN = "kurban"


#: a feast and its first day; a year may have one of them twice (Ramazan Bayramı in 2033)
First = tuple[Feast, date]

#: the first days of Ramazan Bayramı (three days) and Kurban Bayramı (four days)
FEASTS: dict[int, tuple[date, date]] = {
    2020: (date(2020, 5, 24), date(2020, 7, 31)),
    2021: (date(2021, 5, 13), date(2021, 7, 20)),
    2022: (date(2022, 5, 2), date(2022, 7, 9)),
    2023: (date(2023, 4, 21), date(2023, 6, 28)),
    2024: (date(2024, 4, 10), date(2024, 6, 16)),
    2025: (date(2025, 3, 30), date(2025, 6, 6)),
    2026: (date(2026, 3, 20), date(2026, 5, 27)),
    2027: (date(2027, 3, 9), date(2027, 5, 16)),
    2028: (date(2028, 2, 26), date(2028, 5, 5)),
    2029: (date(2029, 2, 14), date(2029, 4, 24)),
    2030: (date(2030, 2, 4), date(2030, 4, 13)),
    2031: (date(2031, 1, 24), date(2031, 4, 2)),
    2032: (date(2032, 1, 14), date(2032, 3, 22)),
}
FIRST_YEAR, LAST_YEAR = min(FEASTS), max(FEASTS)

#: month, day, name, half
FIXED = (
    (1, 1, N_("Yılbaşı"), False),
    (4, 23, N_("Ulusal Egemenlik ve Çocuk Bayramı"), False),
    (5, 1, N_("Emek ve Dayanışma Günü"), False),
    (5, 19, N_("Atatürk’ü Anma, Gençlik ve Spor Bayramı"), False),
    (7, 15, N_("Demokrasi ve Millî Birlik Günü"), False),
    (8, 30, N_("Zafer Bayramı"), False),
    (10, 28, N_("Cumhuriyet Bayramı, öğleden sonra"), True),
    (10, 29, N_("Cumhuriyet Bayramı"), False),
)
#: name, name of the eve, days
LASTING = {
    Feast.RAMAZAN: (N_("Ramazan Bayramı"), N_("Ramazan Bayramı arifesi, öğleden sonra"), 3),
    Feast.KURBAN: (N_("Kurban Bayramı"), N_("Kurban Bayramı arifesi, öğleden sonra"), 4),
}


def knows(year: int) -> bool:
    return year in FEASTS


@cache
def holidays(year: int) -> Mapping[date, Holiday]:
    """The official holidays of a year in the order of the calendar.

    Where two meet on one day, the whole day goes before the half one, and the fixed day gives
    its name. Raises `YearUnknown`.
    """
    if not knows(year):
        raise YearUnknown(year)
    return with_feasts(year, zip(Feast, FEASTS[year], strict=True))


def with_feasts(year: int, feasts: Iterable[First]) -> Mapping[date, Holiday]:
    """The holidays of a year, the feasts as they are given; days of other years are left out."""
    found: dict[date, Holiday] = {}
    for holiday in _all(year, feasts):
        there = found.get(holiday.day)
        if there is None or (there.half and not holiday.half):
            found[holiday.day] = holiday
    return dict(sorted(found.items()))


def _all(year: int, feasts: Iterable[First]) -> Iterator[Holiday]:
    for month, day, name, half in FIXED:
        yield Holiday(date(year, month, day), name, half)
    for feast, first in feasts:
        name, eve, length = LASTING[feast]
        days = [Holiday(first - ONE, eve, half=True)]
        days += [Holiday(first + number * ONE, name) for number in range(length)]
        yield from (one for one in days if one.day.year == year)


def days_of(year: int, feasts: Iterable[First]) -> dict[date, DayKind]:
    """Every day of a year whose feasts somebody entered, for `own`: nothing in it is unknown."""
    found = with_feasts(year, feasts)
    first = date(year, 1, 1)
    days = (first + number * ONE for number in range((date(year + 1, 1, 1) - first).days))
    return {day: _kind(day, found.get(day)) for day in days}


def day_kind(day: date, own: Own = NO_DAYS) -> DayKind:
    """Raises `YearUnknown` for a day of a year without feasts that is not one of `own`."""
    if day in own:
        return own[day]
    return _kind(day, holidays(day.year).get(day))


def _kind(day: date, holiday: Holiday | None) -> DayKind:
    if day.weekday() >= SATURDAY:
        return DayKind.OFF
    if holiday is None:
        return DayKind.WORKING
    return DayKind.HALF if holiday.half else DayKind.OFF


def is_working(day: date, own: Own = NO_DAYS) -> bool:
    """Whether offices open that day; half a day is a working day. Raises `YearUnknown`."""
    return day_kind(day, own) is not DayKind.OFF


def next_working_day(day: date, own: Own = NO_DAYS) -> date:
    """The day itself or the first working day after it. Raises `YearUnknown`."""
    while not is_working(day, own):
        day += ONE
    return day


def previous_working_day(day: date, own: Own = NO_DAYS) -> date:
    """The day itself or the last working day before it. Raises `YearUnknown`."""
    while not is_working(day, own):
        day -= ONE
    return day


def add_working_days(day: date, number: int, own: Own = NO_DAYS) -> date:
    """The `number`th working day after `day`, which itself is not counted; 0 is the day itself.

    Raises `YearUnknown` when the way there leads into a year without feasts.
    """
    if number < 0:
        raise ValueError("working days are counted forward")
    while number:
        day += ONE
        number -= is_working(day, own)
    return day


def count_working_days(after: date, until: date, own: Own = NO_DAYS) -> int:
    """Working days after `after` up to and with `until`; 0 where `until` is not later."""
    days = range(1, (until - after).days + 1)
    return sum(is_working(after + number * ONE, own) for number in days)
