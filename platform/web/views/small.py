"""Design, health, language and theme, files, statements."""

import uuid
from datetime import date
from typing import Any

from flask import (
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
)

from kernel import clock, design, files, outbox
from kernel.db import db, server_version
from kernel.files import StoredFile
from kernel.http import public, remember, safe_back, safe_next
from kernel.rules import Role
from web.views.blueprint import bp

#: when the checks that /erisilebilirlik describes were last run
CHECKED_ON = date(2026, 11, 22)


@bp.get("/tasarim")
@public
def design_page() -> str:
    return render_template("kernel/design.html", **design.examples())


@bp.get("/saglik")
@public
def health() -> Any:
    """For the operator's monitor: versions, and when the worker was last seen."""
    seen = outbox.last_seen()
    age = None if seen is None else int((clock.now() - seen).total_seconds())
    good = age is not None and age < 300
    return {
        "database": server_version(),
        "worker_seen_seconds_ago": age,
        "ok": good,
    }, (200 if good else 503)


@bp.get("/dil/<any(tr, en):language>")
@public
def choose_language(language: str) -> Any:
    return _remember("dil", language)


@bp.get("/tema/<any(auto, light, dark):theme>")
@public
def choose_theme(theme: str) -> Any:
    return _remember("tema", theme)


def _remember(name: str, value: str) -> Any:
    answer = make_response(redirect(safe_next(request.args.get("next")) or safe_back(), 303))
    remember(answer, name, value)
    return answer


def _is_withheld(stored: StoredFile) -> bool:
    """Of something hidden: for those who decide about it."""
    decides = g.visitor.has_role(stored.municipality_id, Role.MODERATOR, Role.ADMINISTRATOR)
    return stored.withheld and not decides


@bp.get("/dosya/<uuid:file_id>/<name>")
@public
def download(file_id: uuid.UUID, name: str) -> Any:
    """Uploads leave as downloads under a policy that lets nothing run."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or stored.name != name or _is_withheld(stored):
        abort(404)
    return files.hand_out(stored)


@bp.get("/erisilebilirlik")
@public
def accessibility() -> str:
    """Our own checks, as they were made; the date changes with them."""
    return render_template("web/accessibility.html", checked_on=CHECKED_ON)


ROBOTS = """User-agent: *
Disallow: /hesap
Disallow: /giris
Disallow: /dil/
Disallow: /tema/
Disallow: /*/masa
Disallow: /*?sonra=
Disallow: /*?once=
"""


@bp.get("/robots.txt")
@public
def robots() -> Any:
    answer = make_response(ROBOTS)
    answer.mimetype = "text/plain"
    return answer
