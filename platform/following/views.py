"""Pages of what somebody follows, and of their searches."""

from flask import Blueprint, flash, g, render_template

from following import forms, queries, rules, services
from following.models import SEEKS_LABELS, Radar
from journeys.models import STATUS_KIND, STATUS_LABELS, Follower
from kernel import keyset, owners
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.keyset import Key
from places.models import Municipality

bp = Blueprint("following", __name__, template_folder="templates")
KEYS = (Key(Follower.id, True, keyset.whole),)


def _follow_form(municipality: Municipality) -> forms.FollowForm:
    return forms.follow(
        queries.list_choices(municipality.id),
        queries.list_followed(g.visitor.id, municipality.id),
    )


def index_page(form: forms.FollowForm) -> Reply:
    return render_template(
        "following/index.html",
        form=form,
        fields=[form[name] for name in forms.COLUMNS if form[name].choices],
        radars=queries.list_radars(g.visitor.id, g.municipality.id),
        seeks=SEEKS_LABELS,
    )


@bp.route("/<slug>/takip", methods=["GET", "POST"])
@allow(rules.follow, form=_follow_form, page=index_page, limit="post")
def index(form: forms.FollowForm) -> Reply:
    services.follow_places(
        by=g.visitor,
        municipality_id=g.municipality.id,
        wanted={name: form[name].data or [] for name in forms.COLUMNS},
    )
    flash(_("Kaydedildi. Seçtiklerinizde yeni bir şey olunca haber vereceğiz."), "good")
    return see_other(".index")


def _radar_form(municipality: Municipality) -> forms.RadarForm:
    return forms.radar(queries.list_choices(municipality.id))


def save_radar_page(form: forms.RadarForm) -> Reply:
    return render_template("following/radar.html", form=form)


@bp.route("/<slug>/radar", methods=["GET", "POST"])
@allow(rules.save_radar, form=_radar_form, page=save_radar_page, limit="post")
def save_radar(form: forms.RadarForm) -> Reply:
    services.save_radar(by=g.visitor, municipality_id=g.municipality.id, **form.search())
    flash(_("Radarınız kuruldu. Aramanıza uyan yeni bir şey çıkınca haber vereceğiz."), "good")
    return see_other(".index")


@bp.post("/<slug>/radar/<int:radar_id>/sil")
@allow(rules.remove_radar, radar=queries.get_radar, limit="post")
def remove_radar(radar: Radar) -> Reply:
    services.remove_radar(radar)
    flash(_("Radarınız silindi."))
    return see_other(".index")


@bp.get("/hesap/takip")
@allow(rules.follow)
def mine() -> Reply:
    found = keyset.page(queries.journeys_of(g.visitor.id), KEYS)
    return render_template(
        "following/mine.html",
        page=found,
        rows=[(row, owners.address(row.endpoint, row.object_id, row.slug)) for row in found.rows],
        places=queries.count_followed(g.visitor.id),
        radars=queries.list_radars(g.visitor.id),
        labels=STATUS_LABELS,
        kinds=STATUS_KIND,
        seeks=SEEKS_LABELS,
    )
