"""Who may write, read, judge and decide an application: state × person → answer."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.rules import Common, Role, Visitor
from programme import rules
from programme.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    Review,
    ReviewState,
    Term,
    TermState,
    Track,
    Writer,
)
from programme.queries import Along, Attached, Ranked
from programme.rules import Reason, WritingOffer

TEAM_FACTS = frozenset({("team", 0)})
REVIEWS = frozenset({("reviewer", 0)})
UNIT_OFFICER = Visitor(
    id=99,
    email_confirmed=True,
    roles=frozenset({(1, Role.UNIT_OFFICER.value)}),
    units=frozenset({5}),
)
PEOPLE = {
    "anonymous": Visitor(),
    "unconfirmed": Visitor(id=9),
    "other": Visitor(id=1, email_confirmed=True),
    "applicant": Visitor(id=2, email_confirmed=True),
    "team": Visitor(id=3, email_confirmed=True, programme=TEAM_FACTS),
    "reviewer who waits": Visitor(id=4, programme=REVIEWS),
    "reviewer who has given": Visitor(id=5, programme=REVIEWS),
    "reviewer of others": Visitor(id=6, programme=REVIEWS),
    "reviewer in conflict": Visitor(id=7, programme=REVIEWS),
    "team in conflict": Visitor(id=8, programme=TEAM_FACTS | REVIEWS),
    "team who reviews": Visitor(id=10, programme=TEAM_FACTS | REVIEWS),
    "consultant": Visitor(id=11, programme=frozenset({("consultant", 0), ("consulting", 1)})),
    "co-writer": Visitor(id=12, email="yazan@ornek.example", email_confirmed=True),
    "team who writes along": Visitor(id=13, programme=TEAM_FACTS),
    "partner": Visitor(id=14, email_confirmed=True, programme=frozenset({("partner", 1)})),
    "unit officer": UNIT_OFFICER,
}
NOW = clock.now()
DAY = timedelta(days=1)
TERM = Term(state=TermState.PUBLISHED)
S = ApplicationState


def track(opens: int, closes: int) -> Track:
    day = NOW.date() + timedelta(days=60)
    return Track(term=TERM, opens_at=NOW + opens * DAY, closes_at=NOW + closes * DAY, starts_on=day)


OPEN, CLOSED, AHEAD = track(-5, 5), track(-9, -1), track(5, 9)
HIDDEN_TRACK = Track(
    term=Term(state=TermState.DRAFT), opens_at=NOW - DAY, closes_at=NOW + DAY, starts_on=NOW.date()
)


def application(state: S, where: Track = CLOSED, due: int | None = None) -> Application:
    row = Application(
        state=state,
        track=where,
        owner_id=2,
        submitted_at=None if state is S.DRAFT else NOW,
        due_at=None if due is None else NOW + due * DAY,
    )
    row.writers = [
        Writer(person_id=12, email="yazan@ornek.example"),
        Writer(person_id=13, email="ekip@ornek.example"),
        Writer(person_id=None, email="bekleyen@ornek.example"),
    ]
    row.reviews = [
        Review(reviewer_id=person, state=how)
        for person, how in (
            (4, ReviewState.ASSIGNED),
            (5, ReviewState.GIVEN),
            (7, ReviewState.CONFLICT),
            (8, ReviewState.CONFLICT),
            (10, ReviewState.ASSIGNED),
        )
    ]
    return row


def review(how: ReviewState, state: S = S.SUBMITTED) -> Review:
    return Review(reviewer_id=4, state=how, application=Application(state=state))


STATES: dict[str, Any] = {
    "open": OPEN,
    "closed": CLOSED,
    "not open yet": AHEAD,
    "of a draft": HIDDEN_TRACK,
    "draft": application(S.DRAFT, OPEN),
    "draft, too late": application(S.DRAFT, CLOSED),
    "submitted": application(S.SUBMITTED),
    "submitted, window open": application(S.SUBMITTED, OPEN),
    "missing": application(S.MISSING, due=2),
    "missing, too late": application(S.MISSING, due=0),
    "interview": application(S.INTERVIEW, due=2),
    "accepted": application(S.ACCEPTED),
    "reserve": application(S.RESERVE),
    "refused": application(S.REFUSED),
    "withdrawn": application(S.WITHDRAWN),
    "review assigned": review(ReviewState.ASSIGNED),
    "review given": review(ReviewState.GIVEN),
    "review in conflict": review(ReviewState.CONFLICT),
    "review of a decided one": review(ReviewState.ASSIGNED, S.ACCEPTED),
    "file of a draft": Attached(1, ApplicationFile(), application(S.DRAFT, OPEN)),
    "file of a submitted one": Attached(1, ApplicationFile(), application(S.SUBMITTED)),
    "line of the co-writer": Along(1, Writer(person_id=12), application(S.SUBMITTED)),
    "line of one who waits": Along(2, Writer(person_id=None), application(S.DRAFT, OPEN)),
    "invitation": WritingOffer(id=1, email="yazan@ornek.example"),
    "invitation, accepted": WritingOffer(id=1, email="yazan@ornek.example", accepted=True),
    "old link": WritingOffer(),
    "ranking": Ranked(CLOSED, owes_review=False),
    "ranking, a review owed": Ranked(CLOSED, owes_review=True),
}
#: The programme knows its own roles: a unit of a participating municipality has none.
NOT_OF_A_UNIT = (
    ("handle", "submitted"),
    ("ask_missing", "submitted"),
    ("interview", "submitted"),
    ("decide", "submitted"),
    ("assign", "submitted"),
    ("rank", "ranking"),
)

#: of an application
HIDDEN_FROM_A_UNIT = (
    ("read", "submitted"),
    ("read_file", "file of a draft"),
    ("write_file", "file of a draft"),
    ("write", "draft"),
    ("submit", "draft"),
    ("own", "submitted"),
    ("read_letter", "refused"),
    ("invite_writer", "draft"),
    ("drop_writer", "line of the co-writer"),
    ("discard", "draft, too late"),
    ("withdraw", "submitted"),
    ("see_review", "review given"),
    ("review", "review assigned"),
    ("declare_conflict", "review assigned"),
    ("read_reviews", "submitted"),
)

LOGIN, ROLE, HIDDEN, EMAIL = Common.LOGIN, Common.ROLE, Common.HIDDEN, Common.EMAIL
TABLE: list[tuple[str, str, str, Any]] = [
    ("apply", "anonymous", "open", LOGIN),
    ("apply", "unconfirmed", "open", EMAIL),
    ("apply", "other", "open", None),
    ("apply", "other", "closed", Reason.OVER),
    ("apply", "other", "not open yet", Reason.NOT_OPEN),
    ("apply", "other", "of a draft", HIDDEN),
    ("read", "anonymous", "submitted", LOGIN),
    ("read", "other", "submitted", HIDDEN),
    ("read", "applicant", "submitted", None),
    ("read", "team", "submitted", None),
    ("read", "reviewer who waits", "submitted", None),
    ("read", "reviewer who has given", "submitted", None),
    ("read", "reviewer of others", "submitted", HIDDEN),
    ("read", "reviewer in conflict", "submitted", Reason.CONFLICT),
    ("read", "team in conflict", "submitted", Reason.CONFLICT),
    ("read", "consultant", "accepted", HIDDEN),
    ("read", "applicant", "draft", None),
    ("read", "team", "draft", HIDDEN),
    ("read", "reviewer who waits", "draft", HIDDEN),
    ("read_file", "applicant", "file of a draft", None),
    ("read_file", "team", "file of a draft", HIDDEN),
    ("read_file", "team", "file of a submitted one", None),
    ("read_file", "reviewer who waits", "file of a submitted one", None),
    ("read_file", "reviewer in conflict", "file of a submitted one", Reason.CONFLICT),
    ("read_file", "other", "file of a submitted one", HIDDEN),
    ("write_file", "applicant", "file of a draft", None),
    ("write_file", "applicant", "file of a submitted one", Reason.SENT),
    ("write_file", "team", "file of a draft", HIDDEN),
    ("write", "anonymous", "draft", LOGIN),
    ("write", "other", "draft", HIDDEN),
    ("write", "team", "draft", HIDDEN),
    ("write", "applicant", "draft", None),
    ("write", "applicant", "draft, too late", Reason.OVER),
    ("write", "applicant", "submitted", Reason.SENT),
    ("write", "applicant", "missing", None),
    ("write", "applicant", "missing, too late", Reason.DUE_OVER),
    ("write", "applicant", "accepted", Reason.SENT),
    ("submit", "applicant", "draft", None),
    ("submit", "applicant", "draft, too late", Reason.OVER),
    ("submit", "other", "draft", HIDDEN),
    ("own", "anonymous", "draft", LOGIN),
    ("own", "team", "submitted", HIDDEN),
    ("own", "applicant", "submitted", None),
    ("submit", "co-writer", "draft", Reason.OWNERS),
    ("read", "co-writer", "draft", None),
    ("read", "co-writer", "submitted", None),
    ("read", "partner", "accepted", HIDDEN),
    ("read_file", "co-writer", "file of a draft", None),
    ("read_letter", "co-writer", "refused", None),
    ("read_reviews", "co-writer", "submitted", HIDDEN),
    ("read_reviews", "team who writes along", "submitted", HIDDEN),
    ("read_reviews", "partner", "submitted", HIDDEN),
    ("rank", "partner", "ranking", ROLE),
    ("write", "co-writer", "draft", None),
    ("write", "co-writer", "draft, too late", Reason.OVER),
    ("write", "co-writer", "submitted", Reason.SENT),
    ("write_file", "co-writer", "file of a draft", None),
    ("handle", "team who writes along", "submitted", Reason.OWN_APPLICATION),
    ("decide", "team who writes along", "submitted", Reason.OWN_APPLICATION),
    ("discard", "co-writer", "draft", Reason.OWNERS),
    ("withdraw", "co-writer", "submitted", Reason.OWNERS),
    ("own", "co-writer", "submitted", Reason.OWNERS),
    ("invite_writer", "applicant", "draft", None),
    ("invite_writer", "applicant", "missing", None),
    ("invite_writer", "applicant", "submitted", Reason.SENT),
    ("invite_writer", "co-writer", "draft", Reason.OWNERS),
    ("invite_writer", "team", "draft", HIDDEN),
    ("drop_writer", "applicant", "line of the co-writer", None),
    ("drop_writer", "co-writer", "line of the co-writer", None),
    ("drop_writer", "co-writer", "line of one who waits", Reason.OWNERS),
    ("drop_writer", "team", "line of the co-writer", HIDDEN),
    ("drop_writer", "anonymous", "line of one who waits", LOGIN),
    ("see_offer", "anonymous", "invitation", None),
    ("see_offer", "anonymous", "invitation, accepted", Reason.INVITATION_DONE),
    ("see_offer", "anonymous", "old link", Reason.OLD_LINK),
    ("accept_offer", "anonymous", "invitation", LOGIN),
    ("accept_offer", "other", "invitation", Reason.OTHER_ADDRESS),
    ("accept_offer", "co-writer", "invitation", None),
    ("accept_offer", "co-writer", "old link", Reason.OLD_LINK),
    ("discard", "applicant", "draft, too late", None),
    ("discard", "applicant", "submitted", Reason.SENT),
    ("discard", "other", "draft", HIDDEN),
    ("withdraw", "applicant", "submitted", None),
    ("withdraw", "applicant", "missing", None),
    ("withdraw", "applicant", "interview", None),
    ("withdraw", "applicant", "accepted", None),
    ("withdraw", "applicant", "reserve", None),
    ("withdraw", "applicant", "refused", Reason.DECIDED),
    ("withdraw", "applicant", "withdrawn", Reason.WITHDRAWN),
    ("withdraw", "applicant", "draft", Reason.NOT_REVIEWED),
    ("withdraw", "team", "submitted", HIDDEN),
    ("read_letter", "applicant", "submitted", Reason.NOT_DECIDED),
    ("read_letter", "applicant", "accepted", None),
    ("read_letter", "applicant", "reserve", None),
    ("read_letter", "applicant", "refused", None),
    ("read_letter", "other", "refused", HIDDEN),
    ("handle", "team", "submitted", None),
    ("handle", "team", "draft", HIDDEN),
    ("handle", "team in conflict", "submitted", Reason.CONFLICT),
    ("handle", "reviewer who has given", "submitted", ROLE),
    ("handle", "applicant", "submitted", ROLE),
    ("handle", "anonymous", "submitted", LOGIN),
    ("ask_missing", "team", "submitted", None),
    ("ask_missing", "team", "missing", Reason.WAITS),
    ("ask_missing", "team", "accepted", Reason.DECIDED),
    ("ask_missing", "team", "withdrawn", Reason.WITHDRAWN),
    ("ask_missing", "applicant", "submitted", ROLE),
    ("interview", "team", "submitted", None),
    ("interview", "team", "interview", Reason.DECIDED),
    ("interview", "reviewer who waits", "submitted", ROLE),
    ("decide", "team", "submitted", None),
    ("decide", "team", "submitted, window open", Reason.NOT_CLOSED),
    ("decide", "team", "interview", None),
    ("decide", "team", "missing", None),
    ("decide", "team", "reserve", None),
    ("decide", "team", "accepted", Reason.DECIDED),
    ("decide", "team in conflict", "submitted", Reason.CONFLICT),
    ("decide", "applicant", "submitted", ROLE),
    ("assign", "team", "submitted", None),
    ("assign", "team", "interview", None),
    ("assign", "team", "accepted", Reason.DECIDED),
    ("assign", "reviewer who waits", "submitted", ROLE),
    ("see_review", "reviewer who waits", "review given", None),
    ("see_review", "reviewer who has given", "review given", HIDDEN),
    ("see_review", "anonymous", "review given", LOGIN),
    ("review", "reviewer who waits", "review assigned", None),
    ("review", "reviewer who waits", "review given", Reason.GIVEN),
    ("review", "reviewer who waits", "review in conflict", Reason.CONFLICT),
    ("review", "reviewer who waits", "review of a decided one", Reason.NOT_REVIEWED),
    ("review", "reviewer who has given", "review assigned", HIDDEN),
    ("review", "team", "review assigned", HIDDEN),
    ("review", "applicant", "review assigned", HIDDEN),
    ("review", "anonymous", "review assigned", LOGIN),
    ("declare_conflict", "reviewer who waits", "review assigned", None),
    ("declare_conflict", "reviewer who waits", "review given", None),
    ("declare_conflict", "reviewer who waits", "review in conflict", Reason.CONFLICT),
    ("declare_conflict", "reviewer who waits", "review of a decided one", Reason.DECIDED),
    ("declare_conflict", "other", "review assigned", HIDDEN),
    ("read_reviews", "anonymous", "submitted", LOGIN),
    ("read_reviews", "applicant", "submitted", HIDDEN),
    ("read_reviews", "applicant", "accepted", HIDDEN),
    ("read_reviews", "other", "submitted", HIDDEN),
    ("read_reviews", "consultant", "submitted", HIDDEN),
    ("read_reviews", "team", "submitted", None),
    ("read_reviews", "team in conflict", "submitted", Reason.CONFLICT),
    ("read_reviews", "team who reviews", "submitted", Reason.OWN_FIRST),
    ("read_reviews", "reviewer who waits", "submitted", Reason.OWN_FIRST),
    ("read_reviews", "reviewer who has given", "submitted", None),
    ("read_reviews", "reviewer of others", "submitted", HIDDEN),
    ("rank", "anonymous", "ranking", LOGIN),
    ("rank", "team", "ranking", None),
    ("rank", "team who reviews", "ranking, a review owed", Reason.OWN_FIRST),
    ("rank", "reviewer who has given", "ranking", ROLE),
    ("rank", "applicant", "ranking", ROLE),
    *((rule, "unit officer", state, Common.ROLE) for rule, state in NOT_OF_A_UNIT),
    *((rule, "unit officer", state, Common.HIDDEN) for rule, state in HIDDEN_FROM_A_UNIT),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(rules, rule)(PEOPLE[who], STATES[state])
    assert (denied.reason if denied else None) is expected
