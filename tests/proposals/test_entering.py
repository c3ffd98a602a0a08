"""Entered for somebody without an account, from the desk or from a file."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consultations.models import Activity
from consultations.queries import get_activity
from journeys.models import Status
from kernel import clock, workbooks
from kernel.db import db, write
from kernel.rules import Role
from kernel.sheets import XLSX, to_csv, to_xlsx
from places.models import Municipality
from proposals import queries, services
from proposals.entries import Behalf, Consent, ProposalImport
from proposals.entry_forms import COLUMNS
from proposals.models import Origin, Proposal, VersionCause
from tests.client import Client
from tests.make.authorship import make_behalf, make_import, make_stop
from tests.make.consultations import make_activity
from tests.make.places import make_neighbourhood, make_person, make_staff, visitor
from tests.make.proposals import make_proposal
from tests.written import mails
from web import my_data

TEXT: dict[str, Any] = {
    "title": "Salı pazarına bank",
    "problem": "Yaşlılar pazarda oturacak yer bulamıyor.",
    "body": "Pazarın iki ucuna bank konsun.",
}


def _town(activity: Activity) -> Municipality:
    return db.session.get_one(Municipality, activity.municipality_id)


def _enter(activity: Activity, **more: Any) -> int:
    by, number = visitor(make_staff(_town(activity), Role.DESK_OFFICER)), activity.id
    values: dict[str, Any] = {
        **TEXT,
        "body_html": "<p>…</p>",
        "name": "Fatma Teyze",
        "consent": Consent.SPOKEN,
        "consent_on": clock.today(),
    } | more
    with write():
        return services.enter(get_activity(number), by=by, **values).id


def _tell() -> None:
    with write():
        services.tell_owners()


def test_it_is_published_under_the_name_they_wish(app: Flask) -> None:
    number = _enter(make_activity(), phone="0532 000 00 00")
    proposal = queries.get_proposal(number)
    assert (proposal.origin, proposal.byline) == (Origin.BEHALF, "Fatma Teyze")
    assert (proposal.status, proposal.number) == (Status.PUBLISHED, "Ö-2026-0001")
    assert queries.get_shown(number).author.name == "Fatma Teyze"
    assert proposal.signature == "Fatma Teyze"
    assert mails() == []


def test_whoever_left_an_address_is_told_each_step_once(app: Flask) -> None:
    number = _enter(make_activity(), email="fatma@ornek.example")
    _tell()
    (mail,) = mails()
    assert mail.body["to"] == "fatma@ornek.example"
    assert "adınıza yayımladı" in mail.body["text"]
    assert "/haber-almayin/" in mail.body["text"]
    town = db.session.get_one(Municipality, queries.get_proposal(number).municipality_id)
    officer = visitor(make_staff(town, Role.OFFICER))
    with write():
        services.put_on_ballot(queries.get_proposal(number), by=officer, office="Park Müdürlüğü")
    _tell()
    _tell()
    mine = [mail for mail in mails() if mail.body["to"] == "fatma@ornek.example"]
    assert len(mine) == 2
    assert "yeni durumu: Oylamada" in mine[1].body["text"]


def test_no_more_mails_after_a_stop(app: Flask) -> None:
    behalf = make_behalf()
    slug = db.session.get_one(Municipality, behalf.municipality_id).slug
    link = f"/{slug}/oneriler/haber-almayin/{make_stop(behalf)}"
    number = behalf.id
    anonymous = Client(app)
    assert "Adresimi silin" in anonymous.get(link).text
    assert anonymous.post(link).status_code == 303
    assert queries.get_behalf(number).email is None
    assert anonymous.get(link).status_code == 409
    _tell()
    assert mails() == []


def test_the_mailbox_stops_them_with_one_click(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 8058: a POST without cookie or CSRF token, answered without a redirect."""
    number = _enter(make_activity(), email="fatma@ornek.example")
    (mail,) = mails()
    headers = mail.body["headers"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = headers["List-Unsubscribe"].strip("<>")
    assert stop in mail.body["text"]
    address = stop.removeprefix("http://localhost")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    forged = client.post(address[:-2], {"List-Unsubscribe": "One-Click"})
    assert forged.status_code == 409
    assert client.get(address).status_code == 200
    assert _email(number) == "fatma@ornek.example", "scanners open links"
    answer = Client(app).post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.data, answer.headers.getlist("Set-Cookie")) == (200, b"", [])
    assert _email(number) is None


def _email(proposal_id: int) -> str | None:
    db.session.expire_all()
    return db.session.scalar(select(Behalf.email).where(Behalf.proposal_id == proposal_id))


def test_the_municipality_edits_what_it_entered(app: Flask) -> None:
    number = _enter(make_activity())
    proposal = queries.get_proposal(number)
    officer = visitor(make_staff(_town(proposal.activity), Role.OFFICER))
    with write():
        services.edit(
            queries.get_proposal(number),
            by=officer,
            body_html="<p>…</p>",
            **{**TEXT, "title": "Pazara iki bank"},
        )
    (version,) = queries.list_versions(number)
    assert version.cause is VersionCause.OFFICE


def test_contact_is_exported_and_goes_by_its_address(app: Flask) -> None:
    person = make_person()
    number = make_behalf(email=person.email, phone="0532").id
    kept = my_data.export(person.id)["entered_for_you"]
    assert [(row["email"], row["phone"]) for row in kept] == [(person.email, "0532")]
    with write():
        my_data.forget(person.id)
    row = queries.get_behalf(number)
    assert (row.email, row.phone) == (None, None)


def test_the_page_says_so_and_the_clerk_can_forget(app: Flask) -> None:
    place = make_activity()
    town = _town(place)
    slug = town.slug
    desk = Client(app).sign_in(make_staff(town, Role.DESK_OFFICER))
    path = f"/{slug}/masa/oneriler/adina/{place.id}"
    sent = {
        **TEXT,
        "name": "Fatma Teyze",
        "consent": "written",
        "consent_on": "2030-01-01",
        "email": "fatma@ornek.example",
        "phone": "0532 123 45 67",
    }
    refused = desk.post(path, sent)
    assert refused.status_code == 422
    assert "bugünden sonra olamaz" in refused.text
    answer = desk.post(path, {**sent, "consent_on": clock.today().isoformat()})
    assert answer.status_code == 303, answer.text
    anonymous = Client(app).get(answer.location).text
    assert "Fatma Teyze adına girildi" in anonymous
    assert "Yayımlama izni: yazılı" in anonymous
    assert "fatma@ornek.example" not in anonymous
    assert "0532" not in anonymous
    assert "Fatma Teyze" in Client(app).get(f"/{slug}/oneriler").text
    row = db.session.scalars(select(Behalf)).one()
    page = f"/{slug}/masa/oneriler/adina-girilen/{row.id}"
    assert page in desk.get(answer.location).text
    assert "0532 123 45 67" in desk.get(page).text
    stranger = Client(app).sign_in(make_person())
    for verb in ("", "/iletisimi-sil", "/adi-kaldir"):
        ask = stranger.post if verb else stranger.get
        assert ask(f"{page}{verb}").status_code == 403
    assert desk.post(f"{page}/iletisimi-sil").status_code == 303
    assert desk.post(f"{page}/adi-kaldir").status_code == 303
    assert "0532" not in desk.get(page).text
    assert "Bir hemşehri adına girildi" in Client(app).get(answer.location).text


# --- a file -------------------------------------------------------------------------------------

HEAD = list(COLUMNS.values())


def _line(**more: str) -> list[str]:
    values = {
        **TEXT,
        "name": "Fatma Teyze",
        "consent": "Yazılı",
        "consent_on": "20.11.2026",
    } | more
    return [values.get(part, "") for part in COLUMNS]


def _upload(client: Client, town: str, activity_id: int, data: bytes) -> Any:
    return client.post(
        f"/{town}/masa/oneriler/dosyadan/{activity_id}",
        {"file": (io.BytesIO(data), "oneriler.csv")},
        content_type="multipart/form-data",
    )


def test_rows_are_looked_over_then_published_once(app: Flask) -> None:
    place = make_activity()
    town, number = _town(place), place.id
    make_neighbourhood(town, "Kavaklı")
    make_proposal(place, title="Zaten yayında", problem="Bu öneri daha önce yazıldı.")
    officer, slug = Client(app).sign_in(make_staff(town, Role.OFFICER)), town.slug
    rows = [
        HEAD,
        _line(neighbourhood="KAVAKLI"),
        _line(title="İkinci öneri", consent="telefonla", email="a@ornek.example"),
        _line(title="Kısa", problem="", neighbourhood="Yok Mahallesi"),
        _line(title="Üçüncü öneri", consent="belki", consent_on="dün", email="a b"),
        _line(),
        _line(title="Zaten yayında", problem="Bu öneri daha önce yazıldı."),
        _line(title="Beni arayın 0532 123 45 67"),
    ]
    answer = _upload(officer, slug, number, to_csv(rows))
    assert answer.status_code == 303, answer.text
    page = officer.get(answer.location).text
    for words in (
        "2 satır yayımlanabilir.",
        "5 satırda hata var",
        "Sorun boş.",
        "Mahalle listede yok: Yok Mahallesi",
        "İzin listede yok: belki",
        "İzin günü okunamadı: dün",
        "Aynı öneri bu dosyada 2. satırda da var.",
        "Aynı öneri yayında: Ö-",
        "telefon var gibi görünüyor",
    ):
        assert words in page, words
    assert db.session.scalar(select(func.count()).select_from(Behalf)) == 0
    faults = officer.get(f"{answer.location}/hatalar")
    assert "attachment" in faults.headers["Content-Disposition"]
    assert officer.post(f"{answer.location}/onayla").status_code == 303
    published = db.session.scalars(
        select(Proposal).where(Proposal.origin == Origin.IMPORTED).order_by(Proposal.id)
    ).all()
    assert [row.title for row in published] == ["Salı pazarına bank", "İkinci öneri"]
    batch = db.session.scalars(select(ProposalImport)).one()
    assert "ornek.example" not in str(batch.rows)
    # Again: the same file is the same import, and it is over.
    again = _upload(officer, slug, number, to_csv(rows))
    assert again.location == answer.location
    assert officer.post(f"{answer.location}/onayla").status_code == 409
    assert "2 satır yayımlandı." in officer.get(answer.location).text


def test_a_workbook_is_read_like_separated_text(app: Flask) -> None:
    table = [HEAD, _line(phone="0532")]
    as_text = workbooks.read(to_csv(table), "text/csv", most_rows=10)
    as_book = workbooks.read(to_xlsx([("Öneriler", table)]), XLSX, most_rows=10)
    assert as_text == as_book == table
    old = ";".join(HEAD).encode("cp1254")
    assert workbooks.read(old, "text/csv", most_rows=10) == [HEAD]
    assert len(workbooks.read(to_csv([["a"]] * 50), "text/csv", most_rows=10)) == 11


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b""])
def test_no_workbook(app: Flask, data: bytes) -> None:
    with pytest.raises(workbooks.NotATable):
        workbooks.read(data, XLSX, most_rows=10)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"bir;iki\n1;2\n", "başlıklar eksik: Öneri, Sorun"),
        (to_csv([HEAD]), "satır yok"),
        (to_csv([HEAD, *[_line()] * 201]), "en çok 200 satır"),
    ],
)
def test_a_file_that_is_no_list(app: Flask, data: bytes, error: str) -> None:
    place = make_activity()
    town, number = _town(place), place.id
    officer, slug = Client(app).sign_in(make_staff(town, Role.OFFICER)), town.slug
    answer = _upload(officer, slug, number, data)
    assert answer.status_code == 422
    assert error in answer.text


def test_the_sample_can_be_uploaded(app: Flask) -> None:
    place = make_activity()
    town, number = _town(place), place.id
    officer, slug = Client(app).sign_in(make_staff(town, Role.OFFICER)), town.slug
    for kind in ("csv", "xlsx"):
        path = f"/{slug}/masa/oneriler/dosyadan/{number}/ornek?tur={kind}"
        answer = _upload(officer, slug, number, officer.get(path).data)
        assert answer.status_code == 303
        assert "1 satır yayımlanabilir." in officer.get(answer.location).text


def test_a_file_nobody_confirms_is_forgotten(app: Flask) -> None:
    number = make_import(make_activity()).id
    with write():
        services.drop_import(number)
    assert queries.get_import(number).rows == []


def test_two_confirmations_publish_once(app: Flask) -> None:
    activity = make_activity()
    number = make_import(activity).id
    by = visitor(make_staff(_town(activity), Role.OFFICER))
    done = []
    for minutes in (0, 30):
        with clock.held(clock.now() + timedelta(minutes=minutes)), write():
            done.append(services.confirm_import(queries.get_import(number), by=by))
    assert done == [1, 0]
    assert db.session.scalar(select(func.count()).select_from(Behalf)) == 1
