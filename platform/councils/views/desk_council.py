"""The desk of the kent konseyi: bodies, seats, meetings, attendance, votes."""

from flask import flash, g, render_template, url_for

from councils import forms, queries, rules, services
from councils.models import Body, Gathering, Member
from councils.views.blueprint import About, bp, council_desk_crumbs, desk_crumbs, form_page
from councils.words import BODY_KIND_LABELS, CATEGORY_LABELS, OFFICE_LABELS, SEAT_LABELS
from kernel import clock
from kernel.http import Reply, allow, see_other
from kernel.i18n import _, ngettext
from meetings.forms import TopicForm
from voting.queries import get_election


@bp.get("/<slug>/masa/kent-konseyi")
@allow(rules.run_council)
def desk_council() -> str:
    council = queries.find_council(g.municipality.id)
    return render_template(
        "councils/desk_council.html",
        council=council,
        bodies=queries.list_bodies(council.id) if council else [],
        gatherings=queries.list_gatherings(council.id, drafts=True) if council else [],
        opinions=queries.list_opinions(g.municipality.id),
        kinds=BODY_KIND_LABELS,
        crumbs=desk_crumbs(),
    )


def _body_page(form: forms.BodyForm, heading: str) -> str:
    return form_page(
        form,
        heading,
        _("Kaydedin"),
        back=url_for(".desk_council"),
        hints={
            "quorum": _("Kendi yönergenizde ne yazıyorsa o."),
            "quorum_value": _("Yalnız yüzde ya da kişi sayısı seçtiyseniz."),
        },
        crumbs=council_desk_crumbs(),
    )


def add_body_page(form: forms.BodyForm) -> str:
    return _body_page(form, _("Yeni organ"))


@bp.route("/<slug>/masa/kent-konseyi/organlar/yeni", methods=["GET", "POST"])
@allow(rules.run_council, form=forms.add_body, page=add_body_page)
def add_body(form: forms.BodyForm) -> Reply:
    council = queries.find_council(g.municipality.id)
    if council is None:
        flash(_("Önce kent konseyi doğrulanmış bir kuruluş olarak kaydedilmeli."), "error")
        return see_other(".desk_council")
    services.add_body(council, by=g.visitor, **form.details())
    flash(_("Organ kaydedildi."), "good")
    return see_other(".desk_council")


def edit_body_page(body: Body, form: forms.BodyForm) -> str:
    return _body_page(form, _("Organı düzenleyin"))


@bp.route("/<slug>/masa/kent-konseyi/organlar/<int:body_id>", methods=["GET", "POST"])
@allow(rules.edit_body, body=queries.get_body, form=forms.edit_body, page=edit_body_page)
def edit_body(body: Body, form: forms.BodyForm) -> Reply:
    services.edit_body(body, by=g.visitor, **form.details())
    flash(_("Organ kaydedildi."), "good")
    return see_other(".desk_council")


@bp.post("/<slug>/masa/kent-konseyi/organlar/<int:body_id>/bitir")
@allow(rules.edit_body, body=queries.get_body)
def end_body(body: Body) -> Reply:
    services.end_body(body, by=g.visitor)
    flash(_("Organın görevi sona erdi. Toplantıları ve görüşleri okunur kalır."))
    return see_other(".desk_council")


def _of_body(body: Body) -> About:
    back = url_for(".members", body_id=body.id)
    return {"subject": body.name, "back": back, "crumbs": council_desk_crumbs()}


def term_page(body: Body, form: forms.TermForm) -> str:
    return form_page(
        form,
        _("Yeni dönemi başlatın"),
        _("Başlatın"),
        lead=_(
            "Bugünkü üyelikler bir gün önce biter ve geçmişte kalır; yeni üyeleri sonra yazın. "
            "Görevi sona ermiş bir organ yeniden göreve başlar."
        ),
        **_of_body(body),
    )


@bp.route("/<slug>/masa/kent-konseyi/organlar/<int:body_id>/donem", methods=["GET", "POST"])
@allow(rules.begin_term, body=queries.get_body, form=forms.begin_term, page=term_page)
def begin_term(body: Body, form: forms.TermForm) -> Reply:
    ended = services.begin_term(body, by=g.visitor, from_on=form.from_on.data)
    flash(
        ngettext(
            "Yeni dönem başladı; bir üyelik sona erdi.",
            "Yeni dönem başladı; %(num)s üyelik sona erdi.",
            ended,
        ),
        "good",
    )
    return see_other(".members", body_id=body.id)


# --- seats --------------------------------------------------------------------------------------


@bp.get("/<slug>/masa/kent-konseyi/organlar/<int:body_id>/uyeler")
@allow(rules.read_members, body=queries.get_body)
def members(body: Body) -> str:
    now = queries.list_members(body.id, on=clock.today())
    return render_template(
        "councils/members.html",
        body=body,
        rows=now,
        others=[member for member in queries.list_members(body.id) if member not in now],
        categories=CATEGORY_LABELS,
        seats=SEAT_LABELS,
        offices=OFFICE_LABELS,
        may_edit=rules.edit_body(g.visitor, body) is None,
        may_begin=rules.begin_term(g.visitor, body) is None,
        crumbs=council_desk_crumbs(),
    )


def _member_page(form: forms.MemberForm, body: Body, heading: str) -> str:
    return form_page(
        form,
        heading,
        _("Kaydedin"),
        lead=_("Adlar herkese açık değildir; yalnız görev alanların adı sayfada yazar."),
        hints={"email": _("Yazarsanız üye, verilerinde bu görevini görür.")},
        **_of_body(body),
    )


def add_member_page(body: Body, form: forms.MemberForm) -> str:
    return _member_page(form, body, _("Yeni üye"))


@bp.route("/<slug>/masa/kent-konseyi/organlar/<int:body_id>/uyeler/yeni", methods=["GET", "POST"])
@allow(rules.edit_body, body=queries.get_body, form=forms.add_member, page=add_member_page)
def add_member(body: Body, form: forms.MemberForm) -> Reply:
    services.add_member(body, by=g.visitor, **form.details())
    flash(_("Üye kaydedildi."), "good")
    return see_other(".members", body_id=body.id)


def edit_member_page(member: Member, form: forms.MemberForm) -> str:
    return _member_page(form, member.body, _("Üyeyi düzenleyin"))


@bp.route("/<slug>/masa/kent-konseyi/uyeler/<int:member_id>", methods=["GET", "POST"])
@allow(rules.edit_member, member=queries.get_member, form=forms.edit_member, page=edit_member_page)
def edit_member(member: Member, form: forms.MemberForm) -> Reply:
    services.edit_member(member, by=g.visitor, **form.details(member.person_id))
    flash(_("Üye kaydedildi."), "good")
    return see_other(".members", body_id=member.body_id)


@bp.post("/<slug>/masa/kent-konseyi/uyeler/<int:member_id>/bitir")
@allow(rules.edit_member, member=queries.get_member)
def end_member(member: Member) -> Reply:
    services.end_member(member, by=g.visitor)
    flash(_("Üyelik sona erdi."))
    return see_other(".members", body_id=member.body_id)


# --- meetings -----------------------------------------------------------------------------------


def call_page(body: Body, form: TopicForm) -> str:
    return render_template(
        "councils/call.html",
        body=body,
        form=form,
        crumbs=council_desk_crumbs(),
    )


@bp.route("/<slug>/masa/kent-konseyi/organlar/<int:body_id>/toplanti", methods=["GET", "POST"])
@allow(rules.call, body=queries.get_body, form=forms.call, page=call_page)
def call(body: Body, form: TopicForm) -> Reply:
    made = services.call(body, by=g.visitor, **form.details())
    flash(_("Toplantı kaydedildi. Duyurulana kadar yalnız görevliler görür."), "good")
    return see_other("meetings.change_own", meeting_id=made.meeting_id)


def _of_gathering(gathering: Gathering) -> About:
    back = url_for(".gathering", gathering_id=gathering.id)
    return {"subject": gathering.meeting.title, "back": back, "crumbs": council_desk_crumbs()}


def heads_page(gathering: Gathering, form: forms.HeadsForm) -> str:
    lead = _("Gelen üyeleri işaretleyin. Yedek üye, gelmeyen bir asıl üyenin yerine sayılır.")
    return form_page(form, _("Hazirun"), _("Kaydedin"), lead=lead, **_of_gathering(gathering))


@bp.route(
    "/<slug>/masa/kent-konseyi/toplantilar/<int:gathering_id>/hazirun", methods=["GET", "POST"]
)
@allow(rules.count_heads, gathering=queries.get_gathering, form=forms.count_heads, page=heads_page)
def count_heads(gathering: Gathering, form: forms.HeadsForm) -> Reply:
    services.count_heads(gathering, by=g.visitor, present=form.ids())
    flash(_("Hazirun kaydedildi."), "good")
    return see_other(".gathering", gathering_id=gathering.id)


def vote_page(gathering: Gathering, form: forms.VoteForm) -> str:
    lead = _(
        "Açık oylamanın sayıları tutanağa geçer. Gizli ya da adlı oylama, kent konseyinin bir "
        "danışmasında yapılır; burada ona bağlanır, sonucu da tutanağa geçer."
    )
    hint = ""
    if len(form.election_id.choices) == 1:  # "Seçin" alone
        hint = _("Kent konseyinin yayımlanmış bir oylaması yok; gizli oyu önce orada kullandırın.")
    return form_page(
        form,
        _("Oylama yazın"),
        _("Kaydedin"),
        lead=lead,
        hints={"election_id": hint},
        **_of_gathering(gathering),
    )


@bp.route(
    "/<slug>/masa/kent-konseyi/toplantilar/<int:gathering_id>/oylama", methods=["GET", "POST"]
)
@allow(rules.record_vote, gathering=queries.get_gathering, form=forms.record_vote, page=vote_page)
def record_vote(gathering: Gathering, form: forms.VoteForm) -> Reply:
    services.record_vote(gathering, by=g.visitor, question=form.question.data, **form.values())
    flash(_("Oylama kaydedildi."), "good")
    return see_other(".gathering", gathering_id=gathering.id)


def _no_drafts() -> dict[str, str]:
    return {
        "title": _("Üyeleri yazabileceğiniz bir oylama yok"),
        "text": _(
            "Önce kent konseyi adına bir danışma açın ve ona oylama ekleyin. Oylamada “Yüklenen "
            "bir listedeki kişiler” seçeneğini seçin. Oylamayı yayımlamadan bu sayfaya dönün."
        ),
        "href": url_for("consultations.desk"),
        "label": _("Danışmalar masasını açın"),
    }


def roll_page(body: Body, form: forms.RollForm) -> str:
    return form_page(
        form,
        _("Üyeleri oylamanın listesine yazın"),
        _("Listeye yazın"),
        lead=_(
            "Kent konseyinin, listeyle oy verilen ve henüz yayımlanmamış oylamalarından birini "
            "seçin. Bugünkü asıl üyeler hesaplarıyla listeye girer; önceki liste silinir."
        ),
        nothing=None if form.election_id.choices else _no_drafts(),
        **_of_body(body),
    )


@bp.route("/<slug>/masa/kent-konseyi/organlar/<int:body_id>/secmenler", methods=["GET", "POST"])
@allow(rules.call, body=queries.get_body, form=forms.put_on_roll, page=roll_page)
def put_on_roll(body: Body, form: forms.RollForm) -> Reply:
    election = get_election(int(form.election_id.data))
    number, unknown = services.put_on_roll(body, election, by=g.visitor)
    flash(ngettext("Listede %(num)s üye var.", "Listede %(num)s üye var.", number), "good")
    if unknown:
        text = ngettext(
            "%(num)s üyenin hesabı yazılı değil; listeye girmedi.",
            "%(num)s üyenin hesabı yazılı değil; listeye girmedi.",
            unknown,
        )
        flash(text, "soon")
    return see_other("voting.upload_roll", election_id=election.id)
