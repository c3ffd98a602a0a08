"""Footer, and masthead of whoever is not signed in: drawn once; only the way back differs."""

from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, g, request
from markupsafe import Markup

from kernel.i18n import language
from kernel.rules import NOBODY
from web import links

#: stands for the page's own address, which holds no braces: they are quoted there
HERE = "{here}"


class Head(NamedTuple):
    """What masthead and footer show of a municipality."""

    id: int
    slug: str
    name: str
    logo_url: str
    logo_alt: str
    help_desk: str


def masthead(municipality: Any) -> Markup:
    section = (request.endpoint or "").partition(".")[0]
    return _here("_masthead.html", municipality, section)


def footer(municipality: Any) -> Markup:
    return _here("_footer.html", municipality)


def _here(name: str, municipality: Any, section: str = "") -> Markup:
    head = None
    if municipality is not None:
        head = Head._make([getattr(municipality, field) for field in Head._fields])
    around = (g.get("theme", "auto"), current_app.config["DEMO"], request.script_root)
    return Markup(_drawn(name, section, head, language(), *around).replace(HERE, links.here()))


@lru_cache(maxsize=512)
def _drawn(
    name: str, _section: str, head: Head | None, spoken: str, theme: str, demo: bool, _root: str
) -> str:
    return current_app.jinja_env.get_template(name).render(
        municipality=head,
        visitor=NOBODY,
        language=spoken,
        theme=theme,
        demo=demo,
        navigation=links.navigation(head, NOBODY),
        links=links.of_layout(head, NOBODY, HERE),
    )
