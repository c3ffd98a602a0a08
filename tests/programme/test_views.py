"""The walk: a call is prepared, an application written in sections, sent, judged, decided."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from kernel import clock
from kernel.db import db
from programme import queries
from programme.models import Application, ApplicationState, ProgrammeRole, Term, TermState, Track
from tests.client import Client
from tests.make.places import make_person
from tests.make.programme import make_role

pytestmark = pytest.mark.database
LONG = "Mahallelerimizde kararları hemşehrilerle birlikte almak istiyoruz. " * 2
STAMP = "%Y-%m-%dT%H:%M"


def prepare(app: Flask) -> Track:
    team = Client(app).sign_in(make_role(ProgrammeRole.TEAM))
    summary = "Bir dönem, bir çağrı, bir karar."
    fields = {"name": "Yeni dönem", "years": "2027", "summary": summary}
    assert team.post("/program/masa/donemler/yeni", fields).status_code == 303
    term = db.session.scalars(select(Term)).one()
    now = clock.local(clock.now())
    call = {
        "starts_on": f"{now.date() + timedelta(days=40)}",
        "ends_on": f"{now.date() + timedelta(days=300)}",
        "opens_at": (now - timedelta(days=1)).strftime(STAMP),
        "closes_at": (now + timedelta(days=9)).strftime(STAMP),
        "seats": "1",
        "call": "**Başvurun.**",
        "criteria": "60 | Kararlılık | Zaman ayırma\n40 | Ortaklık",
        "step_first_1": "2027-03-01",
        "step_label_1": "Sonuçlar",
        "step_first_2": "2027-01-01",
        "step_last_2": "2027-02-01",
        "step_label_2": "Başvurular",
        "step_source_2": "Çağrı metni",
        "step_first_3": "",
        "partners": "TBB | ortak | tbb.gov.tr",
    }
    path = f"/program/masa/donemler/{term.id}"
    refused = team.post(f"{path}/yerel-yonetimler", {**call, "criteria": "çok | Kararlılık"})
    assert refused.status_code == 422
    assert "çok | Kararlılık" in refused.text
    for fault in ({"step_last_2": "2026-01-01"}, {"step_label_1": ""}, {"step_first_1": ""}):
        assert team.post(f"{path}/yerel-yonetimler", {**call, **fault}).status_code == 422
    assert team.post(f"{path}/yerel-yonetimler", call).status_code == 303
    shown = team.get(f"{path}/yerel-yonetimler").text
    # By their days, and room for more.
    assert 'name="step_first_1" type="date" value="2027-01-01"' in shown
    assert 'value="Sonuçlar"' in shown
    assert 'name="step_first_5"' in shown
    assert team.post(f"{path}/yayimla").status_code == 303
    assert db.session.scalars(select(Term.state)).one() is TermState.PUBLISHED
    assert "Kararlılık" in team.get(path).text or team.get(path).status_code == 200
    return db.session.scalars(select(Track)).one()


def write(client: Client, track: Track) -> int:
    begun = {"whose": "named", "name": "Dereköy Belediyesi", "province": "Örnek"}
    path = f"/program/cagrilar/{track.id}/basvur"
    assert client.post(path, {**begun, "name": ""}).status_code == 422
    assert client.post(path, begun).status_code == 303
    number = db.session.scalars(select(Application.id)).one()
    path = f"/program/basvurular/{number}"
    assert "Göndermek için eksik olan" in client.get(path).text
    sections = {
        "iletisim": {
            "name": "Dereköy Belediyesi",
            "contact_name": "Ali Koru",
            "contact_email": "ali@derekoy.example",
            "unit": "Yazı İşleri",
        },
        "neden": {"motivation": LONG},
        "uygulamalar": {"practice": LONG},
        "ekip": {f"{what}_{n}": "Yazı İşleri" for what in ("name", "unit", "role") for n in (1, 2)},
        "taahhutler": {"commitments": "Haftada bir gün.", "approved": "y"},
    }
    assert client.post(f"{path}/gonder").status_code == 303
    assert db.session.scalars(select(Application.state)).one() is ApplicationState.DRAFT
    for section, fields in sections.items():
        assert client.post(f"{path}/{section}", fields).status_code == 303, section
        assert client.get(f"{path}/{section}").status_code == 200
    assert client.post(f"{path}/gonder").status_code == 303
    assert db.session.scalars(select(Application.state)).one() is ApplicationState.SUBMITTED
    return number


def test_the_walk_from_call_to_letter(app: Flask) -> None:
    track = prepare(app)
    stranger = Client(app)
    assert "Başvurun" in stranger.get(f"/program/cagrilar/{track.id}").text
    owner = Client(app).sign_in(make_person("Ali Koru"))
    number = write(owner, track)
    person = make_role(ProgrammeRole.TEAM)
    team = Client(app).sign_in(person)
    desk, path = f"/program/masa/basvurular/{number}", f"/program/basvurular/{number}"
    reviewers = [make_role(ProgrammeRole.REVIEWER) for _ in range(2)]
    ids = [str(one.id) for one in reviewers]
    assert team.post(f"{desk}/degerlendirenler", {"reviewers": ids}).status_code == 303
    criteria = queries.get_track(track.id).criteria
    for place, reviewer in enumerate(reviewers):
        client = Client(app).sign_in(reviewer)
        review = queries.get_application(number).reviews[place].id
        points = {f"points_{one.id}": "8" for one in criteria}
        sent = {**points, "comment": "Ekibi hazır, sözü açık, ortağı belli."}
        assert client.get(f"/program/degerlendirmeler/{review}").status_code == 200
        assert client.post(f"/program/degerlendirmeler/{review}", sent).status_code == 303
    page = team.get(f"/program/masa/siralama/{track.id}").text
    assert "1. sıra" in page
    assert "8 + 8" in page
    decision = {"state": "accepted", "reason": "Ölçütlerin hepsinde güçlü bir başvuru."}
    assert team.post(f"{desk}/karar", decision).status_code == 409
    with clock.held(clock.now() + timedelta(days=10)):
        assert team.post(f"{desk}/karar", decision).status_code == 303
        assert "Kabul edildi" in owner.get(path).text
        letter = owner.get(f"{path}/sonuc-yazisi.pdf")
        assert (letter.mimetype, letter.data[:4]) == ("application/pdf", b"%PDF")
        joined = queries.list_participations()[0].id
        assert owner.get(f"/program/katilimcilar/{joined}").status_code == 200
        assert stranger.get(f"/program/katilimcilar/{joined}").status_code == 303
        assert "Dereköy Belediyesi" in stranger.get(f"/program/donemler/{track.term_id}").text
