"""Headers of every answer: nothing from elsewhere, nothing inline, no framing."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    ]
)


def policy(tiles: str | None) -> str:
    """With the tile server of the maps, where one is configured; nothing else from elsewhere."""
    parts = urlsplit(tiles or "")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return POLICY
    origin = f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    return POLICY.replace("img-src 'self' data:", f"img-src 'self' data: {origin}")


#: bytes of a form without files
MOST_TEXT = 3_000_000


def init_app(app: Flask) -> None:
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="katiliyoruz",
    )
    app.before_request(_refuse_nul)
    app.before_request(_limit_text)
    app.after_request(_headers)


def _refuse_nul() -> None:
    """Nothing of ours has such an address, and PostgreSQL fails when asked for it."""
    if "\x00" in request.path:
        abort(404)


def _limit_text() -> None:
    """Without files a form is text; Werkzeug's own limit leaves this encoding out."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = MOST_TEXT


#: of pages, files and static files alike
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def for_static(headers: Any, _path: str, _url: str) -> None:
    """Static files never reach Flask."""
    headers["Content-Security-Policy"] = POLICY
    for name, value in ALWAYS.items():
        headers[name] = value


def _headers(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", policy(current_app.config.get("MAP_TILE_URL")))
    headers.update(ALWAYS)
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if answer.mimetype == "text/html":
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.setdefault("Vary", "Cookie")
    return answer
