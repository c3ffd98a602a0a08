"""Residence: what somebody declares, and the ways to verify it.

A way to verify is a `Register`: it says what it found, or refuses with a DomainError. Two are built
in: the desk, where an officer has seen a document, and the code of a letter. A population register
or e-Devlet is a third class with kind REGISTER; it is asked from a form's `prepare()`, before the
write transaction begins, because a network may be slow.
"""

import hmac
from dataclasses import dataclass
from typing import Protocol

from accounts.models import Person
from kernel import audit, clock, keys, links, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from places import queries
from places.models import LetterRequest, Municipality, ProofKind, Residence, ResidenceProof
from places.rules import LETTER_VALID

ENDED = N_("%(place)s: ikamet doğrulamanız sona erdirildi")
ENDED_TEXT = N_(
    "Merhaba,\n\n%(place)s ikamet doğrulamanızı sona erdirdi.\n\nGerekçe: %(reason)s\n\n"
    "Yanlışlık olduğunu düşünüyorsanız masaya başvurun. Durumunuz:\n%(link)s"
)


class WrongCode(DomainError):
    message = N_("Kod tutmadı. Mektuptaki sekiz harf ve rakamı yeniden yazın.")
    field = "code"


class NoOpenLetter(DomainError):
    message = N_("Bekleyen bir mektubunuz yok. Önce mektup isteyin.")


class LetterWaiting(DomainError):
    message = N_("Zaten bekleyen bir mektup isteğiniz var. Yenisi için önce ondan vazgeçin.")


class AlreadyVerified(DomainError):
    constraint = "uq_residence_proof_person_id_municipality_id_living"
    message = N_("İkamet az önce doğrulanmış. Sayfayı yenileyip bakın.")


@dataclass(frozen=True)
class Checked:
    """What a register found out."""

    neighbourhood_id: int
    birth_year: int | None


class Register(Protocol):
    """A way to learn that somebody lives here."""

    @property
    def kind(self) -> ProofKind: ...

    def check(self) -> Checked: ...


@dataclass(frozen=True)
class Desk:
    """An officer has seen a document; no copy and no identity number is kept."""

    neighbourhood_id: int
    birth_year: int | None
    kind: ProofKind = ProofKind.DESK

    def check(self) -> Checked:
        return Checked(self.neighbourhood_id, self.birth_year)


@dataclass(frozen=True)
class Letter:
    """Whoever knows the code has opened the letter sent to that address."""

    request: LetterRequest
    typed: str
    kind: ProofKind = ProofKind.LETTER

    def check(self) -> Checked:
        wanted = letter_code(self.request).replace("-", "")
        typed = "".join(sign for sign in self.typed if sign.isascii() and sign.isalnum()).upper()
        if not hmac.compare_digest(wanted.encode(), typed.encode()):
            raise WrongCode()
        return Checked(self.request.neighbourhood_id, self.request.birth_year)


def letter_code(letter: LetterRequest) -> str:
    """ "K7QM-42TX": computed, so that a copy of the database opens no letter."""
    facts = f"{letter.id}:{letter.person_id}:{letter.requested_at.isoformat()}"
    code = keys.derived("letter", facts, 8)
    return f"{code[:4]}-{code[4:]}"


def declare(municipality: Municipality, *, by: int, neighbourhood_id: int) -> None:
    """Their word; no proof."""
    residence = queries.find_residence(by, municipality.id)
    if residence is None:
        residence = Residence(person_id=by, municipality_id=municipality.id)
        db.session.add(residence)
    residence.neighbourhood_id, residence.declared_at = neighbourhood_id, clock.now()
    db.session.flush()
    audit.record("places.declare", residence, by=by)


def verify(
    register: Register, *, person_id: int, municipality_id: int, by: Visitor
) -> ResidenceProof:
    """A living proof is corrected in place: a vote hangs on its row, a second row were a second."""
    found = register.check()
    proof = queries.find_proof(person_id, municipality_id)
    if proof is None:
        proof = ResidenceProof(person_id=person_id, municipality_id=municipality_id)
    proof.kind = register.kind
    proof.neighbourhood_id, proof.birth_year = found.neighbourhood_id, found.birth_year
    proof.verified_at, proof.verified_by_id = clock.now(), by.id
    with refusing(AlreadyVerified):
        db.session.add(proof)
    audit.record("places.verify", proof, by=by.id, after={"kind": proof.kind})
    return proof


def end_proof(proof: ResidenceProof, *, by: Visitor, reason: str) -> None:
    proof.ended_at, proof.ended_by_id, proof.end_reason = clock.now(), by.id, reason
    audit.record("places.end_proof", proof, by=by.id)
    person = db.session.get_one(Person, proof.person_id)
    if not person.email:
        return
    place = queries.get_municipality(proof.municipality_id)
    link = links.page("places.residence", slug=place.slug)
    with in_language(person.language):
        outbox.mail(
            f"places.end_proof:{proof.id}",
            person.email,
            _(ENDED, place=place.official_name),
            _(ENDED_TEXT, place=place.official_name, reason=reason, link=link),
            person_id=person.id,
            municipality_id=place.id,
        )


# --- letters ------------------------------------------------------------------------------------


def request_letter(
    municipality: Municipality,
    *,
    by: int,
    full_name: str,
    address: str,
    neighbourhood_id: int,
    birth_year: int | None,
) -> LetterRequest:
    if queries.find_open_letter(by, municipality.id) is not None:
        raise LetterWaiting()
    letter = LetterRequest(
        person_id=by,
        municipality_id=municipality.id,
        neighbourhood_id=neighbourhood_id,
        full_name=full_name,
        address=address,
        birth_year=birth_year,
        requested_at=clock.now(),
    )
    db.session.add(letter)
    db.session.flush()
    outbox.moment(
        f"places.letter:{letter.id}",
        "places.expire_letter",
        letter.requested_at + LETTER_VALID,
        municipality_id=municipality.id,
        letter_id=letter.id,
    )
    audit.record("places.request_letter", letter, by=by)
    return letter


def cancel_letter(letter: LetterRequest, *, by: Visitor) -> None:
    letter.cancelled_at = clock.now()
    _empty(letter)
    audit.record("places.cancel_letter", letter, by=by.id)


def post_letter(letter: LetterRequest, *, by: Visitor) -> None:
    """The envelope is on its way: name and address have served their purpose."""
    letter.posted_at, letter.posted_by_id = clock.now(), by.id
    _empty(letter)
    audit.record("places.post_letter", letter, by=by.id)


def expire_letter(letter_id: int) -> None:
    """The worker's: the code is no longer valid, nothing typed for it stays."""
    letter = db.session.get(LetterRequest, letter_id)
    if letter is not None:
        _empty(letter)
        letter.birth_year = None


def _empty(letter: LetterRequest) -> None:
    letter.full_name = letter.address = ""


def enter_code(municipality: Municipality, *, by: Visitor, code: str) -> ResidenceProof:
    if by.id is None:
        raise ValueError("a rule lets nobody come this far")
    letter = queries.find_open_letter(by.id, municipality.id)
    if letter is None:
        raise NoOpenLetter()
    proof = verify(Letter(letter, code), person_id=by.id, municipality_id=municipality.id, by=by)
    letter.used_at, letter.birth_year = clock.now(), None
    _empty(letter)
    return proof


def look_up(municipality: Municipality, *, by: Visitor, email: str) -> Person | None:
    """The desk finds one person by the whole address; each look is written down."""
    person = queries.find_person_by_email(email)
    if person is not None:
        audit.record("places.look_up", person, by=by.id, municipality_id=municipality.id)
    return person
