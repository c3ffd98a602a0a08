"""Mails about what is new, in the reader's language: at once, or as the morning's summary."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from accounts.models import Person
from kernel import formats, outbox, tokens
from kernel.i18n import _, in_language, ngettext
from notifications import links, queries, rules, services
from notifications.models import How, NoticeKind
from notifications.queries import NoticeRow

#: a mail nobody reads to its end helps nobody
SUBJECTS = 30
#: old mails stay in mailboxes
LINK_LIVES = timedelta(days=400)


def digest(person_id: int, day: str) -> None:
    """Mail and mark are one transaction, the key is unique: nobody gets the same news twice."""
    reader = queries.find_reader(person_id)
    if reader is None:
        services.mark_digested(person_id)
        return
    news, unwanted = _due(person_id, date.fromisoformat(day))
    services.mark_digested(person_id, [row.id for row in (*news, *unwanted)])
    if not news:
        return
    stop = stop_address(person_id)
    with in_language(reader.language):
        outbox.mail(
            f"digest-mail:{person_id}:{day}",
            str(reader.email),
            ngettext("Bir yeni haberiniz var", "%(num)s yeni haberiniz var", len(news)),
            compose(reader, news, stop=stop),
            person_id=person_id,
            headers=one_click(stop),
        )


def _due(person_id: int, day: date) -> tuple[list[NoticeRow], list[NoticeRow]]:
    """What this morning's mail holds, and what no mail is to hold; the rest waits for Monday."""
    hows, due = queries.hows(person_id), rules.due_hows(day)
    rows = queries.list_undigested(person_id)
    news = [row for row in rows if hows[row.kind] in due]
    return news, [row for row in rows if hows[row.kind] is How.NEVER]


def at_once(person_id: int, key: str) -> None:
    """One event. Whoever read it here meanwhile, or changed their mind, gets no mail."""
    row, reader = queries.find_unmailed(person_id, key), queries.find_reader(person_id)
    if row is None or reader is None or queries.hows(person_id)[row.kind] is not How.AT_ONCE:
        return
    services.mark_digested(person_id, [row.id])
    stop = stop_address(person_id, row.kind)
    with in_language(reader.language):
        lines = [_("Merhaba %(name)s,", name=reader.name), "", *_group([row]), "", *_foot()]
        lines.append(_("Bu tür e-postaları artık istemiyorsanız: %(address)s", address=stop))
        outbox.mail(
            f"at-once-mail:{row.id}",
            str(reader.email),
            " ".join(row.subject.split()) or _("Bir yeni haberiniz var"),
            "\n".join(lines) + "\n",
            person_id=person_id,
            headers=one_click(stop),
        )


def stop_address(person_id: int, kind: NoticeKind | None = None) -> str:
    """The page with one button, which mailbox providers press themselves (RFC 8058)."""
    facts = {"person": person_id} | ({} if kind is None else {"kind": kind.value})
    token = tokens.sign("digest", LINK_LIVES, **facts)
    return links.absolute("notifications.stop_digest", None, subscription_id=token)


def one_click(stop: str) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def compose(reader: Person, news: Sequence[NoticeRow], *, stop: str) -> str:
    """First what waits for the reader, then the rest, both grouped by subject."""
    waiting = [row for row in news if row.waiting]
    rest = [row for row in news if not row.waiting]
    lines = [_("Merhaba %(name)s,", name=reader.name), ""]
    if waiting:
        lines += [_("Sizi bekleyenler"), "", *_listed(waiting)]
    if rest:
        lines += [_("Öteki haberler") if waiting else _("Takip ettiklerinizde yenilikler var."), ""]
        lines += _listed(rest)
    lines += _foot()
    lines.append(_("Bu özeti artık istemiyorsanız: %(address)s", address=stop))
    return "\n".join(lines) + "\n"


def _foot() -> list[str]:
    notices = links.absolute("notifications.index", None)
    chosen = links.absolute("notifications.choose", None)
    return [
        _("Bütün bildirimleriniz: %(address)s", address=notices),
        _("Hangi haberin ne zaman geleceğini seçin: %(address)s", address=chosen),
        "",
    ]


def _listed(news: Iterable[NoticeRow]) -> list[str]:
    groups = _by_subject(news)
    lines: list[str] = []
    for rows in groups[:SUBJECTS]:
        lines += [*_group(rows), ""]
    if len(groups) > SUBJECTS:
        left = len(groups) - SUBJECTS
        lines += [ngettext("Bir konu daha var.", "%(num)s konu daha var.", left), ""]
    return lines


def _by_subject(news: Iterable[NoticeRow]) -> list[list[NoticeRow]]:
    """Groups in the order of their first news."""
    rows = list(news)
    first: dict[tuple[object, ...], int] = {}
    for row in rows:
        first.setdefault(_owner(row), row.id)
    ordered = sorted(rows, key=lambda row: (first[_owner(row)], row.id))
    return [list(some) for _owner_, some in groupby(ordered, key=_owner)]


def _owner(row: NoticeRow) -> tuple[object, ...]:
    return row.slug or "", row.endpoint, row.object_id or 0


def _group(rows: list[NoticeRow]) -> list[str]:
    last = rows[-1]
    lines = [last.subject]
    for row in rows:
        lines.append(f"  {formats.short_day(row.at)}: {row.sentence}")
        lines += [f"  {line}".rstrip() for line in row.reason.splitlines()]
        if row.waiting and row.ends_at is not None:
            lines.append("  " + _("Son gün: %(date)s", date=formats.deadline(row.ends_at)))
    lines.append(f"  {links.absolute(last.endpoint, last.object_id, last.slug)}")
    return lines
