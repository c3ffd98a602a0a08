"""Where a page of the desk stands."""

from flask import url_for

from kernel.i18n import _

#: words, address
Crumb = tuple[str, str]


def under_desk(*more: Crumb) -> list[Crumb]:
    return [(_("Masam"), url_for("web.desk")), *more]
