"""Organisations: applied for by anyone, verified by staff, represented by people."""

from sqlalchemy import delete, select

from accounts.models import Person
from kernel import audit, clock, links, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from kernel.text import sort_key
from places import queries
from places.models import (
    Municipality,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Representative,
)

VERIFIED = N_("Kuruluşunuz doğrulandı: %(name)s")
VERIFIED_TEXT = N_(
    "Merhaba,\n\n%(place)s, %(name)s için yaptığınız başvuruyu kabul etti. Artık onun adına öneri "
    "ve yorum yazabilirsiniz. Temsilci olduğunuz sayfalarda gösterilmez.\n\n%(link)s"
)
REFUSED = N_("Kuruluş başvurunuz kabul edilmedi: %(name)s")
REFUSED_TEXT = N_(
    "Merhaba,\n\n%(place)s, %(name)s için yaptığınız başvuruyu kabul etmedi.\n\n"
    "Gerekçe: %(reason)s\n\nEksikleri tamamlayıp yeniden başvurabilirsiniz:\n%(link)s"
)


class NameTaken(DomainError):
    constraint = "uq_organisation_municipality_id_name"
    message = N_("Bu adla bir kuruluş ya da bekleyen bir başvuru zaten var.")
    field = "name"


class AlreadyRepresentative(DomainError):
    constraint = "uq_representative_organisation_id_person_id"
    message = N_("Bu kişi zaten temsilci.")
    field = "email"


class NoSuchAccount(DomainError):
    message = N_("Bu adresle açılmış bir hesap yok. Adresi kişiden isteyip aynen yazın.")
    field = "email"


def apply(
    municipality: Municipality,
    *,
    by: Visitor,
    name: str,
    kind: OrganisationKind,
    about: str,
    contact_email: str,
) -> Organisation:
    """A refused application of the same person is taken up again."""
    found = db.session.scalar(
        select(Organisation).where(
            Organisation.municipality_id == municipality.id,
            Organisation.name == name,
            Organisation.state == OrganisationState.REFUSED,
            Organisation.applied_by_id == by.id,
        )
    )
    organisation = found or Organisation(municipality_id=municipality.id, name=name)
    organisation.sort_key = sort_key(name)
    organisation.kind, organisation.about = kind, about
    organisation.contact_email = contact_email
    organisation.state, organisation.reason = OrganisationState.APPLIED, ""
    organisation.applied_by_id, organisation.applied_at = by.id, clock.now()
    organisation.decided_by_id = organisation.decided_at = None
    with refusing(NameTaken):
        db.session.add(organisation)
    audit.record("places.apply", organisation, by=by.id, after={"kind": kind})
    return organisation


def verify_organisation(organisation: Organisation, *, by: Visitor) -> None:
    """The applicant becomes its representative, unless the account is gone."""
    _decide(organisation, OrganisationState.VERIFIED, by=by, reason="")
    if organisation.applied_by_id is not None:
        db.session.add(
            Representative(organisation_id=organisation.id, person_id=organisation.applied_by_id)
        )
    _tell(organisation, VERIFIED, VERIFIED_TEXT, "places.organisation")


def refuse_organisation(organisation: Organisation, *, by: Visitor, reason: str) -> None:
    _decide(organisation, OrganisationState.REFUSED, by=by, reason=reason)
    _tell(organisation, REFUSED, REFUSED_TEXT, "places.apply")


def _decide(
    organisation: Organisation, state: OrganisationState, *, by: Visitor, reason: str
) -> None:
    audit.record(
        "places.decide_organisation",
        organisation,
        by=by.id,
        before={"state": organisation.state},
        after={"state": state},
    )
    organisation.state, organisation.reason = state, reason
    organisation.decided_by_id, organisation.decided_at = by.id, clock.now()


def _tell(organisation: Organisation, subject: str, text: str, endpoint: str) -> None:
    """Notices live above; the applicant gets a mail."""
    person = db.session.get(Person, organisation.applied_by_id or 0)
    if person is None or not person.email:
        return
    place = queries.get_municipality(organisation.municipality_id)
    values = {"organisation_id": organisation.id} if endpoint == "places.organisation" else {}
    link = links.page(endpoint, slug=place.slug, **values)
    with in_language(person.language):
        outbox.mail(
            f"places.organisation:{organisation.id}:{clock.now().timestamp():.0f}",
            person.email,
            _(subject, name=organisation.name),
            _(
                text,
                name=organisation.name,
                place=place.official_name,
                reason=organisation.reason,
                link=link,
            ),
            person_id=person.id,
            municipality_id=organisation.municipality_id,
        )


def add_representative(organisation: Organisation, *, by: Visitor, email: str) -> None:
    person = queries.find_person_by_email(email)
    if person is None:
        raise NoSuchAccount()
    with refusing(AlreadyRepresentative):
        db.session.add(Representative(organisation_id=organisation.id, person_id=person.id))
    audit.record("places.add_representative", organisation, by=by.id)


def leave(organisation: Organisation, *, by: Visitor) -> None:
    db.session.execute(
        delete(Representative).where(
            Representative.organisation_id == organisation.id, Representative.person_id == by.id
        )
    )
    # Who it was is not written down: membership is special-category data (KVKK m.6).
    audit.record("places.leave", organisation, by=None)
