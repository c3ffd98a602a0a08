"""A reviewer's pages: one's own scores, or why one may not judge."""

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from programme import forms, queries, rules, services
from programme.counting import MOST
from programme.forms.deciding import ConflictForm, ReviewForm
from programme.models import FILE_LABELS, Review
from programme.views import pages
from programme.views.blueprint import bp
from programme.views.public import crumbs


def review_page(review: Review, form: ReviewForm) -> Reply:
    application = review.application
    return render_template(
        "programme/review.html",
        review=review,
        application=application,
        track=application.track,
        form=form,
        most=MOST,
        file_labels=FILE_LABELS,
        denied=rules.declare_conflict(g.visitor, review),
        crumbs=crumbs((_("Program masam"), url_for(".desk"))),
    )


@bp.route("/program/degerlendirmeler/<int:review_id>", methods=["GET", "POST"])
@allow(rules.review, review=queries.get_review, form=forms.review, page=review_page)
def review(review: Review, form: ReviewForm) -> Reply:
    number = review.application_id
    services.review(review, by=g.visitor, points=form.points(), comment=form.comment.data)
    flash(_("Değerlendirmeniz kaydedildi. Artık ötekileri de okuyabilirsiniz."), "good")
    return see_other(".application", application_id=number)


def conflict_page(review: Review, form: ConflictForm) -> Reply:
    return pages.form_page(
        form,
        title=_("Çıkar çatışması bildirin"),
        kick=review.application.name,
        lead=_(
            "Bu başvurudan çıkarsınız; verdiğiniz puan varsa silinir. Gerekçeyi program ekibi okur."
        ),
        submit=_("Bildirin"),
        cancel=url_for(".desk"),
        crumbs=crumbs((_("Program masam"), url_for(".desk"))),
    )


@bp.route("/program/degerlendirmeler/<int:review_id>/cikar-catismasi", methods=["GET", "POST"])
@allow(rules.declare_conflict, review=queries.get_review, form=forms.conflict, page=conflict_page)
def declare_conflict(review: Review, form: ConflictForm) -> Reply:
    services.declare_conflict(review, by=g.visitor, reason=form.reason.data)
    flash(_("Bildirildi. Bu başvuruyu artık görmezsiniz."))
    return see_other(".desk")
