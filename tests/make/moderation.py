"""Comments in every state a moderator meets, and their cases."""

from datetime import timedelta
from typing import Any

from accounts.models import Person
from discussion import services
from discussion.models import Comment, Thread
from discussion.queries import get_comment
from kernel import clock
from kernel.rules import Role
from moderation import services as moderation
from moderation.models import Case, Decision, Ground, Hold
from moderation.queries import get_case
from moderation.services import Verdict
from places.models import Municipality, Suspension
from places.queries import get_municipality
from tests.make.discussion import hide, make_comment
from tests.make.places import make_person, make_staff, saving, visitor


def make_held(thread: Thread, author: Person | None = None, body: str = "Bekleyen söz.") -> Comment:
    return make_comment(thread, author, body, suspicion=Hold.UNPROVEN)


def decide(comment: Comment, by: Person, verdict: Verdict) -> Comment:
    comment_id, who = comment.id, visitor(by)
    with saving():
        found = get_comment(comment_id)
        services.decide(found, by=who, verdict=verdict)
    return found


def make_appeal(comment: Comment, text: str = "Kimseye saldırmadım.") -> Case:
    """By the author of a comment that was decided against."""
    with saving():
        found = get_comment(comment.id)
        assert found.case_id is not None
        case = get_case(found.case_id)
        moderation.appeal(case, by=visitor(found.author), text=text)
    return case


def make_suspension(municipality: Municipality, person: Person, days: int = 7) -> Suspension:
    with saving() as session:
        row = Suspension(
            municipality_id=municipality.id,
            person_id=person.id,
            until=clock.now() + timedelta(days=days),
        )
        session.add(row)
    return row


def moderated(thread: Thread, author: Person | None = None) -> dict[str, list[Any]]:
    """Held, appealed, warned, of an office; cases to read and to appeal against."""
    town = get_municipality(thread.municipality_id)
    moderator = make_staff(town, Role.MODERATOR)
    officer = make_staff(town, Role.OFFICER)
    official = make_comment(thread, officer, "Hat 3 bar.", office=town.official_name)
    held = make_held(thread)
    appealed = hide(make_comment(thread, body="İtirazlı söz."), moderator)
    make_appeal(appealed)
    warned = decide(
        make_comment(thread, author or make_person(), "Uyarılan söz."),
        moderator,
        Verdict(Decision.HIDE, "Kişiye saldırıyor.", Ground.INSULT, warn=True),
    )
    comments = [held, appealed, official]
    cases = [one.case_id for one in (warned, appealed)]
    return {"comment_id": [one.id for one in comments], "case_id": cases}
