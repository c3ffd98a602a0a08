"""The end of a role: places ends it, answers gives the person's duties back to their unit."""

from flask import Blueprint, flash, g

from answers import services as answers
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import Role
from places import queries, rules
from places import services as places
from places.models import Staff
from proposals.services import assigning

bp = Blueprint("staff", __name__)


@bp.post("/<slug>/masa/gorevliler/<int:staff_id>/bitir")
@allow(rules.end_role, staff=queries.get_staff)
def end_role(staff: Staff) -> Reply:
    person_id, here = staff.person_id, staff.municipality_id
    places.end_role(staff, by=g.visitor)
    still = queries.list_staff(here, Role.UNIT_OFFICER)
    if all(row.person_id != person_id for row in still):
        answers.unassign(person_id, here)
        assigning.unassign(person_id, here)
    flash(_("Görev sona erdi. Kişinin üzerindeki yanıtlar birimine döndü."), "good")
    ended_own = person_id == g.visitor.id and staff.role is Role.ADMINISTRATOR
    return see_other("web.municipality_home" if ended_own else "places.staff")
