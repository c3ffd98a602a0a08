"""The one blueprint of councils."""

from typing import Any, TypedDict

from flask import Blueprint, g, render_template, url_for

from councils import rules
from kernel.i18n import _

bp = Blueprint("councils", __name__, template_folder="../templates")


def council_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Kent konseyi"), url_for("councils.council")), *more]


def agenda_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Belediye meclisi"), url_for("councils.sittings")), *more]


def desk_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Masam"), url_for("web.desk")), *more]


def council_desk_crumbs() -> list[tuple[str, str]]:
    if rules.run_council(g.visitor, g.municipality):  # an auditor reads, but keeps no desk
        return desk_crumbs()
    return desk_crumbs((_("Kent konseyi"), url_for("councils.desk_council")))


def agenda_desk_crumbs() -> list[tuple[str, str]]:
    return desk_crumbs((_("Belediye meclisi"), url_for("councils.desk_agenda")))


class About(TypedDict):
    """Of a form about one thing: its name, the page to go back to, the desk it belongs to."""

    subject: str
    back: str
    crumbs: list[tuple[str, str]]


def form_page(form: Any, heading: str, verb: str, *, back: str, **values: Any) -> str:
    """One form on a page of the desk. `lead`, `hints`, `rows` (papers), and `About` may follow.

    `nothing`: what the macro `empty()` says instead of the form, where it has nothing to offer.
    """
    defaults: dict[str, Any] = {
        "lead": "",
        "hints": {},
        "subject": "",
        "rows": [],
        "nothing": None,
    }
    return render_template(
        "councils/form.html",
        form=form,
        heading=heading,
        verb=verb,
        back=back,
        **{**defaults, **values},
    )
