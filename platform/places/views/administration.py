"""The administrator's pages: settings, units, neighbourhoods, legal texts."""

from typing import Any

from flask import flash, g, render_template, request, url_for

from kernel import colours
from kernel.http import Reply, allow, see_other
from kernel.i18n import N_, _
from places import forms, queries, rules
from places.models import LEGAL_KIND_LABELS, LegalKind, Municipality, Neighbourhood, Unit
from places.services import settings as services
from places.views.blueprint import bp, desk_crumbs

#: how the address names the texts
LEGAL_PATHS = {
    "aydinlatma-metni": LegalKind.PRIVACY,
    "topluluk-kurallari": LegalKind.COMMUNITY,
}


def _page(template: str, *crumbs: tuple[str, str], **values: Any) -> str:
    return render_template(
        template,
        manage_denied=rules.manage(g.visitor, g.municipality),
        crumbs=desk_crumbs(*crumbs),
        **values,
    )


# --- settings -----------------------------------------------------------------------------------


def settings_page(form: forms.SettingsForm) -> Reply:
    hue = form.hue.data
    if hue is None or form.hue.errors:  # what cannot be chosen is not called legible
        hue = g.municipality.brand_hue
    return _page("places/desk/settings.html", form=form, hue=hue, contrast=colours.contrast_of(hue))


@bp.get("/<slug>/masa/ayarlar")
@allow(rules.read_desk, form=forms.settings)
def settings(form: forms.SettingsForm) -> Reply:
    return settings_page(form)


@bp.post("/<slug>/masa/ayarlar")
@allow(rules.manage, form=forms.settings, page=settings_page, limit="upload")
def change_settings(form: forms.SettingsForm) -> Reply:
    services.change_settings(
        g.municipality,
        by=g.visitor,
        name=form.name.data or "",
        official_name=form.official_name.data or "",
        brand_hue=form.hue.data or 0,
        help_desk=form.help_desk.data or "",
        logo_alt=form.logo_alt.data or "",
    )
    if form.logo.accepted is not None:
        services.set_logo(g.municipality, by=g.visitor, accepted=form.logo.accepted)
    elif form.remove_logo.data:
        services.remove_logo(g.municipality, by=g.visitor)
    flash(_("Ayarlar kaydedildi."), "good")
    return see_other(".settings")


# --- units --------------------------------------------------------------------------------------


def units_page(form: forms.NameForm) -> Reply:
    return _page("places/desk/units.html", form=form, rows=queries.list_units(g.municipality.id))


@bp.get("/<slug>/masa/birimler")
@allow(rules.read_desk, form=forms.add)
def units(form: forms.NameForm) -> Reply:
    return units_page(form)


@bp.post("/<slug>/masa/birimler")
@allow(rules.manage, form=forms.add, page=units_page)
def add_unit(form: forms.NameForm) -> Reply:
    services.add_unit(g.municipality, by=g.visitor, name=form.name.data or "")
    flash(_("Birim eklendi."), "good")
    return see_other(".units")


def unit_page(unit: Unit, form: forms.NameForm) -> Reply:
    return _rename_page(form, _(N_("Birimin adını değiştirin")), _("Birimler"), ".units")


def _rename_page(form: forms.NameForm, title: str, above: str, endpoint: str) -> Reply:
    back = url_for(endpoint)
    return _page("places/desk/rename.html", (above, back), form=form, title=title, back=back)


@bp.route("/<slug>/masa/birimler/<int:unit_id>", methods=["GET", "POST"])
@allow(rules.manage, unit=queries.get_unit, form=forms.rename_unit, page=unit_page)
def rename_unit(unit: Unit, form: forms.NameForm) -> Reply:
    services.rename_unit(unit, by=g.visitor, name=form.name.data or "")
    flash(_("Birimin adı değişti."), "good")
    return see_other(".units")


# --- neighbourhoods -----------------------------------------------------------------------------


def neighbourhoods_page(form: forms.NameForm) -> Reply:
    rows = queries.list_neighbourhoods(g.municipality.id)
    return _page("places/desk/neighbourhoods.html", form=form, rows=rows)


@bp.get("/<slug>/masa/mahalleler")
@allow(rules.read_desk, form=forms.add)
def neighbourhoods(form: forms.NameForm) -> Reply:
    return neighbourhoods_page(form)


@bp.post("/<slug>/masa/mahalleler")
@allow(rules.manage, form=forms.add, page=neighbourhoods_page)
def add_neighbourhood(form: forms.NameForm) -> Reply:
    services.add_neighbourhood(g.municipality, by=g.visitor, name=form.name.data or "")
    flash(_("Mahalle eklendi."), "good")
    return see_other(".neighbourhoods")


def neighbourhood_page(neighbourhood: Neighbourhood, form: forms.NameForm) -> Reply:
    title = _(N_("Mahallenin adını değiştirin"))
    return _rename_page(form, title, _("Mahalleler"), ".neighbourhoods")


@bp.route("/<slug>/masa/mahalleler/<int:neighbourhood_id>", methods=["GET", "POST"])
@allow(
    rules.manage,
    neighbourhood=queries.get_neighbourhood,
    form=forms.rename_neighbourhood,
    page=neighbourhood_page,
)
def rename_neighbourhood(neighbourhood: Neighbourhood, form: forms.NameForm) -> Reply:
    services.rename_neighbourhood(neighbourhood, by=g.visitor, name=form.name.data or "")
    flash(_("Mahallenin adı değişti."), "good")
    return see_other(".neighbourhoods")


# --- legal texts --------------------------------------------------------------------------------


@bp.get("/<slug>/masa/metinler")
@allow(rules.read_desk)
def legal_texts() -> Reply:
    texts = [
        {
            "label": _(LEGAL_KIND_LABELS[kind]),
            "path": path,
            "versions": queries.list_legal_versions(g.municipality.id, kind),
            "endpoint": f"places.{name}",
        }
        for (path, kind), name in zip(
            LEGAL_PATHS.items(), ("privacy_notice", "community_rules"), strict=True
        )
    ]
    return _page("places/desk/legal_texts.html", texts=texts)


def _kind() -> LegalKind:
    return LEGAL_PATHS[(request.view_args or {})["path"]]


def _legal_form(municipality: Municipality) -> forms.LegalForm:
    return forms.new_version(municipality, _kind())


def legal_page(path: str, form: forms.LegalForm) -> Reply:
    kind = _kind()
    return _page(
        "places/desk/legal_text.html",
        (_("Metinler"), url_for(".legal_texts")),
        form=form,
        label=_(LEGAL_KIND_LABELS[kind]),
        former=queries.find_legal_text(g.municipality.id, kind),
    )


@bp.route(
    "/<slug>/masa/metinler/<any('aydinlatma-metni', 'topluluk-kurallari'):path>",
    methods=["GET", "POST"],
)
@allow(rules.manage, form=_legal_form, page=legal_page)
def new_legal_text(path: str, form: forms.LegalForm) -> Reply:
    services.publish_legal_text(
        g.municipality,
        kind=LEGAL_PATHS[path],
        body=form.body.data or "",
        html=form.body.html,
        by=g.visitor.id,
    )
    flash(_("Yeni sürüm yayımlandı. Eskisi okunabilir durumda kaldı."), "good")
    return see_other(".legal_texts")
