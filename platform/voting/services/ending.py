"""The end of an election: counted once or cancelled, ties settled, its key destroyed."""

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
from voting.counting import first as counting
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
    tally = counting.count(queries.list_revisions(election.id), rules.arithmetic(election))
    election.result = _result(election, tally, eligible=queries.count_eligible(activity))
    election.state = ElectionState.COUNTED
    election.counted_at = clock.now()
    _note(election, N_("Oylar sayıldı. Sayım kuralı sürümü: %(version)s"), version=counting.VERSION)
    if not election.result["small"]:
        consultations.contributed(activity, by=tally.ballots)
    _move_proposals(election)
    _finish(election, by=by, verb="voting.count", news=N_("Oylama sayıldı. Sonuç yayında."))


def _result(election: Election, tally: counting.Tally, *, eligible: int) -> dict[str, Any]:
    """Figures of very few people are not kept here at all, so that no page can show them."""
    small = tally.ballots < rules.SMALL
    quorum = None
    if election.quorum_percent is not None:
        asked = counting.Quorum(election.quorum_percent, eligible, tally.ballots)
        quorum = {"percent": asked.percent, "needed": asked.needed, "met": asked.met}
    scores = [
        {"option": score.option, "votes": score.votes, "rank": score.rank} for score in tally.scores
    ]
    figures = {
        "voters": queries.count_roll(election.id),
        "ballots": tally.ballots,
        "blank": tally.blank,
        "choices": tally.choices,
        "superseded": tally.superseded,
        "scores": scores,
    }
    return {
        "version": counting.VERSION,
        "definition_sha256": election.definition_sha256,
        "eligible": eligible,
        "small": small,
        "empty": not tally.ballots,
        **(dict.fromkeys(figures) if small else figures),
        "quorum": quorum,
        "winners": list(tally.winners),
        "tied": list(tally.tied),
        "places": tally.places,
    }


NO_QUORUM = N_("Oylamaya yeterli katılım olmadı.")


def _move_proposals(election: Election) -> None:
    """Chosen or not; equal ones stay on the ballot until the council has decided."""
    result = rules.result(election)
    for option_id, proposal in queries.list_proposals(election.id).items():
        if option_id in result.open:
            continue
        chosen = option_id in result.chosen
        _move(
            election,
            proposal,
            Status.CHOSEN if chosen else Status.NOT_CHOSEN,
            reason="" if result.valid else NO_QUORUM,
        )


def _move(election: Election, proposal: Proposal, to: Status, *, reason: str = "") -> None:
    journey = proposal.journey
    if journey is None or journey.status is not Status.ON_BALLOT:
        return
    journeys.move(
        journey,
        to,
        by=None,
        reason=reason,
        subject=election.question,
        endpoint=ENDPOINT,
        object_id=election.id,
    )


def settle(
    election: Election, *, by: Visitor, option_ids: Collection[int], office: str, reason: str
) -> None:
    """The council's public decision about equal ones; the counted figures stay as they are."""
    found = rules.result(election)
    stored = election.result or {}
    settled = sorted(found.open.intersection(option_ids))
    if len(settled) != stored["places"] or len(set(option_ids)) != len(settled):
        raise WrongNumber(places=stored["places"])
    election.result = {**stored, "settled": settled}
    titles = ", ".join(option.title for option in election.options if option.id in settled)
    facts = {"titles": titles, "office": office, "reason": reason}
    _note(election, N_("Eşitlik karara bağlandı: %(titles)s. %(office)s: %(reason)s"), **facts)
    _move_proposals(election)
    consultations.finish_activity(election.activity, note=rules.outcome(election))
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
    consultations.finish_activity(activity, note=rules.outcome(election))
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
