"""Who may do what with an account: everybody with their own, nobody with another's."""

from dataclasses import dataclass
from typing import Any

from accounts.models import SignIn
from kernel import rules
from kernel.i18n import N_
from kernel.rules import HIDDEN, LOGIN, Denied, Visitor, closed, old_link


class Reason(rules.Reason):
    OLD_LINK = N_(
        "Bağlantının süresi dolmuş, bağlantı daha önce kullanılmış ya da adresin bir bölümü eksik "
        "olabilir. E-postadaki bağlantının tamamını açın. Yeni bir doğrulama bağlantısını "
        "hesabınızdan, yeni bir parola bağlantısını giriş sayfasından isteyebilirsiniz."
    )
    CONFIRMED = N_("E-posta adresiniz zaten doğrulanmış.")


@dataclass(frozen=True)
class Link:
    """What a link from a mail stands for; without a person it is forged, old or used."""

    person_id: int | None = None
    name: str = ""
    #: the address it confirms, or brings back
    email: str = ""
    #: nothing is left to do: the button was pressed before
    done: bool = False
    #: the mail's, which is the person's own
    language: str = ""


def account(visitor: Visitor, _thing: Any) -> Denied | None:
    """One's own account: settings, address, password, sessions."""
    return None if visitor.signed_in else LOGIN


def resend_confirmation(visitor: Visitor, _thing: Any) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return closed(Reason.CONFIRMED) if visitor.email_confirmed else None


def end_session(visitor: Visitor, session: SignIn) -> Denied | None:
    if not visitor.signed_in:
        return LOGIN
    return None if session.person_id == visitor.id else HIDDEN


def use_link(_visitor: Visitor, link: Link) -> Denied | None:
    """Whoever reads the mailbox may press the button, signed in or not."""
    return old_link(Reason.OLD_LINK) if link.person_id is None else None
