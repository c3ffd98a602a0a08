"""An early end or an extension of an open vote, and the reminders that hang on its end."""

from datetime import datetime, timedelta

from accounts.queries import get_person
from consultations import services as consultations
from journeys import queries as journeys
from kernel import audit, clock, formats, links, outbox, tokens
from kernel.db import DomainError
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from notifications import links as addresses
from notifications import queries as notices
from notifications.models import How, NoticeKind
from places import queries as places
from voting import casting, queries, rules
from voting.models import Election, RollKind
from voting.services import ending
from voting.services.drawing import schedule_close, schedule_reminders

MOVED = N_(
    "Oylamanın sonu değişti: %(old)s yerine %(new)s. Gerekçe: %(reason)s Dondurulmuş tanımda ilk "
    "bitiş yazılı kalır."
)


def change_end(
    election: Election, *, by: Visitor, closes_at: datetime, reason: str, office: str
) -> None:
    """A public record; the definition stays as it was frozen."""
    old = election.activity.closes_at
    assert old is not None
    consultations.move_end(
        election.activity, by=by, closes_at=closes_at, reason=reason, office=office
    )
    facts = {"old": _moment(old), "new": _moment(closes_at), "reason": reason}
    ending.note(election, MOVED, **facts)
    schedule_close(election)
    schedule_reminders(election)
    if closes_at > old:
        _keep_promise(election, old)
    audit.record("voting.change_end", election, by=by.id, after=facts)


def _moment(value: datetime) -> str:
    """In figures, the same in every language; midnight is the last minute of the day before."""
    local = clock.local(value)
    if (local.hour, local.minute) == (0, 0):
        local -= timedelta(minutes=1)
    return local.strftime("%d.%m.%Y %H.%M")


def _keep_promise(election: Election, old: datetime) -> None:
    """Receipts have promised their ballots in the log within an hour of the old end."""
    outbox.moment(
        f"voting.batch_all:{election.id}:{old:%Y%m%d%H%M}",
        "voting.batch_all",
        old,
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


# --- reminders ----------------------------------------------------------------------------------

#: old mails stay in mailboxes
LINK_LIVES = timedelta(days=400)


#: people asked about in one transaction: each costs some reads, and nobody else writes meanwhile
PART = 100


def remind(election_id: int, number: int) -> int:
    """Followers who may vote and do not stand on the roll; how many mails at once.

    More than PART people are reminded part by part, each a moment of its own.
    """
    election = queries.get_election(election_id)
    journey_id = election.activity.consultation.journey_id
    if journey_id is None or election.roll is RollKind.CODES:
        return 0  # nobody knows whose code is whose
    people = sorted(journeys.list_followers(journey_id))
    if len(people) <= PART:
        return remind_part(election_id, number, people)
    outbox.schedule(
        outbox.Moment(
            f"voting.remind:{election_id}:{number}:from:{first}",
            "voting.remind_part",
            clock.now(),
            {
                "election_id": election_id,
                "number": number,
                "people": people[first : first + PART],
            },
            election.municipality_id,
        )
        for first in range(0, len(people), PART)
    )
    return 0


def remind_part(election_id: int, number: int, people: list[int]) -> int:
    """Of these people: how many mails."""
    election = queries.get_election(election_id)
    if rules.stage(election) is not rules.Stage.OPEN:
        return 0
    hows = notices.list_hows(people, NoticeKind.VOTES)
    silent = [
        one
        for one in people
        if hows.get(one, How.NEVER) is not How.NEVER and _is_silent(election, one)
    ]
    for person_id in silent:
        _mail(election, number, person_id)
    return len(silent)


def _is_silent(election: Election, person_id: int) -> bool:
    visitor = queries.find_visitor(person_id)
    if visitor is None or casting.find_entry(election, visitor) is not None:
        return False
    try:
        casting.find_voter(election, visitor)
    except DomainError:
        return False
    return True


def _mail(election: Election, number: int, person_id: int) -> None:
    """The same words for everybody: when it ends and where; nothing about the reader."""
    person = get_person(person_id)
    closes_at = election.activity.closes_at
    if person.email is None or closes_at is None:
        return
    facts = {"person": person_id, "kind": NoticeKind.VOTES.value}
    stop = addresses.absolute(
        "notifications.stop_digest",
        None,
        subscription_id=tokens.sign("digest", LINK_LIVES, **facts),
    )
    slug = places.get_municipality(election.municipality_id).slug
    with in_language(person.language):
        outbox.mail(
            f"voting.remind:{election.id}:{number}:{person_id}",
            person.email,
            _("Oylama bitiyor: %(date)s", date=formats.deadline(closes_at)),
            _(
                "Merhaba,\n\n“%(question)s” oylaması %(date)s bitiyor.\n\n%(link)s\n",
                question=election.question,
                date=formats.deadline(closes_at),
                link=links.page("voting.show", slug=slug, election_id=election.id),
            ),
            person_id=person_id,
            municipality_id=election.municipality_id,
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
