"""What every request and every template knows: reader, language, municipality, navigation."""

import zlib
from typing import Any

from flask import Flask, abort, current_app, g, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from kernel import clock, owners, page_cache
from kernel.db import db, finish, in_write
from kernel.http import SAFE
from kernel.i18n import LANGUAGES, _, ngettext, speak
from kernel.rules import NOBODY
from notifications.queries import count_unread
from places.queries import find_municipality, find_tenant
from web import frame, links


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_take_slug)
    app.url_defaults(_give_slug)
    app.before_request(_know_reader)
    app.before_request(_know_municipality)
    app.teardown_request(_end)
    app.context_processor(_for_templates)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=False)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        owner_href=_owner_href,
        _=_,
        gettext=_,
        ngettext=ngettext,
        csrf_field=_csrf_field,
        masthead=frame.masthead,
        footer=frame.footer,
        now=clock.now,
        today=clock.today,
    )
    app.extensions["load_municipality"] = _load_municipality


def _gettext(message: str) -> str:
    return _(message)


def _ngettext(one: str, many: str, number: int) -> str:
    return ngettext(one, many, number)


def _owner_href(endpoint: str, object_id: int | None, slug: str | None = None) -> str:
    return owners.address(endpoint, object_id, slug or g.slug)


def _csrf_field() -> Markup:
    page_cache.never()
    if "csrf_field" not in g:  # a list page shows it twenty times
        field = '<input type="hidden" name="csrf_token" value="{}">'
        g.csrf_field = Markup(field).format(generate_csrf())
    return g.csrf_field  # type: ignore[no-any-return]


def _take_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    speak(_language("tr"))  # before anything can be refused in words
    g.slug = values.pop("slug", None) if values else None


def _give_slug(endpoint: str, values: dict[str, Any]) -> None:
    if (
        "slug" not in values
        and g.get("slug")
        and current_app.url_map.is_endpoint_expecting(endpoint, "slug")
    ):
        values["slug"] = g.slug


def _know_reader() -> None:
    g.municipality = None
    has_session = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
    signed_in = bool(has_session) and current_user.is_authenticated
    g.visitor = current_user.visitor if signed_in else NOBODY
    g.language = _language(g.visitor.language)
    speak(g.language)
    theme = request.cookies.get("tema", "auto")
    g.theme = theme if theme in links.THEMES else "auto"
    seed = f"{request.remote_addr}:{clock.today()}"
    g.shuffle = zlib.crc32(seed.encode()) % page_cache.SHUFFLES


def _language(otherwise: str) -> str:
    wanted = request.cookies.get("dil", otherwise)
    return wanted if wanted in LANGUAGES else "tr"


def _know_municipality() -> None:
    # A kept page needs no municipality; `allow` loads it when there is none.
    if g.slug is not None and not (_door("cached") and request.method in ("GET", "HEAD")):
        _load_municipality()


def _door(word: str) -> bool:
    """What `allow` was told about the view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(getattr(view, "door", None), word, False))


def _load_municipality() -> None:
    if g.slug is None or g.municipality is not None:
        return
    # Signing in and voting change nothing of it either.
    reads = request.method in SAFE or _door("own_transaction")
    g.municipality = find_tenant(g.slug) if reads else find_municipality(g.slug)
    if g.municipality is None:
        abort(404)
    g.municipality_home = links.page("web.municipality_home", g.slug, request.script_root)


def _end(_error: BaseException | None) -> None:
    """Nothing is committed here: what `allow` did not commit is rolled back."""
    if in_write():
        finish(commit=False)
    elif db.session.registry.has():
        db.session.rollback()


def _for_templates() -> dict[str, Any]:
    visitor = g.get("visitor", NOBODY)
    municipality = g.get("municipality")
    return {
        "municipality": municipality,
        "visitor": visitor,
        "language": g.get("language", "tr"),
        "theme": g.get("theme", "auto"),
        "demo": current_app.config["DEMO"],
        "navigation": links.navigation(municipality, visitor) if visitor.signed_in else [],
        "unread": count_unread(visitor.id) if visitor.signed_in else 0,
        "links": links.of_layout(municipality, visitor, links.here()),
        "feed": links.feed(),
        "crumbs": [],
        "form": None,
    }
