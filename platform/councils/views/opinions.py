"""Opinions in public, and the forms that carry them on."""

from typing import Any

from flask import flash, g, render_template, request, url_for

from councils import forms, queries, rules, services
from councils.models import Body, Opinion
from councils.rules import Stage, Step, Stop
from councils.views.blueprint import (
    About,
    agenda_desk_crumbs,
    bp,
    council_crumbs,
    council_desk_crumbs,
    form_page,
)
from councils.views.stops import awaited, reached
from councils.words import OPINION_LABELS, OUTCOME_KIND
from journeys import queries as journeys
from kernel import clock, page_cache
from kernel.http import Reply, allow, see_other
from kernel.i18n import N_, _, ngettext
from kernel.rules import anyone, signed_in

#: kind and word for the macro status()
STAGES: dict[Stage, tuple[str, str]] = {
    Stage.ADOPTED: ("draft", N_("Henüz sunulmadı")),
    Stage.WAITING: ("wait", N_("Gündem bekliyor")),
    Stage.OVERDUE: ("late", N_("Gündeme alınmadı")),
    Stage.ON_AGENDA: ("soon", N_("Meclis gündeminde")),
    Stage.IN_COMMITTEE: ("wait", N_("Komisyonda")),
    Stage.DECIDED: ("open", N_("Karar verildi, bildirilecek")),
    Stage.TOLD: ("good", N_("Sonuçlandı")),
}

#: an action of the roadmap that an opinion led to says so on its journey
ACTION = "roadmap.show"


def stage_words(row: queries.OpinionRow) -> tuple[str, str]:
    """The red says for how many days."""
    kind, word = STAGES[row.stage]
    if row.stage is Stage.OVERDUE:
        return kind, ngettext(
            "%(num)s gündür gündeme alınmadı", "%(num)s gündür gündeme alınmadı", row.late_days
        )
    if row.outcome is not None and row.stage in (Stage.DECIDED, Stage.TOLD):
        return OUTCOME_KIND[row.outcome], _(OPINION_LABELS[row.outcome])
    return kind, _(word)


bp.app_template_filter("opinion_stage")(stage_words)


@bp.get("/<slug>/kent-konseyi/gorusler")
@allow(anyone, cached=True)
def list_opinions() -> str:
    page_cache.until(clock.next_midnight())
    rows = queries.list_opinions(g.municipality.id)
    asked = request.args.get("durum", "")
    wanted = [row for row in rows if not asked or row.stage == asked]
    return render_template(
        "councils/opinions.html",
        rows=wanted,
        total=len(rows),
        late=sum(row.stage is Stage.OVERDUE for row in rows),
        asked=asked,
        choices=[("", _("Tümü")), *((one.value, _(word)) for one, (_k, word) in STAGES.items())],
        crumbs=council_crumbs(),
    )


@bp.get("/<slug>/kent-konseyi/gorusler/<int:opinion_id>")
@allow(anyone, cached=True, opinion=queries.get_opinion)
def opinion(opinion: Opinion) -> str:
    page_cache.until(clock.next_midnight())
    today = clock.today()
    days = queries.calendar(opinion.municipality_id)
    row = queries.get_row(opinion.id, days)
    way, item = row.way, opinion.item
    return render_template(
        "councils/opinion.html",
        opinion=opinion,
        way=way,
        stage=STAGES[row.stage],
        is_late=row.stage is Stage.OVERDUE,
        agenda=rules.agenda_state(way, today),
        upcoming=rules.next_sitting(days, today),
        changes=_changes(days, way),
        steps=[_stop(stop, opinion) for stop in row.stops],
        outcome=None if item is None or item.outcome is None else OPINION_LABELS[item.outcome],
        outcome_kind="" if item is None or item.outcome is None else OUTCOME_KIND[item.outcome],
        grown=[one for one in journeys.list_steps(opinion.journey_id) if one.endpoint == ACTION],
        follows=journeys.is_following(opinion.journey_id, g.visitor.id),
        may_follow=signed_in(g.visitor, opinion),
        may={
            "hand_over": rules.hand_over(g.visitor, opinion),
            "take_up": rules.take_up(g.visitor, opinion),
            "tell": rules.tell(g.visitor, opinion),
            "announce": rules.announce(g.visitor, opinion),
        },
        crumbs=council_crumbs((_("Görüşler"), url_for(".list_opinions"))),
    )


def _changes(days: list[rules.Planned], way: rules.Way) -> list[Any]:
    """Why the session that was due is not on its day: postponements and cancellations."""
    if way.first_due_on is None or way.agenda_on is not None:
        return []
    between = [
        one.id
        for one in days
        if way.handed_on is not None
        and one.on > way.handed_on
        and (way.due_on is None or one.on <= way.due_on)
    ]
    return [change for number in between[:3] for change in queries.list_changes(number)]


def _stop(stop: Stop[Step], opinion: Opinion) -> dict[str, Any]:
    """A line of the macro trace(): the day, or how long is left, or by how much it is late."""
    return {
        "state": stop.state,
        "label": _(rules.STEPS[stop.step]),
        "note": _note(stop, opinion),
        "href": _href(stop.step, opinion),
    }


def _href(step: Step, opinion: Opinion) -> str:
    if opinion.item_id is None or step not in (Step.AGENDA, Step.COMMITTEE, Step.DECISION):
        return ""
    return url_for("councils.item", item_id=opinion.item_id)


def _note(stop: Stop[Step], opinion: Opinion) -> str:
    item = opinion.item
    said = {
        Step.HANDED: opinion.handed_number,
        Step.COMMITTEE: "" if item is None else item.committee,
        Step.DECISION: "" if item is None else item.decision_number,
        Step.TOLD: opinion.told_number,
    }.get(stop.step, "")
    if stop.on is not None:
        return reached(stop.on, said, stop.clock, stop.days)
    return awaited(stop.due, stop.clock, stop.days)


# --- the kent konseyi's side --------------------------------------------------------------------


def adopt_page(body: Body, form: forms.AdoptForm) -> str:
    return form_page(
        form,
        _("Görüş yazın"),
        _("Görüşü yayımlayın"),
        back=url_for(".desk_council"),
        lead=_("Görüş hemen yayımlanır; belediyeye sununca saati işlemeye başlar."),
        subject=body.name,
        hints={"text": _("Ne istiyorsunuz, neden, kimden?")},
        crumbs=council_desk_crumbs(),
    )


@bp.route("/<slug>/masa/kent-konseyi/organlar/<int:body_id>/gorus", methods=["GET", "POST"])
@allow(rules.call, body=queries.get_body, form=forms.adopt, page=adopt_page)
def adopt(body: Body, form: forms.AdoptForm) -> Reply:
    made = services.adopt(body, by=g.visitor, **form.values())
    flash(_("Görüş yayımlandı. Belediyeye sununca evrak sayısını yazın."), "good")
    return see_other(".opinion", opinion_id=made.id)


def _of_opinion(opinion: Opinion, crumbs: list[tuple[str, str]]) -> About:
    back = url_for(".opinion", opinion_id=opinion.id)
    return {"subject": opinion.title, "back": back, "crumbs": crumbs}


def hand_over_page(opinion: Opinion, form: forms.HandForm) -> str:
    lead = _("Görüş, bundan sonraki ilk meclis birleşiminin gündemine alınmalıdır (5393, m. 76).")
    about = _of_opinion(opinion, council_desk_crumbs())
    return form_page(form, _("Belediyeye sunuldu"), _("Kaydedin"), lead=lead, **about)


@bp.route("/<slug>/masa/kent-konseyi/gorusler/<int:opinion_id>/sun", methods=["GET", "POST"])
@allow(rules.hand_over, opinion=queries.get_opinion, form=forms.hand_over, page=hand_over_page)
def hand_over(opinion: Opinion, form: forms.HandForm) -> Reply:
    services.hand_over(opinion, by=g.visitor, on=form.on.data, number=form.number.data)
    flash(_("Kaydedildi. Takip edenlere haber verildi."), "good")
    return see_other(".opinion", opinion_id=opinion.id)


def announce_page(opinion: Opinion, form: forms.AnnounceForm) -> str:
    lead = _("Bu sayfa herkese açıktır. Başka yerde de duyurulduysa adresini yazın.")
    about = _of_opinion(opinion, council_desk_crumbs())
    return form_page(form, _("Kamuoyuna duyuruldu"), _("Kaydedin"), lead=lead, **about)


@bp.route("/<slug>/masa/kent-konseyi/gorusler/<int:opinion_id>/duyur", methods=["GET", "POST"])
@allow(rules.announce, opinion=queries.get_opinion, form=forms.announce, page=announce_page)
def announce(opinion: Opinion, form: forms.AnnounceForm) -> Reply:
    services.announce(opinion, by=g.visitor, link=form.link.data or "")
    flash(_("Duyuru kaydedildi."), "good")
    return see_other(".opinion", opinion_id=opinion.id)


# --- the municipality's side --------------------------------------------------------------------


def take_up_page(opinion: Opinion, form: forms.TakeUpForm) -> str:
    return form_page(
        form,
        _("Gündeme alın"),
        _("Gündeme alın"),
        lead=_("Bir gündem maddesi açılır; görüşün sayfası ona bağlanır."),
        hints={"summary": _("Hemşehriler neyin görüşüleceğini bu özetten anlar.")},
        **_of_opinion(opinion, agenda_desk_crumbs()),
    )


@bp.route("/<slug>/masa/meclis/gorusler/<int:opinion_id>/gundem", methods=["GET", "POST"])
@allow(rules.take_up, opinion=queries.get_opinion, form=forms.take_up, page=take_up_page)
def take_up(opinion: Opinion, form: forms.TakeUpForm) -> Reply:
    sitting = queries.get_sitting(int(form.sitting_id.data))
    item = services.take_up(opinion, sitting, by=g.visitor, summary=form.summary.data)
    flash(_("Görüş gündeme alındı. Takip edenlere haber verildi."), "good")
    return see_other(".item", item_id=item.id)


def tell_page(opinion: Opinion, form: forms.TellForm) -> str:
    return form_page(
        form,
        _("Kararı kent konseyine bildirin"),
        _("Bildirildi olarak kaydedin"),
        lead=_(
            "Karar ve gerekçesi resmî yanıt olarak yayımlanır; yanıt borcu böylece yerine gelir."
        ),
        **_of_opinion(opinion, agenda_desk_crumbs()),
    )


@bp.route("/<slug>/masa/meclis/gorusler/<int:opinion_id>/bildir", methods=["GET", "POST"])
@allow(rules.tell, opinion=queries.get_opinion, form=forms.tell, page=tell_page)
def tell(opinion: Opinion, form: forms.TellForm) -> Reply:
    services.tell(opinion, by=g.visitor, number=form.number.data)
    flash(_("Karar bildirildi, yanıt yayımlandı."), "good")
    return see_other(".opinion", opinion_id=opinion.id)
