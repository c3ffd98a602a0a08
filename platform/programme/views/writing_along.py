"""Who writes an application along: invited by its owner, in with one button, out again."""

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from programme import forms, queries, rules, services
from programme.forms.applying import WriterForm
from programme.models import Application
from programme.queries import Along
from programme.rules import WritingOffer
from programme.views import pages
from programme.views.applying import of_application
from programme.views.blueprint import bp


def invite_page(application: Application, form: WriterForm) -> Reply:
    return pages.form_page(
        form,
        title=_("Birlikte yazacak birini çağırın"),
        kick=application.name,
        lead=_(
            "Çağırdığınız kişi başvuruyu okur ve yazar. Göndermek, geri çekmek ve silmek "
            "sizin işiniz olarak kalır."
        ),
        submit=_("Daveti gönderin"),
        cancel=url_for(".application", application_id=application.id),
        hints={
            "email": _("Davet bu adrese yazılır. O kişi bu adresle üye olur ya da giriş yapar.")
        },
        crumbs=of_application(application),
    )


@bp.route("/program/basvurular/<int:application_id>/yazanlar", methods=["GET", "POST"])
@allow(
    rules.invite_writer,
    application=queries.get_application,
    form=forms.writer,
    page=invite_page,
    limit="invite",
)
def invite_writer(application: Application, form: WriterForm) -> Reply:
    services.invite_writer(application, by=g.visitor, email=form.email.data)
    flash(_("Davet gönderildi."), "good")
    return see_other(".application", application_id=application.id, _anchor="yazanlar")


@bp.post("/program/basvuru-yazanlari/<int:writer_id>/cikar")
@allow(rules.drop_writer, writer=queries.get_writer)
def drop_writer(writer: Along) -> Reply:
    own = writer.person_id == g.visitor.id
    services.drop_writer(writer.row, writer.application, by=g.visitor)
    if own:
        flash(_("Bu başvuruyu artık yazmıyorsunuz."))
        return see_other(".desk")
    flash(_("Listeden çıkarıldı."))
    return see_other(".application", application_id=writer.application.id, _anchor="yazanlar")


@bp.get("/program/davet/<writing_id>")
@allow(rules.see_offer, writing=queries.find_offer)
def offer(writing: WritingOffer) -> Reply:
    """The page behind the mailed link: one button, and what is missing for pressing it."""
    return render_template(
        "programme/offer.html", offer=writing, denied=rules.accept_offer(g.visitor, writing)
    )


@bp.post("/program/davet/<writing_id>")
@allow(rules.accept_offer, writing=queries.find_offer)
def accept_offer(writing: WritingOffer) -> Reply:
    along = queries.get_writer(writing.id or 0)
    services.accept_offer(along.row, along.application, by=g.visitor)
    flash(_("Başvuruyu artık birlikte yazıyorsunuz."), "good")
    return see_other(".application", application_id=writing.application_id)
