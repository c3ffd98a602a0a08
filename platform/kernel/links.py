"""Addresses for mails: from BASE_URL, never from the Host header somebody sent."""

from typing import Any

from flask import current_app


def absolute(path: str) -> str:
    return f"{current_app.config['BASE_URL']}{path}"


def page(endpoint: str, **values: Any) -> str:
    """The whole address of a page; works in the worker too, which has no request."""
    return absolute(current_app.url_map.bind("").build(endpoint, values))
