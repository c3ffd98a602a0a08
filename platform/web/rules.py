"""Who may see the desk, the record and the mails that did not arrive; who may delete an account."""

from typing import Any

from kernel import rules
from kernel.i18n import N_
from kernel.outbox import Errand, State
from kernel.rules import LOGIN, ROLE, Denied, Role, Visitor, closed
from places.models import Municipality


class Reason(rules.Reason):
    DELIVERED = N_("Bu e-posta artık teslim edilemeyenler arasında değil.")
    EMPTIED = N_("Bu e-postanın metni 30 günün sonunda silindi; yeniden gönderilemez.")


def desk(visitor: Visitor, municipality: Municipality) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if visitor.is_staff(municipality.id) else ROLE


def undelivered(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return rules.works_as(visitor, municipality.id, Role.ADMINISTRATOR)


def resend(visitor: Visitor, errand: Errand) -> Denied | None:
    """Mails of no municipality (accounts) are in the care of every administrator."""
    if not visitor.signed_in:
        return LOGIN
    if errand.municipality_id is not None:
        allowed = visitor.has_role(errand.municipality_id, Role.ADMINISTRATOR)
    else:
        allowed = any(role == Role.ADMINISTRATOR for _place, role in visitor.roles)
    if not allowed:
        return ROLE
    if errand.state not in (State.UNKNOWN, State.FAILED):
        return closed(Reason.DELIVERED)
    return None if errand.body.get("to") else closed(Reason.EMPTIED)


def record(visitor: Visitor, municipality: Municipality) -> Denied | None:
    return rules.works_as(visitor, municipality.id, Role.ADMINISTRATOR, Role.AUDITOR)


def own_data(visitor: Visitor, _thing: Any) -> Denied | None:
    return None if visitor.signed_in else LOGIN
