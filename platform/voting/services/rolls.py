"""Who may vote where it is not read from proofs: an uploaded list, codes on paper.

What identifies somebody is never stored: each line becomes an HMAC under the election's key before
it enters the roll. Only the neighbourhood stays readable, for the turnout.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from kernel import audit, keys, ledgers, text
from kernel.db import DomainError
from kernel.i18n import N_
from kernel.rules import Visitor
from voting import casting, roll
from voting.models import Election
from voting.services import ending

#: without 0, O, 1 and I: 12 of these 32 letters are 60 bits
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4


@dataclass(frozen=True)
class Line:
    """One of the list, as it was typed."""

    typed: str
    neighbourhood_id: int | None = None


def identifier(typed: str) -> str:
    """Kind and the one form of what is typed: the desk finds it however it is written.

    "" for what identifies nobody.
    """
    if "@" in typed:
        return f"email:{text.email_key(typed)}"
    bare = "".join(sign for sign in text.fold(typed) if sign.isalnum())
    return f"line:{bare}" if bare else ""


def upload(election: Election, *, by: Visitor, lines: Sequence[Line]) -> int:
    """In place of every line before; how many stand there now."""
    _make_key(election)
    names = [identifier(line.typed) for line in lines]
    tags = keys.tags(election.key_name, names)
    found = {tag: line.neighbourhood_id for tag, line in zip(tags, lines, strict=True)}
    audit.record("voting.upload_roll", election, by=by.id, after={"lines": len(found)})
    with ledgers.write(ledgers.ROLL) as connection:
        roll.drop_lines(connection, election.id)
        roll.add_lines(connection, election.id, found)
    return len(found)


def make_codes(
    election: Election, *, by: Visitor, number: int, neighbourhood_id: int | None = None
) -> list[str]:
    """Further codes, returned once and kept nowhere."""
    _make_key(election)
    codes = list(dict.fromkeys(_code() for _number in range(number)))
    tags = keys.tags(election.key_name, [f"code:{code}" for code in codes])
    audit.record("voting.make_codes", election, by=by.id, after={"codes": len(codes)})
    with ledgers.write(ledgers.ROLL) as connection:
        roll.add_lines(connection, election.id, dict.fromkeys(tags, neighbourhood_id))
    return [grouped(code) for code in codes]


#: letters of the serial number on a slip; the beginning of the code's tag
SERIAL = 10


class NoSuchCode(DomainError):
    message = N_("Bu seri numarasıyla ya da kodla basılmış bir kâğıt yok. Yeniden yazın.")
    field = "typed"


class AlreadyVoid(DomainError):
    message = N_("Bu kod daha önce iptal edildi.")
    field = "typed"


def serial(election: Election, code: str) -> str:
    """Printed beside the code, to be written down: it names the paper and votes for nobody."""
    tag = casting.identity_tag(election, "code", casting.normal_code(code))
    return grouped_serial(tag[:SERIAL])


def grouped_serial(number: str) -> str:
    return f"{number[:5]}-{number[5:]}".upper()


def void_code(election: Election, *, by: Visitor, typed: str, reason: str) -> bool:
    """Lost or stolen: it can no longer be used. True when somebody has voted with it already."""
    tag = _find_code(election, typed)
    ending.note(election, N_("Bir oy kodu iptal edildi. Gerekçe: %(reason)s"), reason=reason)
    audit.record("voting.void_code", election, by=by.id, after={"reason": reason})
    with ledgers.write(ledgers.ROLL) as connection:
        if roll.is_void(connection, election.id, tag):
            raise AlreadyVoid()
        return roll.void_line(connection, election.id, tag)


def _find_code(election: Election, typed: str) -> str:
    """By the whole code, or by the serial number of the slip."""
    bare = casting.normal_code(typed)
    tag = casting.identity_tag(election, "code", bare)
    with ledgers.read(ledgers.ROLL) as connection:
        if tag in roll.list_lines(connection, election.id, tag):
            return tag
        found = []
        if len(bare) == SERIAL:
            found = roll.list_lines(connection, election.id, bare.lower())
    if len(found) != 1:
        raise NoSuchCode()
    return found[0]


def drop(election: Election, *, by: Visitor) -> None:
    """Of a draft: printed codes are void, a list is empty."""
    audit.record("voting.drop_roll", election, by=by.id)
    with ledgers.write(ledgers.ROLL) as connection:
        roll.drop_lines(connection, election.id)


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def grouped(code: str) -> str:
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _make_key(election: Election) -> None:
    """The tags of the lines need it before the vote is published; freezing keeps it then."""
    if not keys.exists(election.key_name):
        keys.create(election.key_name)


def count(election: Election) -> tuple[int, dict[int | None, int]]:
    """Lines or codes, and how many in each neighbourhood."""
    with ledgers.read(ledgers.ROLL) as connection:
        places = roll.count_lines_by_neighbourhood(connection, election.id)
    return sum(places.values()), places


def ticket_for(election: Election, code: str) -> roll.Ticket:
    """UnknownCode or OnPaper, told before anything is filled in."""
    tag = casting.identity_tag(election, "code", casting.normal_code(code))
    with ledgers.read(ledgers.ROLL) as connection:
        if roll.find_line(connection, election.id, tag) is None:
            raise casting.why_not(election, tag)
        entry = roll.find(connection, election.id, {"identity_tag": tag})
    if entry is not None and entry.channel == roll.ON_PAPER:
        raise casting.OnPaper()
    return roll.Ticket(tag=tag)
