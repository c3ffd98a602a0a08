"""The gates walked by pages: first gate, unit, decision, objection; and who sees what."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from answers.models import Duty
from consultations.models import Activity
from journeys.models import Status
from kernel import clock
from kernel.db import db, write
from kernel.outbox import Errand
from kernel.rules import Role
from notifications.models import Notice
from proposals import queries
from proposals.assessments import BulkAction, EvaluationNote
from proposals.queries import gates
from proposals.services import assigning
from tests.client import Client
from tests.make.consultations import make_activity
from tests.make.gates import make_asked, make_decided, town_of
from tests.make.places import make_person, make_staff, make_unit, visitor
from tests.make.proposals import make_proposal
from web import my_data

SECRET = "Yüklenici kuzenimin ortağı"
REASON = "Bu yol Karayolları’nın; belediye kendi başına daraltamaz."


@pytest.fixture
def activity(app: Flask) -> Activity:
    return make_activity()


def test_a_proposal_walks_through_both_gates_and_an_objection(
    app: Flask, activity: Activity
) -> None:
    author = make_person("Ayşe Yılmaz")
    proposal = make_proposal(activity, author=author, title="Boş parsele mahalle bahçesi")
    town = town_of(proposal)
    base, number = f"/{town.slug}/oneriler/{proposal.id}", proposal.id
    unit = make_unit(town, "Park ve Bahçeler Müdürlüğü")
    first, second = make_staff(town, Role.OFFICER), make_staff(town, Role.OFFICER)
    gardener = make_staff(town, Role.UNIT_OFFICER, unit=unit, name="Nilgün Su")
    officer, engineer = Client(app).sign_in(first), Client(app).sign_in(gardener)
    writer, other = Client(app).sign_in(author), Client(app).sign_in(second)
    assert "Ön değerlendirme" in writer.get(base).text
    due = (clock.today() + timedelta(days=9)).isoformat()
    sent = {"decision": "teknik", "unit": unit.id, "asked_unit": unit.id, "due_on": due}
    assert officer.post(f"{base}/ele", {**sent, "due_on": ""}).status_code == 422
    checked = {**sent, "checks": ["konu", "yetki"], "question": SECRET}
    assert officer.post(f"{base}/ele", checked).status_code == 303
    page = writer.get(base).text
    assert "Park ve Bahçeler Müdürlüğü" in page
    assert "Görüş bekleniyor" in page
    assert "Belediyenin yetkisinde" in page
    assert "Boş parsele" in engineer.get(f"/{town.slug}/masa/gorusler").text
    # The next step is not hers: whose it is stands there.
    assert f"Görüşü bekleniyor: {unit.name}." in engineer.get(f"{base}/degerlendirme").text
    asked = gates.list_assessments(number)[0].id
    opinion = {"feasibility": "yes", "opinion": f"{SECRET} olabilir.", "cost": "285.000"}
    points = {f"puan_{one.id}": "4" for one in gates.list_criteria(activity.id)}
    path = f"/{town.slug}/masa/gorusler/{asked}"
    assert engineer.post(path, {**opinion, **points, f"puan_{99}": "4"}).status_code == 303
    file = officer.get(f"{base}/degerlendirme").text
    assert SECRET in file
    assert "Puanlar" in file
    wrong = {"decision": "ilet", "unit": unit.id, "reason": REASON}
    assert officer.post(f"{base}/karar", wrong).status_code == 422
    right = {**wrong, "body": "DSİ 14. Bölge", "letter_number": "E-2026/7", "legal_basis": "m. 14"}
    assert officer.post(f"{base}/karar", right).status_code == 303
    page = writer.get(base).text
    assert {word for word in ("DSİ 14. Bölge", "E-2026/7", "m. 14") if word not in page} == set()
    assert officer.post(f"{base}/karar", right).status_code == 409
    assert writer.post(f"{base}/itiraz", {"reason": "Kısa."}).status_code == 422
    why = {"reason": "Yol belediyenin; tapu kaydı ekte duruyor."}
    assert writer.post(f"{base}/itiraz", why).status_code == 303
    assert "tapu kaydı" in Client(app).get(base).text
    verdict = {"decision": "oylama", "unit": unit.id, "reason": "Haklısınız; tapu belediyenin."}
    assert officer.post(f"{base}/itiraz/karar", verdict).status_code == 403
    assert other.post(f"{base}/itiraz/karar", verdict).status_code == 303
    assert queries.get_proposal(number).status is Status.ON_BALLOT
    assert "karar değişti" in Client(app).get(base).text


def test_nothing_private_leaves_the_staff(app: Flask, activity: Activity) -> None:
    """Every role opens every page of the proposal; only those who may read the file find it."""
    author = make_person("Ayşe Yılmaz")
    proposal = make_proposal(activity, author=author)
    town, number = town_of(proposal), proposal.id
    unit, other_unit = make_unit(town, "Park"), make_unit(town, "Zabıta")
    gardener = make_staff(town, Role.UNIT_OFFICER, unit=unit)
    row = make_asked(proposal, unit=unit)
    by = visitor(make_staff(town, Role.OFFICER))
    with write():
        case = gates.get_case(number)
        assigning.note(case, by=by, body=f"Not: {SECRET}")
        assigning.declare_conflict(case, by=visitor(gardener), reason=f"İlişki: {SECRET}")
        row = db.session.merge(row)
        row.opinion = SECRET
    cast: dict[str, Person | None] = {"nobody": None, "author": author, "neighbour": make_person()}
    for role in Role:
        own = {Role.UNIT_OFFICER: other_unit}.get(role)
        cast[role.value] = make_staff(town, role, unit=own)
    cast["asked unit"] = make_staff(town, Role.UNIT_OFFICER, unit=unit)
    base = f"/{town.slug}/oneriler"
    public = [
        *(f"{base}/{number}", base, f"/{town.slug}/", f"/{town.slug}/yanitlar"),
        *(f"/{town.slug}/onerilerim", "/hesap/bildirimler"),
    ]
    may_read = set()
    for who, person in cast.items():
        client = Client(app) if person is None else Client(app).sign_in(person)
        for path in public:
            answer = client.get(path)
            assert SECRET not in answer.text, (who, path)
        file = client.get(f"{base}/{number}/degerlendirme")
        assert (SECRET in file.text) == (file.status_code == 200)
        if file.status_code == 200:
            may_read.add(who)
    assert may_read == {"administrator", "officer", "approver", "auditor", "asked unit"}
    for person in (author, cast["neighbour"]):
        assert person is not None
        assert SECRET not in str(my_data.export(person.id))
    assert SECRET not in str([row.body for row in db.session.scalars(select(Errand))])
    assert SECRET not in str([row.facts for row in db.session.scalars(select(Notice))])
    assert db.session.scalars(select(EvaluationNote)).one().body.endswith(SECRET)


def test_many_are_ticked_on_the_list_and_recorded(app: Flask, activity: Activity) -> None:
    rows = [make_proposal(activity, title=f"Öneri {n}") for n in range(2)]
    decided = make_proposal(activity, title="Karara bağlanmış")
    make_decided(decided, Status.ACCEPTED)
    town = town_of(decided)
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    unit = db.session.get_one(Duty, rows[0].duty_id).unit_id
    desk = f"/{town.slug}/masa/oneriler"
    assert 'name="o"' in officer.get(desk).text
    query = "&".join(f"o={one.id}" for one in (*rows, decided))
    for page in ("toplu-karar", "toplu-gorus"):
        shown = officer.get(f"{desk}/{page}?{query}").text
        assert "1 öneri için yapılamaz" in shown
        assert "Listede öneri işaretlemediniz" in officer.get(f"{desk}/{page}").text
        assert officer.get(f"{desk}/{page}?o=x&o={'9' * 30}&o=-1").status_code == 200
    everything = {"proposals": [one.id for one in (*rows, decided)], "unit": unit}
    path = f"{desk}/toplu-karar?{query}"
    assert officer.post(path, {**everything, "decision": "red"}).status_code == 422
    foreign = {**everything, "proposals": [make_proposal().id]}
    assert officer.post(path, {**foreign, "decision": "red", "reason": REASON}).status_code == 422
    sent = officer.post(path, {**everything, "decision": "red", "reason": REASON})
    assert sent.status_code == 303
    record = db.session.scalars(select(BulkAction)).one()
    page = officer.get(f"{desk}/toplu/{record.id}").text
    assert "Daha önce" in page or "daha önce ele alındı" in page
    assert [queries.get_proposal(one.id).status for one in rows] == [Status.REFUSED] * 2
    assert "Karara bağlanmış" in page


def test_days_and_criteria_are_set_by_forms(app: Flask, activity: Activity) -> None:
    town = town_of(make_proposal(activity))
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    days = {"preliminary": 7, "technical": 20, "to_object": 10, "to_answer": 40}
    path = f"/{town.slug}/masa/degerlendirme-sureleri"
    assert officer.post(path, {**days, "to_object": 0}).status_code == 422
    assert officer.post(path, days).status_code == 303
    assert gates.find_days(town.id).to_answer == 40
    path = f"/{town.slug}/masa/olcutler/{activity.id}"
    assert "Kamu yararı" in officer.get(path).text
    for wrong in ("Bir\nBir", "11 x Ağır", "\n".join(f"Ölçüt {n}" for n in range(13))):
        assert officer.post(path, {"criteria": wrong}).status_code == 422
    assert officer.post(path, {"criteria": "3 x Kamu yararı\nMaliyet"}).status_code == 303
    named = [(one.name, one.weight) for one in gates.list_criteria(activity.id)]
    assert named == [("Kamu yararı", 3), ("Maliyet", 1)]
