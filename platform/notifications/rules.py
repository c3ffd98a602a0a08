"""What a notice says, when it is mailed, and who may read it: pure functions."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from kernel import clock, formats
from kernel.i18n import N_, _, ngettext
from kernel.rules import Denied, Visitor, old_link, signed_in
from kernel.rules import Reason as Reasons
from notifications.models import How, NoticeKind

MAILED_AT = time(8, 0)
#: a change that is being written at this very moment belongs to the next mail
MARGIN = timedelta(minutes=1)


def day(value: date) -> dict[str, str]:
    """A fact that is a day: kept as ISO, shown in the reader's language."""
    return {"day": value.isoformat()}


def money(kurus: int) -> dict[str, int]:
    """A fact that is a sum, written as the reader's language does."""
    return {"money": kurus}


def word(message: str, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A fact that is itself a msgid: the label of a status, a reason of ours."""
    return {"word": message, "facts": facts} if facts else {"word": message}


def counted(number: int, many: str) -> dict[str, Any]:
    """A fact that chooses between the message, which is said of one, and `many`."""
    return {"count": number, "many": many}


def sentence(message: str, facts: Mapping[str, Any] | None) -> str:
    """In the reader's language. Without any facts it is what somebody typed, shown as it is."""
    if facts is None:
        return message
    values = {name: shown(value) for name, value in facts.items()}
    for value in facts.values():
        if isinstance(value, dict) and "many" in value:
            return ngettext(message, value["many"], value["count"], **values)
    return _(message, **values)


def shown(value: Any) -> Any:
    """A fact in the reader's language."""
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return formats.day(date.fromisoformat(value["day"]))
    if "money" in value:
        return formats.money(value["money"])
    if "word" in value:
        return sentence(value["word"], value.get("facts", {}))
    return value.get("count", value)


def next_mailing(now: datetime) -> datetime:
    """08.00 in Istanbul, today or tomorrow."""
    today = clock.local(now).date()
    for candidate in (today, today + timedelta(days=1)):
        at = clock.at_local(candidate, MAILED_AT)
        if at >= now + MARGIN:
            return at
    return clock.at_local(today + timedelta(days=2), MAILED_AT)


#: Monday: the mail of a week stands before the week's meetings
WEEKLY_ON = 0


def next_weekly(now: datetime) -> datetime:
    """08.00 on a Monday."""
    at = next_mailing(now)
    day = clock.local(at).date()
    return clock.at_local(day + timedelta(days=(WEEKLY_ON - day.weekday()) % 7), MAILED_AT)


def due_hows(day: date) -> frozenset[How]:
    """What the mail of this morning holds. What should have gone at once and did not is in it."""
    daily = frozenset({How.AT_ONCE, How.DAILY})
    return daily | {How.WEEKLY} if day.weekday() == WEEKLY_ON else daily


def is_waiting(kind: NoticeKind, waits: bool, ends_at: datetime | None) -> bool:
    """Said first: what is asked of the reader and still can be done, and what answers them."""
    if kind is NoticeKind.ANSWERS:
        return True
    return waits and (ends_at is None or ends_at > clock.now())


class Reason(Reasons):
    OLD_LINK = N_(
        "Bağlantının süresi dolmuş ya da adresin bir bölümü eksik olabilir. E-postadaki "
        "bağlantının tamamını açın; yine olmazsa günlük özeti hesabınızdan durdurun."
    )


class Stopping(Protocol):
    """What the link of a mail names."""

    @property
    def person_id(self) -> int | None: ...


def stop(_visitor: Visitor, subscription: Stopping) -> Denied | None:
    """Whoever reads the mailbox may press the button, signed in or not."""
    return old_link(Reason.OLD_LINK) if subscription.person_id is None else None


def read(visitor: Visitor, _thing: object) -> Denied | None:
    """One's own notices; the query asks for nobody else's."""
    return signed_in(visitor, _thing)


def choose(visitor: Visitor, _thing: object) -> Denied | None:
    """Of one's own mails; the form holds nobody else's."""
    return signed_in(visitor, _thing)
