"""For the administrator: mails that did not arrive, and who did what."""

import json
from typing import Any

from flask import flash, g, render_template

from kernel import audit, outbox
from kernel.crumbs import under_desk
from kernel.http import Refused, Reply, allow, see_other
from kernel.i18n import N_, _
from web import rules
from web.queries import desk as queries
from web.views.blueprint import bp

MAIL_STATES = {
    outbox.State.UNKNOWN: ("late", N_("Gitti mi, bilinmiyor")),
    outbox.State.FAILED: ("no", N_("Sunucu kabul etmedi")),
}


def _crumbs() -> list[tuple[str, str]]:
    return under_desk()


@bp.get("/<slug>/masa/posta")
@allow(rules.undelivered)
def undelivered() -> str:
    errands = queries.list_undelivered(g.municipality.id)
    return render_template(
        "web/undelivered.html",
        rows=[(errand, rules.resend(g.visitor, errand)) for errand in errands],
        state=_mail_state,
        masked=masked,
        crumbs=_crumbs(),
    )


def _mail_state(errand: outbox.Errand) -> tuple[str, str]:
    kind, word = MAIL_STATES[errand.state]
    return kind, _(word)


def masked(address: str) -> str:
    """ "a…@ornek.com": enough to see which server refuses, not whom somebody writes to."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if at else ""


@bp.post("/<slug>/masa/posta/<int:errand_id>/yeniden")
@allow(rules.resend, errand=queries.get_errand)
def resend(errand: outbox.Errand) -> Reply:
    # A mail of no municipality fits every address: the desk must be the administrator's own.
    if denied := rules.undelivered(g.visitor, g.municipality):
        raise Refused(denied)
    before = {"state": errand.state.value}
    outbox.resend(errand)
    audit.record(
        "web.resend",
        errand,
        by=g.visitor.id,
        municipality_id=g.municipality.id,
        before=before,
        after={"state": errand.state.value},
    )
    flash(_("E-posta yeniden kuyruğa alındı."), "good")
    return see_other(".undelivered")


@bp.get("/<slug>/masa/kayit")
@allow(rules.record)
def record() -> str:
    return render_template(
        "web/record.html",
        page=queries.page_of_record(g.municipality.id),
        facts=_facts,
        crumbs=_crumbs(),
    )


def _facts(value: Any) -> str:
    return "" if not value else json.dumps(value, ensure_ascii=False, default=str)
