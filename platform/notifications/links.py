"""Absolute addresses of owners for mails, which are written outside any request."""

from typing import Any

from kernel import links, owners


def absolute(endpoint: str, object_id: int | None, slug: str | None = None, **values: Any) -> str:
    """The owner's page; `values` for pages whose address is not an owner's."""
    if slug is not None:
        values["slug"] = slug
    if endpoint in owners.ARGUMENTS:
        values[owners.ARGUMENTS[endpoint]] = object_id
    return links.page(endpoint, **values)
