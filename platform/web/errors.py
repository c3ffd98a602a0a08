"""Every refusal and failure as a page: what happened, what was kept, what to do next."""

import errno
import logging
from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from wtforms import StringField, TextAreaField

from kernel import drafts, page_cache
from kernel.db import db, finish, in_write
from kernel.http import SAFE, Refused, safe_back, safe_next
from kernel.i18n import N_, _
from kernel.rules import NOBODY, Denied, Kind, Role
from kernel.throttle import TooMany
from places.models import ROLE_LABELS
from web.rules import desk

log = logging.getLogger("katiliyoruz")

TEXTS = {
    400: (
        N_("İsteğiniz anlaşılamadı"),
        N_("Tarayıcınızın gönderdiği bilgi eksik ya da bozuk. Önceki sayfadan yeniden deneyin."),
    ),
    404: (
        N_("Sayfa bulunamadı"),
        N_("Adres yanlış yazılmış ya da sayfa kaldırılmış olabilir. Ana sayfadan devam edin."),
    ),
    405: (
        N_("Bu adres böyle kullanılmıyor"),
        N_("Önceki sayfaya dönüp düğmeyi yeniden kullanın."),
    ),
    413: (
        N_("Gönderdiğiniz çok büyük"),
        N_("Bir dosya en çok 10 MB olabilir. Daha küçük bir dosya seçip yeniden gönderin."),
    ),
    429: (
        N_("Biraz bekleyin"),
        N_("Kısa sürede çok fazla istek geldi. Sonuncusu yapılmadı; biraz sonra yeniden deneyin."),
    ),
    500: (
        N_("Bir sorun oluştu"),
        N_("Hata bizden kaynaklandı ve kaydedildi. İşleminiz yapılmadı. Lütfen yeniden deneyin."),
    ),
    507: (
        N_("Sunucuda yer kalmadı"),
        N_("İşleminiz yapılmadı, yarım kalan kayıt da yok. Lütfen daha sonra yeniden deneyin."),
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(TooMany, too_many)
    app.register_error_handler(CSRFError, csrf)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, crash)


def _page(
    status: int,
    title: str,
    text: str,
    draft: str | None = None,
    typed: Sequence[tuple[str, str]] = (),
    more: dict[str, str] | None = None,
) -> tuple[str, int]:
    _reset()
    page = render_template(
        "errors/error.html",
        status=status,
        title=title,
        text=text,
        draft_href=draft,
        typed=typed,
        **(more or {}),
    )
    return page, status


def _reset() -> None:
    """Whatever the failing request had begun is undone before a page is made."""
    if in_write():
        finish(commit=False)
    else:
        db.session.rollback()
    g.setdefault("visitor", NOBODY)
    g.setdefault("municipality", None)
    page_cache.never()


def refused(error: Refused) -> Any:
    denied = error.denied
    _reset()
    if denied.kind is Kind.HIDDEN:
        return _page(404, _(TEXTS[404][0]), _(TEXTS[404][1]))
    kept = _keep_submitted()
    if denied.kind is Kind.LOGIN:
        back = kept or (
            request.full_path.rstrip("?") if request.method in SAFE else _form_address()
        )
        return redirect(drafts.sign_in_address(back), 303)
    titles = {Kind.CLOSED: _("Şu anda yapılamıyor"), Kind.ROLE: _("Buna yetkiniz yok")}
    return _page(
        denied.kind.value,
        _(denied.title) if denied.title else titles[denied.kind],
        denied.sentence,
        kept,
        more={"next": _who_may(denied.facts.get("roles", ())), **_way_back(denied)},
    )


def _who_may(roles: Sequence[Role]) -> str:
    names = ", ".join(_(ROLE_LABELS[role]) for role in roles)
    return _("Yetkisi olanlar: %(roles)s.", roles=names) if names else ""


def _way_back(denied: Denied) -> dict[str, str]:
    """Who works here goes back to the desk; a new link is asked for in the account."""
    if denied.title and request.blueprint in ("accounts", "notifications"):
        return {"href": url_for("accounts.account"), "label": _("Hesabınıza gidin")}
    place = g.get("municipality")
    if place is None or desk(g.get("visitor", NOBODY), place) is not None:
        return {}
    return {"href": url_for("web.desk", slug=place.slug), "label": _("Masanıza dönün")}


def _form_address() -> str:
    """A one-button POST has no page of its own: come back to where the button was."""
    return safe_next(request.form.get("back")) or safe_back()


def too_many(error: TooMany) -> Any:
    page, status = _page(429, _(TEXTS[429][0]), _(TEXTS[429][1]), _keep_submitted())
    return page, status, {"Retry-After": str(error.seconds)}


def csrf(error: CSRFError) -> Any:
    """The page stood open too long, or the form is forged: nothing is done, the text is kept."""
    kept = _keep_submitted()
    return _page(
        400,
        _("Sayfa çok uzun süre açık kaldı"),
        _("Güvenliğiniz için işlem yapılmadı. Sayfayı yeniden açıp bir kez daha gönderin."),
        kept,
    )


def _keep_submitted() -> str | None:
    """Keeps what was posted to a view whose form allows it."""
    try:
        return drafts.keep(_submitted())
    except Exception:
        log.exception("a draft could not be kept")
        return None


def _submitted() -> Any:
    view = request.endpoint and _app_view(request.endpoint)
    door = getattr(view, "door", None)
    if request.method in SAFE or door is None or door.form is None:
        return None
    _reset()
    return door.make_form(door.load(dict(request.view_args or {})))


def _typed() -> list[tuple[str, str]]:
    """(label, words) to copy from the page when not even a draft can be stored."""
    try:
        form = _submitted()
    except Exception:
        log.exception("the form could not be made again")
        return []
    if form is None or not form.KEEP:
        return []
    texts = (StringField, TextAreaField)  # passwords are StringFields that are never kept
    kept = form.kept_fields()
    fields = [form[name] for name in kept if isinstance(form[name], texts)]
    return [(str(field.label.text), kept[field.name][0]) for field in fields]


def _app_view(endpoint: str) -> Any:
    return current_app.view_functions.get(endpoint)


def http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    title, text = TEXTS.get(status, TEXTS[400])
    page, status = _page(status, _(title), _(text))
    return page, status, [h for h in error.get_headers() if h[0] in ("Allow", "Retry-After")]


def crash(error: Exception) -> Any:
    log.exception("failed: %s %s", request.method, request.path)
    kept = _keep_submitted()
    if _disk_is_full(error):
        typed = [] if kept else _typed()
        return _page(507, _(TEXTS[507][0]), _(TEXTS[507][1]), kept, typed)
    return _page(500, _(TEXTS[500][0]), _(TEXTS[500][1]), kept)


def _disk_is_full(error: Exception) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return isinstance(error, OperationalError) and any(
        words in str(error.orig) for words in ("disk is full", "No space left", "disk I/O error")
    )
