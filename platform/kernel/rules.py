"""Who may do what: pure answers with a reason that a person can read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Any

from flask import g, request, url_for

from kernel import clock, formats
from kernel.i18n import N_, _


class Kind(Enum):
    """How a refusal is answered; the value is the HTTP status."""

    HIDDEN = 404  # this visitor must not learn that it exists
    CLOSED = 409  # nobody may do it now
    LOGIN = 401  # signing in is the only thing missing
    ROLE = 403  # this person may not do it


class Reason(StrEnum):
    """Base of every package's reasons; a member's value is its Turkish sentence."""


class Common(Reason):
    HIDDEN = N_("Aradığınız sayfa yok.")
    LOGIN = N_("Bunun için giriş yapmanız gerekiyor.")
    ROLE = N_("Bu işlemi yapma yetkiniz yok.")
    EMAIL = N_("Önce e-posta adresinizi doğrulayın. Bağlantıyı size gönderdik.")
    SUSPENDED = N_(
        "Bu belediyenin sayfalarında yazmanız %(until)s tarihine kadar durduruldu. "
        "Okuyabilir, takip edebilir, oy verebilir ve karara itiraz edebilirsiniz."
    )


@dataclass(frozen=True)
class Denied:
    """Why not. `facts` fill the placeholders of the reason's sentence."""

    kind: Kind
    reason: Reason
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: a msgid: the heading of the page that says so, where that of its kind would mislead
    title: str = ""

    @property
    def sentence(self) -> str:
        return _(self.reason.value, **self.facts)

    @property
    def login_href(self) -> str:
        """Sign-in, and back to the page that says so."""
        if "login_href" not in g:
            # A page names it several times.
            g.login_href = url_for("accounts.sign_in", next=request.full_path.rstrip("?"))
        href: str = g.login_href
        return href


HIDDEN = Denied(Kind.HIDDEN, Common.HIDDEN)
LOGIN = Denied(Kind.LOGIN, Common.LOGIN)
ROLE = Denied(Kind.ROLE, Common.ROLE)
EMAIL = Denied(Kind.ROLE, Common.EMAIL)


def closed(reason: Reason, **facts: Any) -> Denied:
    return Denied(Kind.CLOSED, reason, facts)


def old_link(reason: Reason) -> Denied:
    """A link from a mail: forged, too old, used, or copied in part."""
    return Denied(Kind.CLOSED, reason, title=N_("Bu bağlantı eski ya da eksik"))


class Role(StrEnum):
    """What somebody does for a municipality. The value is stored; labels are in `places`."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"  # consultation officer
    COUNCIL_OFFICER = "council_officer"  # opens consultations in the council's name
    MODERATOR = "moderator"
    UNIT_OFFICER = "unit_officer"
    APPROVER = "approver"  # imza makamı
    DESK_OFFICER = "desk_officer"  # checks residence
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Visitor:
    """Who is asking, as plain facts, so that rules need no database."""

    id: int | None = None
    name: str = ""
    email: str = ""
    language: str = "tr"
    email_confirmed: bool = False
    #: (municipality id, Role value)
    roles: frozenset[tuple[int, str]] = frozenset()
    #: units this person works for
    units: frozenset[int] = frozenset()
    #: verified organisations this person represents: id -> (municipality id, name)
    organisations: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    #: declared neighbourhood by municipality
    neighbourhoods: Mapping[int, int] = field(default_factory=dict)
    #: verified residence by municipality: (neighbourhood id, birth year or None)
    residence: Mapping[int, tuple[int, int | None]] = field(default_factory=dict)
    #: when the account was made; None where nobody has signed in
    since: datetime | None = None
    #: until when this person may not write, by municipality
    suspended: Mapping[int, datetime] = field(default_factory=dict)
    #: (role, participation id or 0) in the programme; known on its pages only
    programme: frozenset[tuple[str, int]] = frozenset()
    #: what this browser may vote with besides the account, by election (voting.roll.Ticket)
    tickets: Mapping[int, Any] = field(default_factory=dict)

    @property
    def signed_in(self) -> bool:
        return self.id is not None

    def has_role(self, municipality_id: int | None, *roles: Role) -> bool:
        return any((municipality_id, role.value) in self.roles for role in roles)

    def is_staff(self, municipality_id: int | None) -> bool:
        return any(place == municipality_id for place, _role in self.roles)


NOBODY = Visitor()
Rule = Callable[[Visitor, Any], Denied | None]


def anyone(visitor: Visitor, thing: Any) -> Denied | None:
    """Reading is free."""
    return None


def signed_in(visitor: Visitor, thing: Any) -> Denied | None:
    return None if visitor.signed_in else LOGIN


def confirmed(visitor: Visitor) -> Denied | None:
    """Signed in with a confirmed address: the least for writing anything public."""
    if not visitor.signed_in:
        return LOGIN
    return None if visitor.email_confirmed else EMAIL


def may_write(visitor: Visitor, municipality_id: int | None) -> Denied | None:
    """To propose, comment and report there: confirmed, and not suspended at this moment."""
    return confirmed(visitor) or suspended(visitor, municipality_id)


def suspended(visitor: Visitor, municipality_id: int | None) -> Denied | None:
    """Ends by the clock. Voting, reading, following and appealing never ask it."""
    until = visitor.suspended.get(municipality_id or 0)
    if until is None or until <= clock.now():
        return None
    return Denied(Kind.ROLE, Common.SUSPENDED, {"until": formats.moment(until)})


#: an account younger than this is new: fewer posts and links, and its words may wait
NEW_FOR = timedelta(days=7)


def is_new(visitor: Visitor, days: int = NEW_FOR.days) -> bool:
    """Staff is known, whatever the age of the account."""
    if visitor.since is None or visitor.roles:
        return False
    return clock.now() - visitor.since < timedelta(days=days)


def works_as(visitor: Visitor, municipality_id: int | None, *roles: Role) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    if visitor.has_role(municipality_id, *roles):
        return None
    return Denied(Kind.ROLE, Common.ROLE, {"roles": roles})
