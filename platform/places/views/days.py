"""Working days: the official holidays of a year, and the municipality's own days."""

from flask import flash, g, render_template, request, url_for

from kernel import clock, workdays
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.workdays import DayKind, Feast
from places import forms, queries, rules
from places.models import DAY_KIND_LABELS, FEAST_LABELS, FeastDay, OwnDay
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
        known=workdays.knows(year)
        or year in queries.known_years(queries.list_feasts(g.municipality.id)),
        feasts=queries.list_feast_days(g.municipality.id, year),
        feast_labels={one: _(label) for one, label in FEAST_LABELS.items()},
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


def feast_page(form: forms.FeastForm) -> Reply:
    return render_template("places/desk/feast.html", form=form, crumbs=_crumbs())


@bp.route("/<slug>/masa/gunler/bayram", methods=["GET", "POST"])
@allow(rules.manage, form=forms.feast, page=feast_page)
def add_feast(form: forms.FeastForm) -> Reply:
    assert form.first_on.data is not None
    services.add_feast(
        g.municipality, by=g.visitor, feast=Feast(form.feast.data), first_on=form.first_on.data
    )
    flash(_("Bayram eklendi. İki bayram da girilince o yılın iş günleri sayılır."), "good")
    return see_other(".days", yil=form.first_on.data.year)


def _crumbs() -> list[tuple[str, str]]:
    return [*desk_crumbs(), (_("Çalışma günleri"), url_for(".days"))]


@bp.post("/<slug>/masa/gunler/bayram/<int:feast_day_id>/sil")
@allow(rules.manage, feast_day=queries.get_feast_day)
def remove_feast(feast_day: FeastDay) -> Reply:
    year = feast_day.first_on.year
    services.remove_feast(feast_day, by=g.visitor)
    flash(_("Bayram silindi."), "good")
    return see_other(".days", yil=year)


@bp.post("/<slug>/masa/gunler/<int:own_day_id>/sil")
@allow(rules.manage, own_day=queries.get_own_day)
def remove_own_day(own_day: OwnDay) -> Reply:
    year = own_day.day.year
    services.remove_own_day(own_day, by=g.visitor)
    flash(_("Gün silindi."), "good")
    return see_other(".days", yil=year)
