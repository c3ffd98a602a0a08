"""The demo's mailbox: mails are not sent but read here, per person. Exists in demo mode only."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from sqlalchemy import select

from accounts.models import Person
from demo.people import SIGN_INS
from kernel import page_cache
from kernel.db import db
from kernel.http import public
from kernel.i18n import _
from kernel.outbox import Errand, Kind

bp = Blueprint("demo", __name__, template_folder="templates")
SHOWN = 50


@bp.get("/demo/posta")
@public
def mailbox() -> str:
    if not current_app.config["DEMO"]:
        abort(404)
    page_cache.never()
    email = request.args.get("kime", "")
    return render_template("demo/mailbox.html", mails=_mails(email), email=email, people=_people())


def _people() -> list[tuple[str, str]]:
    return [("", _("Herkes")), *[(email, role) for role, email in SIGN_INS]]


def _mails(email: str) -> list[Any]:
    """The newest mails, also those that wait for the worker; never a password, only links."""
    statement = (
        select(Errand.id, Errand.body, Errand.due_at, Errand.state, Person.name)
        .outerjoin(Person, Person.id == Errand.person_id)
        .where(Errand.kind == Kind.MAIL)
        .order_by(Errand.id.desc())
        .limit(SHOWN)
    )
    if email:
        statement = statement.where(Errand.body["to"].as_string() == email)
    return [row for row in db.session.execute(statement) if row.body]
