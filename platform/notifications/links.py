"""Absolute addresses for mails, which are written outside any request."""

from urllib.parse import urlsplit

from flask import current_app

from kernel import owners


def absolute(
    endpoint: str, object_id: int | None, slug: str | None = None, **values: object
) -> str:
    """BASE_URL and the owner's path; `values` for pages whose address is not an owner's."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    parts = urlsplit(base)
    adapter = current_app.url_map.bind(parts.netloc, url_scheme=parts.scheme)
    arguments: dict[str, object] = dict(values)
    if slug is not None:
        arguments["slug"] = slug
    if endpoint in owners.ARGUMENTS:
        arguments[owners.ARGUMENTS[endpoint]] = object_id
    return base + adapter.build(endpoint, arguments)
