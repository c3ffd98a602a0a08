"""Drawing up an election, and freezing it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from consultations import rules as consultations_rules
from consultations import services as consultations
from consultations.models import Activity, Consultation
from kernel import audit, clock, files, keys, ledgers, outbox
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from voting import definitions, drafting, queries, roll, sealing
from voting.counting import definition as counting
from voting.models import (
    ENDPOINT,
    Custodian,
    Election,
    ElectionState,
    Option,
    PollingDesk,
    Secrecy,
)
from voting.plan import Photo, Plan
from voting.services import heads, trial


class NotReady(DomainError):
    message = N_("Oylama henüz yayımlanamaz. Eksikler aşağıda yazıyor.")


def draw_up(
    activity: Activity, *, by: Visitor, plan: Plan, proposal_ids: Collection[int]
) -> Election:
    """Begins the draft of an activity, or changes it."""
    election = queries.find_election(activity.id)
    if election is None:
        election = Election(
            municipality_id=activity.municipality_id,
            consultation_id=activity.consultation_id,
            activity_id=activity.id,
            question=plan.question,
            options=[],
            custodians=[],
        )
        db.session.add(election)
    if election.id is not None and election.roll is not plan.roll:
        _drop_lines(election)  # a list and codes are not mixed
    for name, value in vars(plan).items():
        setattr(election, name, dict(value) if name == "params" else value)
    _forget_places(election)
    db.session.flush()
    trial.wipe_trial(election.id)
    _choose_proposals(election, set(proposal_ids))
    audit.record("voting.draw_up", election, by=by.id)
    return election


def change_plan(election: Election, *, by: Visitor, plan: Plan) -> None:
    """The same draft with another plan; its options stay."""
    chosen = [o.proposal_id for o in election.options if o.proposal_id is not None]
    draw_up(election.activity, by=by, plan=plan, proposal_ids=chosen)


def _forget_places(election: Election) -> None:
    """Options keep no pot and no group that the plan no longer names."""
    pots = {name for name, _sum in election.params.get("pots") or ()}
    groups = {name for name, _places in election.params.get("reserved") or ()}
    for option in election.options:
        option.pot = option.pot if option.pot in pots else ""
        option.groups = [name for name in option.groups or () if name in groups] or None


def discard(consultation: Consultation, *, by: Visitor) -> None:
    """The drawn-up votes of a draft consultation; nobody could vote in them yet."""
    _discard(Election.consultation_id == consultation.id, by=by)


def discard_of(activity: Activity, *, by: Visitor) -> None:
    """The same for one activity of the draft."""
    _discard(Election.activity_id == activity.id, by=by)


def _discard(which: ColumnElement[bool], *, by: Visitor) -> None:
    drafts = db.session.scalars(
        select(Election).where(which, Election.state == ElectionState.DRAFT)
    ).all()
    for election in drafts:
        audit.record("voting.discard", election, by=by.id, before={"question": election.question})
        # SQLite gives the number of a deleted row to the next one.
        _drop_lines(election)
        keys.destroy(election.key_name)
        for kind in (Option, Custodian, PollingDesk):
            db.session.execute(delete(kind).where(kind.election_id == election.id))
        db.session.execute(delete(Election).where(Election.id == election.id))


def _drop_lines(election: Election) -> None:
    with ledgers.write(ledgers.ROLL) as connection:
        roll.drop_lines(connection, election.id)


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


def say_again(proposal_id: int) -> None:
    """In drafts only: what is frozen was public, and does not change."""
    for option, proposal in queries.list_drafted(proposal_id):
        option.title, option.text = proposal.title, proposal.excerpt
    db.session.flush()


def _append(election: Election, **values: Any) -> Option:
    last = max((option.position for option in election.options), default=0)
    option = Option(election_id=election.id, position=last + 1, **values)
    election.options.append(option)
    return option


def add_option(
    election: Election,
    *,
    by: Visitor,
    title: str,
    text: str,
    cost_kurus: int | None,
    pot: str = "",
    groups: Collection[str] = (),
    photo: Photo | None = None,
) -> Option:
    option = _append(
        election,
        title=title,
        text=text,
        cost_kurus=cost_kurus,
        pot=pot,
        groups=list(groups) or None,
    )
    _set_photo(option, election.municipality_id, photo)
    db.session.flush()
    trial.wipe_trial(election.id)
    audit.record("voting.add_option", option, by=by.id, after={"title": title})
    return option


def edit_option(
    option: Option,
    *,
    by: Visitor,
    title: str,
    text: str,
    cost_kurus: int | None,
    pot: str = "",
    groups: Collection[str] = (),
    photo: Photo | None = None,
) -> None:
    trial.wipe_trial(option.election_id)
    audit.record(
        "voting.edit_option",
        option,
        by=by.id,
        before={"title": option.title},
        after={"title": title},
    )
    option.title, option.text, option.cost_kurus = title, text, cost_kurus
    option.pot, option.groups = pot, list(groups) or None
    _set_photo(option, option.municipality_id, photo)


def _set_photo(option: Option, municipality_id: int, photo: Photo | None) -> None:
    """A file that no option shows any more is swept like any other."""
    if photo is None:
        option.photo_id, option.photo = None, None
    elif photo.accepted is None:
        option.photo = option.photo and {**option.photo, "alt": photo.alt}
    else:
        stored = files.store(photo.accepted, municipality_id=municipality_id)
        option.photo_id = stored.id
        option.photo = {
            "file": str(stored.id),
            "name": stored.name,
            "sha256": stored.sha256,
            "alt": photo.alt,
        }


def remove_option(option: Option, *, by: Visitor) -> None:
    trial.wipe_trial(option.election_id)
    audit.record("voting.remove_option", option, by=by.id, before={"title": option.title})
    option.election.options.remove(option)
    db.session.delete(option)
    db.session.flush()


# --- freezing -----------------------------------------------------------------------------------


def freeze(election: Election, *, by: Visitor) -> None:
    """Publishes it: from now on neither question nor options nor rule nor window change."""
    if drafting.missing(election, queries.list_statuses(election.id)):
        raise NotReady()
    _copy_proposals(election)
    for position, option in enumerate(election.options, 1):
        option.position = position
    _make_keys(election)
    # What cannot be counted is never published.
    document = definition(election)
    named = election.secrecy is Secrecy.NAMED
    document["ballot_bytes"] = sealing.longest(counting.parse(document), named=named)
    document["log_key"] = sealing.log_public(keys.read(election.log_key_name)).hex()
    election.definition = counting.canonical(document)
    election.definition_sha256 = counting.digest(election.definition)
    election.state = ElectionState.FROZEN
    election.frozen_at = clock.now()
    consultations.attach(election.activity, endpoint=ENDPOINT, object_id=election.id)
    schedule_close(election)
    trial.schedule_wipe(election)
    schedule_reminders(election)
    heads.schedule(election)
    outbox.moment(
        f"voting.publish:{election.id}:{election.definition_sha256}",
        "voting.publish",
        clock.now(),
        municipality_id=election.municipality_id,
        election_id=election.id,
    )
    audit.record(
        "voting.freeze", election, by=by.id, after={"definition_sha256": election.definition_sha256}
    )


def _make_keys(election: Election) -> None:
    """Anew, unless lines of the roll were made with the one that is there."""
    with ledgers.read(ledgers.ROLL) as connection:
        lines = roll.count_lines(connection, election.id)
    for name in (election.key_name, election.log_key_name):
        if lines and name == election.key_name:
            continue
        keys.destroy(name)  # of a publication that was rolled back
        keys.create(name)


def _copy_proposals(election: Election) -> None:
    """What a proposal says and costs at this moment is what is voted on."""
    for option_id, proposal in queries.list_proposals(election.id).items():
        option = next(option for option in election.options if option.id == option_id)
        option.title = proposal.title
        option.text = proposal.excerpt
        option.cost_kurus = proposal.cost_kurus


def definition(election: Election) -> dict[str, Any]:
    """Everything that decides, in words and numbers; its SHA-256 is shown with ballot and result.

    The keys of the count are those of `voting.counting.definition`, its arithmetic is named by
    `count_version`.
    """
    activity = election.activity
    assert activity.opens_at is not None
    assert activity.closes_at is not None
    return {
        **definitions.counted_part(election),
        "municipality": election.municipality_id,
        "consultation": activity.consultation.number,
        "count_version": counting.VERSION,
        "eligibility": {
            "kind": activity.eligibility.value,
            "neighbourhoods": sorted(activity.neighbourhood_ids or ()) or None,
            "born_by": consultations_rules.latest_birth_year(activity),
        },
        "roll": election.roll.value,
        "paper": election.paper.value,
        "secrecy": election.secrecy.value,
        "open_ballots": election.open_ballots,
        "opens_at": _utc(activity.opens_at),
        "closes_at": _utc(activity.closes_at),
        "sealing_key": election.sealing_key,
        "custodians": [
            {"name": one.name, "body": one.body, "key": one.public_key}
            for one in election.custodians
        ],
    }


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def schedule_close(election: Election) -> None:
    """The moment is part of the key: a closing that came too early puts down the next one."""
    closes_at = election.activity.closes_at
    assert closes_at is not None
    outbox.moment(
        f"voting.close:{election.id}:{_utc(closes_at)}",
        "voting.close",
        closes_at,
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


#: before the end; each is sent once, however often the end moves
REMINDERS = {1: timedelta(days=3), 2: timedelta(days=1)}


def schedule_reminders(election: Election) -> None:
    closes_at, opens_at = election.activity.closes_at, election.activity.opens_at
    assert closes_at is not None
    assert opens_at is not None
    for number, before in REMINDERS.items():
        key = f"voting.remind:{election.id}:{number}"
        due = closes_at - before
        if due <= max(opens_at, clock.now()):
            outbox.cancel(key)
            continue
        outbox.moment(
            key,
            "voting.remind",
            due,
            municipality_id=election.municipality_id,
            election_id=election.id,
            number=number,
        )
