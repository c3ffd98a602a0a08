"""Opening for comments, adopting, changing by decision, closing; inviting co-authors."""

from flask import flash, g, render_template, url_for

from kernel import clock
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from roadmap import queries, services
from roadmap.forms import documents as forms
from roadmap.models import (
    CONSENT_LABELS,
    SECTION_WORD_LABELS,
    Coauthor,
    Consent,
    Goal,
    Roadmap,
    SectionWord,
)
from roadmap.rules import documents as rules
from roadmap.views.blueprint import bp
from roadmap.views.drafting import Shown, form_page, work_crumbs


def _page(roadmap: Roadmap, form: object, *, heading: str, shown: Shown, **words: str) -> str:
    return form_page(
        form,
        heading=heading,
        shown=shown,
        button=words["button"],
        lead=words.get("lead", ""),
        aside=words.get("aside", ""),
        back=url_for(".work", roadmap_id=roadmap.id),
        crumbs=work_crumbs(roadmap),
    )


def _unsaid(roadmap: Roadmap) -> str:
    """Whose word on their section is still waited for; nobody is held up by it."""
    silent = {
        one.organisation.name: None
        for goal in roadmap.goals
        for one in goal.coauthors
        if one.state is Consent.ACCEPTED and one.word is None
    }
    if not silent:
        return ""
    return _("Bölümü için henüz söz söylemeyenler: %(names)s.", names=", ".join(silent))


def open_page(roadmap: Roadmap, form: forms.OpenForm) -> str:
    return _page(
        roadmap,
        form,
        heading=_("Görüşe açın"),
        lead=_("Taslak bu hâliyle yayımlanır ve saklanır. Herkes eylem eylem yorum yazabilir."),
        aside=_unsaid(roadmap),
        shown=[("last_day", {"width": "w10"}), ("note", {"rows": 4})],
        button=_("Taslağı yayımlayın ve görüşe açın"),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/gorus", methods=["GET", "POST"])
@allow(rules.open_comments, roadmap=queries.get_roadmap, form=forms.open_comments, page=open_page)
def open_comments(roadmap: Roadmap, form: forms.OpenForm) -> Reply:
    until = clock.end_of(form.last_day.data)
    services.open_comments(roadmap, by=g.visitor, until=until, note=form.note.data or "")
    flash(_("Taslak görüşe açıldı."), "good")
    return see_other(".document", roadmap_id=roadmap.id)


def renew_page(roadmap: Roadmap, form: forms.RenewForm) -> str:
    return _page(
        roadmap,
        form,
        heading=_("Yeni sürüm yayımlayın"),
        lead=_("Önceki sürüm okunur kalır; değişenler yan yana gösterilir."),
        shown=[("note", {"rows": 6})],
        button=_("Yeni sürümü yayımlayın"),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/yenile", methods=["GET", "POST"])
@allow(rules.renew, roadmap=queries.get_roadmap, form=forms.renew, page=renew_page)
def renew(roadmap: Roadmap, form: forms.RenewForm) -> Reply:
    services.renew(roadmap, by=g.visitor, note=form.note.data)
    flash(_("Yeni sürüm yayımlandı. Yorum yazanlara haber verildi."), "good")
    return see_other(".document", roadmap_id=roadmap.id)


DECISION: Shown = [
    ("adopted_by", {}),
    ("number", {"width": "w10"}),
    ("decided_on", {"width": "w10"}),
]


def adopt_page(roadmap: Roadmap, form: forms.AdoptForm) -> str:
    return _page(
        roadmap,
        form,
        heading=_("Kabul kararını yazın"),
        lead=_(
            "Eylemler bu günden sonra birer sözdür: gecikme buradaki tarihlerden sayılır. "
            "Bu adım geri alınamaz."
        ),
        aside=_unsaid(roadmap),
        shown=[*DECISION, ("in_force_on", {"width": "w10"}), ("note", {"rows": 4})],
        button=_("Kabul edildi olarak yayımlayın"),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/kabul", methods=["GET", "POST"])
@allow(rules.adopt, roadmap=queries.get_roadmap, form=forms.adopt, page=adopt_page)
def adopt(roadmap: Roadmap, form: forms.AdoptForm) -> Reply:
    services.adopt(
        roadmap,
        by=g.visitor,
        decided=form.decided(),
        in_force_on=form.in_force_on.data,
        note=form.note.data or "",
    )
    flash(_("Yol haritası kabul edildi. Katkı verenlere haber verildi."), "good")
    return see_other(".document", roadmap_id=roadmap.id)


def amend_page(roadmap: Roadmap, form: forms.AmendForm) -> str:
    return _page(
        roadmap,
        form,
        heading=_("Değişiklik kararını yazın"),
        lead=_("Taslaktaki yeni eylemler yürürlüğe girer. Eski sözlerin tarihi değişmez."),
        shown=[("note", {"rows": 6}), *DECISION],
        button=_("Değişikliği yayımlayın"),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/degisiklik", methods=["GET", "POST"])
@allow(rules.amend, roadmap=queries.get_roadmap, form=forms.amend, page=amend_page)
def amend(roadmap: Roadmap, form: forms.AmendForm) -> Reply:
    services.amend(roadmap, by=g.visitor, decided=form.decided(), note=form.note.data)
    flash(_("Değişiklik yayımlandı."), "good")
    return see_other(".document", roadmap_id=roadmap.id)


def close_page(roadmap: Roadmap, form: forms.CloseForm) -> str:
    return _page(
        roadmap,
        form,
        heading=_("Yol haritasını kapatın"),
        lead=_("Bitmemiş eylemler yürümeye devam eder. Belge değişmez olur."),
        shown=[("closing", {"rows": 6})],
        button=_("Kapatın"),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/kapat", methods=["GET", "POST"])
@allow(rules.close, roadmap=queries.get_roadmap, form=forms.close, page=close_page)
def close(roadmap: Roadmap, form: forms.CloseForm) -> Reply:
    services.close(roadmap, by=g.visitor, closing=form.closing.data)
    flash(_("Yol haritası kapandı."))
    return see_other(".document", roadmap_id=roadmap.id)


# --- co-authors ---------------------------------------------------------------------------------


def invite_page(goal: Goal, form: forms.InviteForm) -> str:
    return _page(
        goal.roadmap,
        form,
        heading=_("Birlikte yazmaya davet edin"),
        lead=goal.title,
        shown=[
            ("organisation", {"hint": _("Kabul ederse temsilcileri bu bölümü düzenleyebilir.")})
        ],
        button=_("Davet edin"),
    )


@bp.route("/<slug>/yol-haritasi/amaclar/<int:goal_id>/davet", methods=["GET", "POST"])
@allow(rules.lead_goal, goal=queries.get_goal, form=forms.invite, page=invite_page)
def invite(goal: Goal, form: forms.InviteForm) -> Reply:
    services.invite(goal, by=g.visitor, organisation_id=int(form.organisation.data))
    flash(_("Davet gönderildi. Kuruluşun temsilcilerine haber verildi."), "good")
    return see_other(".work", roadmap_id=goal.roadmap_id, _anchor=f"amac-{goal.id}")


@bp.get("/<slug>/yol-haritasi/davetler/<int:coauthor_id>")
@allow(rules.see_invitation, coauthor=queries.get_coauthor)
def invitation(coauthor: Coauthor) -> str:
    return render_template(
        "roadmap/invitation.html",
        heading=_("Bu bölümü birlikte yazalım"),
        asked=coauthor,
        text=coauthor.goal.html,
        about=coauthor.goal.title,
        roadmap=coauthor.goal.roadmap,
        consent=CONSENT_LABELS[coauthor.state],
        denied=rules.answer_invitation(g.visitor, coauthor),
        words=SECTION_WORD_LABELS,
        may_sign=rules.sign(g.visitor, coauthor),
        accept=url_for(".accept_invitation", coauthor_id=coauthor.id),
        decline=url_for(".decline_invitation", coauthor_id=coauthor.id),
        onward=url_for(".work", roadmap_id=coauthor.roadmap_id, _anchor=f"amac-{coauthor.goal_id}"),
        onward_label=_("Taslağa gidin"),
        crumbs=[(_("Yol haritası"), url_for(".list_all"))],
    )


@bp.post("/<slug>/yol-haritasi/amaclar/<int:goal_id>/soz-iste")
@allow(rules.lead_goal, goal=queries.get_goal)
def ask_word(goal: Goal) -> Reply:
    if services.ask_word(goal, by=g.visitor):
        flash(_("Birlikte yazan kuruluşlardan bölüm için söz istendi."), "good")
    else:
        flash(_("Söz bekleyen bir kuruluş yok."))
    return see_other(".work", roadmap_id=goal.roadmap_id, _anchor=f"amac-{goal.id}")


def sign_page(coauthor: Coauthor, form: forms.SignForm) -> str:
    return form_page(
        form,
        heading=_("Bölüm için sözünüz"),
        lead=coauthor.goal.title,
        shown=[
            ("word", {"hint": _("Sözünüz, yayımlanan ilk sürümde kuruluşunuzun adıyla görünür.")}),
            ("reason", {"hint": _("Bu gerekçe herkese açık yayımlanır."), "rows": 5}),
        ],
        button=_("Sözünüzü kaydedin"),
        back=url_for(".invitation", coauthor_id=coauthor.id),
        crumbs=work_crumbs(coauthor.goal.roadmap),
    )


@bp.route("/<slug>/yol-haritasi/davetler/<int:coauthor_id>/soz", methods=["GET", "POST"])
@allow(rules.sign, coauthor=queries.get_coauthor, form=forms.sign, page=sign_page)
def sign(coauthor: Coauthor, form: forms.SignForm) -> Reply:
    services.sign(
        coauthor, by=g.visitor, word=SectionWord(form.word.data), reason=form.reason.data or ""
    )
    flash(_("Sözünüz kaydedildi. Bölüm değişirse yeniden sorulur."), "good")
    return see_other(".invitation", coauthor_id=coauthor.id)


def _answered(coauthor: Coauthor, accept: bool) -> Reply:
    services.answer_invitation(coauthor, by=g.visitor, accept=accept)
    flash(_("Yanıtınız kaydedildi."), "good")
    return see_other(".invitation", coauthor_id=coauthor.id)


@bp.post("/<slug>/yol-haritasi/davetler/<int:coauthor_id>/kabul")
@allow(rules.answer_invitation, coauthor=queries.get_coauthor)
def accept_invitation(coauthor: Coauthor) -> Reply:
    return _answered(coauthor, True)


@bp.post("/<slug>/yol-haritasi/davetler/<int:coauthor_id>/red")
@allow(rules.answer_invitation, coauthor=queries.get_coauthor)
def decline_invitation(coauthor: Coauthor) -> Reply:
    return _answered(coauthor, False)
