"""Three custodians: invited, their keys received, the key made in halves, the trial opening."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from kernel import audit, clock, links, outbox, tokens
from kernel.db import DomainError, db
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from places import queries as places
from voting import custody, sealing
from voting.models import Custodian, Election
from voting.plan import Invited

#: an invitation serves from the first key to the opening after the vote
INVITED_FOR = timedelta(days=400)


class BadKey(DomainError):
    message = N_(
        "Bu satır bir emanetçi anahtarı değil ya da yazım yanlışı var. Anahtar sayfasında yazan "
        "KC1 ile başlayan satırın tamamını yapıştırın."
    )
    field = "key"


class SameKey(DomainError):
    message = N_("Bu anahtarı başka bir emanetçi verdi. Herkes kendi anahtarını üretmelidir.")
    field = "key"


class WrongAnswer(DomainError):
    message = N_(
        "Deneme yanıtı tutmuyor. Zarfı kendi sözcüklerinizle açıp çıkan 16 harf ve rakamı yazın."
    )
    field = "answer"


def invite(election: Election, *, by: Visitor, people: Sequence[Invited]) -> None:
    """Names the three anew; keys made for others are worth nothing any more."""
    db.session.execute(delete(Custodian).where(Custodian.election_id == election.id))
    db.session.expire(election, ["custodians"])
    election.sealing_key = None
    for number, person in zip(custody.CUSTODIANS, people, strict=True):
        custodian = Custodian(
            election_id=election.id, election=election, number=number, **vars(person)
        )
        db.session.add(custodian)
        db.session.flush()
        _mail(election, custodian)
    audit.record("voting.invite_custodians", election, by=by.id)


def token(custodian: Custodian) -> str:
    return tokens.sign("custodian", INVITED_FOR, custodian=custodian.id, email=custodian.email)


def invite_again(custodian: Custodian, *, by: Visitor) -> None:
    """The same link once more, at most once a minute."""
    _mail(custodian.election, custodian, again=f":{clock.now():%Y%m%d%H%M}")
    audit.record("voting.invite_custodian_again", custodian, by=by.id)


def _mail(election: Election, custodian: Custodian, again: str = "") -> None:
    with in_language("tr"):
        _write(
            custodian,
            f"voting.custodian:{custodian.id}{again}",
            _("Oy sandığının anahtarı: emanetçi davetiniz"),
            _(
                "Merhaba,\n\n“%(question)s” oylamasında sandığın anahtarını saklayan üç kişiden "
                "biri olmanız isteniyor. Sandık, oylama bitince üç kişiden ikisi gelmeden "
                "açılamaz.\n\nAnahtarınızı kendi bilgisayarınızda üretmek ve ne yapacağınızı "
                "okumak için: %(link)s\n\nBu bağlantıyı kimseyle paylaşmayın.",
                question=election.question,
                link=_link(custodian),
            ),
        )


def call_to_trial(election: Election) -> None:
    """The envelopes are ready."""
    with in_language("tr"):
        for custodian in election.custodians:
            _write(
                custodian,
                f"voting.custodian_trial:{custodian.id}:{election.sealing_key}",
                _("Zarfınız hazır: deneme açılışı"),
                _(
                    "Merhaba,\n\nÜç emanetçi de anahtarını verdi. “%(question)s” oylaması, "
                    "zarfınızı bir kez deneyip açmadan yayımlanamaz.\n\n%(link)s",
                    question=election.question,
                    link=_link(custodian),
                ),
            )


def call_to_opening(election: Election) -> None:
    """Two of them are needed now."""
    with in_language("tr"):
        for custodian in election.custodians:
            _write(
                custodian,
                f"voting.custodian_opening:{custodian.id}",
                _("Sandık açılacak: anahtar yarınızı getirin"),
                _(
                    "Merhaba,\n\n“%(question)s” oylaması bitti. Sandık, üç emanetçiden ikisi "
                    "gelince açılır.\n\n%(link)s",
                    question=election.question,
                    link=_link(custodian),
                ),
            )


def _link(custodian: Custodian) -> str:
    return links.page(
        "voting.custodian",
        slug=places.get_municipality(custodian.election.municipality_id).slug,
        custodian_id=token(custodian),
    )


def _write(custodian: Custodian, key: str, subject: str, text: str) -> None:
    municipality_id = custodian.election.municipality_id
    outbox.mail(key, custodian.email, subject, text, municipality_id=municipality_id)


def receive_key(custodian: Custodian, *, line: str) -> None:
    """The public half; with the third one the box's key is made."""
    try:
        public = custody.read_public(line)
    except custody.NotAKey:
        raise BadKey() from None
    election = custodian.election
    if any(one.public_key == public.hex() for one in election.custodians if one is not custodian):
        raise SameKey()
    custodian.public_key = public.hex()
    audit.record("voting.receive_key", custodian, by=None)
    if all(one.public_key for one in election.custodians):
        _make_key(election)
        call_to_trial(election)


def _make_key(election: Election) -> None:
    """The private half lives in this function alone."""
    private, public = sealing.new_key()
    publics = [bytes.fromhex(one.public_key or "") for one in election.custodians]
    parts = custody.split(str(election.id), private, publics)
    for custodian in election.custodians:
        part = parts[custodian.number]
        sealed = {
            pair: base64.b64encode(half).decode() for pair, half in sorted(part["halves"].items())
        }
        custodian.halves = {"sealed": sealed, "known": part["known"], "trial": part["trial"]}
        custodian.tried_at = None
    election.sealing_key = public.hex()
    audit.record("voting.make_key", election, by=None, after={"sealing_key": public.hex()})


def envelope(custodian: Custodian) -> dict[str, Any]:
    """The file a custodian opens on the own machine."""
    assert custodian.halves is not None
    return {
        "custodian": custodian.number,
        "election": str(custodian.election_id),
        "halves": [
            {"pair": pair, "sealed": sealed}
            for pair, sealed in sorted(custodian.halves["sealed"].items())
        ],
        "public": custodian.election.sealing_key,
        "type": "envelope",
    }


def try_envelope(custodian: Custodian, *, answer: str) -> None:
    """Shown to open: before all three have, the vote cannot be published."""
    given = hashlib.sha256(answer.strip().lower().encode()).hexdigest()
    if custodian.halves is None or given != custodian.halves["trial"]:
        raise WrongAnswer()
    custodian.tried_at = clock.now()
    audit.record("voting.try_envelope", custodian, by=None)
