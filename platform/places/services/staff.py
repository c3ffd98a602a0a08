"""Roles: invited by mail, accepted with one button, ended by an administrator."""

from sqlalchemy import func, select

from accounts.models import Person
from kernel import audit, clock, links, outbox, tokens
from kernel.db import DomainError, db, lock, refusing
from kernel.formats import day
from kernel.i18n import N_, _, in_language
from kernel.rules import Role, Visitor
from places import queries
from places.models import ROLE_LABELS, Invitation, Municipality, Staff
from places.rules import INVITATION_VALID

INVITED = N_("%(place)s: katılım sayfalarında görev daveti")
INVITED_TEXT = N_(
    "Merhaba,\n\n%(place)s sizi katılım sayfalarında görev almaya davet ediyor.\n"
    "Görev: %(role)s\n\nDaveti okumak ve kabul etmek için:\n%(link)s\n\n"
    "Bağlantı %(day)s gününe kadar geçerlidir. Hesabınız yoksa önce bu adresle üye olun, sonra "
    "bağlantıyı yeniden açın. Bu daveti beklemiyorsanız iletiyi silebilirsiniz."
)


class AlreadyStaff(DomainError):
    constraint = "uq_staff_municipality_id_person_id_role"
    message = N_("Bu kişinin bu görevi zaten var.")
    field = "email"


class AlreadyInvited(DomainError):
    message = N_("Bu adrese bu görev için açık bir davet zaten var.")
    field = "email"


class LastAdministrator(DomainError):
    message = N_(
        "Belediyenin en az bir yöneticisi kalmalı. Önce başka birini yönetici olarak davet edin."
    )


def grant(
    *, person_id: int, municipality_id: int, role: Role, unit_id: int | None, by: int | None
) -> Staff:
    staff = Staff(
        person_id=person_id,
        municipality_id=municipality_id,
        role=role,
        unit_id=unit_id,
        since=clock.now(),
    )
    with refusing(AlreadyStaff):
        db.session.add(staff)
    audit.record("places.grant", staff, by=by, after={"role": role, "person": person_id})
    return staff


def invite(
    municipality: Municipality, *, email: str, role: Role, unit_id: int | None, by: int | None
) -> Invitation:
    lock("invitations", municipality.id)
    known = queries.find_person_by_email(email)
    if known is not None and _has_role(known.id, municipality.id, role):
        raise AlreadyStaff()
    waiting = queries.list_open_invitations(municipality.id)
    if any(row.email == email and row.role is role for row in waiting):
        raise AlreadyInvited()
    invitation = Invitation(
        municipality_id=municipality.id,
        email=email,
        role=role,
        unit_id=unit_id,
        invited_by_id=by,
        invited_at=clock.now(),
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record("places.invite", invitation, by=by, after={"role": role})
    _mail(invitation, municipality, known)
    return invitation


def _has_role(person_id: int, municipality_id: int, role: Role) -> bool:
    found = db.session.scalar(
        select(Staff.id).where(
            Staff.person_id == person_id,
            Staff.municipality_id == municipality_id,
            Staff.role == role,
        )
    )
    return found is not None


def _mail(invitation: Invitation, municipality: Municipality, known: Person | None) -> None:
    """In the reader's language; whoever has no account reads Turkish."""
    token = tokens.sign("invitation", INVITATION_VALID, id=invitation.id)
    with in_language(known.language if known else "tr"):
        outbox.mail(
            f"places.invitation:{invitation.id}",
            invitation.email,
            _(INVITED, place=municipality.official_name),
            _(
                INVITED_TEXT,
                place=municipality.official_name,
                role=_(ROLE_LABELS[invitation.role]),
                link=links.page("places.invitation", invitation_id=token),
                day=day(clock.now() + INVITATION_VALID),
            ),
            person_id=known.id if known else None,
            municipality_id=municipality.id,
        )


def revoke_invitation(invitation: Invitation, *, by: Visitor) -> None:
    invitation.revoked_at = clock.now()
    outbox.cancel(f"places.invitation:{invitation.id}")
    audit.record("places.revoke_invitation", invitation, by=by.id)


def accept_invitation(invitation: Invitation, *, by: Visitor) -> Staff:
    if by.id is None:
        raise ValueError("a rule lets nobody come this far")
    staff = grant(
        person_id=by.id,
        municipality_id=invitation.municipality_id,
        role=invitation.role,
        unit_id=invitation.unit_id,
        by=invitation.invited_by_id,
    )
    invitation.accepted_at, invitation.accepted_by_id = clock.now(), by.id
    audit.record("places.accept_invitation", invitation, by=by.id)
    return staff


def end_role(staff: Staff, *, by: Visitor) -> None:
    """The route lives in web: it also returns the person's duties to their unit."""
    lock("administrators", staff.municipality_id)
    if staff.role is Role.ADMINISTRATOR and _count_administrators(staff.municipality_id) < 2:
        raise LastAdministrator()
    audit.record(
        "places.end_role", staff, by=by.id, before={"role": staff.role, "person": staff.person_id}
    )
    db.session.delete(staff)
    db.session.flush()


def _count_administrators(municipality_id: int) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Staff)
            .where(Staff.municipality_id == municipality_id, Staff.role == Role.ADMINISTRATOR)
        )
        or 0
    )
