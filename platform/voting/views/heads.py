"""The newest tree head by mail: asked for, given up, ended from the mail itself."""

from flask import flash, g, render_template, request

from kernel.http import Reply, allow, see_other, speak_as
from kernel.i18n import _
from voting import queries, rules
from voting.models import Election
from voting.queries import Watching
from voting.services import heads as services
from voting.views.blueprint import bp


@bp.post("/<slug>/oylamalar/<int:election_id>/dosyalar/gunluk-basi")
@allow(rules.watch_heads, election=queries.get_election, limit="post")
def watch_heads(election: Election) -> Reply:
    services.watch(election, by=g.visitor)
    flash(_("Günlük başı size en çok günde bir kez gönderilecek."), "good")
    return see_other(".list_files", election_id=election.id)


@bp.post("/<slug>/oylamalar/<int:election_id>/dosyalar/gunluk-basi/birak")
@allow(rules.unwatch_heads, election=queries.get_election, limit="post")
def unwatch_heads(election: Election) -> Reply:
    services.unwatch(election.id, g.visitor.id)
    flash(_("Günlük başı artık gönderilmeyecek."), "good")
    return see_other(".list_files", election_id=election.id)


def stop_page(watching: Watching) -> Reply:
    speak_as(watching.language)
    return render_template("voting/stop_heads.html", watching=watching)


@bp.route("/gunluk-basi/dur/<watching_id>", methods=["GET", "POST"])
@allow(rules.stop_heads, watching=queries.get_watching, page=stop_page)
def stop_heads(watching: Watching) -> Reply:
    """As `notifications.stop_digest`: mailbox providers press it without cookie and token."""
    services.unwatch(watching.election_id, watching.person_id)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return "", 200
    speak_as(watching.language)
    flash(_("Günlük başı artık gönderilmeyecek."), "good")
    return see_other("web.home")
