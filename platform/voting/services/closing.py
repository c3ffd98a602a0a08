"""From the end of the vote to the opening of the box, each step refused until the last is there.

1. the box closes, begun votes are removed, paper and voids come in, the last head is signed;
2. the key between roll and box is destroyed; 3. the seed for lots is drawn in public.
Then `services.opening`: two custodians, count. Without paper the worker does 1 and 2 by itself.
"""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from kernel import audit, clock, keys, ledgers, outbox
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from voting import box, casting, queries, roll, rules, sealing
from voting.models import Election, ElectionState, Paper
from voting.rules import Stage
from voting.services import complaints, ending, heads, polling
from voting.services.drawing import schedule_close


class BadSeed(DomainError):
    message = N_("Kura sayısı yalnızca rakamlardan oluşur: en az 6, en çok 80 rakam.")
    field = "seed"


def close(election_id: int) -> Election:
    """At the end, once; a second call changes nothing, an early one waits for the end."""
    election = take(election_id)
    now_at = rules.stage(election)
    if now_at in (Stage.UPCOMING, Stage.OPEN):
        schedule_close(election)
    elif now_at is Stage.CANCELLED and election.state is ElectionState.FROZEN:
        _shut(election)
        ending.cancel(election)
        _ask_for_key_end(election)
    elif now_at is Stage.COUNTING and election.closed_at is None:
        _shut(election)
        batch(election_id, everything=True)
        if election.paper is Paper.NONE:
            settle_roll(election)
    return election


def take(election_id: int) -> Election:
    """Alone: two workers, or a worker and an officer, do not close it twice."""
    db.session.execute(select(Election.id).where(Election.id == election_id).with_for_update())
    db.session.expire_all()
    return queries.get_election(election_id)


def _shut(election: Election) -> None:
    with ledgers.write(ledgers.BOX) as connection:
        box.close(connection, election.id)
    election.closed_at = clock.now()
    db.session.flush()


def batch(election_id: int, *, everything: bool = False) -> int:
    """Moves ballots from the inbox to the log; how many."""
    election = queries.get_election(election_id)
    with ledgers.write(ledgers.BOX) as connection:
        moved = box.batch(
            connection, signer(election), hour=roll.hour_of(clock.now()), everything=everything
        )
    if not shake_out():
        outbox.moment(
            f"voting.shake_out:{clock.now():%Y%m%dT%H%M}", "voting.shake_out", clock.now()
        )
    polling.tell_helped(election)
    return moved


def shake_out() -> bool:
    """False while a reader of the box (a backup) keeps the pages from before the batch alive."""
    with ledgers.read(ledgers.BOX) as connection:
        return box.shake_out(connection)


def list_open() -> list[int]:
    """Votes whose ballots may be waiting for others."""
    return list(
        db.session.scalars(
            select(Election.id)
            .where(Election.state == ElectionState.FROZEN, Election.closed_at.is_(None))
            .order_by(Election.id)
        )
    )


def signer(election: Election) -> box.Signer:
    assert election.definition_sha256 is not None
    return box.Signer(election.id, election.definition_sha256, keys.read(election.log_key_name))


def settle_roll(
    election: Election, *, by: Visitor | None = None, paper: Sequence[box.Row] = ()
) -> None:
    """Step 1 done: `paper` are sealed ballots typed in from the desks."""
    removed, voters = _reconcile(election)
    extra = [*paper, *_voids(election)]
    with ledgers.write(ledgers.BOX) as connection:
        box.append(connection, signer(election), extra, hour=roll.hour_of(clock.now()))
    if election.paper is not Paper.NONE:
        # Ballots count, not marks; where they differ a desk has said why in public.
        voters[roll.ON_PAPER] = len(paper)
        polling.tell_helped(election, everybody=True)
        polling.record_undone(election)
    election.turnout = {
        **(election.turnout or {}),
        "voters": voters,
        "not_completed": removed,
        "eligible": queries.count_eligible(election),
        "neighbourhoods": [list(row) for row in queries.list_turnout(election)],
    }
    election.settled_at = clock.now()
    ending.note(election, N_("Sandık kapandı; son oylar herkese açık günlüğe yazıldı."))
    who = by.id if by else None
    audit.record("voting.settle_roll", election, by=who, after={"removed": removed})
    heads.schedule_last(election)
    _ask_for_key_end(election)


def _reconcile(election: Election) -> tuple[int, dict[str, int]]:
    """Removes marks without a ballot: begun, not completed. Tags are computed from the roll.

    How many, and the voters by channel: of the same reading, because somebody may still sign the
    roll in this moment whom the closed box will refuse.
    """
    with ledgers.read(ledgers.BOX) as connection:
        known = box.tags(connection, election.id)
    with ledgers.write(ledgers.ROLL) as connection:
        entries = roll.list_entries(connection, election.id)
        lost = [
            entry.id
            for entry in entries
            if entry.channel != roll.ON_PAPER and casting.tag_of(election, entry.id) not in known
        ]
        gone = set(lost)
        voters = Counter(entry.channel for entry in entries if entry.id not in gone)
        # Counted in the same commit: what a crash undoes in the main database is not forgotten.
        return roll.remove_begun(connection, election.id, lost), dict(voters)


def _voids(election: Election) -> list[box.Row]:
    """For whoever stands on the roll as having voted on paper: a web ballot does not count."""
    if election.paper is Paper.NONE:
        return []
    with ledgers.read(ledgers.ROLL) as connection:
        entries = roll.list_entries(connection, election.id)
    found = []
    with ledgers.read(ledgers.BOX) as connection:
        for entry in entries:
            if entry.channel != roll.ON_PAPER:
                continue
            tag = casting.tag_of(election, entry.id)
            last = box.last(connection, election.id, tag)
            if last is not None and last.kind == sealing.BALLOT:
                found.append(box.Row(uuid.uuid4(), sealing.VOID, tag, last.revision + 1, None))
    return found


def list_paper(election: Election) -> list[box.Row]:
    """The paper in the log."""
    with ledgers.read(ledgers.BOX) as connection:
        return [row for row in box.list_log(connection, election.id) if row.kind == sealing.PAPER]


def _ask_for_key_end(election: Election) -> None:
    """After the commit and on its own, so that a crash in between is mended by the next round."""
    outbox.moment(
        f"voting.destroy_key:{election.id}",
        "voting.destroy_key",
        clock.now(),
        municipality_id=election.municipality_id,
        election_id=election.id,
    )


def destroy_key(election_id: int) -> None:
    """From here on nobody can find the ballots of an entry on the roll, or the other way round."""
    election = take(election_id)
    over = election.settled_at is not None or election.state is ElectionState.CANCELLED
    if not over or election.key_ended_at is not None:
        return
    keys.destroy(election.key_name)
    election.key_ended_at = clock.now()
    ending.note(election, N_("Oyları kişilerden ayıran anahtar yok edildi."))


def enter_seed(election: Election, *, by: Visitor, seed: str, how: str) -> None:
    """Digits drawn in public after the end, when nobody can change a ballot any more."""
    digits = re.sub(r"\s", "", seed)
    if not (digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 80):
        raise BadSeed()
    election.seed, election.seed_how, election.seed_at = digits, how, clock.now()
    ending.note(election, N_("Kura sayısı çekildi: %(seed)s. %(how)s"), seed=digits, how=how)
    audit.record("voting.enter_seed", election, by=by.id, after={"seed": digits})


def forget(person_id: int) -> None:
    """The proof goes, the tag of the address stays: a new account is not a second vote."""
    found: dict[str, Any] = queries.proof_ids(person_id)
    with ledgers.write(ledgers.ROLL) as connection:
        roll.forget(connection, found)
    complaints.forget(person_id)
    heads.forget(person_id)
