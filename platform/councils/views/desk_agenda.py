"""The desk of the municipal council: its calendar, agendas, windows and decisions."""

from datetime import time

from flask import flash, g, render_template, url_for

from councils import forms, queries, rules, services
from councils.models import Document, Item, Sitting
from councils.views.blueprint import About, agenda_desk_crumbs, bp, desk_crumbs, form_page
from councils.views.stops import after_steps
from kernel import clock, formats
from kernel.http import Reply, allow, see_other
from kernel.i18n import _, ngettext


@bp.get("/<slug>/masa/meclis")
@allow(rules.run_sittings)
def desk_agenda() -> str:
    place = g.municipality.id
    return render_template(
        "councils/desk_agenda.html",
        coming=queries.list_coming(place),
        held=queries.list_held(place, limit=6),
        opinions=queries.list_waiting(place),
        decided=[(row, after_steps(row)) for row in queries.list_unfinished(place)],
        source=rules.SOURCE,
        crumbs=desk_crumbs(),
    )


def sitting_page(form: forms.SittingForm) -> str:
    return form_page(
        form,
        _("Yeni birleşim"),
        _("Kaydedin"),
        back=url_for(".desk_agenda"),
        crumbs=agenda_desk_crumbs(),
    )


@bp.route("/<slug>/masa/meclis/birlesimler/yeni", methods=["GET", "POST"])
@allow(rules.run_sittings, form=forms.sitting, page=sitting_page)
def add_sitting(form: forms.SittingForm) -> Reply:
    made = services.add_sitting(
        municipality_id=g.municipality.id,
        by=g.visitor,
        title=form.title.data,
        starts_at=form.starts_at.data,
        place=form.place.data or "",
        extraordinary=bool(form.extraordinary.data),
    )
    flash(_("Birleşim takvime girdi."), "good")
    return see_other(".sitting", sitting_id=made.id)


def year_page(form: forms.YearForm) -> str:
    return form_page(
        form,
        _("Yılın takvimini kurun"),
        _("Takvimi kurun"),
        back=url_for(".desk_agenda"),
        lead=_(
            "Her ayın ilk pazartesisine bir birleşim eklenir; o gün tatilse ilk iş gününe. "
            "Sonra her birini ayrı ayrı değiştirebilirsiniz."
        ),
        crumbs=agenda_desk_crumbs(),
    )


@bp.route("/<slug>/masa/meclis/takvim", methods=["GET", "POST"])
@allow(rules.run_sittings, form=forms.plan_year, page=year_page)
def plan_year(form: forms.YearForm) -> Reply:
    added = services.plan_year(
        municipality_id=g.municipality.id,
        by=g.visitor,
        year=form.year.data,
        recess=int(form.recess.data) if form.recess.data else None,
        at=time(form.hour.data),
        place=form.place.data or "",
    )
    flash(ngettext("Bir birleşim eklendi.", "%(num)s birleşim eklendi.", added), "good")
    return see_other(".desk_agenda")


def _of_sitting(sitting: Sitting) -> About:
    back = url_for(".sitting", sitting_id=sitting.id)
    return {"subject": sitting.title, "back": back, "crumbs": agenda_desk_crumbs()}


def postpone_page(sitting: Sitting, form: forms.PostponeForm) -> str:
    lead = _(
        "Bekleyen kent konseyi görüşlerinin son günü birlikte kayar; gecikme yine ilk duyurulan "
        "günden sayılır."
    )
    heading, about = _("Birleşimi erteleyin"), _of_sitting(sitting)
    return form_page(form, heading, _("Erteleyin"), lead=lead, **about)


@bp.route("/<slug>/masa/meclis/birlesimler/<int:sitting_id>/ertele", methods=["GET", "POST"])
@allow(rules.postpone, sitting=queries.get_sitting, form=forms.postpone, page=postpone_page)
def postpone(sitting: Sitting, form: forms.PostponeForm) -> Reply:
    services.postpone(sitting, by=g.visitor, starts_at=form.starts_at.data, reason=form.reason.data)
    flash(_("Birleşim ertelendi. Maddelerini takip edenlere haber verildi."), "good")
    return see_other(".sitting", sitting_id=sitting.id)


def cancel_page(sitting: Sitting, form: forms.CancelForm) -> str:
    lead = _("Karara bağlanmamış maddeler sonraki birleşimin gündemine geçer.")
    heading, about = _("Birleşimi iptal edin"), _of_sitting(sitting)
    return form_page(form, heading, _("İptal edin"), lead=lead, **about)


@bp.route("/<slug>/masa/meclis/birlesimler/<int:sitting_id>/iptal", methods=["GET", "POST"])
@allow(rules.cancel, sitting=queries.get_sitting, form=forms.cancel, page=cancel_page)
def cancel(sitting: Sitting, form: forms.CancelForm) -> Reply:
    services.cancel(sitting, by=g.visitor, reason=form.reason.data)
    flash(_("Birleşim iptal edildi."))
    return see_other(".sitting", sitting_id=sitting.id)


def add_item_page(sitting: Sitting, form: forms.ItemForm) -> str:
    hints = {"summary": _("Hemşehriler için: ne değişecek, kimi ilgilendiriyor?")}
    heading, about = _("Gündeme madde ekleyin"), _of_sitting(sitting)
    return form_page(form, heading, _("Ekleyin"), hints=hints, **about)


@bp.route("/<slug>/masa/meclis/birlesimler/<int:sitting_id>/madde", methods=["GET", "POST"])
@allow(rules.add_item, sitting=queries.get_sitting, form=forms.add_item, page=add_item_page)
def add_item(sitting: Sitting, form: forms.ItemForm) -> Reply:
    made = services.add_item(sitting, by=g.visitor, **form.details())
    flash(_("Madde gündemde. Şimdi belgelerini yükleyip sözü açabilirsiniz."), "good")
    return see_other(".item", item_id=made.id)


# --- an item ------------------------------------------------------------------------------------


def _of_item(item: Item) -> About:
    back = url_for(".item", item_id=item.id)
    return {"subject": item.title, "back": back, "crumbs": agenda_desk_crumbs()}


def edit_item_page(item: Item, form: forms.ItemForm) -> str:
    lead = _("Başka bir birleşim seçerseniz madde o gündemin sonuna geçer.")
    return form_page(form, _("Maddeyi düzenleyin"), _("Kaydedin"), lead=lead, **_of_item(item))


@bp.route("/<slug>/masa/meclis/gundem/<int:item_id>", methods=["GET", "POST"])
@allow(rules.edit_item, item=queries.get_item, form=forms.edit_item, page=edit_item_page)
def edit_item(item: Item, form: forms.ItemForm) -> Reply:
    services.edit_item(item, by=g.visitor, **form.details())
    flash(_("Madde kaydedildi."), "good")
    return see_other(".item", item_id=item.id)


def document_page(item: Item, form: forms.DocumentForm) -> str:
    rows = [
        {
            "title": row.title,
            "note": formats.file_size(row.size),
            "href": url_for("web.download", file_id=row.file_id, name=row.file_name),
            "remove": url_for(".remove_document", paper_id=row.id),
        }
        for row in queries.list_documents(item.id)
    ]
    lead = _("PDF, resim, Word, Excel, ODT ya da düz metin; bir dosya en çok 10 MB.")
    about = _of_item(item)
    return form_page(form, _("Belgeler"), _("Belgeyi yükleyin"), lead=lead, rows=rows, **about)


@bp.route("/<slug>/masa/meclis/gundem/<int:item_id>/belgeler", methods=["GET", "POST"])
@allow(
    rules.add_document,
    item=queries.get_item,
    form=forms.add_document,
    page=document_page,
    limit="upload",
)
def add_document(item: Item, form: forms.DocumentForm) -> Reply:
    assert form.file.accepted is not None
    services.add_document(item, by=g.visitor, title=form.title.data, accepted=form.file.accepted)
    flash(_("Belge yüklendi."), "good")
    return see_other(".add_document", item_id=item.id)


@bp.post("/<slug>/masa/meclis/belgeler/<int:paper_id>/sil")
@allow(rules.remove_document, paper=queries.get_document)
def remove_document(paper: Document) -> Reply:
    services.remove_document(paper, by=g.visitor)
    flash(_("Belge silindi."))
    return see_other(".add_document", item_id=paper.item_id)


def window_page(item: Item, form: forms.WindowForm) -> str:
    lead = _("Söylenenlere, süre bitince ya da karar verilince yanıt borcu doğar.")
    return form_page(form, _("Söz açın"), _("Söz açın"), lead=lead, **_of_item(item))


@bp.route("/<slug>/masa/meclis/gundem/<int:item_id>/soz", methods=["GET", "POST"])
@allow(rules.open_window, item=queries.get_item, form=forms.open_window, page=window_page)
def open_window(item: Item, form: forms.WindowForm) -> Reply:
    services.open_window(item, by=g.visitor, closes_at=clock.end_of(form.last_on.data))
    flash(_("Söz açıldı. Maddeyi takip edenlere haber verildi."), "good")
    return see_other(".item", item_id=item.id)


@bp.post("/<slug>/masa/meclis/gundem/<int:item_id>/soz/kapat")
@allow(rules.close_window, item=queries.get_item)
def close_window(item: Item) -> Reply:
    services.close_window(item, by=g.visitor)
    flash(_("Söz kapandı. Söylenen varsa yanıtı yanıtlar masasında bekliyor."))
    return see_other(".item", item_id=item.id)


def refer_page(item: Item, form: forms.ReferForm) -> str:
    return form_page(form, _("Komisyona gönderin"), _("Kaydedin"), **_of_item(item))


@bp.route("/<slug>/masa/meclis/gundem/<int:item_id>/komisyon", methods=["GET", "POST"])
@allow(rules.refer, item=queries.get_item, form=forms.refer, page=refer_page)
def refer(item: Item, form: forms.ReferForm) -> Reply:
    services.refer(item, by=g.visitor, committee=form.committee.data, on=form.on.data)
    flash(_("Kaydedildi. Takip edenlere haber verildi."), "good")
    return see_other(".item", item_id=item.id)


def decide_page(item: Item, form: forms.DecideForm) -> str:
    lead = _("Karar hemen yayımlanır; açık söz varsa kapanır ve yanıt borcu doğar.")
    return form_page(form, _("Kararı yazın"), _("Kararı yayımlayın"), lead=lead, **_of_item(item))


@bp.route("/<slug>/masa/meclis/gundem/<int:item_id>/karar", methods=["GET", "POST"])
@allow(rules.decide, item=queries.get_item, form=forms.decide, page=decide_page)
def decide(item: Item, form: forms.DecideForm) -> Reply:
    services.decide(item, by=g.visitor, **form.decided())
    flash(_("Karar yayımlandı. Takip edenlere haber verildi."), "good")
    return see_other(".item", item_id=item.id)


# --- after the decision -------------------------------------------------------------------------


def follow_up_page(item: Item, form: forms.FollowUpForm) -> str:
    lead = _(
        "Kesinleşen karar yedi gün içinde mülki idare amirine gönderilir, özeti yedi gün içinde "
        "halka duyurulur (5393, m. 23). Kesinleşme gününü boş bırakırsanız başkanın beş günü "
        "dolunca kesinleşmiş sayılır."
    )
    heading, about = _("Karardan sonra"), _of_item(item)
    return form_page(form, heading, _("Kaydedin"), lead=lead, **about)


@bp.route("/<slug>/masa/meclis/gundem/<int:item_id>/sonra", methods=["GET", "POST"])
@allow(rules.follow_up, item=queries.get_item, form=forms.follow_up, page=follow_up_page)
def follow_up(item: Item, form: forms.FollowUpForm) -> Reply:
    services.follow_up(item, by=g.visitor, **form.days())
    flash(_("Kaydedildi."), "good")
    return see_other(".item", item_id=item.id)


def give_back_page(item: Item, form: forms.GiveBackForm) -> str:
    lead = _(
        "Aynı konuda yeni bir gündem maddesi açılır. Bu karar ve gerekçe okunur kalır; takip "
        "edenlere haber verilir."
    )
    heading, about = _("Başkan kararı geri gönderdi"), _of_item(item)
    return form_page(form, heading, _("Kaydedin"), lead=lead, **about)


@bp.route("/<slug>/masa/meclis/gundem/<int:item_id>/geri", methods=["GET", "POST"])
@allow(rules.give_back, item=queries.get_item, form=forms.give_back, page=give_back_page)
def give_back(item: Item, form: forms.GiveBackForm) -> Reply:
    sitting = queries.get_sitting(int(form.sitting_id.data))
    again = services.give_back(
        item, sitting, by=g.visitor, on=form.on.data, reason=form.reason.data
    )
    flash(_("Kaydedildi. Konu yeniden gündemde."), "good")
    return see_other(".item", item_id=again.id)
