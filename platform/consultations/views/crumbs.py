"""Where a page of the officer stands: under the desk, perhaps in a consultation."""

from flask import g, url_for

from consultations import rules
from consultations.models import Consultation
from kernel.i18n import _


def crumbs(consultation: Consultation | None = None) -> list[tuple[str, str]]:
    found = [
        (_("Masam"), url_for("web.desk")),
        (_("Danışma masası"), url_for("consultations.desk")),
    ]
    if consultation is not None:
        href = url_for("consultations.work", consultation_id=consultation.id)
        found.append((consultation.title, href))
    return found
