"""Roadmaps as documents, made by the services themselves."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Person
from kernel import clock, sheets
from kernel.db import db
from kernel.rules import Role
from places.models import Municipality, Unit
from roadmap import queries, services
from roadmap.models import Action, Adopter, Goal, Roadmap
from roadmap.services import Decided, Draft, Goalpost, Head, Words
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_staff,
    make_unit,
    saving,
    visitor,
)

HEAD = Head(
    title="Sivil Katılım Yol Haritası",
    text="Birlikte yazdık.",
    html="<p>Birlikte yazdık.</p>",
    starts_on=date(2027, 1, 1),
    ends_on=date(2029, 12, 31),
    report_months=6,
)


def words(title: str) -> Words:
    return Words(title=title, text="Neden?", html="<p>Neden?</p>")


def make_draft(unit_id: int, **anything: Any) -> Draft:
    values: dict[str, Any] = {
        "title": "Her mahalleye bir danışma masası",
        "text": "Muhtarlıkta haftada bir gün masa kurulur.",
        "html": "<p>Muhtarlıkta haftada bir gün masa kurulur.</p>",
        "unit_id": unit_id,
        "starts_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=300),
        "budget_kurus": 25_000_000,
    }
    return Draft(**{**values, **anything})


def make_roadmap(
    municipality: Municipality | None = None,
    *,
    by: Person | None = None,
    actions: int = 2,
    state: str = "draft",
    unit: Unit | None = None,
) -> Roadmap:
    """`state`: "draft", "open", "adopted" or "closed". One goal and one objective."""
    town = municipality or make_municipality()
    officer = visitor(by or make_staff(town, Role.OFFICER))
    unit = unit or make_unit(town)
    with saving():
        roadmap = services.create(town.id, by=officer, head=HEAD)
        goal = services.add_goal(roadmap, by=officer, words=words("Herkes söz söyler"))
        goal = queries.get_goal(goal.id)
        part = services.add_objective(goal, by=officer, words=words("Her mahallede bir kapı"))
        part_ = queries.get_objective(part.id)
        for _count in range(actions):
            services.add_action(part_, by=officer, draft=make_draft(unit.id))
    if state != "draft":
        open_it(roadmap, officer)
    if state in ("adopted", "closed"):
        adopt_it(roadmap, officer)
    if state == "closed":
        with saving():
            row = queries.get_roadmap(roadmap.id)
            services.close(row, by=officer, closing="Hepsi bitti, kalan iş yok.")
    db.session.expire_all()
    return queries.get_roadmap(roadmap.id)


def open_it(roadmap: Roadmap, officer: Any, days: int = 10) -> None:
    with saving():
        row = queries.get_roadmap(roadmap.id)
        until = clock.now() + timedelta(days=days)
        services.open_comments(row, by=officer, until=until)


def adopt_it(roadmap: Roadmap, officer: Any) -> None:
    """The comments' time is over: the clock is not asked by the service."""
    with saving():
        row = queries.get_roadmap(roadmap.id)
        today = clock.today()
        decided = Decided(by=Adopter.COUNCIL, number="2026/114", on=today)
        services.adopt(row, by=officer, decided=decided, in_force_on=today)


def goal_of(roadmap: Roadmap) -> Goal:
    return queries.get_goal(queries.get_roadmap(roadmap.id).goals[0].id)


def actions_of(roadmap: Roadmap) -> list[Action]:
    whole = queries.load_whole(roadmap.id)
    return [
        action
        for goal in whole.goals
        for objective in goal.objectives
        for action in objective.actions
    ]


def samples(town: Municipality) -> dict[str, list[Any]]:
    """A draft, one open for comments, one adopted with a report, and who was asked."""
    officer = make_staff(town, Role.OFFICER)
    unit = make_unit(town, "Yol Haritası Birimi")
    rows = {
        state: make_roadmap(town, by=officer, actions=1, state=state, unit=unit)
        for state in ("open", "draft", "adopted")
    }
    by = visitor(officer)
    goal = goal_of(rows["draft"])
    (draft,), (living,) = actions_of(rows["draft"]), actions_of(rows["adopted"])
    organisation = make_organisation(town)
    with saving():
        coauthor = services.invite(goal, by=by, organisation_id=organisation.id)
        action = queries.get_action(living.id)
        asked = services.ask_partner(
            action, by=by, organisation_id=organisation.id, role="Gönüllüleri eğitir."
        )
        goalpost = Goalpost("Masaya gelen", "kişi", None, 900_000)
        indicator = services.add_indicator(action, by=by, goalpost=goalpost)
        today = clock.today()
        period = services.Period(today, today, "Yolunda gidiyor.", "<p>Yolunda gidiyor.</p>")
        roadmap = queries.get_roadmap(rows["adopted"].id)
        reports = [services.write_report(roadmap, by=by, period=period) for _n in range(2)]
        accepted = (_book(), sheets.XLSX, "taslak.xlsx")
        stored = services.keep_upload(roadmap, accepted=accepted)
    with saving():
        services.publish_report(queries.get_report(reports[1].id), by=by)
    return {
        "roadmap_id": [row.id for row in rows.values()],
        "goal_id": [goal.id],
        "objective_id": [draft.objective_id],
        "action_id": [living.id, actions_of(rows["open"])[0].id, draft.id],
        "coauthor_id": [coauthor.id],
        "partner_id": [asked.id],
        "indicator_id": [indicator.id],
        "report_id": [one.id for one in reports],
        "number": [1],
        "way": ["yukari"],
        "file_id": [stored.id],
    }


def _book() -> bytes:
    head = ["Amaç", "Hedef", "Eylem", "Sorumlu birim", "Başlangıç", "Bitiş"]
    row = ["Birlikte", "Masa", "Masa kur", "Yol Haritası Birimi", "2027-01-01", "2027-09-30"]
    return sheets.to_xlsx([("Eylemler", [head, row])])
