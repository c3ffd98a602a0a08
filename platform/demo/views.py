"""The demo's mailbox: mails are not sent but read here, per person. Exists in demo mode only."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from sqlalchemy import or_, select

from accounts.models import Person
from demo.people import SIGN_INS
from kernel import page_cache
from kernel.db import db
from kernel.http import public
from kernel.i18n import _
from kernel.outbox import Errand, Kind
from kernel.text import clean_input

bp = Blueprint("demo", __name__, template_folder="templates")
SHOWN = 50
#: of one proposal, from its beginning
SHOWN_OF_ONE = 200


@bp.get("/demo/posta")
@public
def mailbox() -> str:
    if not current_app.config["DEMO"]:
        abort(404)
    page_cache.never()
    email, words = request.args.get("kime", ""), clean_input(request.args.get("q", "")).strip()
    return render_template(
        "demo/mailbox.html",
        mails=_mails(email, words[:100]),
        email=email,
        words=words,
        people=_people(),
    )


def _people() -> list[tuple[str, str]]:
    return [("", _("Herkes")), *[(email, role) for role, email in SIGN_INS]]


def _mails(email: str, words: str) -> list[Any]:
    """The newest mails, also those that wait for the worker; never a password, only links.

    `words` as they stand in subject or text: all mails of one proposal, whoever got them.
    """
    statement = (
        select(Errand.id, Errand.body, Errand.due_at, Errand.state, Person.name)
        .outerjoin(Person, Person.id == Errand.person_id)
        .where(Errand.kind == Kind.MAIL)
        .order_by(Errand.id.desc())
        .limit(SHOWN_OF_ONE if words else SHOWN)
    )
    if email:
        statement = statement.where(Errand.body["to"].as_string() == email)
    if words:
        parts = (Errand.body[part].as_string() for part in ("subject", "text"))
        statement = statement.where(or_(*(part.contains(words, autoescape=True) for part in parts)))
    return [row for row in db.session.execute(statement) if row.body]
