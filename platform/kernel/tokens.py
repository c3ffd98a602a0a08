"""Signed links for mails: purpose, facts, end; the page behind them has one button."""

import hashlib
import hmac
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from kernel import clock


def sign(purpose: str, valid: timedelta, **facts: Any) -> str:
    ends = int((clock.now() + valid).timestamp())
    return str(_serializer(purpose).dumps({**facts, "ends": ends}))


def read(purpose: str, token: str) -> dict[str, Any] | None:
    """The facts, or None when the link is forged or too old."""
    try:
        facts = _serializer(purpose).loads(token)
    except BadSignature:
        return None
    if not isinstance(facts, dict) or facts.get("ends", 0) < clock.now().timestamp():
        return None
    return facts


def mark(purpose: str, value: str) -> str:
    """The same for the same value, and of no use to whoever lacks our key."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def _serializer(purpose: str) -> URLSafeSerializer:
    return _made(current_app.config["SECRET_KEY"], purpose)


@lru_cache(maxsize=128)
def _made(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"katiliyoruz:{purpose}")
