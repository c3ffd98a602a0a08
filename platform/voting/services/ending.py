"""The end of an election: counted once or cancelled, ties settled, its key destroyed."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from consultations import services as consultations
from journeys import services as journeys
from journeys.models import Status
from kernel import audit, clock, keys, outbox
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from proposals.models import Proposal
from voting import queries, rules
from voting.counting.definition import VERSION, canonical
from voting.counting.results import Result
from voting.counting.revisions import latest
from voting.models import ENDPOINT, Election, ElectionNote, ElectionState, RollEntry
from voting.rules import Stage
from voting.services.drawing import schedule_count


class StillOpen(DomainError):
    message = N_("Oylar ancak oylama bitince sayılır.")


class WrongNumber(DomainError):
    message = N_("Kalan yer kadar seçenek işaretleyin: %(places)s.")
    field = "options"


def count(election_id: int, *, by: int | None = None) -> Election:
    """At the closing, once; a second call changes nothing, an early one waits for the end."""
    election = _take(election_id)
    now_at = rules.stage(election)
    if now_at in (Stage.UPCOMING, Stage.OPEN):
        if by is not None:
            raise StillOpen()
        schedule_count(election)
    elif now_at is Stage.CANCELLED and election.state is ElectionState.FROZEN:
        _cancel(election, by=by)
    elif now_at is Stage.COUNTING:
        _count(election, by=by)
    return election


def _take(election_id: int) -> Election:
    """Alone: ballots on their way commit first, later ones find the vote over."""
    db.session.execute(select(Election.id).where(Election.id == election_id).with_for_update())
    db.session.expire_all()
    return queries.get_election(election_id)


def _count(election: Election, *, by: int | None) -> None:
    activity = election.activity
    election.result = _counted(election, eligible=queries.count_eligible(activity))
    election.state = ElectionState.COUNTED
    election.counted_at = clock.now()
    _note(election, N_("Oylar sayıldı. Sayım kuralı sürümü: %(version)s"), version=VERSION)
    figures = rules.figures(election)
    if figures is not None and not figures.small:
        consultations.contributed(activity, by=figures.ballots)
    _move_proposals(election)
    _finish(election, by=by, verb="voting.count", news=N_("Oylama sayıldı. Sonuç yayında."))


def _counted(election: Election, *, eligible: int) -> dict[str, Any]:
    # NumPy takes a second and 30 MB: a web process that never counts does without it.
    from voting.counting import ballots, margins, tally  # noqa: PLC0415

    definition = rules.definition(election)
    box, superseded = latest(queries.list_revisions(election.id))
    packed = ballots.pack(definition, ([str(option) for option in choice] for choice in box))
    found = tally.count(definition, packed, superseded=superseded, electorate=eligible)
    margin = margins.margin(definition, packed, found, electorate=eligible)
    return _stored(election, found, eligible=eligible, margin=margin)


#: parts of a result that say who is chosen, and not how the ballots fell
OUTCOME = frozenset(
    ("status", "rule", "seats", "params", "winners", "ties", "quorum", "definition_sha256")
) | {"count_version"}


def _stored(
    election: Election, found: Result, *, eligible: int, margin: dict[str, Any] | None
) -> dict[str, Any]:
    """Figures of very few people are not kept here at all, so that no page can show them."""
    counts = found.counts
    ballots = counts.valid + counts.blank + counts.invalid
    small = ballots < rules.SMALL
    result: dict[str, Any] = json.loads(canonical({**found.as_json(), "margin": margin}))
    if small:
        result = {name: part if name in OUTCOME else None for name, part in result.items()}
        if result["quorum"] is not None:
            result["quorum"]["got"] = None
    return {
        **result,
        "eligible": eligible,
        "voters": None if small else queries.count_roll(election.id),
        "small": small,
    }


NO_QUORUM = N_("Oylamaya yeterli katılım olmadı.")


def _move_proposals(election: Election) -> None:
    """Chosen or not; equal ones stay on the ballot until the council has decided."""
    result = rules.result(election)
    why: dict[str, Any] = {} if result.valid else {"reason": NO_QUORUM, "reason_facts": {}}
    for option_id, proposal in queries.list_proposals(election.id).items():
        if option_id in result.open:
            continue
        chosen = option_id in result.chosen
        _move(election, proposal, Status.CHOSEN if chosen else Status.NOT_CHOSEN, **why)


def _move(election: Election, proposal: Proposal, to: Status, **why: Any) -> None:
    journey = proposal.journey
    if journey is None or journey.status is not Status.ON_BALLOT:
        return
    journeys.move(
        journey,
        to,
        by=None,
        subject=election.question,
        endpoint=ENDPOINT,
        object_id=election.id,
        **why,
    )


def settle(
    election: Election, *, by: Visitor, option_ids: Collection[int], office: str, reason: str
) -> None:
    """The council's public decision about equal ones; the counted figures stay as they are."""
    found = rules.result(election)
    stored = election.result or {}
    places = rules.open_tie(stored)["places"]
    settled = sorted(found.open.intersection(option_ids))
    if len(settled) != places or len(set(option_ids)) != len(settled):
        raise WrongNumber(places=places)
    election.result = {**stored, "settled": [str(option_id) for option_id in settled]}
    titles = ", ".join(option.title for option in election.options if option.id in settled)
    facts = {"titles": titles, "office": office, "reason": reason}
    _note(election, N_("Eşitlik karara bağlandı: %(titles)s. %(office)s: %(reason)s"), **facts)
    _move_proposals(election)
    _show_outcome(election)
    audit.record("voting.settle", election, by=by.id, after={"settled": settled})


def _cancel(election: Election, *, by: int | None) -> None:
    election.state = ElectionState.CANCELLED
    _note(election, N_("Oylama yapılmadı: danışma, oylama bitmeden sona erdi. Oylar sayılmadı."))
    for proposal in queries.list_proposals(election.id).values():
        _move(election, proposal, Status.PUBLISHED)
    _finish(election, by=by, verb="voting.cancel", news=N_("Oylama yapılmadı."))


def _finish(election: Election, *, by: int | None, verb: str, news: str) -> None:
    """What every end has: the card's sentence, the record, the news, and the key's end."""
    activity = election.activity
    _show_outcome(election)
    audit.record(verb, election, by=by, after={"definition_sha256": election.definition_sha256})
    if activity.consultation.journey is not None:
        journeys.tell_followers(
            activity.consultation.journey,
            key=f"voting.result:{election.id}",
            message=news,
            facts={},
            by=by,
        )
    # After the commit and on its own, so that a crash in between is mended by the next round.
    outbox.moment(
        f"voting.destroy_key:{election.id}",
        "voting.destroy_key",
        clock.now(),
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


def _show_outcome(election: Election) -> None:
    note, facts = rules.told(election)
    consultations.finish_activity(election.activity, note=note, facts=facts)


def end_key(election_id: int) -> bool:
    """Never before the count is committed; a second call finds nothing to do."""
    election = queries.get_election(election_id)
    over = election.state in (ElectionState.COUNTED, ElectionState.CANCELLED)
    if over:
        keys.destroy(election.key_name)
    return over


def destroy_key(election_id: int) -> None:
    """From here on nobody can find the ballots of an entry on the roll, or the other way round."""
    if end_key(election_id):
        election = queries.get_election(election_id)
        _note(election, N_("Oyları kişilerden ayıran anahtar yok edildi."))


def _note(election: Election, message: str, **facts: Any) -> None:
    db.session.add(ElectionNote(election_id=election.id, message=message, facts=facts))
    db.session.flush()


# --- accounts -----------------------------------------------------------------------------------


def forget(person_id: int) -> None:
    """The proof goes, the tag of the address stays: a new account is not a second vote."""
    db.session.execute(
        update(RollEntry)
        .where(queries.mine(person_id))
        .values(email_proof_id=None, residence_proof_id=None)
        .execution_options(synchronize_session=False)
    )
