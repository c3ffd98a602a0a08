"""The daily mail: what is new, grouped by subject, in the reader's language."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from accounts.models import Person
from kernel import formats, outbox, tokens
from kernel.i18n import _, in_language, ngettext
from notifications import links, queries, services
from notifications.queries import NoticeRow

#: a mail nobody reads to its end helps nobody
SUBJECTS = 30
#: old mails stay in mailboxes
LINK_LIVES = timedelta(days=400)


def digest(person_id: int, day: str) -> None:
    """Mail and mark are one transaction, the key is unique: nobody gets the same news twice."""
    reader = queries.find_reader(person_id)
    news = queries.list_undigested(person_id) if reader is not None else []
    services.mark_digested(person_id)
    if reader is None or not news:
        return
    stop = links.absolute(
        "notifications.stop_digest",
        None,
        subscription_id=tokens.sign("digest", LINK_LIVES, person=person_id),
    )
    with in_language(reader.language):
        outbox.mail(
            f"digest-mail:{person_id}:{day}",
            str(reader.email),
            ngettext("Bir yeni haberiniz var", "%(num)s yeni haberiniz var", len(news)),
            compose(reader, news, stop=stop),
            person_id=person_id,
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


def compose(reader: Person, news: Sequence[NoticeRow], *, stop: str) -> str:
    groups = _by_subject(news)
    lines = [
        _("Merhaba %(name)s,", name=reader.name),
        "",
        _("Takip ettiklerinizde yenilikler var."),
        "",
    ]
    for rows in groups[:SUBJECTS]:
        lines += [*_group(rows), ""]
    if len(groups) > SUBJECTS:
        left = len(groups) - SUBJECTS
        lines += [ngettext("Bir konu daha var.", "%(num)s konu daha var.", left), ""]
    lines += [
        _(
            "Bütün bildirimleriniz: %(address)s",
            address=links.absolute("notifications.index", None),
        ),
        "",
        _("Bu özeti artık istemiyorsanız: %(address)s", address=stop),
    ]
    return "\n".join(lines) + "\n"


def _by_subject(news: Sequence[NoticeRow]) -> list[list[NoticeRow]]:
    """Groups in the order of their first news."""
    first: dict[tuple[object, ...], int] = {}
    for row in news:
        first.setdefault(_owner(row), row.id)
    ordered = sorted(news, key=lambda row: (first[_owner(row)], row.id))
    return [list(rows) for _owner_, rows in groupby(ordered, key=_owner)]


def _owner(row: NoticeRow) -> tuple[object, ...]:
    return row.slug or "", row.endpoint, row.object_id or 0


def _group(rows: list[NoticeRow]) -> list[str]:
    last = rows[-1]
    lines = [last.subject]
    for row in rows:
        lines.append(f"  {formats.short_day(row.at)}: {row.sentence}")
        lines += [f"  {line}".rstrip() for line in row.reason.splitlines()]
    lines.append(f"  {links.absolute(last.endpoint, last.object_id, last.slug)}")
    return lines
