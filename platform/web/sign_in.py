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
    reader = find_signed_in(token)
    if reader is None:
        return None
    confirmed = reader.email_proof_id is not None
    return SignedIn(token, load_visitor(reader, email_confirmed=confirmed))
