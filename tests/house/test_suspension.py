"""Every door through which residents write is decided on: shut to a suspended person, or open."""

from pathlib import Path
from typing import Any

from flask import Flask

from kernel.rules import Common
from scripts import roles

ROOT = Path(__file__).resolve().parents[2]
#: what everybody would read, or a mail in the municipality's name
SHUT = {
    "consultations.rules.access.comment",
    "councils.rules.access.comment",
    "discussion.rules.add_source",
    "discussion.rules.ask_source",
    "discussion.rules.edit",
    "discussion.rules.report",
    "opinions.rules.add_statement",
    "opinions.rules.become",
    "proposals.authorship.accept_amendment",
    "proposals.authorship.amend",
    "proposals.authorship.decline_amendment",
    "proposals.authorship.invite",
    "proposals.authorship.promote_amendment",
    "proposals.joining.split",
    "proposals.moderating.report",
    "proposals.moderating.report_amendment",
    "proposals.rules.comment",
    "proposals.rules.edit",
    "proposals.rules.write",
    "roadmap.rules.actions.comment",
    "roadmap.rules.actions.edit_draft",
    "roadmap.rules.documents.edit_goal",
    "roadmap.rules.documents.edit_part",
    "roadmap.rules.documents.move_part",
    "roadmap.rules.documents.sign",
    "texts.rules.comment",
    "texts.rules.suggest",
}
#: by why it stays open
OPEN = {
    "taking part without words: voting, supporting, following, registering": {
        "discussion.rules.rate",
        "following.rules.follow",
        "following.rules.remove_radar",
        "following.rules.save_radar",
        "journeys.rules.follow",
        "journeys.rules.unfollow",
        "kernel.rules.signed_in",
        "meetings.rules.register",
        "meetings.rules.unregister",
        "opinions.rules.answer",
        "opinions.rules.share_row",
        "proposals.authorship.accept_offer",
        "proposals.authorship.see_offer",
        "proposals.joining.agree_to_merge",
        "proposals.rules.follow",
        "proposals.rules.support",
        "proposals.rules.unsupport",
        "roadmap.rules.actions.answer_partnership",
        "roadmap.rules.documents.answer_invitation",
        "voting.polling.leave",
        "voting.polling.type_code",
        "voting.rules.enter",
        "voting.rules.unwatch_heads",
        "voting.rules.watch_heads",
    },
    "answers to a survey: counted, never published with a name": {
        "surveys.rules.answer",
        "surveys.rules.enter",
    },
    "the municipality's staff at work": {"opinions.rules.mark"},
    "objecting and appealing": {
        "moderation.rules.appeal",
        "proposals.evaluating.object_to",
        "voting.complaining.complain",
    },
    "the programme, which is of no municipality: read by its team alone, or under a role": {
        "programme.rules.applications.accept_offer",
        "programme.rules.applications.apply",
        "programme.rules.applications.ask_missing",
        "programme.rules.applications.assign",
        "programme.rules.applications.decide",
        "programme.rules.applications.discard",
        "programme.rules.applications.drop_writer",
        "programme.rules.applications.interview",
        "programme.rules.applications.invite_writer",
        "programme.rules.applications.submit",
        "programme.rules.applications.withdraw",
        "programme.rules.applications.write",
        "programme.rules.applications.write_file",
        "programme.rules.participations.admit",
        "programme.rules.participations.agree",
        "programme.rules.participations.close_plan",
        "programme.rules.participations.edit_plan",
        "programme.rules.participations.link_roadmap",
        "programme.rules.participations.move_stage",
        "programme.rules.participations.plan",
        "programme.rules.participations.report_plan",
        "programme.rules.participations.start_plan",
        "programme.rules.reviews.declare_conflict",
        "programme.rules.reviews.review",
        "programme.rules.terms.publish",
        "programme.rules.terms.team",
    },
    "taking back one's own": {
        "discussion.rules.delete",
        "discussion.rules.remove_source",
        "proposals.authorship.leave",
        "proposals.authorship.revoke_offer",
        "proposals.authorship.withdraw_amendment",
        "proposals.joining.refuse_merge",
        "proposals.moderating.take_back",
        "proposals.rules.discard",
        "proposals.rules.withdraw",
        "texts.rules.withdraw",
    },
    "between a person and the municipality": {
        "kernel.rules.anyone",
        "notifications.rules.choose",
        "notifications.rules.read",
        "notifications.rules.stop",
        "places.rules.accept_invitation",
        "places.rules.apply",
        "places.rules.cancel_letter",
        "places.rules.declare",
        "places.rules.enter_code",
        "places.rules.leave",
        "places.rules.request_letter",
        "places.rules.sign_up",
        "proposals.entering.stop_mails",
        "voting.rules.stop_heads",
        "web.rules.own_data",
    },
    "capacity work of the programme, for those with a part in it; of no municipality": {
        "capacity.rules.announce",
        "capacity.rules.begin",
        "capacity.rules.change",
        "capacity.rules.drop_material",
        "capacity.rules.reissue",
        "capacity.rules.edit_practice",
        "capacity.rules.fill",
        "capacity.rules.finish_task",
        "capacity.rules.give_back",
        "capacity.rules.give_grant",
        "capacity.rules.join",
        "capacity.rules.judge",
        "capacity.rules.keep_door",
        "capacity.rules.leave",
        "capacity.rules.log",
        "capacity.rules.move_grant",
        "capacity.rules.offer_practice",
        "capacity.rules.publish_practice",
        "capacity.rules.report_grant",
        "capacity.rules.settle",
        "capacity.rules.supply",
        "capacity.rules.tick",
        "capacity.rules.write_practice",
    },
    "the custodians of a key": {
        "voting.rules.bring",
        "voting.rules.receive_key",
        "voting.rules.try_envelope",
    },
    "the municipality's work, whose people have a role": {
        "discussion.rules.decide",
        "discussion.rules.decide_appeal",
        "discussion.rules.pin",
        "discussion.rules.summarise",
        "discussion.rules.unhide",
        "proposals.evaluating.assign",
        "proposals.evaluating.decide",
        "proposals.evaluating.decide_objection",
        "proposals.evaluating.declare_conflict",
        "proposals.evaluating.screen",
        "proposals.evaluating.see",
        "proposals.joining.link",
        "proposals.joining.propose_merge",
        "proposals.joining.undo_merge",
        "proposals.moderating.judge",
        "proposals.moderating.judge_amendment",
        "proposals.moderating.judge_amendment_appeal",
        "proposals.moderating.judge_appeal",
        "proposals.moderating.unhide",
        "proposals.moderating.unhide_amendment",
        "roadmap.rules.documents.adopt",
        "roadmap.rules.documents.amend",
        "roadmap.rules.documents.close",
        "roadmap.rules.documents.create",
        "roadmap.rules.documents.edit_report",
        "roadmap.rules.documents.lead",
        "roadmap.rules.documents.lead_goal",
        "roadmap.rules.documents.move_goal",
        "roadmap.rules.documents.open_comments",
        "roadmap.rules.documents.renew",
        "roadmap.rules.documents.report",
    },
}


def doors(app: Flask) -> set[str]:
    """Rules of what is sent in a municipality or to a person's own pages, but for the desk's."""
    found = set()
    for rule in app.url_map.iter_rules():
        guard: Any = getattr(app.view_functions[rule.endpoint], "rule", "public")
        outside = "/masa/" in str(rule) or isinstance(guard, str)
        if "POST" in (rule.methods or set()) and not outside:
            found.add(f"{guard.__module__}.{guard.__qualname__}")
    return {name for name in found if not name.startswith("accounts.")}


def test_every_door_is_decided_on(app: Flask) -> None:
    decided = SHUT.union(*OPEN.values())
    assert doors(app) - decided == set(), "shut or open to somebody who is suspended?"
    assert len(decided) == len(SHUT) + sum(map(len, OPEN.values())), "decided twice"


def test_whatever_is_shut_has_a_line_in_its_table() -> None:
    """And nothing else has: a suspension takes away words alone."""
    rows = [row for path in sorted(ROOT.glob("tests/*/test_rules*.py")) for row in roles.read(path)]
    tested = {row.rule for row in rows}
    refused = {row.rule for row in rows if row.wanted is Common.SUSPENDED}
    assert SHUT & tested - refused == set()
    assert refused & set().union(*OPEN.values()) == set()
