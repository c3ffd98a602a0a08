"""What a notice says, when it is mailed, and who may read it: pure functions."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from kernel import clock, formats
from kernel.i18n import _
from kernel.rules import Denied, Visitor, signed_in

MAILED_AT = time(8, 0)
#: a change that is being written at this very moment belongs to the next mail
MARGIN = timedelta(minutes=1)


def day(value: date) -> dict[str, str]:
    """A fact that is a day: kept as ISO, shown in the reader's language."""
    return {"day": value.isoformat()}


def word(message: str) -> dict[str, str]:
    """A fact that is itself a msgid (the label of a status)."""
    return {"word": message}


def sentence(message: str, facts: Mapping[str, Any]) -> str:
    """The notice in the reader's language."""
    return _(message, **{name: _shown(value) for name, value in facts.items()})


def _shown(value: Any) -> Any:
    if isinstance(value, dict) and "day" in value:
        return formats.day(date.fromisoformat(value["day"]))
    if isinstance(value, dict) and "word" in value:
        message: str = value["word"]
        return _(message)
    return value


def next_mailing(now: datetime) -> datetime:
    """08.00 in Istanbul, today or tomorrow."""
    today = clock.local(now).date()
    for candidate in (today, today + timedelta(days=1)):
        at = clock.at_local(candidate, MAILED_AT)
        if at >= now + MARGIN:
            return at
    return clock.at_local(today + timedelta(days=2), MAILED_AT)


def read(visitor: Visitor, _thing: object) -> Denied | None:
    """One's own notices; the query asks for nobody else's."""
    return signed_in(visitor, _thing)
