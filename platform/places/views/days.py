"""Working days: the official holidays of a year, and the municipality's own days."""

from flask import flash, g, render_template, request

from kernel import clock, workdays
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.workdays import DayKind
from places import forms, queries, rules
from places.models import DAY_KIND_LABELS, OwnDay
from places.services import days as services
from places.views.blueprint import bp, desk_crumbs


def _year() -> int:
    """Of the address, or else this one."""
    word = request.args.get("yil", "")
    year = int(word) if word.isascii() and word.isdigit() and len(word) == 4 else 0
    return year if 2000 <= year <= 2100 else clock.today().year


def days_page(form: forms.OwnDayForm) -> Reply:
    year = _year()
    return render_template(
        "places/desk/days.html",
        form=form,
        year=year,
        known=workdays.knows(year),
        last_year=workdays.LAST_YEAR,
        rows=queries.list_days(g.municipality.id, year),
        labels={kind: _(label) for kind, label in DAY_KIND_LABELS.items()},
        manage_denied=rules.manage(g.visitor, g.municipality),
        crumbs=desk_crumbs(),
    )


@bp.get("/<slug>/masa/gunler")
@allow(rules.read_desk, form=forms.own_day)
def days(form: forms.OwnDayForm) -> Reply:
    return days_page(form)


@bp.post("/<slug>/masa/gunler")
@allow(rules.manage, form=forms.own_day, page=days_page)
def add_own_day(form: forms.OwnDayForm) -> Reply:
    assert form.day.data is not None
    services.add_own_day(
        g.municipality,
        by=g.visitor,
        day=form.day.data,
        kind=DayKind(form.kind.data),
        name=form.name.data or "",
    )
    flash(_("Gün eklendi. Bundan sonra verilen süreler buna göre hesaplanır."), "good")
    return see_other(".days", yil=form.day.data.year)


@bp.post("/<slug>/masa/gunler/<int:own_day_id>/sil")
@allow(rules.manage, own_day=queries.get_own_day)
def remove_own_day(own_day: OwnDay) -> Reply:
    year = own_day.day.year
    services.remove_own_day(own_day, by=g.visitor)
    flash(_("Gün silindi."), "good")
    return see_other(".days", yil=year)
