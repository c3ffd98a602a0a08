"""The applicant's pages: begin, write section by section, send, read the result."""

from typing import Any

from flask import Response, flash, g, render_template, url_for

from kernel import clock, files
from kernel.http import Reply, allow, as_file, see_other
from kernel.i18n import N_, _
from places.queries import list_municipalities
from programme import forms, queries, rules, services
from programme.forms.applying import MOST, NAMED, ApplyForm, FileForm, TeamForm, WithdrawForm
from programme.models import (
    DECIDED,
    FILE_LABELS,
    REVIEW_LABELS,
    TRACK_LABELS,
    Application,
    ApplicationState,
    FileKind,
    Track,
    TrackKind,
)
from programme.queries import Attached
from programme.services import letters
from programme.views import pages
from programme.views.blueprint import bp
from programme.views.public import crumbs

#: in the order in which they are written
TITLES: dict[str, str] = {
    "contact": N_("Başvuran ve sorumlu kişi"),
    "motivation": N_("Neden katılmak istiyorsunuz?"),
    "practice": N_("Bugünkü uygulamalarınız"),
    "team": N_("Ekip"),
    "commitments": N_("Taahhütler"),
    "files": N_("Belgeler"),
}


def of_track(track: Track) -> list[tuple[str, str]]:
    return crumbs((track.term.name, url_for("programme.call", track_id=track.id)))


def of_application(application: Application) -> list[tuple[str, str]]:
    href = url_for("programme.application", application_id=application.id)
    return [*of_track(application.track), (application.name, href)]


# --- begin --------------------------------------------------------------------------------------


def apply_page(track: Track, form: ApplyForm) -> Reply:
    return pages.form_page(
        form,
        title=_("Başvuruya başlayın"),
        kick=_(TRACK_LABELS[track.kind]),
        lead=_(
            "Başvurunuz yazdıkça kaydedilir. Göndermeden kimse görmez; son güne kadar "
            "dönüp tamamlayabilirsiniz."
        ),
        submit=_("Başvuruyu açın"),
        cancel=url_for(".call", track_id=track.id),
        hints={"name": _("Listede olmayan bir başvuran için yazın.")},
        crumbs=of_track(track),
    )


@bp.route("/program/cagrilar/<int:track_id>/basvur", methods=["GET", "POST"])
@allow(rules.apply, track=queries.get_track, form=forms.apply, page=apply_page, limit="post")
def apply(track: Track, form: ApplyForm) -> Reply:
    row = services.begin(track, by=g.visitor, **_applicant(track, form))
    return see_other(".write_contact", application_id=row.id)


def _applicant(track: Track, form: ApplyForm) -> dict[str, Any]:
    if form.whose.data == NAMED:
        return {"name": form.name.data, "province": form.province.data or ""}
    number = int(form.whose.data)
    if track.kind is TrackKind.CIVIC:
        return {"name": g.visitor.organisations[number][1], "organisation_id": number}
    town = next(one for one in list_municipalities() if one.id == number)
    return {"name": town.official_name, "municipality_id": number}


# --- the application ----------------------------------------------------------------------------


#: rules that the buttons of the page ask
ASKED = (
    *("write", "submit", "invite_writer", "withdraw", "discard", "read_letter", "handle"),
    "assign",
    *("ask_missing", "interview", "decide", "read_reviews"),
)


@bp.get("/program/basvurular/<int:application_id>")
@allow(rules.read, application=queries.get_application)
def application(application: Application) -> Reply:
    """The same page for its owner, its reviewers and the team; each sees what is theirs."""
    may = {name: getattr(rules, name)(g.visitor, application) for name in ASKED}
    manages = may["handle"] is None
    owner, writes = rules.is_owner(g.visitor, application), rules.writes(g.visitor, application)
    return render_template(
        "programme/application.html",
        application=application,
        track=application.track,
        owner=owner,
        writes=writes,
        manages=manages,
        may=may,
        lacks=services.lacks(application, application.track.kind) if writes else [],
        titles=TITLES,
        section_href=section_href,
        file_labels=FILE_LABELS,
        review_labels=REVIEW_LABELS,
        given=queries.list_given(application.id) if may["read_reviews"] is None else [],
        mine=next((r for r in application.reviews if r.reviewer_id == g.visitor.id), None),
        decided=application.state in DECIDED,
        joined=queries.find_joined(application.id),
        waits=application.state in (ApplicationState.MISSING, ApplicationState.INTERVIEW),
        state_of=pages.state_of,
        last_day=clock.last_day,
        crumbs=of_track(application.track),
    )


def section_href(application: Application, section: str) -> str:
    endpoint = "add_file" if section == "files" else f"write_{section}"
    return url_for(f"programme.{endpoint}", application_id=application.id)


def _next(section: str) -> str:
    names = list(TITLES)
    after = names[names.index(section) + 1]
    return ".add_file" if after == "files" else f".write_{after}"


HINTS: dict[str, dict[str, str]] = {
    "contact": {
        "contact_name": N_("Yazışmalar bu kişiyle yapılır. Yalnızca program ekibi görür."),
        "unit": N_("Programı yürütecek müdürlük ya da birim."),
    },
    "motivation": {"motivation": N_("Neyi değiştirmek istiyorsunuz? En az 80 karakter.")},
    "practice": {
        "practice": N_("Kent konseyi, mahalle buluşmaları, anketler, bütçe. En az 80 karakter.")
    },
    "commitments": {
        "commitments": N_(
            "Ekibe ayıracağınız zaman, toplantılara katılım, yol haritasının meclise gelmesi."
        ),
        "decision_number": N_("Varsa."),
    },
}
LONG = {"motivation": 10, "practice": 10, "commitments": 8}


def _section_page(section: str, application: Application, form: Any) -> Reply:
    hints = {name: _(hint) for name, hint in HINTS.get(section, {}).items()}
    return pages.form_page(
        form,
        title=_(TITLES[section]),
        kick=application.name,
        lead=_("Yarım bırakabilirsiniz: kaydedilen bölüm burada durur."),
        submit=_("Kaydedin ve sürdürün"),
        cancel=url_for(".application", application_id=application.id),
        hints=hints,
        rows=LONG,
        crumbs=of_application(application),
    )


def _saved(section: str, application: Application, form: Any) -> Reply:
    fields = {name: _value(form[name].data) for name in services.SECTIONS[section]}
    services.save(application, by=g.visitor, section=section, **fields)
    flash(_("Kaydedildi."), "good")
    return see_other(_next(section), application_id=application.id)


def _value(data: Any) -> Any:
    return data.strip() if isinstance(data, str) else data


def contact_page(application: Application, form: Any) -> Reply:
    return _section_page("contact", application, form)


@bp.route("/program/basvurular/<int:application_id>/iletisim", methods=["GET", "POST"])
@allow(rules.write, application=queries.get_application, form=forms.contact, page=contact_page)
def write_contact(application: Application, form: Any) -> Reply:
    return _saved("contact", application, form)


def motivation_page(application: Application, form: Any) -> Reply:
    return _section_page("motivation", application, form)


@bp.route("/program/basvurular/<int:application_id>/neden", methods=["GET", "POST"])
@allow(
    rules.write, application=queries.get_application, form=forms.motivation, page=motivation_page
)
def write_motivation(application: Application, form: Any) -> Reply:
    return _saved("motivation", application, form)


def practice_page(application: Application, form: Any) -> Reply:
    return _section_page("practice", application, form)


@bp.route("/program/basvurular/<int:application_id>/uygulamalar", methods=["GET", "POST"])
@allow(rules.write, application=queries.get_application, form=forms.practice, page=practice_page)
def write_practice(application: Application, form: Any) -> Reply:
    return _saved("practice", application, form)


def team_page(application: Application, form: TeamForm) -> Reply:
    return render_template(
        "programme/team.html",
        application=application,
        form=form,
        numbers=range(1, MOST + 1),
        crumbs=of_application(application),
    )


@bp.route("/program/basvurular/<int:application_id>/ekip", methods=["GET", "POST"])
@allow(rules.write, application=queries.get_application, form=forms.team, page=team_page)
def write_team(application: Application, form: TeamForm) -> Reply:
    services.set_team(application, by=g.visitor, members=form.members())
    flash(_("Kaydedildi."), "good")
    return see_other(_next("team"), application_id=application.id)


def commitments_page(application: Application, form: Any) -> Reply:
    return _section_page("commitments", application, form)


@bp.route("/program/basvurular/<int:application_id>/taahhutler", methods=["GET", "POST"])
@allow(
    rules.write, application=queries.get_application, form=forms.commitments, page=commitments_page
)
def write_commitments(application: Application, form: Any) -> Reply:
    return _saved("commitments", application, form)


# --- files --------------------------------------------------------------------------------------


def file_page(application: Application, form: FileForm) -> Reply:
    return render_template(
        "programme/files.html",
        application=application,
        form=form,
        labels=FILE_LABELS,
        crumbs=of_application(application),
    )


@bp.route("/program/basvurular/<int:application_id>/belgeler", methods=["GET", "POST"])
@allow(
    rules.write,
    application=queries.get_application,
    form=forms.file,
    page=file_page,
    limit="upload",
)
def add_file(application: Application, form: FileForm) -> Reply:
    assert form.file.accepted is not None
    services.add_file(
        application, by=g.visitor, kind=FileKind(form.kind.data), accepted=form.file.accepted
    )
    flash(_("Belge eklendi."), "good")
    return see_other(".add_file", application_id=application.id)


@bp.post("/program/basvuru-belgeleri/<int:attachment_id>/sil")
@allow(rules.write_file, attachment=queries.get_file)
def remove_file(attachment: Attached) -> Reply:
    services.remove_file(attachment.row, by=g.visitor)
    flash(_("Belge silindi."))
    return see_other(".add_file", application_id=attachment.application.id)


@bp.get("/program/basvuru-belgeleri/<int:attachment_id>")
@allow(rules.read_file, attachment=queries.get_file)
def download(attachment: Attached) -> Response:
    return files.hand_out(attachment.row.file)


# --- sent, taken back, decided ------------------------------------------------------------------


@bp.post("/program/basvurular/<int:application_id>/gonder")
@allow(rules.submit, application=queries.get_application)
def submit(application: Application) -> Reply:
    services.submit(application, by=g.visitor)
    flash(_("Başvurunuz gönderildi. Sonucu size e-postayla yazacağız."), "good")
    return see_other(".application", application_id=application.id)


@bp.post("/program/basvurular/<int:application_id>/sil")
@allow(rules.discard, application=queries.get_application)
def discard(application: Application) -> Reply:
    track_id = application.track_id
    services.discard(application, by=g.visitor)
    flash(_("Taslak silindi."))
    return see_other(".call", track_id=track_id)


def withdraw_page(application: Application, form: WithdrawForm) -> Reply:
    return pages.form_page(
        form,
        title=_("Başvuruyu geri çekin"),
        kick=application.name,
        lead=_(
            "Kabul edildiyseniz yeriniz sıradaki yedeğe geçer. Geri çekilen başvuru "
            "yeniden açılmaz."
        ),
        submit=_("Başvuruyu geri çekin"),
        cancel=url_for(".application", application_id=application.id),
        crumbs=of_application(application),
    )


@bp.route("/program/basvurular/<int:application_id>/geri-cek", methods=["GET", "POST"])
@allow(rules.withdraw, application=queries.get_application, form=forms.withdraw, page=withdraw_page)
def withdraw(application: Application, form: WithdrawForm) -> Reply:
    services.withdraw(application, by=g.visitor, reason=form.reason.data)
    flash(_("Başvurunuz geri çekildi."))
    return see_other(".application", application_id=application.id)


@bp.get("/program/basvurular/<int:application_id>/sonuc-yazisi.pdf")
@allow(rules.read_letter, application=queries.get_application)
def letter(application: Application) -> Reply:
    step = next(one for one in reversed(application.steps) if one.state in DECIDED)
    made = letters.letter(application, step)
    return as_file(made, f"sonuc-{application.id}.pdf", "application/pdf", private=True)
