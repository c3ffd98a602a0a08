"""Flask-Login's user: a browser's token, and the facts that rules ask for."""

from dataclasses import dataclass

from flask_login import LoginManager, UserMixin

from accounts.queries import find_signed_in
from kernel.rules import Visitor
from places.queries import load_visitor


@dataclass
class SignedIn(UserMixin):
    """What Flask-Login keeps for one request."""

    token: str
    visitor: Visitor

    def get_id(self) -> str:
        return self.token


def init_app(manager: LoginManager) -> None:
    manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    found = find_signed_in(token)
    if found is None:
        return None
    person, email_confirmed = found
    return SignedIn(token, load_visitor(person, email_confirmed=email_confirmed))
