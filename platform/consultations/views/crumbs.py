"""Where a page of the officer stands: under the desk, perhaps in a consultation."""

from flask import g, url_for

from consultations import rules
from consultations.models import Consultation
from kernel.crumbs import under_desk
from kernel.i18n import _


def crumbs(consultation: Consultation | None = None) -> list[tuple[str, str]]:
    if rules.desk(g.visitor, g.municipality):  # a moderator has no desk of consultations
        return under_desk()
    found = under_desk((_("Danışma masası"), url_for("consultations.desk")))
    if consultation is not None:
        href = url_for("consultations.work", consultation_id=consultation.id)
        found.append((consultation.title, href))
    return found
