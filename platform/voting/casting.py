"""Casting a ballot: two transactions of their own, first the roll, then the box, then the receipt.

The one named exception to *one request, one transaction* (DESIGN §3). One transaction would join
name and choice for ever. Killed in between, somebody stands on the roll without a ballot and simply
votes again; `services.closing` removes whoever did not.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from consultations.models import Eligibility
from kernel import clock, keys, ledgers
from kernel.db import DomainError, in_write
from kernel.i18n import N_
from kernel.rules import Visitor
from voting import box, definitions, merkle, queries, roll, rules, sealing
from voting.counting import reading
from voting.counting.parameters import Ballot
from voting.models import Election, RollKind, Secrecy

#: several windows of one person at the same moment want the same revision; each time one gets it
TRIES = 30
#: after the end the last batch is in the log within this time: the receipt's promise
PROMISE = timedelta(hours=1)


class TooManyChoices(DomainError):
    message = N_("En çok %(most)s seçenek işaretleyebilirsiniz. Siz %(chosen)s işaretlediniz.")


class NotOnTheBallot(DomainError):
    message = N_("Oyunuzda bu oylamada olmayan bir seçenek var. Seçiminizi yeniden yapın.")


class NotThatWay(DomainError):
    message = N_("Oyunuz bu oylamanın kurallarına uymuyor. Seçiminizi yeniden yapın.")


class TooLate(DomainError):
    message = N_("Oylama bitti. Bu oy alınmadı; daha önce oy verdiyseniz son oyunuz sayılacak.")


class NotEligible(DomainError):
    message = N_("Oy kullanma koşulunu şu anda karşılamıyorsunuz. Oyunuz alınmadı.")


class UnknownCode(DomainError):
    message = N_("Bu kod bu oylamanın listesinde yok. Kâğıttaki kodu yeniden yazın.")
    field = "code"


class VoidCode(UnknownCode):
    message = N_(
        "Bu kod iptal edildi: kayıp ya da çalınmış olarak bildirildi. Kâğıdı aldığınız yere "
        "başvurun."
    )
    field = "code"


class AddressUsed(DomainError):
    message = N_("Bu oylamada bu adresle daha önce oy kullanıldı.")


class OnPaper(DomainError):
    message = N_("Bu oylamada sandıkta kâğıtla oy kullandınız. İnternetten ikinci oy alınmaz.")


class Busy(DomainError):
    message = N_("Aynı anda başka bir pencereden de oy gönderdiniz. Yeniden deneyin.")


@dataclass(frozen=True)
class Voter:
    """How somebody stands before the roll."""

    #: finds the entry that is theirs already (`roll.find`)
    known: Mapping[str, Any]
    #: makes one
    values: Mapping[str, Any]
    channel: str = roll.WEB
    #: sealed with the ballot where the vote is a named one
    name: str | None = field(default=None, repr=False)


def cast(
    election: Election, *, by: Visitor, choice: Any, nonce: str = "", code: str = ""
) -> dict[str, Any]:
    """Votes, and the receipt: `vote`."""
    return _receipt(election, vote(election, by=by, choice=choice, nonce=nonce, code=code))


def vote(
    election: Election, *, by: Visitor, choice: Any, nonce: str = "", code: str = ""
) -> box.Row:
    """The ballot as it lies in the box. `choice` as in docs/trust.md, [] or {} for a blank vote.

    The same `nonce` a second time is the same ballot. Commits; never inside a transaction.
    """
    if in_write():
        raise RuntimeError("a ballot is cast in transactions of its own")
    plain = _accepted(election, choice)
    if rules.is_open(by, election):
        raise TooLate()
    voter = find_voter(election, by, code)
    return enter(election, voter, plain, nonce or uuid.uuid4().hex)


def enter(election: Election, voter: Voter, plain: Any, nonce: str) -> box.Row:
    """The two commits. Who may is judged; `plain` is accepted."""
    entry = _sign_roll(election, voter)
    if entry.channel == roll.ON_PAPER:
        raise OnPaper()
    return _drop_into_box(election, entry, plain, nonce, voter.name)


def _accepted(election: Election, choice: Any) -> Any:
    """As it will be sealed; refused here for what the count would not take."""
    definition = definitions.definition(election)
    if not isinstance(choice, dict if definition.ballot is Ballot.POINTS else list):
        raise NotThatWay()
    try:
        if reading.read(definition, choice, strict=True) is None:
            # Blank has one form: empty places, any number of them, are no ballot of their own.
            return {} if definition.ballot is Ballot.POINTS else []
        return sealing.choice_text(definition.ballot, choice)
    except reading.TooMany as error:
        raise TooManyChoices(most=error.most, chosen=error.found) from None
    except reading.Unknown:
        raise NotOnTheBallot() from None
    except (reading.NotABallot, TypeError, ValueError, AttributeError):
        raise NotThatWay() from None


# --- who ----------------------------------------------------------------------------------------


def find_voter(election: Election, by: Visitor, code: str = "") -> Voter:
    """Whoever may vote here; NotEligible or UnknownCode for everybody else."""
    ticket: roll.Ticket | None = by.tickets.get(election.id)
    if ticket is not None:
        return _ticket_voter(election, ticket)
    if election.roll is RollKind.CODES:
        return _line_voter(election, identity_tag(election, "code", normal_code(code)), roll.CODE)
    return _account_voter(election, by)


def _account_voter(election: Election, by: Visitor, channel: str = roll.WEB) -> Voter:
    facts = queries.find_voter(by.id)
    if facts is None or rules.eligible(by, election.activity):
        raise NotEligible()
    identity = identity_tag(election, "email", facts.email)
    own = _proof(election, facts)
    if own is not None and election.roll is RollKind.UPLOADED:
        # The proof stands there as well: a line is voted for by whoever has confirmed its address.
        line = _line(election, identity)
        own = None if line is None else {**own, **line}
    if own is None:
        raise NotEligible()
    return Voter(
        known=_known(election, facts),
        values={**own, "identity_tag": identity},
        channel=channel,
        name=facts.name if election.secrecy is Secrecy.NAMED else None,
    )


def _known(election: Election, facts: queries.VoterFacts) -> dict[str, Any]:
    """Where an account's entry may stand; on an uploaded roll the desk enters lines alone."""
    found: dict[str, Any] = {
        "email_proof_id": facts.email_ids,
        "residence_proof_id": facts.residence_ids,
    }
    if election.roll is RollKind.UPLOADED and keys.exists(election.key_name):
        found["identity_tag"] = identity_tag(election, "email", facts.email)
    return found


def identity_tag(election: Election, kind: str, typed: str) -> str:
    """HMAC of an address, a roll line or a code; kept until the count, so that none comes back."""
    return keys.tag(election.key_name, f"{kind}:{typed}")


def _ticket_voter(election: Election, ticket: roll.Ticket) -> Voter:
    if ticket.tag:
        return _line_voter(election, ticket.tag, ticket.channel)
    person = queries.find_visitor(ticket.person_id)
    if person is None:
        raise NotEligible()
    return _account_voter(election, person, ticket.channel)


def _line_voter(election: Election, identity: str, channel: str) -> Voter:
    own = _line(election, identity)
    if own is None:
        raise why_not(election, identity)
    found = {"identity_tag": identity}
    return Voter(known=found, values={**own, **found}, channel=channel)


def why_not(election: Election, identity: str) -> UnknownCode:
    """Of a code with which nobody may vote."""
    with ledgers.read(ledgers.ROLL) as connection:
        void = roll.is_void(connection, election.id, identity)
    return VoidCode() if void else UnknownCode()


def normal_code(typed: str) -> str:
    """Letters and digits alone: spaces, dashes and small letters are how people copy paper."""
    return "".join(letter for letter in typed.upper() if letter.isalnum() and letter.isascii())


def _line(election: Election, identity: str) -> dict[str, Any] | None:
    with ledgers.read(ledgers.ROLL) as connection:
        line = roll.find_line(connection, election.id, identity)
    return None if line is None else {"neighbourhood_id": line.neighbourhood_id}


def _proof(election: Election, facts: queries.VoterFacts) -> dict[str, Any] | None:
    if election.activity.eligibility is Eligibility.RESIDENT:
        home = facts.residences.get(election.municipality_id)
        if home is None:
            return None
        return {"residence_proof_id": home.proof_id, "neighbourhood_id": home.place_id}
    found = facts.email_proof_id
    return None if found is None else {"email_proof_id": found}


# --- the two commits ----------------------------------------------------------------------------


def _sign_roll(election: Election, voter: Voter) -> roll.Mark:
    mine = roll.Mark(uuid.uuid4(), voter.channel, new=True)
    hour = roll.hour_of(clock.now())
    values = {"id": mine.id, "channel": mine.channel, "hour": hour, **voter.values}
    if election.roll is not RollKind.CODES:
        if roll.sign(election.id, voter.known, **values):
            return mine
        with ledgers.read(ledgers.ROLL) as connection:
            known = roll.find(connection, election.id, voter.known)
    else:
        with ledgers.write(ledgers.ROLL) as connection:
            known = roll.find(connection, election.id, voter.known)
            if known is None:
                hold_code(connection, election, voter)
                if roll.insert(connection, election_id=election.id, **values):
                    return mine
                known = roll.find(connection, election.id, voter.known)
    if known is None:
        raise AddressUsed()
    return known


def hold_code(connection: Connection, election: Election, voter: Voter) -> None:
    """Whoever voids it comes before us, or waits and finds it used."""
    if election.roll is RollKind.CODES:
        tag = voter.values["identity_tag"]
        if roll.find_line(connection, election.id, tag, hold=True) is None:
            raise VoidCode()


def tag_of(election: Election, entry_id: uuid.UUID) -> str:
    """The one link between roll and box: HMAC under the election's key, gone before the count."""
    return keys.tag(election.key_name, f"entry:{entry_id}")


def _drop_into_box(
    election: Election, entry: roll.Mark, plain: Any, nonce: str, name: str | None
) -> box.Row:
    key = keys.read(election.key_name)
    tag = keys.tag_under(key, f"entry:{entry.id}")
    # The same review page twice is one ballot, in whichever window it was pressed.
    ballot_id = uuid.UUID(hex=keys.tag_under(key, f"ballot:{tag}:{nonce}")[:32])
    for attempt in range(TRIES):
        # Nobody has cast under an entry that was drawn a moment ago; or `put` finds it taken.
        before = [] if entry.new and not attempt else _revisions(election, tag)
        for known in before:
            if known.id == ballot_id:
                return known
        revision = before[0].revision + 1 if before else 1
        row = _sealed(election, tag, revision, ballot_id, plain, name)
        try:
            box.put(election.id, row)
        except box.Taken:
            continue
        except box.Closed:
            if not _revisions(election, tag):
                _take_back(entry.id)
            raise TooLate() from None
        return row
    raise Busy()


def _revisions(election: Election, tag: str) -> list[box.Row]:
    with ledgers.read(ledgers.BOX) as connection:
        return box.revisions(connection, election.id, tag)


def _take_back(entry_id: uuid.UUID) -> None:
    """Signed a moment too late: whoever removes begun votes may have passed already."""
    with ledgers.write(ledgers.ROLL) as connection:
        roll.remove(connection, [entry_id])


def _sealed(
    election: Election,
    tag: str,
    revision: int,
    ballot_id: uuid.UUID,
    plain: Any,
    name: str | None,
) -> box.Row:
    assert election.sealing_key is not None
    assert election.definition_sha256 is not None
    place = sealing.Place(str(election.id), election.definition_sha256, tag, revision)
    length = definitions.definition(election).document["ballot_bytes"]
    text = sealing.padded(plain, length, name=name)
    sealed = sealing.seal(bytes.fromhex(election.sealing_key), text, place.info)
    return box.Row(ballot_id, sealing.BALLOT, tag, revision, sealed)


# --- the receipt --------------------------------------------------------------------------------


def _receipt(election: Election, row: box.Row) -> dict[str, Any]:
    """Computed from the box whenever it is asked for; stored nowhere."""
    assert election.definition_sha256 is not None
    assert election.activity.closes_at is not None
    leaf = merkle.leaf_hash(row.leaf(str(election.id), election.definition_sha256))
    with ledgers.read(ledgers.BOX) as connection:
        head = box.newest_head(connection, election.id)
    signed = sealing.receipt(
        keys.read(election.log_key_name),
        election=str(election.id),
        definition=election.definition_sha256,
        leaf_hash=leaf.hex(),
        included_by=box.stamp(election.activity.closes_at + PROMISE),
    )
    return {**signed, "head": head}


def find_receipt(election: Election, by: Visitor) -> dict[str, Any] | None:
    """Of the newest ballot of this voter; None without one, or once the key is gone."""
    entry = find_entry(election, by)
    if entry is None or not keys.exists(election.key_name):
        return None
    with ledgers.read(ledgers.BOX) as connection:
        row = box.last(connection, election.id, tag_of(election, entry.id))
    return None if row is None else _receipt(election, row)


def find_entry(election: Election, by: Visitor) -> roll.Mark | None:
    """What stands on the roll for this visitor."""
    known: dict[str, Any] = {}
    ticket: roll.Ticket | None = by.tickets.get(election.id)
    if ticket is not None and ticket.tag:
        known["identity_tag"] = ticket.tag
    elif ticket is not None and (facts := queries.find_voter(ticket.person_id)) is not None:
        known = _known(election, facts)
    elif by.id is not None and (facts := queries.find_voter(by.id)) is not None:
        known = _known(election, facts)
    if not known:
        return None
    with ledgers.read(ledgers.ROLL) as connection:
        return roll.find(connection, election.id, known)
