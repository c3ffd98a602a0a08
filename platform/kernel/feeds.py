"""Atom (RFC 4287) and iCalendar (RFC 5545), as text; nothing in them depends on the reader."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from flask import Response, request

from kernel import clock

ATOM, CALENDAR = "application/atom+xml", "text/calendar"
#: readers ask again after so long
FRESH = timedelta(minutes=10)
#: a reader that never looked misses nothing of a month
ENTRIES = 50
#: of a feed without entries
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    #: never changes, whatever happens to title and address
    id: str
    title: str
    href: str
    at: datetime
    summary: str = ""
    #: of an office, never of a person
    author: str = ""


class Event(NamedTuple):
    id: str
    title: str
    href: str
    starts: datetime | date
    ends: datetime | date | None = None
    place: str = ""
    text: str = ""
    cancelled: bool = False
    sequence: int = 0
    changed_at: datetime | None = None


#: what XML 1.0 does not allow, even escaped
_FORBIDDEN = {n: None for n in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000))


def atom(
    *, title: str, office: str, here: str, page: str, entries: Sequence[Entry], language: str
) -> str:
    """A feed of the newest; `here` is its own address and name."""
    newest = max((entry.at for entry in entries), default=LONG_AGO)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<id>{_clean(here)}</id>",
        f"<title>{_clean(title)}</title>",
        f"<updated>{_stamp(newest)}</updated>",
        f"<author><name>{_clean(office)}</name></author>",
        f'<link rel="self" type="{ATOM}" href={_attribute(here)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(page)}/>',
    ]
    for entry in entries:
        lines += _entry(entry)
    return "\n".join([*lines, "</feed>\n"])


def _entry(entry: Entry) -> list[str]:
    lines = [
        "<entry>",
        f"<id>{_clean(entry.id)}</id>",
        f"<title>{_clean(entry.title)}</title>",
        f"<updated>{_stamp(entry.at)}</updated>",
        f'<link rel="alternate" type="text/html" href={_attribute(entry.href)}/>',
    ]
    if entry.author:
        lines.append(f"<author><name>{_clean(entry.author)}</name></author>")
    if entry.summary:
        lines.append(f"<summary>{_clean(entry.summary)}</summary>")
    return [*lines, "</entry>"]


def _clean(text: str) -> str:
    return escape(text.translate(_FORBIDDEN).translate(_SURROGATES))


def _attribute(text: str) -> str:
    return quoteattr(text.translate(_FORBIDDEN).translate(_SURROGATES))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def calendar(*, name: str, events: Iterable[Event]) -> str:
    """Lines end with CRLF and are folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Katiliyoruz//TR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _event(event)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(event: Event) -> list[str]:
    changed = event.changed_at or _as_moment(event.starts)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.id)}",
        f"DTSTAMP:{_utc(changed)}",
        f"SEQUENCE:{event.sequence}",
        _when("DTSTART", event.starts),
        f"SUMMARY:{_text(event.title)}",
        f"URL:{event.href}",
    ]
    if event.ends is not None:
        lines.append(_when("DTEND", event.ends))
    if event.place:
        lines.append(f"LOCATION:{_text(event.place)}")
    if event.text:
        lines.append(f"DESCRIPTION:{_text(event.text)}")
    lines.append(f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}")
    return [*lines, "END:VEVENT"]


def _as_moment(value: datetime | date) -> datetime:
    return value if isinstance(value, datetime) else clock.at_local(value)


def _when(name: str, value: datetime | date) -> str:
    if isinstance(value, datetime):
        return f"{name}:{_utc(value)}"
    return f"{name};VALUE=DATE:{value:%Y%m%d}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    value = value.translate(_FORBIDDEN).replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line longer than 75 octets, and no letter cut in two."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8", "replace"))
        if size + octets > (75 if not pieces else 74):
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"


def answer(text: str, kind: str, changed_at: datetime | None = None) -> Response:
    """With what a reader needs to ask again cheaply; the same for everybody."""
    found = Response(text, content_type=f"{kind}; charset=utf-8")
    found.add_etag(weak=False)
    if changed_at is not None:
        found.last_modified = changed_at.replace(microsecond=0)
    found.cache_control.public = True
    found.cache_control.max_age = int(FRESH.total_seconds())
    found.make_conditional(request)
    return found
