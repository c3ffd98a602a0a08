"""Writes of voting: drawing up, freezing, counting; casting has a file of its own."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from consultations import rules as consultations_rules
from consultations import services as consultations
from consultations.models import Activity
from journeys import services as journeys
from journeys.models import Status
from kernel import audit, clock, keys, outbox
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from voting import counting, queries, rules
from voting.models import Election, ElectionNote, ElectionState, Option, RollEntry, Rule
from voting.rules import Stage

ENDPOINT = "voting.show"


class NotReady(DomainError):
    message = N_("Oylama henüz yayımlanamaz. Eksikler aşağıda yazıyor.")


class StillOpen(DomainError):
    message = N_("Oylar ancak oylama bitince sayılır.")


# --- drawing up ---------------------------------------------------------------------------------


def draw_up(
    activity: Activity,
    *,
    by: Visitor,
    question: str,
    consequence: str,
    rule: Rule,
    max_choices: int,
    seats: int,
    quorum_percent: int | None,
    proposal_ids: Collection[int],
) -> Election:
    """Begins the draft of an activity, or changes it."""
    election = queries.find_election(activity.id)
    if election is None:
        election = Election(
            municipality_id=activity.municipality_id,
            consultation_id=activity.consultation_id,
            activity_id=activity.id,
            question=question,
            options=[],
        )
        db.session.add(election)
    election.question = question
    election.consequence = consequence
    election.rule = rule
    election.max_choices = 1 if rule is Rule.SINGLE else max_choices
    election.seats = seats
    election.quorum_percent = quorum_percent
    db.session.flush()
    _choose_proposals(election, set(proposal_ids))
    audit.record("voting.draw_up", election, by=by.id)
    return election


def _choose_proposals(election: Election, wanted: set[int]) -> None:
    """Options from proposals become exactly these; those written by hand stay."""
    for option in [o for o in election.options if o.proposal_id is not None]:
        if option.proposal_id not in wanted:
            election.options.remove(option)
            db.session.delete(option)
    known = {option.proposal_id for option in election.options}
    for proposal in queries.list_candidates(election.consultation_id):
        if proposal.id in wanted - known:
            _append(
                election,
                proposal_id=proposal.id,
                title=proposal.title,
                text=proposal.text,
                cost_kurus=proposal.cost_kurus,
            )
    db.session.flush()


def _append(election: Election, **values: Any) -> Option:
    last = max((option.position for option in election.options), default=0)
    option = Option(election_id=election.id, position=last + 1, **values)
    election.options.append(option)
    return option


def add_option(
    election: Election, *, by: Visitor, title: str, text: str, cost_kurus: int | None
) -> Option:
    option = _append(election, title=title, text=text, cost_kurus=cost_kurus)
    db.session.flush()
    audit.record("voting.add_option", option, by=by.id, after={"title": title})
    return option


def edit_option(
    option: Option, *, by: Visitor, title: str, text: str, cost_kurus: int | None
) -> None:
    audit.record(
        "voting.edit_option",
        option,
        by=by.id,
        before={"title": option.title},
        after={"title": title},
    )
    option.title, option.text, option.cost_kurus = title, text, cost_kurus


def remove_option(option: Option, *, by: Visitor) -> None:
    audit.record("voting.remove_option", option, by=by.id, before={"title": option.title})
    option.election.options.remove(option)
    db.session.delete(option)
    db.session.flush()


# --- freezing -----------------------------------------------------------------------------------


def freeze(election: Election, *, by: Visitor) -> None:
    """Publishes it: from now on neither question nor options nor rule nor window change."""
    if rules.missing(election, queries.list_statuses(election.id)):
        raise NotReady()
    _copy_proposals(election)
    for position, option in enumerate(election.options, 1):
        option.position = position
    if keys.exists(election.key_name):
        keys.destroy(election.key_name)  # of a publication that was rolled back
    keys.create(election.key_name)
    election.definition = counting.canonical(definition(election))
    election.definition_sha256 = counting.digest(election.definition)
    election.state = ElectionState.FROZEN
    election.frozen_at = clock.now()
    consultations.attach(election.activity, endpoint=ENDPOINT, object_id=election.id)
    _schedule_count(election)
    audit.record(
        "voting.freeze", election, by=by.id, after={"definition_sha256": election.definition_sha256}
    )


def _copy_proposals(election: Election) -> None:
    """What a proposal says and costs at this moment is what is voted on."""
    for option_id, proposal in queries.list_proposals(election.id).items():
        option = next(option for option in election.options if option.id == option_id)
        option.title = proposal.title
        option.text = proposal.excerpt
        option.cost_kurus = proposal.cost_kurus


def definition(election: Election) -> dict[str, Any]:
    """Everything that decides, in words and numbers; its SHA-256 is shown with ballot and result.

    The arithmetic of the count is named by its version.
    """
    activity = election.activity
    assert activity.opens_at is not None
    assert activity.closes_at is not None
    return {
        "election": election.id,
        "municipality": election.municipality_id,
        "consultation": activity.consultation.number,
        "question": election.question,
        "consequence": election.consequence,
        "options": [
            {
                "id": option.id,
                "title": option.title,
                "text": option.text,
                "cost_kurus": option.cost_kurus,
                "proposal": option.proposal_id,
            }
            for option in election.options
        ],
        "rule": {
            "kind": election.rule.value,
            "max_choices": election.max_choices,
            "seats": election.seats,
            "tie": "declared",
            "version": counting.VERSION,
        },
        "quorum_percent": election.quorum_percent,
        "eligibility": {
            "kind": activity.eligibility.value,
            "neighbourhoods": sorted(activity.neighbourhood_ids or ()) or None,
            "born_by": consultations_rules.latest_birth_year(activity),
        },
        "opens_at": _utc(activity.opens_at),
        "closes_at": _utc(activity.closes_at),
    }


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _schedule_count(election: Election) -> None:
    """The moment is part of the key: a count that came too early puts down the next one."""
    closes_at = election.activity.closes_at
    assert closes_at is not None
    outbox.moment(
        f"voting.count:{election.id}:{_utc(closes_at)}",
        "voting.count",
        closes_at,
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


# --- counting -----------------------------------------------------------------------------------


def count(election_id: int, *, by: int | None = None) -> Election:
    """At the closing, once; a second call changes nothing, an early one waits for the end."""
    election = _take(election_id)
    now_at = rules.stage(election)
    if now_at in (Stage.UPCOMING, Stage.OPEN):
        if by is not None:
            raise StillOpen()
        _schedule_count(election)
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
        journey = proposal.journey
        if option_id in result.open or journey is None or journey.status is not Status.ON_BALLOT:
            continue
        journeys.move(
            journey,
            Status.CHOSEN if option_id in result.chosen else Status.NOT_CHOSEN,
            by=None,
            reason="" if result.valid else NO_QUORUM,
            subject=election.question,
            endpoint=ENDPOINT,
            object_id=election.id,
        )


def _cancel(election: Election, *, by: int | None) -> None:
    election.state = ElectionState.CANCELLED
    _note(election, N_("Oylama yapılmadı: danışma, oylama bitmeden sona erdi. Oylar sayılmadı."))
    for proposal in queries.list_proposals(election.id).values():
        if proposal.journey is not None and proposal.journey.status is Status.ON_BALLOT:
            journeys.move(
                proposal.journey,
                Status.PUBLISHED,
                by=None,
                subject=election.question,
                endpoint=ENDPOINT,
                object_id=election.id,
            )
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
