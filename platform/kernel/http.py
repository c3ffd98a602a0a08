"""From a request to a judged object to a committed answer: `@allow` is the only door."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask_wtf import FlaskForm
from sqlalchemy.exc import NoResultFound

from kernel import drafts, page_cache, throttle
from kernel.db import DomainError, begin_write, db, finish, lock
from kernel.i18n import LANGUAGES, _, speak
from kernel.ids import LARGEST_ID, as_id
from kernel.rules import Denied, Rule

Reply = Any
View = Callable[..., Reply]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Refused(Exception):
    """A rule said no; `web` turns it into a page, or into sign-in and back."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(str(denied.reason))
        self.denied = denied


@dataclass(frozen=True)
class Door:
    """What `allow` knows about one view."""

    rule: Rule
    name: str | None
    fetch: Callable[..., Any] | None
    form: Callable[..., Any] | None
    page: View | None
    limit: str | None
    own_transaction: bool
    #: a list view's page is kept for anonymous readers
    cached: bool

    def load(self, values: dict[str, Any]) -> Any:
        """The object the address names, or 404; never another municipality's."""
        if self.fetch is None or self.name is None:
            return g.municipality
        key = values[f"{self.name}_id"]
        if isinstance(key, int) and key > LARGEST_ID:
            abort(404)
        try:
            thing = self.fetch(key, for_=g.visitor)
        except NoResultFound:
            abort(404)
        owner = getattr(thing, "municipality_id", None)
        if g.municipality is not None and owner is not None and owner != g.municipality.id:
            abort(404)
        return thing

    def judged(self, values: dict[str, Any]) -> Any:
        thing = self.load(values)
        if denied := self.rule(g.visitor, thing):
            raise Refused(denied)
        return thing

    def arguments(self, thing: Any, values: dict[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in values.items() if key != f"{self.name}_id"}
        return rest if self.name is None else {self.name: thing, **rest}

    def make_form(self, thing: Any) -> Any:
        return None if self.form is None else (self.form() if thing is None else self.form(thing))


def allow(
    rule: Rule,
    *,
    form: Callable[..., Any] | None = None,
    page: View | None = None,
    limit: str | None = None,
    own_transaction: bool = False,
    cached: bool = False,
    **load: Callable[..., Any],
) -> Callable[[View], View]:
    """Loads the object, judges it, hands it over; on POST inside one write transaction.

    `form`: makes the form from the object (or the municipality). `page`: renders it, on GET and,
    with 422, after a refusal. `limit`: the throttle of `kernel.throttle.LIMITS` a POST counts on.
    `own_transaction`: the view commits by itself (casting a ballot, sign-in); nothing else may.
    """
    ((name, fetch),) = load.items() if load else (((None, None)),)
    door = Door(rule, name, fetch, form, page, limit, own_transaction, cached)

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(**values: Any) -> Reply:
            if request.method in SAFE:
                return _read(door, view, values)
            return _write(door, view, values)

        wrapper.rule = rule  # type: ignore[attr-defined]
        wrapper.door = door  # type: ignore[attr-defined]
        return wrapper

    return decorator


def public(view: View) -> View:
    """No object and nothing to judge; the list of such views is short and tested."""
    view.rule = "public"  # type: ignore[attr-defined]
    return view


def _read(door: Door, view: View, values: dict[str, Any]) -> Reply:
    if door.cached:
        if (kept := page_cache.find()) is not None:
            return kept
        current_app.extensions["load_municipality"]()
    thing = door.judged(values)
    made = door.make_form(thing)
    if made is not None:
        drafts.fill(made)
    show = door.page or view
    arguments = door.arguments(thing, values)
    if made is not None:
        arguments["form"] = made
    answer = make_response(show(**arguments))
    if door.cached:
        page_cache.keep(answer)
    return answer


def _write(door: Door, view: View, values: dict[str, Any]) -> Reply:
    if door.limit:
        throttle.count(door.limit)
    judged, form = _checked_form(door, values)
    if form is not None and form.errors:
        return _again(door, values, form)
    if door.own_transaction:
        # No lock is taken here: what was judged a moment ago is all that can be known.
        return view(**_with(door, judged, values, form))
    begin_write()
    try:
        if door.name is not None:
            lock(door.name, values[f"{door.name}_id"])
        thing = door.judged(values)
        answer = make_response(view(**_with(door, thing, values, form)))
        good = answer.status_code < 400
        if good:
            drafts.forget_submitted()
            page_cache.touch(g.municipality)
        finish(commit=good)
    except DomainError as error:
        finish(commit=False)
        return _refusal(door, values, form, error)
    except BaseException:
        finish(commit=False)
        raise
    return answer


def _checked_form(door: Door, values: dict[str, Any]) -> tuple[Any, Any]:
    """Everything slow (parsing, hashing, Markdown, images) happens here, outside the lock."""
    thing = door.judged(values)
    form = door.make_form(thing)
    if form is not None and form.validate():
        form.prepare()
    return thing, form


def _with(door: Door, thing: Any, values: dict[str, Any], form: Any) -> dict[str, Any]:
    arguments = door.arguments(thing, values)
    return arguments if form is None else {**arguments, "form": form}


def _again(door: Door, values: dict[str, Any], form: FlaskForm) -> Response:
    """The form comes back filled, with 422, after the roll-back."""
    db.session.rollback()
    if door.page is None:
        raise RuntimeError("a form needs its page")
    thing = door.load(values)
    answer = make_response(door.page(**_with(door, thing, values, form)))
    answer.status_code = 422
    return answer


def _refusal(door: Door, values: dict[str, Any], form: Any, error: DomainError) -> Reply:
    sentence = _(error.message, **error.facts)
    if form is not None and door.page is not None:
        field = form[error.field] if error.field and error.field in form else None
        if field is not None:
            field.errors = [*field.errors, sentence]
        else:
            form.form_errors.append(sentence)
        return _again(door, values, form)
    flash(sentence, "error")
    return redirect(safe_back(), 303)


def remember(answer: Response, name: str, value: str) -> None:
    """A choice this browser keeps for a year: language, theme."""
    answer.set_cookie(
        name,
        value,
        max_age=365 * 86_400,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["BEHIND_TLS"],
    )


def speak_as(language: str) -> None:
    """The page behind a mail's link speaks the mail's language, unless this browser chose one.

    Once its button is pressed the pages after it do so too.
    """
    if language not in LANGUAGES or request.cookies.get("dil") in LANGUAGES:
        return
    if request.method not in SAFE and language != g.language:

        @after_this_request
        def keep(answer: Response) -> Response:
            remember(answer, "dil", language)
            return answer

    g.language = language
    speak(language)


def as_file(content: bytes | str, name: str, mime: str, *, private: bool = False) -> Response:
    """A file that the browser keeps; `private`: no cache on the way does."""
    answer = Response(content, content_type=mime)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    if private:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def see_other(endpoint: str, **values: Any) -> Response:
    """The answer to a good POST."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[return-value]


def asked_id(name: str) -> int | None:
    """A number of the address; what cannot be an id is nothing."""
    return as_id(request.args.get(name))


def safe_next(address: str | None) -> str | None:
    """A local path or nothing: an address from outside never sends anybody elsewhere."""
    if not address or "\\" in address or any(ord(letter) < 32 for letter in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return None
    return address


def came_from() -> str | None:
    """The page of ours that the button stood on, as far as the browser says so."""
    try:
        referrer = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if referrer.netloc != request.host or (path := safe_next(referrer.path)) is None:
        return None
    return path + (f"?{referrer.query}" if referrer.query else "")


def safe_back() -> str:
    """Where the person came from, if that was here; otherwise the municipality's home."""
    return came_from() or (g.municipality_home if "municipality_home" in g else "/")
