"""The outcome: stored with its figures or without, proposals moved, ties settled, people told."""

from collections.abc import Collection
from typing import Any

from answers import rules as answer_rules
from answers import services as answers
from answers.models import DutyKind
from answers.rules import DutyState
from consultations import services as consultations
from journeys import services as journeys
from journeys.models import Status
from kernel import audit, clock, outbox
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from proposals.models import Proposal
from voting import outcomes, queries, rules
from voting.counting.definition import VERSION
from voting.models import ENDPOINT, Election, ElectionNote, ElectionState, Secrecy


class WrongNumber(DomainError):
    message = N_("Kalan yer kadar seçenek işaretleyin: %(places)s.")
    field = "options"


def counted(election: Election) -> None:
    """Once the result is written."""
    election.state = ElectionState.COUNTED
    election.counted_at = clock.now()
    note(election, N_("Oylar sayıldı. Sayım kuralı sürümü: %(version)s"), version=VERSION)
    figures = outcomes.figures(election)
    if figures is not None and not figures.small:
        consultations.contributed(election.activity, by=figures.ballots)
    _move_proposals(election)
    _owe(election)
    _finish(election, verb="voting.count", news=N_("Oylama sayıldı. Sonuç yayında."))


def _owe(election: Election) -> None:
    """An answer to the result: by the day its voters were promised, else in the usual time."""
    consultation = election.activity.consultation
    owner: dict[str, Any] = {
        "municipality_id": election.municipality_id,
        "subject": election.question,
        "endpoint": ENDPOINT,
        "object_id": election.id,
        "unit_id": consultation.unit_id,
        "journey_id": consultation.journey_id,
    }
    promised = consultation.duty
    waiting = promised is not None and answer_rules.state(promised, clock.today())
    if promised is not None and waiting is DutyState.WAITING:
        owner |= {"due_on": promised.due_on, "under_id": promised.id}
        duty = answers.owe(DutyKind.VOTE, **owner)
    else:
        duty = answers.owe_in_time(DutyKind.VOTE, **owner)
    election.duty_id = duty.id
    db.session.flush()


#: parts of a result that say who is chosen, and not how the ballots fell
OUTCOME = frozenset(
    ("status", "rule", "seats", "params", "winners", "ties", "quorum", "definition_sha256")
) | {"count_version"}


def stored(election: Election, result: dict[str, Any]) -> dict[str, Any]:
    """Figures of very few people are not kept here at all, so that no page can show them."""
    counts, turnout = result["counts"], election.turnout or {}
    ballots = counts["valid"] + counts["blank"] + counts["invalid"]
    # In a named vote every ballot is told with its name, however few they are.
    small = ballots < rules.SMALL and election.secrecy is not Secrecy.NAMED
    if small:
        result = {name: part if name in OUTCOME else None for name, part in result.items()}
        if result["quorum"] is not None:
            result["quorum"]["got"] = None
    channels = turnout.get("voters", {})
    return {
        **result,
        "eligible": turnout.get("eligible"),
        "voters": None if small else sum(channels.values()),
        "channels": None if small else channels,
        "small": small,
    }


NO_QUORUM = N_("Oylamaya yeterli katılım olmadı.")


def _move_proposals(election: Election) -> None:
    """Chosen or not; equal ones stay on the ballot until the council has decided."""
    result = outcomes.result(election)
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
    """The council's public decision about the first open tie; the figures stay as they are."""
    stored = election.result or {}
    tie = outcomes.open_ties(stored)[0]
    settled = sorted(option_id for option_id in set(option_ids) if str(option_id) in tie["options"])
    if len(settled) != tie["places"] or len(set(option_ids)) != len(settled):
        raise WrongNumber(places=tie["places"])
    election.result = _with(stored, [str(option_id) for option_id in settled])
    titles = ", ".join(option.title for option in election.options if option.id in settled)
    facts = {"titles": titles, "office": office, "reason": reason}
    note(election, N_("Eşitlik karara bağlandı: %(titles)s. %(office)s: %(reason)s"), **facts)
    _move_proposals(election)
    _show_outcome(election)
    audit.record("voting.settle", election, by=by.id, after={"settled": settled})
    outbox.moment(
        f"voting.publish:{election.id}:settled:{settled[0]}",
        "voting.publish",
        clock.now(),
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


def _with(stored: dict[str, Any], settled: list[str]) -> dict[str, Any]:
    """`undecided`: how many ties wait still, for lists; nothing when none does."""
    known = {name: part for name, part in stored.items() if name != "undecided"}
    known["settled"] = [*stored.get("settled", ()), *settled]
    left = len(outcomes.open_ties(known))
    return {**known, "undecided": left} if left else known


def cancel(election: Election) -> None:
    election.state = ElectionState.CANCELLED
    note(election, N_("Oylama yapılmadı: danışma, oylama bitmeden sona erdi. Oylar sayılmadı."))
    for proposal in queries.list_proposals(election.id).values():
        _move(election, proposal, Status.PUBLISHED)
    _finish(election, verb="voting.cancel", news=N_("Oylama yapılmadı."))


def _finish(election: Election, *, verb: str, news: str) -> None:
    """What every end has: the card's sentence, the record, the news."""
    activity = election.activity
    _show_outcome(election)
    audit.record(verb, election, by=None, after={"definition_sha256": election.definition_sha256})
    if activity.consultation.journey is not None:
        journeys.tell_followers(
            activity.consultation.journey,
            key=f"voting.result:{election.id}",
            message=news,
            facts={},
            by=None,
        )


def _show_outcome(election: Election) -> None:
    sentence, facts = outcomes.told(election)
    consultations.finish_activity(election.activity, note=sentence, facts=facts)


def note(election: Election, message: str, **facts: Any) -> None:
    """A line of the public record."""
    db.session.add(ElectionNote(election_id=election.id, message=message, facts=facts))
    db.session.flush()
