"""Following and no longer following; both lead back to the owner's page."""

from flask import Blueprint, flash, g, redirect

from journeys import queries, rules, services
from journeys.models import Journey
from kernel import owners
from kernel.http import Reply, allow
from kernel.i18n import _

bp = Blueprint("journeys", __name__, template_folder="templates")


@bp.post("/<slug>/takip/<int:journey_id>")
@allow(rules.follow, journey=queries.get_journey)
def follow(journey: Journey) -> Reply:
    services.follow(journey.id, person_id=g.visitor.id)
    flash(_("Takip ediyorsunuz. Yeni bir adım atılınca haber vereceğiz."), "good")
    return _back(journey)


@bp.post("/<slug>/takip/<int:journey_id>/birak")
@allow(rules.unfollow, journey=queries.get_journey)
def unfollow(journey: Journey) -> Reply:
    services.unfollow(journey.id, person_id=g.visitor.id)
    flash(_("Takibi bıraktınız."), "good")
    return _back(journey)


def _back(journey: Journey) -> Reply:
    return redirect(owners.address(journey.endpoint, journey.object_id, g.slug), 303)
