"""Where the pages of the gates stand."""

from flask import g, url_for

from kernel.crumbs import Crumb, under_desk
from kernel.i18n import _
from proposals import rules


def under_screening(*more: Crumb) -> list[Crumb]:
    if rules.screening_list(g.visitor, g.municipality):  # units and signing offices do not screen
        return under_desk(*more)
    return under_desk((_("Öneri eleme"), url_for("proposals.screening")), *more)
