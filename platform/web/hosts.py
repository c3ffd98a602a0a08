"""Which names this installation answers to: a foreign Host header is forged or strayed."""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from kernel.db import db
from places.queries import find_municipality_by_host

#: the proxy's own questions, and whoever sits at the machine
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def init_app(app: Flask) -> None:
    app.before_request(_refuse_foreign)


def _refuse_foreign() -> None:
    known = current_app.config["HOSTS"]
    if not known:
        return
    name = _name(request.host)
    if name in known or name in LOOPBACK:
        return
    municipality = find_municipality_by_host(name) if name else None
    db.session.rollback()
    if municipality is None:
        abort(400)


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
