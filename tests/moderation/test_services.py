"""Reports, decisions, and what a person gets to see or takes away of them."""

from flask import Flask
from sqlalchemy import select

from kernel.db import db, write
from kernel.rules import Role
from moderation import queries, services
from moderation.models import Report
from tests.make.discussion import hide, make_comment, make_report, make_thread
from tests.make.places import make_municipality, make_person, make_staff


def test_a_reporter_gets_and_forgets_the_words_of_a_report(app: Flask) -> None:
    comment = make_comment(make_thread(make_municipality()))
    reporter = make_person("Ali")
    make_report(comment, reporter, note="Komşumun numarası.")
    (exported,) = queries.export(reporter.id)["reports"]
    assert (exported["note"], exported["ground"]) == ("Komşumun numarası.", "personal_data")
    with write():
        services.forget(reporter.id)
    assert db.session.scalars(select(Report.note)).all() == [""]


def test_a_moderators_decisions_are_exported(app: Flask) -> None:
    municipality = make_municipality()
    moderator = make_staff(municipality, Role.MODERATOR)
    hide(make_comment(make_thread(municipality)), moderator)
    (decision,) = queries.export(moderator.id)["decisions"]
    assert decision["state"] == "hidden"


def test_the_count_is_of_this_municipality_and_of_open_cases(app: Flask) -> None:
    municipality, other = make_municipality(), make_municipality()
    make_report(make_comment(make_thread(other)))
    make_report(make_comment(make_thread(municipality)))
    hide(make_comment(make_thread(municipality)), make_staff(municipality, Role.MODERATOR))
    assert queries.count_open(municipality.id) == 1
