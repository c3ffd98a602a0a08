"""The facilitator's summary of a thread: writing it, and its versions."""

import re
from typing import Any

from flask import flash, g, redirect, render_template

from discussion import forms, queries, rules, services
from discussion.models import Thread
from discussion.views.blueprint import bp
from discussion.views.board import base_href, owner_href
from kernel.http import allow
from kernel.i18n import _
from kernel.rules import anyone

_CITED = re.compile(r"(?<![\w&])#([1-9][0-9]{0,9})(?!\w)")


def linked(html: str, numbers: list[int], base: str) -> str:
    """ "#12" becomes a link where 12 is one of the comments the summary rests on."""

    def link(hit: re.Match[str]) -> str:
        number = int(hit[1])
        if number not in numbers:
            return hit[0]
        return f'<a href="{base}{number}">#{number}</a>'

    # Only between tags: nothing inside an attribute is touched.
    parts = re.split(r"(<[^>]*>)", html)
    return "".join(part if part.startswith("<") else _CITED.sub(link, part) for part in parts)


def write_page(thread: Thread, form: forms.SummaryForm) -> str:
    return render_template(
        "discussion/summarise.html",
        thread=thread,
        form=form,
        back=owner_href(thread),
        crumbs=[(thread.subject, owner_href(thread))],
    )


@bp.route("/<slug>/tartismalar/<int:thread_id>/ozet/yaz", methods=["GET", "POST"])
@allow(rules.summarise, thread=queries.get_thread, form=forms.summary, page=write_page)
def summarise(thread: Thread, form: forms.SummaryForm) -> Any:
    services.summarise(
        thread,
        by=g.visitor,
        body=form.body.data or "",
        html=linked(form.html, form.numbers, base_href()),
        comment_ids=form.numbers,
        office=form.office.data or "",
    )
    flash(_("Özet yayımlandı. Dayandığı yorumların yazarlarına haber verildi."), "good")
    return redirect(owner_href(thread), 303)


@bp.get("/<slug>/tartismalar/<int:thread_id>/ozet")
@allow(anyone, cached=True, thread=queries.get_thread)
def summaries(thread: Thread) -> str:
    return render_template(
        "discussion/summaries.html",
        thread=thread,
        versions=queries.list_summaries(thread.id),
        base=base_href(),
        back=owner_href(thread),
        crumbs=[(thread.subject, owner_href(thread))],
    )
