"""The administrator's pages: settings, units, neighbourhoods, texts, staff, organisations."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from accounts.models import Person
from kernel import outbox
from kernel.db import DomainError, db, write
from kernel.rules import Role
from places import queries
from places.models import (
    Invitation,
    LegalKind,
    Municipality,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Representative,
    Staff,
)
from places.services import organisations, settings
from places.services import staff as staff_services
from tests.client import Client
from tests.make.places import (
    make_municipality,
    make_organisation,
    make_person,
    make_staff,
    make_unit,
    visitor,
)
from tests.make.residence import make_legal_text


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


@pytest.fixture
def desk(client: Client, town: Municipality) -> Client:
    return client.sign_in(make_staff(town, Role.ADMINISTRATOR, name="Nermin Aksoy"))


SETTINGS: dict[str, Any] = {
    "name": "Çınarlı",
    "official_name": "Çınarlı Belediyesi",
    "help_desk": "Çözüm Masası (153)",
    "hue": "155",
    "logo_alt": "",
}


def picture() -> tuple[io.BytesIO, str]:
    data = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(data, "PNG")
    data.seek(0)
    return data, "logo.png"


# --- settings -----------------------------------------------------------------------------------


def test_the_colour_is_a_stylesheet_of_its_own(desk: Client) -> None:
    assert desk.post("/cinarli/masa/ayarlar", SETTINGS).status_code == 303
    page = desk.get("/cinarli/masa/ayarlar").text
    address = re.search(r'/cinarli/renkler\.css[^"]*', page)
    assert address is not None
    answer = desk.get(address[0])
    assert answer.text.strip() == ":root{--brand-h:155}"
    assert answer.mimetype == "text/css"
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_logo_needs_words_and_is_served(desk: Client, town: Municipality) -> None:
    answer = desk.post("/cinarli/masa/ayarlar", {**SETTINGS, "logo": picture()})
    assert answer.status_code == 422
    words = {**SETTINGS, "logo_alt": "Çınarlı Belediyesi"}
    answer = desk.post("/cinarli/masa/ayarlar", {**words, "logo": picture()})
    assert answer.status_code == 303
    db.session.refresh(town)
    with desk.get(town.logo_url) as served:
        assert served.mimetype == "image/png"
    assert town.logo_url in desk.get("/cinarli/masa/ayarlar").text
    assert desk.post("/cinarli/masa/ayarlar", SETTINGS).status_code == 422
    assert desk.post("/cinarli/masa/ayarlar", {**SETTINGS, "remove_logo": "y"}).status_code == 303
    db.session.refresh(town)
    assert town.logo_url == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"hue": "360"},
        {"hue": "-1"},
        {"hue": "mavi"},
        {"name": ""},
        {"official_name": "x" * 161},
        {"logo": (io.BytesIO(b"<svg onload=alert(1)>"), "logo.png"), "logo_alt": "Logo"},
    ],
    ids=["360", "-1", "word", "empty", "long", "svg"],
)
def test_wrong_settings_change_nothing(
    desk: Client, town: Municipality, wrong: dict[str, Any]
) -> None:
    assert desk.post("/cinarli/masa/ayarlar", {**SETTINGS, **wrong}).status_code == 422
    db.session.refresh(town)
    assert (town.brand_hue, town.logo_id) == (262, None)


@pytest.mark.parametrize("hue", ["360", "-1", "mavi"])
def test_what_is_said_of_legibility_is_about_a_colour_that_can_be(desk: Client, hue: str) -> None:
    answer = desk.post("/cinarli/masa/ayarlar", {**SETTINGS, "hue": hue})
    assert answer.status_code == 422
    assert "262 derecede" in answer.text
    assert f"{hue} derecede" not in answer.text


# --- units, neighbourhoods, texts ---------------------------------------------------------------


@pytest.mark.parametrize("page", ["birimler", "mahalleler"])
def test_names_are_added_once_and_renamed(desk: Client, town: Municipality, page: str) -> None:
    address = f"/cinarli/masa/{page}"
    assert desk.post(address, {"name": "Ilıca Şubesi"}).status_code == 303
    assert desk.post(address, {"name": "Ilıca Şubesi"}).status_code == 422
    assert desk.post(address, {"name": "😀😀"}).status_code == 422

    def rows() -> list[tuple[int, str]]:
        if page == "birimler":
            return [(unit.id, unit.name) for unit in queries.list_units(town.id)]
        return [(row.id, row.name) for row in queries.list_neighbourhoods(town.id)]

    ((row_id, _name),) = rows()
    assert desk.post(f"{address}/{row_id}", {"name": "Çınaraltı"}).status_code == 303
    assert rows() == [(row_id, "Çınaraltı")]
    assert desk.post(f"{address}/{row_id}", {"name": "<script>"}).status_code == 303
    assert "<script>" not in desk.get(address).text.partition("<main")[2]


def test_a_renamed_unit_may_not_take_another_name(town: Municipality) -> None:
    administrator = visitor(make_staff(town, Role.ADMINISTRATOR))
    make_unit(town, "Zabıta")
    unit = make_unit(town)
    with pytest.raises(settings.UnitExists), write():
        settings.rename_unit(unit, by=administrator, name="Zabıta")


def test_old_versions_of_a_text_stay_readable(desk: Client, client: Client) -> None:
    address = "/cinarli/masa/metinler/aydinlatma-metni"
    assert desk.post(address, {"body": "çok kısa"}).status_code == 422
    for words in ("Birinci metin. " * 10, "İkinci metin. " * 10):
        assert desk.post(address, {"body": words}).status_code == 303
    now, old = (client.get(f"/cinarli/aydinlatma-metni{v}").text for v in ("", "/1"))
    assert "İkinci metin" in now
    assert "Birinci metin" in old
    assert "Bu eski bir sürüm" in old
    assert client.get("/cinarli/topluluk-kurallari").status_code == 200
    for version in ("3", "0", "9" * 30):
        assert client.get(f"/cinarli/aydinlatma-metni/{version}").status_code == 404


def test_two_versions_at_once_are_one(monkeypatch: pytest.MonkeyPatch, town: Municipality) -> None:
    make_legal_text(town, LegalKind.COMMUNITY)
    monkeypatch.setattr("places.services.settings.func.max", lambda column: column - column)
    with pytest.raises(settings.VersionExists), write():
        settings.publish_legal_text(
            town, kind=LegalKind.COMMUNITY, body="Metin", html="<p>Metin</p>", by=None
        )


# --- staff --------------------------------------------------------------------------------------


def mailed_link(to: str) -> str:
    mail = db.session.scalars(select(outbox.Errand).where(outbox.Errand.kind == "mail")).all()[-1]
    assert mail.body["to"] == to
    found = re.search(r"http://localhost(/davet/\S+)", mail.body["text"])
    assert found is not None
    return found[1]


def test_an_invitation_is_accepted_by_its_mailbox_with_one_button(
    app: Flask, desk: Client, town: Municipality
) -> None:
    person, other = make_person(), make_person()
    email = person.email or ""
    data = {"email": email.upper(), "role": "officer"}
    assert desk.post("/cinarli/masa/gorevliler", data).status_code == 303
    assert desk.post("/cinarli/masa/gorevliler", data).status_code == 422
    link = mailed_link(email)
    page = Client(app).get(link)
    assert page.status_code == 200
    assert '<html lang="tr"' in page.get_data(as_text=True)
    with write():
        db.session.get_one(Person, person.id).language = "en"
    assert '<html lang="en"' in Client(app).get(link).get_data(as_text=True)
    assert Client(app).post(link).status_code == 303
    assert Client(app).sign_in(other).post(link).status_code == 403
    browser = Client(app).sign_in(person)
    assert browser.get(link).status_code == 200
    assert db.session.scalars(select(Staff).where(Staff.person_id == person.id)).all() == []
    assert browser.post(link).status_code == 303
    rows = db.session.scalars(select(Staff).where(Staff.person_id == person.id)).all()
    assert [row.role for row in rows] == [Role.OFFICER]
    assert browser.post(link).status_code == 409
    assert browser.get("/davet/uydurma").status_code == 409
    assert desk.post("/cinarli/masa/gorevliler", data).status_code == 422


def test_a_withdrawn_invitation_opens_nothing(app: Flask, desk: Client, town: Municipality) -> None:
    person = make_person()
    desk.post("/cinarli/masa/gorevliler", {"email": person.email, "role": "auditor"})
    link = mailed_link(person.email or "")
    invitation = db.session.scalars(select(Invitation)).one()
    address = f"/cinarli/masa/gorevliler/davet/{invitation.id}/iptal"
    assert desk.post(address).status_code == 303
    assert desk.post(address).status_code == 409
    assert Client(app).sign_in(person).post(link).status_code == 409
    assert db.session.scalars(select(outbox.Errand)).one().state == outbox.State.CANCELLED


def test_a_unit_officer_needs_a_unit(desk: Client, town: Municipality) -> None:
    unit = make_unit(town)
    data: dict[str, Any] = {"email": "yeni@cinarli.example", "role": "unit_officer"}
    assert desk.post("/cinarli/masa/gorevliler", data).status_code == 422
    answer = desk.post("/cinarli/masa/gorevliler", {**data, "unit": unit.id})
    assert answer.status_code == 303


def test_the_last_administrator_stays(desk: Client, town: Municipality) -> None:
    (only,) = queries.list_staff(town.id)
    assert queries.list_sole_administrations(only.person_id) == ["Çınarlı"]
    desk.post(f"/cinarli/masa/gorevliler/{only.id}/bitir")
    assert len(queries.list_staff(town.id)) == 1
    make_staff(town, Role.ADMINISTRATOR)
    assert queries.list_sole_administrations(only.person_id) == []
    assert desk.post(f"/cinarli/masa/gorevliler/{only.id}/bitir").status_code == 303
    assert len(queries.list_staff(town.id)) == 1


def test_a_role_is_given_once(town: Municipality) -> None:
    officer = make_staff(town, Role.OFFICER)
    values: dict[str, Any] = {"role": Role.OFFICER, "unit_id": None, "by": None}
    with pytest.raises(staff_services.AlreadyStaff), write():
        staff_services.grant(person_id=officer.id, municipality_id=town.id, **values)
    with pytest.raises(staff_services.AlreadyStaff), write():
        staff_services.invite(town, email=officer.email or "", **values)


# --- organisations ------------------------------------------------------------------------------

APPLICATION = {
    "name": "Yeşilova Derneği",
    "kind": "ngo",
    "about": "Yeşilovalıların 2009’da kurduğu mahalle derneği.",
    "contact_email": "dernek@yesilova.example",
}


def apply(browser: Client) -> Organisation:
    assert browser.post("/cinarli/kuruluslar/basvuru", APPLICATION).status_code == 303
    return db.session.scalars(select(Organisation)).one()


def test_an_application_refused_repeated_and_verified(
    app: Flask, desk: Client, town: Municipality
) -> None:
    person = make_person("Hikmet Öz")
    browser = Client(app).sign_in(person)
    made = apply(browser)
    page, at_desk = f"/cinarli/kuruluslar/{made.id}", f"/cinarli/masa/kuruluslar/{made.id}"
    assert browser.get(page).status_code == 200
    assert Client(app).get(page).status_code == 404
    assert "Yeşilova" not in Client(app).get("/cinarli/kuruluslar").text
    assert "dernek@yesilova.example" in desk.get(at_desk).text

    assert desk.post(f"{at_desk}/reddet", {"reason": ""}).status_code == 422
    assert desk.post(f"{at_desk}/reddet", {"reason": "Tüzük eklenmemiş."}).status_code == 303
    assert "Tüzük eklenmemiş." in browser.get(page).text
    assert apply(browser).id == made.id
    assert desk.post(f"{at_desk}/dogrula").status_code == 303
    assert desk.post(f"{at_desk}/dogrula").status_code == 409
    mails = db.session.scalars(select(outbox.Errand)).all()
    assert {mail.body["to"] for mail in mails} == {person.email}

    shown = Client(app).get(page).text
    assert "Yeşilova Derneği" in shown
    assert "Hikmet" not in shown
    assert "dernek@yesilova.example" not in shown
    assert person.id in db.session.scalars(select(Representative.person_id)).all()
    assert browser.post(f"{page}/ayril").status_code == 303
    assert db.session.scalars(select(Representative)).all() == []
    assert browser.post(f"{page}/ayril").status_code == 403


def test_a_name_is_taken_once(app: Flask, town: Municipality) -> None:
    apply(Client(app).sign_in(make_person()))
    answer = Client(app).sign_in(make_person()).post("/cinarli/kuruluslar/basvuru", APPLICATION)
    assert answer.status_code == 422
    with pytest.raises(organisations.NameTaken), write():
        organisations.apply(
            town,
            by=visitor(make_person()),
            name="Yeşilova Derneği",
            kind=OrganisationKind.NGO,
            about="",
            contact_email="",
        )


def test_a_second_representative(desk: Client, town: Municipality) -> None:
    person = make_person()
    made = make_organisation(town, state=OrganisationState.VERIFIED)
    address = f"/cinarli/masa/kuruluslar/{made.id}/temsilci"
    assert desk.post(address, {"email": "yok@cinarli.example"}).status_code == 422
    assert desk.post(address, {"email": person.email}).status_code == 303
    assert desk.post(address, {"email": person.email}).status_code == 422
    assert visitor(person).organisations == {made.id: (town.id, made.name)}


def test_domain_errors_name_their_constraints() -> None:
    named: list[type[DomainError]] = [
        settings.UnitExists,
        settings.VersionExists,
        staff_services.AlreadyStaff,
        organisations.NameTaken,
        organisations.AlreadyRepresentative,
    ]
    constraints = {
        str(constraint.name)
        for table in db.metadata.tables.values()
        for constraint in table.constraints
    }
    assert {error.constraint for error in named} <= constraints
