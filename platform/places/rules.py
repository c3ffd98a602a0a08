"""Who may do what in a municipality: settings, staff, organisations, residence."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kernel.i18n import N_
from kernel.rules import (
    HIDDEN,
    LOGIN,
    Denied,
    Kind,
    Reason,
    Role,
    Visitor,
    closed,
    confirmed,
    old_link,
    works_as,
)
from places.models import (
    Invitation,
    LetterRequest,
    Municipality,
    Organisation,
    OrganisationState,
    Staff,
)

#: How long a code sent by post may be used, and a mailed invitation accepted.
LETTER_VALID = timedelta(days=60)
INVITATION_VALID = timedelta(days=14)

#: First path segments of our own pages: no municipality may take one as its slug.
RESERVED = frozenset(
    {
        "api",
        "basla",
        "bildirim",
        "cikis",
        "davet",
        "demo",
        "dil",
        "dogrula",
        "dosya",
        "erisilebilirlik",
        "giris",
        "gunluk-basi",
        "hesap",
        "iptal",
        "makbuz",
        "parola",
        "program",
        "robots.txt",
        "saglik",
        "static",
        "tasarim",
        "tema",
        "uye-ol",
        "yontemler",
    }
)

#: Identifiers follow ASCII rules only.
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

#: WCAG 2.2 AA for text; links and buttons in the municipality's colour must reach it.
LEAST_CONTRAST = 4.5


class PlacesReason(Reason):
    SIGNED_IN = N_("Zaten giriş yaptınız; yeni hesap açmanıza gerek yok.")
    NOT_WAITING = N_("Bu kuruluşun başvurusu daha önce sonuçlandırıldı.")
    NOT_VERIFIED = N_("Bu kuruluş henüz doğrulanmadı.")
    NOT_REPRESENTATIVE = N_("Bu kuruluşun temsilcisi değilsiniz.")
    LETTER_DONE = N_("Bu mektup isteği artık açık değil.")
    LETTER_POSTED = N_("Bu mektup daha önce postaya verildi.")
    NO_PROOF = N_("Bu kişinin bu belediyede geçerli bir ikamet doğrulaması yok.")
    HAS_PROOF = N_("İkametiniz zaten doğrulanmış. Yeni bir mektup istemenize gerek yok.")
    OLD_LINK = N_(
        "Davetin süresi dolmuş ya da adresin bir bölümü eksik olabilir. E-postadaki bağlantının "
        "tamamını açın; yine olmazsa belediyeden yeni bir davet isteyin."
    )
    INVITATION_DONE = N_("Bu davet daha önce kullanıldı ya da geri alındı.")
    OTHER_ADDRESS = N_(
        "Bu davet başka bir e-posta adresine gönderildi. O adresle açılmış hesapla giriş yapın."
    )


def slug_fault(slug: str) -> str | None:
    """What is wrong with a slug, in the operator's English; None when it may be taken."""
    if not SLUG.fullmatch(slug):
        return "only a-z, 0-9 and single hyphens between them"
    if not 2 <= len(slug) <= 60:
        return "2 to 60 characters"
    if slug in RESERVED:
        return "one of our own pages begins with it"
    return None


# --- municipality, units, neighbourhoods, legal texts --------------------------------------------


def manage(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """Settings, units, neighbourhoods, legal texts, staff and organisations."""
    return works_as(visitor, municipality.municipality_id, Role.ADMINISTRATOR)


def read_desk(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """The same pages, read only."""
    return works_as(visitor, municipality.municipality_id, Role.ADMINISTRATOR, Role.AUDITOR)


def read_contacts(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """Addresses of people: an auditor reads all but these."""
    return manage(visitor, municipality)


def sign_up(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return closed(PlacesReason.SIGNED_IN) if visitor.signed_in else None


# --- staff --------------------------------------------------------------------------------------


def end_role(visitor: Visitor, staff: Staff) -> Denied | None:
    return works_as(visitor, staff.municipality_id, Role.ADMINISTRATOR)


def revoke_invitation(visitor: Visitor, invitation: Invitation) -> Denied | None:
    if invitation.accepted_at or invitation.revoked_at:
        return closed(PlacesReason.INVITATION_DONE)
    return works_as(visitor, invitation.municipality_id, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Offer:
    """The invitation behind a mailed link; without id the link is forged or too old."""

    id: int | None = None
    email: str = ""
    role: Role = Role.AUDITOR
    unit: str = ""
    place: str = ""
    slug: str = ""
    open: bool = False
    #: the mail's: of whoever has the invited address
    language: str = ""


def see_invitation(visitor: Visitor, invitation: Offer) -> Denied | None:
    if invitation.id is None:
        return old_link(PlacesReason.OLD_LINK)
    return None if invitation.open else closed(PlacesReason.INVITATION_DONE)


def accept_invitation(visitor: Visitor, invitation: Offer) -> Denied | None:
    """The link was in the mailbox; the account must be the mailbox's."""
    if denied := see_invitation(visitor, invitation):
        return denied
    if not visitor.signed_in:
        return LOGIN
    if visitor.email != invitation.email:
        return Denied(Kind.ROLE, PlacesReason.OTHER_ADDRESS)
    return confirmed(visitor)


# --- organisations ------------------------------------------------------------------------------


def see_organisation(visitor: Visitor, organisation: Organisation) -> Denied | None:
    """Verified ones are public; an application is seen by who sent it and who decides."""
    if organisation.state is OrganisationState.VERIFIED:
        return None
    mine = visitor.signed_in and organisation.applied_by_id == visitor.id
    staff = visitor.has_role(organisation.municipality_id, Role.ADMINISTRATOR, Role.AUDITOR)
    return None if mine or staff else HIDDEN


def apply(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return confirmed(visitor)


def decide(visitor: Visitor, organisation: Organisation) -> Denied | None:
    if organisation.state is not OrganisationState.APPLIED:
        return closed(PlacesReason.NOT_WAITING)
    return works_as(visitor, organisation.municipality_id, Role.ADMINISTRATOR)


def read_application(visitor: Visitor, organisation: Organisation) -> Denied | None:
    return works_as(visitor, organisation.municipality_id, Role.ADMINISTRATOR, Role.AUDITOR)


def add_representative(visitor: Visitor, organisation: Organisation) -> Denied | None:
    if organisation.state is not OrganisationState.VERIFIED:
        return closed(PlacesReason.NOT_VERIFIED)
    return works_as(visitor, organisation.municipality_id, Role.ADMINISTRATOR)


def leave(visitor: Visitor, organisation: Organisation) -> Denied | None:
    if organisation.state is not OrganisationState.VERIFIED:
        return closed(PlacesReason.NOT_VERIFIED)
    if not visitor.signed_in:
        return LOGIN
    if organisation.id not in visitor.organisations:
        return Denied(Kind.ROLE, PlacesReason.NOT_REPRESENTATIVE)
    return None


# --- residence ----------------------------------------------------------------------------------


def declare(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return None if visitor.signed_in else LOGIN


def request_letter(visitor: Visitor, municipality: Municipality) -> Denied | None:
    if municipality.id in visitor.residence:
        return closed(PlacesReason.HAS_PROOF)
    return confirmed(visitor)


def cancel_letter(visitor: Visitor, letter: LetterRequest) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    if letter.person_id != visitor.id:
        return HIDDEN
    if letter.used_at or letter.cancelled_at:
        return closed(PlacesReason.LETTER_DONE)
    return None


def enter_code(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return request_letter(visitor, municipality)


def check_residence(visitor: Visitor, municipality: Municipality) -> Denied | None:
    """Finds a person by address, records and ends proofs, prints letters: the desk alone."""
    return works_as(visitor, municipality.municipality_id, Role.DESK_OFFICER)


def post_letter(visitor: Visitor, letter: LetterRequest) -> Denied | None:
    if letter.used_at or letter.cancelled_at:
        return closed(PlacesReason.LETTER_DONE)
    if letter.posted_at:
        return closed(PlacesReason.LETTER_POSTED)
    return works_as(visitor, letter.municipality_id, Role.DESK_OFFICER)


def end_proof(visitor: Visitor, resident: Any) -> Denied | None:
    """`resident`: `queries.Resident`, which only the desk gets."""
    if resident.proof_id is None:
        return closed(PlacesReason.NO_PROOF)
    return works_as(visitor, resident.municipality_id, Role.DESK_OFFICER)
