"""The kent konseyi in public: bodies, office holders, meetings."""

from flask import g, render_template, url_for

from councils import queries, rules
from councils.models import Body, Gathering
from councils.views.blueprint import bp, council_crumbs
from councils.words import BODY_KIND_LABELS, CATEGORY_LABELS, OFFICE_LABELS, Quorum
from kernel import clock, page_cache
from kernel.http import Reply, allow
from kernel.i18n import _, ngettext
from kernel.rules import anyone
from meetings import rules as meetings
from meetings.queries import list_minutes


def quorum_words(quorum: Quorum, value: int) -> str:
    """The rule as one reads it."""
    if quorum is Quorum.NONE:
        return _("Yeter sayı aranmaz: gelenlerle toplanır.")
    if quorum is Quorum.MAJORITY:
        return _("Asıl üyelerin salt çoğunluğuyla toplanır.")
    if quorum is Quorum.SHARE:
        return _("Toplanmak için gereken asıl üye oranı: yüzde %(share)s.", share=value)
    return ngettext("En az bir üyeyle toplanır.", "En az %(num)s üyeyle toplanır.", value)


bp.app_template_filter("quorum_words")(lambda row: quorum_words(row.quorum, row.quorum_value))


@bp.get("/<slug>/kent-konseyi")
@allow(anyone, cached=True)
def council() -> str:
    page_cache.until(clock.next_midnight())
    found = queries.find_council(g.municipality.id)
    opinions = queries.list_opinions(g.municipality.id) if found else []
    return render_template(
        "councils/council.html",
        council=found,
        bodies=queries.list_bodies(found.id) if found else [],
        holders=queries.list_office_holders(found.id) if found else [],
        gatherings=queries.list_gatherings(found.id)[:8] if found else [],
        opinions=opinions[:5],
        opinion_count=len(opinions),
        late=[row for row in opinions if row.stage is rules.Stage.OVERDUE],
        body_kinds=BODY_KIND_LABELS,
        offices=OFFICE_LABELS,
        may_run=rules.run_council(g.visitor, g.municipality) is None,
    )


@bp.get("/<slug>/kent-konseyi/organlar/<int:body_id>")
@allow(anyone, cached=True, body=queries.get_body)
def body(body: Body) -> str:
    page_cache.until(clock.next_midnight())
    holders = queries.list_office_holders(body.organisation_id)
    categories = queries.count_categories(body.id)
    full = sum(number for _category, number, _spare in categories)
    return render_template(
        "councils/body.html",
        body=body,
        kind=BODY_KIND_LABELS[body.kind],
        holders=[row for row in holders if row.body_id == body.id],
        offices=OFFICE_LABELS,
        categories=categories,
        category_labels=CATEGORY_LABELS,
        full=full,
        needed=rules.needed(body.quorum, body.quorum_value, full),
        gatherings=queries.list_gatherings(body.organisation_id, body_id=body.id),
        may_members=rules.read_members(g.visitor, body) is None,
        crumbs=council_crumbs(),
    )


@bp.get("/<slug>/kent-konseyi/toplantilar/<int:gathering_id>")
@allow(rules.see_gathering, cached=True, gathering=queries.get_gathering)
def gathering(gathering: Gathering) -> Reply:
    meeting = gathering.meeting
    for moment in (meeting.starts_at, meeting.ends_at):
        page_cache.until(moment)
    visitor = g.visitor
    return render_template(
        "councils/gathering.html",
        gathering=gathering,
        meeting=meeting,
        over=meeting.ends_at <= clock.now(),
        quorum=quorum_words(gathering.quorum, gathering.quorum_value),
        **attendance(gathering),
        votes=queries.list_votes(gathering.id),
        versions=list_minutes(meeting.id),
        opinions=queries.list_adopted(gathering.id, gathering.municipality_id),
        may={
            "count_heads": rules.count_heads(visitor, gathering),
            "record_vote": rules.record_vote(visitor, gathering),
            "write_minutes": meetings.write_minutes(visitor, meeting),
            "change": meetings.change_own(visitor, meeting),
            "read_attendance": rules.read_attendance(visitor, gathering),
        },
        crumbs=council_crumbs(
            (gathering.body.name, url_for(".body", body_id=gathering.body_id)),
        ),
    )


def attendance(gathering: Gathering) -> dict[str, object]:
    """How many were there, how many were needed, whether that was enough."""
    if gathering.member_count is None or gathering.present_count is None:
        return {"members": None, "present": None, "needed": None, "met": None}
    rule = (gathering.quorum, gathering.quorum_value)
    return {
        "members": gathering.member_count,
        "present": gathering.present_count,
        "needed": rules.needed(*rule, gathering.member_count),
        "met": rules.has_quorum(
            *rule, members=gathering.member_count, present=gathering.present_count
        ),
    }
