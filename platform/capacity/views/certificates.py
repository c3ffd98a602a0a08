"""Certificates: downloaded by whoever holds them, checked by whoever reads one."""

from pathlib import Path

from flask import Response, flash, g, render_template, request, url_for
from sqlalchemy.exc import NoResultFound

from capacity import forms, queries, rules, services
from capacity.models import Certificate
from capacity.queries import Checked
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_programme
from kernel import links, pdf
from kernel.formats import day
from kernel.http import Reply, allow, as_file, see_other
from kernel.i18n import _
from kernel.rules import anyone
from programme.views.pages import form_page

TEMPLATE = Path(__file__).parent.parent / "templates" / "capacity" / "certificate.typ"


def check_address(certificate: Certificate) -> str:
    return links.absolute(url_for(".certificate", certificate_id=certificate.code))


#: letters that codes never have, as what they were read for
MISREAD = str.maketrans("OIL", "011")


def _as_written(typed: str) -> str:
    signs = [sign for sign in typed.upper().translate(MISREAD) if sign.isascii() and sign.isalnum()]
    code = "".join(signs[:12])
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


@bp.get("/program/belge")
@allow(anyone)
def check() -> Reply:
    """A form for the code on paper; it leads to the page that the paper names."""
    code = _as_written(request.args.get("kod", ""))
    if code:
        try:
            queries.check_code(code)
        except NoResultFound:
            pass
        else:
            return see_other(".certificate", certificate_id=code)
    return render_template("capacity/check.html", typed=code, crumbs=of_programme())


@bp.get("/program/belge/<certificate_id>")
@allow(anyone, certificate=queries.check_code)
def certificate(certificate: Checked) -> Reply:
    """Name, training, day; nothing else. Of an old code: that there is a new one."""
    return render_template(
        "capacity/certificate.html",
        certificate=certificate.certificate,
        replaced_at=certificate.replaced_at,
        crumbs=of_programme((_("Belge sorgulama"), url_for(".check"))),
    )


def reissue_page(certificate: Certificate, form: forms.ReissueForm) -> Reply:
    back = url_for(".outcome", training_id=certificate.session_id)
    return form_page(
        form,
        title=_("Belgedeki adı düzeltin"),
        kick=certificate.title,
        lead=_(
            "Belge yeni bir kodla yeniden verilir. Eski kodu soran, yenisinin verildiğini görür; "
            "eski adı görmez."
        ),
        submit=_("Yeniden verin"),
        cancel=back,
        crumbs=of_programme((_("Katılım ve değerlendirmeler"), back)),
    )


@bp.route("/program/belge/<certificate_id>/duzelt", methods=["GET", "POST"])
@allow(rules.reissue, certificate=queries.get_certificate, form=forms.reissue, page=reissue_page)
def reissue(certificate: Certificate, form: forms.ReissueForm) -> Reply:
    services.reissue(certificate, by=g.visitor, name=form.name.data)
    flash(_("Belge yeniden verildi."), "good")
    return see_other(".outcome", training_id=certificate.session_id, _anchor="belgeler")


@bp.get("/program/belge/<certificate_id>/indir")
@allow(rules.own, certificate=queries.get_certificate)
def download_certificate(certificate: Certificate) -> Response:
    address = check_address(certificate)
    title = _("Katılım Belgesi")
    made = pdf.make(
        TEMPLATE,
        {
            "name": certificate.name,
            "training": certificate.title,
            "code": certificate.code,
            "address": address,
            "shown": address.partition("://")[2],
            "words": {
                "title": title,
                "programme": _("Katılıyoruz Programı"),
                "above": _("Aşağıda adı yazılı kişi bu eğitime katıldı:"),
                "below": _(
                    "Tarih: %(day)s · Süre: %(hours)s saat",
                    day=day(certificate.held_on),
                    hours=certificate.hours,
                ),
                "check": _("Doğrulama kodu"),
                "how": _("Bu belgenin gerçek olduğunu şu adreste görebilirsiniz:"),
            },
        },
        title=title,
        footer=_("Katılıyoruz Programı"),
        made_at=certificate.issued_at,
    )
    name = f"katilim-belgesi-{certificate.code.lower()}.pdf"
    return as_file(made, name, "application/pdf", private=True)
