"""The library of good practice: read by everybody, written by participants, let in by the team."""

from flask import flash, g, render_template, request, url_for

from capacity import forms, queries, rules, services
from capacity.models import PRACTICE_LABELS, Practice
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_programme, of_work
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import anyone
from kernel.text import clean_input
from programme.models import Participation
from programme.queries import get_participation


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return of_programme((_("İyi örnekler"), url_for(".practices")), *more)


@bp.get("/program/iyi-ornekler")
@allow(anyone, cached=True)
def practices() -> Reply:
    q = clean_input(request.args.get("q", ""))[:100].strip()
    topic = request.args.get("konu", "")
    topics = forms.topics()
    if topic not in dict(topics):
        topic = ""
    return render_template(
        "capacity/practices.html",
        rows=queries.list_practices(q=q, topic=topic),
        q=q,
        topic=topic,
        topics=topics,
        names=dict(topics),
        offered=queries.list_offered() if rules.team(g.visitor) is None else [],
        crumbs=of_programme(),
    )


@bp.get("/program/iyi-ornekler/<int:practice_id>")
@allow(rules.see_practice, practice=queries.get_practice)
def practice(practice: Practice) -> Reply:
    return render_template(
        "capacity/practice.html",
        practice=practice,
        topic=dict(forms.topics()).get(practice.topic, ""),
        label=PRACTICE_LABELS[practice.state],
        may={
            "edit": rules.edit_practice(g.visitor, practice),
            "offer": rules.offer_practice(g.visitor, practice),
            "publish": rules.publish_practice(g.visitor, practice),
        },
        crumbs=_crumbs(),
    )


def write_page(participation: Participation, form: forms.PracticeForm) -> Reply:
    return render_template(
        "capacity/write_practice.html",
        form=form,
        heading=_("Bir örnek yazın"),
        of=participation,
        back=url_for(".work", participation_id=participation.id),
        crumbs=of_work(participation),
    )


@bp.route("/program/katilimcilar/<int:participation_id>/iyi-ornek", methods=["GET", "POST"])
@allow(
    rules.write_practice,
    participation=get_participation,
    form=forms.write_practice,
    page=write_page,
    limit="post",
)
def write_practice(participation: Participation, form: forms.PracticeForm) -> Reply:
    row = services.write_practice(participation, by=g.visitor, told=form.told())
    flash(_("Taslak kaydedildi. Bitince ekibe sunun."), "good")
    return see_other(".practice", practice_id=row.id)


def edit_page(practice: Practice, form: forms.PracticeForm) -> Reply:
    return render_template(
        "capacity/write_practice.html",
        form=form,
        heading=_("Örneği düzenleyin"),
        of=practice.participation,
        back=url_for(".practice", practice_id=practice.id),
        crumbs=_crumbs(),
    )


@bp.route("/program/iyi-ornekler/<int:practice_id>/duzenle", methods=["GET", "POST"])
@allow(
    rules.edit_practice,
    practice=queries.get_practice,
    form=forms.edit_practice,
    page=edit_page,
    limit="post",
)
def edit_practice(practice: Practice, form: forms.PracticeForm) -> Reply:
    services.edit_practice(practice, by=g.visitor, told=form.told())
    return see_other(".practice", practice_id=practice.id)


@bp.post("/program/iyi-ornekler/<int:practice_id>/sun")
@allow(rules.offer_practice, practice=queries.get_practice)
def offer_practice(practice: Practice) -> Reply:
    services.offer_practice(practice, by=g.visitor)
    flash(_("Örneğiniz program ekibine sunuldu."), "good")
    return see_other(".practice", practice_id=practice.id)


@bp.post("/program/iyi-ornekler/<int:practice_id>/yayimla")
@allow(rules.publish_practice, practice=queries.get_practice)
def publish_practice(practice: Practice) -> Reply:
    services.publish_practice(practice, by=g.visitor)
    flash(_("Örnek yayımlandı."), "good")
    return see_other(".practice", practice_id=practice.id)
