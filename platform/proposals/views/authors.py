"""What a proposal's page says of those who write with its author."""

from functools import partial
from typing import Any

from flask import g

from kernel.i18n import _
from meetings import queries as meetings
from proposals import authorship, entering, queries, rules
from proposals.entries import CONSENT_LABELS
from proposals.queries import Shown


def beside_draft(proposal: Shown) -> dict[str, Any]:
    """Who stands behind it, and whether this reader was asked to."""
    marks = proposal.marks
    return {
        "may_invite": authorship.invite(g.visitor, proposal),
        "cosponsors": queries.list_cosponsors(proposal.id) if marks.cosponsors else [],
        "stands": partial(authorship.stands, g.visitor),
        "offer": queries.find_my_offer(proposal.id, g.visitor) if marks.offers else None,
    }


def around(proposal: Shown) -> dict[str, Any]:
    """Nothing is asked of the database for a proposal that nobody has touched."""
    marks, beside = proposal.marks, beside_draft(proposal)
    return {
        **beside,
        "amendments": queries.list_amendments(proposal.id) if marks.amendments else [],
        "amendment_kinds": authorship.AMENDMENT_KIND,
        "amendment_labels": authorship.AMENDMENT_LABELS,
        "may_amend": authorship.amend(g.visitor, proposal),
        # Whoever stands behind it in their own name is no supporter as well.
        "stands_alone": any(
            row.person_id and authorship.stands(g.visitor, row) for row in beside["cosponsors"]
        ),
        **_entered(proposal),
        "origin": queries.find_origin(proposal.id) if marks.grown else None,
    }


def _entered(proposal: Shown) -> dict[str, Any]:
    if not rules.entered(proposal):
        return {"behalf": None}
    behalf = queries.find_behalf_of(proposal.id)
    if behalf is None:
        return {"behalf": None}
    return {
        "behalf": behalf,
        "taken_at": meetings.find_origin("proposals.show", proposal.id),
        "behalf_consent": _(CONSENT_LABELS[behalf.consent]),
        "may_see_behalf": entering.clerk(g.visitor, proposal.activity) is None,
    }
