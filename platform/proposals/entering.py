"""Who may enter proposals for others, from paper or from a file, and keep their contact."""

from dataclasses import dataclass
from datetime import timedelta

from consultations import rules as consultations
from consultations.models import ActivityKind, ConsultationState
from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, Denied, Role, Visitor, closed, old_link
from proposals.entries import Behalf, ProposalImport
from proposals.rules import Asking
from proposals.rules import Reason as Proposals

#: rows of one file; more would hold the database for seconds
MOST_ROWS = 200
#: a file that nobody confirms is forgotten
IMPORT_KEPT = timedelta(days=7)
STOP_VALID = timedelta(days=730)


class Reason(rules.Reason):
    CONFIRMED = N_("Bu dosyanın önerileri yayımlandı.")
    EMPTY = N_("Bu dosyada yayımlanabilecek satır yok.")
    NO_CONTACT = N_("Bu öneri için kayıtlı iletişim bilgisi yok.")
    OLD_LINK = N_(
        "Bağlantının bir bölümü eksik olabilir ya da adresiniz daha önce silinmiştir. E-postadaki "
        "bağlantının tamamını açın; yine olmazsa belediyeye yazın."
    )


@dataclass(frozen=True)
class Contact:
    """Whoever reads the mailbox may ask us to forget it."""

    row: Behalf | None = None
    name: str = ""

    @property
    def municipality_id(self) -> int | None:
        return None if self.row is None else self.row.municipality_id


def _clerk(visitor: Visitor, activity: Asking, *, desk: bool) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    if desk and visitor.has_role(activity.municipality_id, Role.DESK_OFFICER):
        return None
    return consultations.manage(visitor, activity.consultation)


def clerk(visitor: Visitor, activity: Asking) -> Denied | None:
    """Who sees what was entered at the desk."""
    return _clerk(visitor, activity, desk=True)


def _collecting(activity: Asking) -> Denied | None:
    if activity.kind is not ActivityKind.PROPOSALS:
        return closed(Proposals.NOT_PROPOSALS)
    if activity.consultation.state is ConsultationState.DRAFT:
        return HIDDEN
    return consultations.is_open(rules.NOBODY, activity)


def enter(visitor: Visitor, activity: Asking) -> Denied | None:
    """For somebody at the desk: officers of the consultation, and whoever sits there."""
    return _collecting(activity) or _clerk(visitor, activity, desk=True)


def bring(visitor: Visitor, activity: Asking) -> Denied | None:
    """A whole file: officers of the consultation alone."""
    return _collecting(activity) or _clerk(visitor, activity, desk=False)


def see_import(visitor: Visitor, batch: ProposalImport) -> Denied | None:
    return _clerk(visitor, batch.activity, desk=False)


def confirm_import(visitor: Visitor, batch: ProposalImport) -> Denied | None:
    if batch.confirmed_at is not None:
        return closed(Reason.CONFIRMED)
    if not batch.good or not batch.rows:
        return closed(Reason.EMPTY)
    return _collecting(batch.activity) or see_import(visitor, batch)


def see_behalf(visitor: Visitor, behalf: Behalf) -> Denied | None:
    return clerk(visitor, behalf.proposal.activity)


def forget_contact(visitor: Visitor, behalf: Behalf) -> Denied | None:
    if not behalf.email and not behalf.phone:
        return closed(Reason.NO_CONTACT)
    return see_behalf(visitor, behalf)


def unname(visitor: Visitor, behalf: Behalf) -> Denied | None:
    """The name goes from the page when its owner asks."""
    return see_behalf(visitor, behalf)


def stop_mails(_visitor: Visitor, contact: Contact) -> Denied | None:
    return old_link(Reason.OLD_LINK) if contact.row is None else None
