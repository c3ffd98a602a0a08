"""The newest tree head by mail: to the custodians and to whoever asks, once a day at most.

A head in many mailboxes cannot be taken back: whoever shows two logs is found out by two mails.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from kernel import clock, links, outbox, tokens
from kernel.db import db
from kernel.dialects import insert_into
from kernel.i18n import _, in_language
from kernel.rules import Visitor
from kernel.text import email_key
from notifications import rules as notices
from places import queries as places
from voting import queries
from voting.models import Election, ElectionState, HeadWatcher

#: old mails stay in mailboxes
LINK_LIVES = timedelta(days=400)


def watch(election: Election, *, by: Visitor) -> None:
    wanted = insert_into(HeadWatcher).values(election_id=election.id, person_id=by.id)
    db.session.execute(wanted.on_conflict_do_nothing())


def unwatch(election_id: int | None, person_id: int | None) -> None:
    db.session.execute(
        delete(HeadWatcher).where(
            HeadWatcher.election_id == election_id, HeadWatcher.person_id == person_id
        )
    )


def forget(person_id: int) -> None:
    db.session.execute(delete(HeadWatcher).where(HeadWatcher.person_id == person_id))


# --- when ---------------------------------------------------------------------------------------


def schedule(election: Election) -> None:
    """The next morning of the open vote, whether anybody votes or not: a row for each day."""
    opens_at = election.activity.opens_at
    assert opens_at is not None
    due = notices.next_mailing(max(opens_at, clock.now()))
    outbox.moment(
        f"voting.heads:{election.id}:{clock.local(due).date().isoformat()}",
        "voting.mail_heads",
        due,
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


def schedule_last(election: Election) -> None:
    """Once the log is whole."""
    outbox.moment(
        f"voting.heads:{election.id}:last",
        "voting.mail_heads",
        clock.now(),
        municipality_id=election.municipality_id,
        election_id=election.id,
        last=True,
    )


def mail_heads(election_id: int, *, last: bool = False) -> int:
    """How many were written to; who has the newest head already gets it again only as the last."""
    election = queries.get_election(election_id)
    if election.state is ElectionState.CANCELLED:
        return 0
    if not last:
        if election.settled_at is not None:
            return 0
        schedule(election)
    head = queries.find_newest_head(election.id)
    readers = [] if head is None else list(_readers(election))
    for reader in readers:
        _mail(election, head or {}, reader, last=last)
    return len(readers)


# --- to whom ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Reader:
    key: str
    email: str
    language: str = "tr"
    #: a custodian's mails belong to the office; only who asked may stop them
    person_id: int | None = None


def _readers(election: Election) -> Iterator[_Reader]:
    """Each address once."""
    known = set()
    custodians = [_Reader(f"c{one.number}", one.email) for one in election.custodians]
    asked = [
        _Reader(f"p{row.id}", row.email, row.language, row.id)
        for row in queries.list_head_watchers(election.id)
    ]
    for reader in (*custodians, *asked):
        if (address := email_key(reader.email)) not in known:
            known.add(address)
            yield reader


def _mail(election: Election, head: Mapping[str, Any], reader: _Reader, *, last: bool) -> None:
    size = "last" if last else head["size"]
    stop = None if reader.person_id is None else _stop_link(election, reader.person_id)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    with in_language(reader.language):
        outbox.mail(
            f"voting.head:{election.id}:{size}:{reader.key}",
            reader.email,
            _("Son günlük başı: %(question)s", question=election.question)
            if last
            else _("Günlük başı: %(question)s", question=election.question),
            _text(election, head, stop, last=last),
            person_id=reader.person_id,
            municipality_id=election.municipality_id,
            headers=headers if stop else None,
        )


def _text(election: Election, head: Mapping[str, Any], stop: str | None, *, last: bool) -> str:
    """`python -m verify heads` reads the whole of it."""
    slug = places.get_municipality(election.municipality_id).slug
    parts = [
        _("Merhaba,"),
        _(
            "“%(question)s” oylaması bitti, oy günlüğü tamamlandı. Günlüğün imzalı son başı:",
            question=election.question,
        )
        if last
        else _(
            "“%(question)s” oylamasının oy günlüğü büyüdü. Günlüğün imzalı yeni başı:",
            question=election.question,
        ),
        json.dumps(head, indent=1, sort_keys=True),
        _(
            "Bu ne işe yarar? Günlükten sonradan bir oy çıkarılır, eklenir ya da değiştirilirse bu "
            "satırlar günlüğe uymaz. E-postayı saklayın; metnini bir dosyaya kaydedip şöyle "
            "denetleyin: python -m verify heads KLASÖR DOSYA"
        ),
        _(
            "Oylamanın dosyaları: %(link)s",
            link=links.page("voting.list_files", slug=slug, election_id=election.id),
        ),
    ]
    if stop is not None:
        parts.append(_("Bu e-postaları artık istemiyorsanız: %(address)s", address=stop))
    return "\n\n".join(parts) + "\n"


def _stop_link(election: Election, person_id: int) -> str:
    token = tokens.sign("heads", LINK_LIVES, person=person_id, election=election.id)
    return links.page("voting.stop_heads", watching_id=token)
