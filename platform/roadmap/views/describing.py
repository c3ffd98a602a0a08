"""What belongs to an action besides its news: partners, indicators, measurements, origins."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from roadmap import queries, rules, services
from roadmap.forms import describing as forms
from roadmap.models import CONSENT_LABELS, ORIGIN_LABELS, Action, ActionState, Indicator, Partner
from roadmap.views.blueprint import bp
from roadmap.views.drafting import Shown, form_page
from roadmap.views.printed import amount

Crumbs = list[tuple[str, str]]


def _crumbs(action: Action) -> Crumbs:
    found = [(_("Yol haritası"), url_for(".list_all"))]
    if action.state is not ActionState.DRAFT:
        return [*found, (action.number, url_for(".show", action_id=action.id))]
    return [*found, (_("Taslak"), url_for(".work", roadmap_id=action.roadmap_id))]


def _inside(action: Action) -> Crumbs:
    href = url_for(".describe", action_id=action.id)
    return [*_crumbs(action), (_("Ortak, gösterge, köken"), href)]


def _back(action: Action) -> Reply:
    return see_other(".describe", action_id=action.id)


def _page(action: Action, form: object, *, heading: str, shown: Shown, **words: str) -> str:
    return form_page(
        form,
        heading=heading,
        lead=words.get("lead", f"{action.number} {action.title}"),
        shown=shown,
        button=words.get("button", _("Kaydedin")),
        back=url_for(".describe", action_id=action.id),
        crumbs=_inside(action),
    )


@bp.get("/<slug>/masa/eylem/<int:action_id>/ayrinti")
@allow(rules.describe, action=queries.get_action)
def describe(action: Action) -> str:
    return render_template(
        "roadmap/describe.html",
        action=action,
        consents=CONSENT_LABELS,
        origins=ORIGIN_LABELS,
        amount=amount,
        crumbs=_crumbs(action),
    )


def partner_page(action: Action, form: forms.PartnerForm) -> str:
    return _page(
        action,
        form,
        heading=_("Eyleme ortak davet edin"),
        shown=[
            ("organisation", {"hint": _("Ortaklığı kuruluş kendisi kabul eder.")}),
            ("role", {"hint": _("Örnek: Gönüllüleri eğitir, araç sağlar.")}),
        ],
        button=_("Davet edin"),
    )


@bp.route("/<slug>/masa/eylem/<int:action_id>/ortak", methods=["GET", "POST"])
@allow(rules.describe, action=queries.get_action, form=forms.ask_partner, page=partner_page)
def ask_partner(action: Action, form: forms.PartnerForm) -> Reply:
    services.ask_partner(
        action,
        by=g.visitor,
        organisation_id=int(form.organisation.data),
        role=form.role.data,
    )
    flash(_("Davet gönderildi. Kuruluşun temsilcilerine haber verildi."), "good")
    return _back(action)


@bp.get("/<slug>/yol-haritasi/ortakliklar/<int:partner_id>")
@allow(rules.see_partnership, partner=queries.get_partner)
def partnership(partner: Partner) -> str:
    action = partner.action
    return render_template(
        "roadmap/invitation.html",
        heading=_("Bu eyleme ortak olun"),
        asked=partner,
        text=action.html,
        about=f"{action.number} {action.title}",
        roadmap=action.roadmap,
        consent=CONSENT_LABELS[partner.state],
        denied=rules.answer_partnership(g.visitor, partner),
        accept=url_for(".accept_partnership", partner_id=partner.id),
        decline=url_for(".decline_partnership", partner_id=partner.id),
        onward=url_for(".show", action_id=action.id),
        onward_label=_("Eylemin sayfası"),
        crumbs=[(_("Yol haritası"), url_for(".list_all"))],
    )


def _answered(partner: Partner, accept: bool) -> Reply:
    services.answer_partnership(partner, by=g.visitor, accept=accept)
    flash(_("Yanıtınız kaydedildi."), "good")
    return see_other(".partnership", partner_id=partner.id)


@bp.post("/<slug>/yol-haritasi/ortakliklar/<int:partner_id>/kabul")
@allow(rules.answer_partnership, partner=queries.get_partner)
def accept_partnership(partner: Partner) -> Reply:
    return _answered(partner, True)


@bp.post("/<slug>/yol-haritasi/ortakliklar/<int:partner_id>/red")
@allow(rules.answer_partnership, partner=queries.get_partner)
def decline_partnership(partner: Partner) -> Reply:
    return _answered(partner, False)


def edit_partner_page(partner: Partner, form: forms.RoleForm) -> str:
    return _page(
        partner.action,
        form,
        heading=_("Ortağın payını değiştirin"),
        lead=partner.organisation.name,
        shown=[("role", {"hint": _("Pay değişirse kuruluş yeniden kabul eder.")})],
    )


@bp.route("/<slug>/masa/ortaklar/<int:partner_id>/duzenle", methods=["GET", "POST"])
@allow(rules.correct, partner=queries.get_partner, form=forms.edit_partner, page=edit_partner_page)
def edit_partner(partner: Partner, form: forms.RoleForm) -> Reply:
    services.edit_partner(partner, by=g.visitor, role=form.role.data)
    return _back(partner.action)


def withdraw_partner_page(partner: Partner, form: forms.WithdrawForm) -> str:
    return _page(
        partner.action,
        form,
        heading=_("Ortaklığı sona erdirin"),
        lead=partner.organisation.name,
        shown=_reason_shown(form),
        button=_("Sona erdirin"),
    )


@bp.route("/<slug>/masa/ortaklar/<int:partner_id>/geri-cek", methods=["GET", "POST"])
@allow(rules.correct, partner=queries.get_partner, form=forms.withdraw, page=withdraw_partner_page)
def withdraw_partner(partner: Partner, form: forms.WithdrawForm) -> Reply:
    action = partner.action
    reason = form.reason.data if "reason" in form else ""
    services.withdraw_partner(partner, by=g.visitor, reason=reason)
    flash(_("Ortaklık sona erdi."), "good")
    return _back(action)


# --- indicators ---------------------------------------------------------------------------------


def indicator_page(action: Action, form: forms.IndicatorForm) -> str:
    return _page(
        action,
        form,
        heading=_("Gösterge ekleyin"),
        shown=_figure_shown(),
    )


@bp.route("/<slug>/masa/eylem/<int:action_id>/gosterge", methods=["GET", "POST"])
@allow(rules.describe, action=queries.get_action, form=forms.indicator, page=indicator_page)
def add_indicator(action: Action, form: forms.IndicatorForm) -> Reply:
    services.add_indicator(action, by=g.visitor, goalpost=form.goalpost())
    return _back(action)


def _figure_shown() -> Shown:
    return [
        ("name", {"hint": _("Örnek: Yürüyerek 10 dakikada parka ulaşan hane")}),
        ("unit", {"hint": _("Örnek: adet, kişi, yüzde"), "width": "w10"}),
        ("baseline", {"hint": _("Bilinmiyorsa boş bırakın."), "width": "w10"}),
        ("target", {"width": "w10"}),
        ("source", {"hint": _("Örnek: Coğrafi bilgi sistemi, yıllık sayım")}),
    ]


def _reason_shown(form: Any) -> Shown:
    """Of a promise; a draft changes without one."""
    if "reason" not in form:
        return []
    return [("reason", {"hint": _("Bu gerekçe herkese açık yayımlanır."), "rows": 3})]


def edit_indicator_page(indicator: Indicator, form: forms.IndicatorForm) -> str:
    return _page(
        indicator.action,
        form,
        heading=_("Göstergeyi düzenleyin"),
        shown=[*_figure_shown(), *_reason_shown(form)],
    )


@bp.route("/<slug>/masa/gostergeler/<int:indicator_id>/duzenle", methods=["GET", "POST"])
@allow(
    rules.correct,
    indicator=queries.get_indicator,
    form=forms.edit_indicator,
    page=edit_indicator_page,
)
def edit_indicator(indicator: Indicator, form: forms.IndicatorForm) -> Reply:
    reason = form.reason.data if "reason" in form else ""
    services.edit_indicator(indicator, by=g.visitor, goalpost=form.goalpost(), reason=reason)
    return _back(indicator.action)


def withdraw_indicator_page(indicator: Indicator, form: forms.WithdrawForm) -> str:
    return _page(
        indicator.action,
        form,
        heading=_("Göstergeyi geri çekin"),
        lead=f"{indicator.name} ({indicator.unit})",
        shown=_reason_shown(form),
        button=_("Geri çekin"),
    )


@bp.route("/<slug>/masa/gostergeler/<int:indicator_id>/geri-cek", methods=["GET", "POST"])
@allow(
    rules.correct,
    indicator=queries.get_indicator,
    form=forms.withdraw,
    page=withdraw_indicator_page,
)
def withdraw_indicator(indicator: Indicator, form: forms.WithdrawForm) -> Reply:
    action = indicator.action
    reason = form.reason.data if "reason" in form else ""
    services.withdraw_indicator(indicator, by=g.visitor, reason=reason)
    flash(_("Gösterge geri çekildi."), "good")
    return _back(action)


def measure_page(indicator: Indicator, form: forms.MeasureForm) -> str:
    return _page(
        indicator.action,
        form,
        heading=_("Ölçüm girin"),
        lead=f"{indicator.name} ({indicator.unit})",
        shown=[
            ("on", {"width": "w10"}),
            ("value", {"width": "w10"}),
            ("note", {"hint": _("Nasıl ölçüldü?")}),
        ],
    )


@bp.route("/<slug>/masa/gostergeler/<int:indicator_id>", methods=["GET", "POST"])
@allow(rules.measure, indicator=queries.get_indicator, form=forms.measurement, page=measure_page)
def measure(indicator: Indicator, form: forms.MeasureForm) -> Reply:
    services.measure(
        indicator,
        by=g.visitor,
        on=form.on.data,
        value=form.value.data,
        note=form.note.data or "",
    )
    flash(_("Ölçüm kaydedildi."), "good")
    return _back(indicator.action)


# --- origins ------------------------------------------------------------------------------------


def origin_page(action: Action, form: forms.OriginForm) -> str:
    return _page(
        action,
        form,
        heading=_("Köken ekleyin"),
        shown=[
            (
                "address",
                {"hint": _("Önerinin, danışmanın, oylamanın ya da ifadenin sayfa adresi.")},
            ),
            ("label", {"hint": _("Bu sitede sayfası olmayan bir kaynaksa adını yazın.")}),
        ],
    )


@bp.route("/<slug>/masa/eylem/<int:action_id>/koken", methods=["GET", "POST"])
@allow(rules.describe, action=queries.get_action, form=forms.origin, page=origin_page)
def add_origin(action: Action, form: forms.OriginForm) -> Reply:
    if form.place is None:
        services.add_outside(action, by=g.visitor, label=form.label.data)
        return _back(action)
    endpoint, number = form.place
    services.add_origin(
        action, by=g.visitor, endpoint=endpoint, object_id=number, label=form.label.data or ""
    )
    flash(_("Köken eklendi. Onu takip edenler bundan sonra bu eylemden haber alır."), "good")
    return _back(action)
