"""Nothing of one municipality is written, or its desk read, by the staff of another.

Every address comes from the application's routes; an argument without a sample fails.
"""

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule as Route
from werkzeug.test import TestResponse

from accounts.models import Person
from kernel import ledgers
from kernel.audit import AuditLine
from kernel.db import Base, db, write
from kernel.outbox import Errand, State
from kernel.rules import Role
from places.models import Municipality, Staff
from places.queries import resident_token
from tests.client import Client
from tests.make.everything import Known, failed_mail, fill_a_town, paths
from tests.make.places import make_municipality, make_staff, make_unit
from tests.town import writes_noted

World = tuple[Municipality, Municipality, Known]
OURS, THEIRS = "bizim", "komsu"
#: one press that anybody with a confirmed address may do in any municipality
PRESSED_BY_ANYBODY = {
    "proposals.support": "where everybody may, also who works elsewhere",
    "proposals.unsupport": "takes one's own support back, or nothing",
    "proposals.follow": "reading along",
    "proposals.unfollow": "reading along",
    "journeys.follow": "reading along",
    "meetings.register": "one may come where one does not work",
    "meetings.unregister": "gives one's own place back, or nothing",
    "journeys.unfollow": "reading along",
    "discussion.follow": "reading along",
    "discussion.unfollow": "reading along",
    "discussion.rate_useful": "one may find something useful where one does not live",
    "discussion.rate_useless": "one may find something useful where one does not live",
    "discussion.unrate": "takes one's own answer back, or nothing",
    "discussion.ask_source": "one may ask where one does not live",
    "surveys.send": "one answers where one may; without answers nothing is sent",
    "surveys.drop_draft": "throws one's own draft away, or nothing",
    "opinions.answer": "one answers where one may; without an answer nothing is stored",
    "opinions.become": "one may begin a proposal where one does not work",
    "opinions.undo": "takes one's own answer back, or nothing",
    "opinions.share_row": "consents about one's own answers, or nothing",
    "proposals.accept_offer": "whoever has the link of the invitation, once",
    "proposals.decline_offer": "whoever has the link of the invitation, once",
    "proposals.stop_mails": "whoever has the link of a mail about a proposal entered for them",
    "following.index": "reading along",
    "following.save_radar": "reading along",
    "voting.watch_heads": "reading along",
    "voting.unwatch_heads": "reading along",
}
#: forms that are anybody's: asked with nothing in them, they write nothing
FORMS_OF_ANYBODY = {
    "proposals.comment": "one may speak where one does not work",
    "councils.comment": "one may speak where one does not work",
    "roadmap.comment": "one may speak where one does not work",
    "consultations.comment": "one may speak where one does not work",
    "discussion.report": "everybody may say that a comment breaks the rules",
    "proposals.report": "everybody may say that a proposal breaks the rules",
    "proposals.report_amendment": "everybody may say that a change breaks the rules",
    "proposals.amend": "one may speak where one does not work",
    "places.sign_up": "an account is of no municipality; signed in there is nothing to do",
    "places.residence": "one may live where one does not work",
    "places.request_letter": "one may live where one does not work",
    "places.enter_code": "one may live where one does not work",
    "places.apply": "an organisation may work in two towns",
    "surveys.answer": "one answers where one may",
    "opinions.add_statement": "one may write where one does not work",
    "surveys.enter": "whoever has a code on paper",
    "surveys.fill": "whoever has a code on paper",
    "texts.suggest": "one may speak where one does not work",
    "texts.comment": "one may speak where one does not work",
    "voting.receive_key": "whoever has the link of the invitation",
    "voting.try_envelope": "whoever has the link of the invitation",
    "voting.bring": "whoever has the link of the invitation",
    "voting.booth": "one looks a paper over where one may vote",
    "voting.cast": "one votes where one may; without a reviewed paper nothing is cast",
    "voting.resume": "a paper filled in before signing in",
    "voting.leave": "gives one's own code back, or nothing",
    "voting.code": "whoever has a code on paper",
    "voting.kiosk": "whoever has a code on paper",
    "voting.complain": "a result is everybody's",
}
#: forms that ask for no account; everything else sends to sign in or refuses
WITHOUT_ACCOUNT = {
    "places.sign_up": "makes one",
    "surveys.enter": "a code on paper is no account",
    "surveys.fill": "a code on paper is no account",
    "voting.booth": "a paper may be filled in before signing in",
    "voting.cast": "keeps the paper and asks to sign in",
    "voting.resume": "a paper filled in before signing in",
    "voting.leave": "gives one's own code back, or nothing",
    "voting.code": "a code on paper is no account",
    "voting.kiosk": "a code on paper is no account",
    "accounts.sign_in": "the door itself",
    "accounts.sign_out": "gives back a session, or nothing",
    "accounts.forgotten": "whoever cannot sign in",
    "voting.ask": "a receipt is checked by anybody",
}
#: the answers of such forms to somebody who has filled in nothing
ASKED_AGAIN = {200, 303, 422}
REFUSED = {403, 404, 409}


def unsafe(app: Flask) -> list[tuple[str, Route]]:
    """Every route that might write."""
    verbs = {"POST", "PUT", "PATCH", "DELETE"}
    return [(m, r) for r in app.url_map.iter_rules() for m in sorted((r.methods or set()) & verbs)]


def routes(app: Flask) -> list[tuple[str, Route]]:
    """Every unsafe route of a municipality, and every page of a desk."""
    found = [(method, route) for method, route in unsafe(app) if "slug" in route.arguments]
    for route in app.url_map.iter_rules():
        methods = route.methods or set()
        if "slug" not in route.arguments:
            continue
        if "GET" in methods and "/masa" in route.rule:
            found.append(("GET", route))
    return found


@pytest.fixture
def world(app: Flask) -> World:
    """Theirs first: its numbers are other numbers than ours."""
    theirs = make_municipality(slug=THEIRS)
    ours = make_municipality(slug=OURS)
    return ours, theirs, fill_a_town(ours)


def ask(browser: Client, method: str, path: str) -> TestResponse:
    return browser.get(path) if method == "GET" else browser.post(path)


def counted() -> dict[str, int]:
    """Rows of each table of the three databases."""
    db.session.rollback()
    found = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    for name, metadata in ledgers.METADATA.items():
        with ledgers.read(name) as connection:
            for table in metadata.sorted_tables:
                counting = select(func.count()).select_from(table)
                found[table.name] = connection.scalar(counting) or 0
    return found


def stranger_with(theirs: Municipality, roles: list[Role]) -> Person:
    person = make_staff(theirs, roles[0], unit=make_unit(theirs, f"Birim {len(roles)} {roles[0]}"))
    with write() as session:
        for role in roles[1:]:
            session.add(Staff(municipality_id=theirs.id, person_id=person.id, role=role))
    return person


def test_the_staff_of_the_neighbour_is_refused_everywhere(app: Flask, world: World) -> None:
    """One person with all roles, and one with each; nothing is written, so all use one town."""
    ours, theirs, known = world
    wrong = []
    with writes_noted(app) as writes:
        for roles in (list(Role), *([role] for role in Role)):
            person = stranger_with(theirs, roles)
            known["resident_id"] = [resident_token(known["resident_of"][0], ours.id, by=person.id)]
            browser = Client(app, checks=False).sign_in(person)
            before = counted()
            writes.clear()
            found, asked = refused(app, browser, roles, known, writes)
            wrong += [f"{'+'.join(roles)[:30]}: {line}" for line in found]
            assert asked > 50
            assert counted() == before
    assert not wrong, "\n".join(wrong)


def refused(
    app: Flask, browser: Client, roles: list[Role], known: Known, writes: list[str]
) -> tuple[list[str], int]:
    """What was answered otherwise than by a refusal, and how much was asked."""
    wrong, asked, whole = [], 0, len(roles) > 1
    for method, route in routes(app) if whole else share_of(roles[0], routes(app)):
        if route.endpoint in PRESSED_BY_ANYBODY:
            continue
        good = REFUSED | (ASKED_AGAIN if route.endpoint in FORMS_OF_ANYBODY else set())
        for path in paths(route, OURS, known, whole):
            answer = ask(browser, method, path)
            asked += 1
            if answer.status_code not in good or writes:
                wrong.append(f"{method} {path}: {answer.status_code} {writes[:1]}")
                writes.clear()
    return wrong, asked


def share_of(role: Role, every: list[tuple[str, Route]]) -> list[tuple[str, Route]]:
    """A third of the routes: more roles open more, and one person with all of them asks all."""
    return every[list(Role).index(role) % 3 :: 3]


def names_an_object(route: Route) -> bool:
    return any(name.endswith("_id") for name in route.arguments)


def test_objects_of_the_neighbour_are_not_found_under_our_own_address(
    app: Flask, world: World
) -> None:
    """Also where anybody may act: the address and the object belong together."""
    ours, theirs, known = world
    person = stranger_with(theirs, list(Role))
    known["resident_id"] = [resident_token(known["resident_of"][0], ours.id, by=person.id)]
    browser = Client(app, checks=False).sign_in(person)
    wrong = [
        f"{method} {path}: {answer.status_code}"
        for method, route in routes(app)
        if names_an_object(route)
        for path in paths(route, THEIRS, known, True)
        if (answer := ask(browser, method, path)).status_code not in (404, 403)
    ]
    assert not wrong, "\n".join(wrong)
    assert (
        db.session.scalars(select(AuditLine.verb).where(AuditLine.person_id == person.id)).all()
        == []
    )


@pytest.mark.parametrize("links", ["forged", "real"])
def test_who_is_not_signed_in_is_sent_to_sign_in_and_writes_nothing(
    app: Flask, world: World, links: str
) -> None:
    """Every POST of the application; whoever holds a mail's link has still filled in nothing."""
    client = Client(app, checks=False)
    _ours, _theirs, known = world
    known["resident_id"] = ["sahte"]
    # These links are a press by themselves, for whoever holds them: tests/proposals.
    known["offer_id"] = known["contact_id"] = ["sahte"]
    if links == "forged":
        known["custodian_id"] = ["sahte"]
    before, wrong, endpoints = counted(), [], set()
    with writes_noted(app) as writes:
        for method, route in unsafe(app):
            endpoints.add(route.endpoint)
            good = REFUSED | (ASKED_AGAIN if route.endpoint in WITHOUT_ACCOUNT else set())
            if links == "real" and "custodian_id" in route.arguments:
                good = REFUSED | {422}
            mailed = {name: ["sahte"] for name in LINKS} | {"session_id": [1]}
            samples = known if "slug" in route.arguments else {**known, **mailed}
            for path in paths(route, OURS, samples, True):
                answer = ask(client, method, path)
                signs_in = answer.status_code == 303 and answer.location.startswith("/giris")
                if writes or not (signs_in or answer.status_code in good):
                    wrong.append(
                        f"{method} {path}: {answer.status_code} {answer.location} {writes}"
                    )
                    writes.clear()
    assert not wrong, "\n".join(wrong)
    assert counted() == before
    assert set(WITHOUT_ACCOUNT) <= endpoints


#: signed links of mails, by the name of their argument
LINKS = (
    *("confirmation_id", "reset_id", "change_id", "undo_id", "invitation_id"),
    *("subscription_id", "watching_id", "writing_id"),
)


def test_a_mail_of_no_municipality_is_resent_from_ones_own_desk_only(app: Flask) -> None:
    """Otherwise the neighbour's record would tell of somebody who does not work there."""
    make_municipality(slug=OURS)
    theirs = make_municipality(slug=THEIRS)
    browser = Client(app).sign_in(make_staff(theirs, Role.ADMINISTRATOR))
    errand = failed_mail(None)
    assert browser.post(f"/{OURS}/masa/posta/{errand}/yeniden").status_code == 403
    assert db.session.get_one(Errand, errand).state is State.FAILED
    assert browser.post(f"/{THEIRS}/masa/posta/{errand}/yeniden").status_code == 303
    assert db.session.get_one(Errand, errand).state is State.WAITING


def test_the_list_of_exceptions_names_routes_that_exist(app: Flask) -> None:
    known = {route.endpoint for _method, route in routes(app)}
    exceptions = set(PRESSED_BY_ANYBODY) | set(FORMS_OF_ANYBODY)
    assert exceptions <= known
    assert not [r for _m, r in routes(app) if r.endpoint in exceptions and "/masa" in r.rule]
    assert not set(PRESSED_BY_ANYBODY) & set(FORMS_OF_ANYBODY)
