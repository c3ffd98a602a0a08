"""The pages of answers: what everybody reads, and the way from draft to publication."""

import contextvars
import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Person
from answers import queries
from answers.models import Answer, AnswerState, Decision, Duty
from journeys.models import Step
from kernel import clock, page_cache
from kernel.db import db
from kernel.rules import Role
from notifications.models import Notice
from places.models import Municipality, Unit
from tests.client import Client
from tests.make.answers import answered_on, make_answer, make_duty, make_journey, work_alone
from tests.make.places import make_municipality, make_person, make_staff, make_unit, saving
from tests.queries_counter import count_queries

TYPED = {
    "decision": "partly",
    "summary": "Çeşmeyi yapacağız, gölgeliği bu yıl yapamıyoruz.",
    "reason": "Pazar yeri **2028** yılına kadar kiralık; sözleşme kalıcı yapıya izin vermiyor. "
    "Çeşme için 480.000 TL ayrıldı.",
    "legal_basis": "5393 sayılı Belediye Kanunu m. 14",
    "office": "Belediye Başkanlığı",
    "document_number": "E-2026/1447",
    "remedies": "30 gün içinde belediyeye dilekçeyle itiraz edebilirsiniz.",
}


@pytest.fixture
def place(app: Flask) -> Municipality:
    return make_municipality()


@pytest.fixture
def unit(place: Municipality) -> Unit:
    return make_unit(place, "Zabıta Müdürlüğü")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def test_from_draft_to_publication_by_two_people(
    app: Flask, client: Client, place: Municipality, unit: Unit
) -> None:
    author = make_person()
    writer = make_staff(place, Role.UNIT_OFFICER, unit=unit)
    signer, checker = make_staff(place, Role.APPROVER), make_staff(place, Role.OFFICER)
    journey = make_journey(place, by=author)
    duty = make_duty(place, journey=journey, unit_id=unit.id)
    desk = f"/{place.slug}/masa/yanit/{duty.id}"
    client.sign_in(writer)
    assert "Zabıta Müdürlüğü" in text(client, f"{desk}/taslak")
    typed = {**TYPED, "unit_id": str(unit.id)}
    assert client.post(f"{desk}/taslak", typed).status_code == 303
    preview = text(client, desk)
    assert "<strong>2028</strong>" in preview
    assert client.post(f"{desk}/yayimla").status_code == 409
    assert client.post(f"{desk}/onayla").status_code == 403
    assert client.post(f"{desk}/kontrole-gonder").status_code == 303
    assert "Taslakları danışma görevlisi ya da imza yetkilisi kontrol eder." in text(client, desk)
    client.sign_in(checker)
    assert client.post(f"{desk}/kontrol").status_code == 303
    client.sign_in(signer)
    assert client.post(f"{desk}/onayla").status_code == 303
    assert client.post(f"{desk}/yayimla").status_code == 303
    answer = queries.get_duty(duty.id).published
    assert answer is not None
    assert (answer.drafted_by_id, answer.approved_by_id) == (writer.id, signer.id)
    reader = Client(app)
    page = text(reader, f"/{place.slug}/yanitlar/{answer.id}")
    for words in (
        TYPED["legal_basis"],
        "Kısmen kabul edildi",
        "E-2026/1447",
        "Gününde yanıtlandı",
        TYPED["remedies"],
    ):
        assert words in page
    assert "Görevli" not in page.partition("<main")[2].partition("</main>")[0]
    assert TYPED["summary"] in text(reader, f"/{place.slug}/yanitlar")


def test_a_bad_form_comes_back_filled(client: Client, place: Municipality) -> None:
    client.sign_in(make_staff(place, Role.OFFICER))
    duty = make_duty(place)
    typed = {**TYPED, "reason": "Kısa.", "decision": "maybe"}
    answer = client.post(f"/{place.slug}/masa/yanit/{duty.id}/taslak", typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert TYPED["summary"] in page
    assert "Listeden birini seçin." in page
    assert db.session.scalar(select(Answer.id)) is None


def test_private_data_are_asked_about(client: Client, place: Municipality) -> None:
    client.sign_in(make_staff(place, Role.OFFICER))
    address = f"/{place.slug}/masa/yanit/{make_duty(place).id}/taslak"
    typed = {**TYPED, "reason": f"{TYPED['reason']} Arayan: 0532 123 45 67."}
    assert client.post(address, typed).status_code == 422
    assert client.post(address, {**typed, "private_ok": "y"}).status_code == 303


def test_a_correction_needs_a_reason_and_keeps_the_old_text(
    client: Client, place: Municipality
) -> None:
    officer = make_staff(place, Role.OFFICER)
    work_alone(place)
    duty = make_duty(place)
    first = make_answer(duty, by=officer)
    client.sign_in(officer)
    desk = f"/{place.slug}/masa/yanit/{duty.id}"
    assert client.post(f"{desk}/taslak", TYPED).status_code == 422
    typed = {**TYPED, "change_reason": "Malik izin verdi, karar değişti."}
    assert client.post(f"{desk}/taslak", typed).status_code == 303
    assert client.post(f"{desk}/yayimla").status_code == 303
    old = text(client, f"/{place.slug}/yanitlar/{first.id}")
    assert "Bu yanıtın yeni bir sürümü var" in old
    assert "Çeşmeyi yapacağız, nisanda açılacak." in old
    assert "Malik izin verdi" in old
    newer = queries.get_duty(duty.id).published
    assert newer is not None
    diff = text(client, f"/{place.slug}/yanitlar/{newer.id}/degisiklikler")
    assert "<ins>" in diff
    assert "Malik izin verdi" in diff


def test_drafts_are_nobody_elses_business(client: Client, place: Municipality) -> None:
    draft = make_answer(make_duty(place), by=make_staff(place, Role.OFFICER), published=False)
    assert client.get(f"/{place.slug}/yanitlar/{draft.id}").status_code == 404
    assert client.get(f"/{place.slug}/masa/yanit/{draft.duty_id}").status_code == 303
    client.sign_in(make_person())
    assert client.get(f"/{place.slug}/masa/yanit/{draft.duty_id}").status_code == 403


def test_the_neighbours_staff_find_nothing(client: Client, place: Municipality) -> None:
    other = make_municipality()
    officer = make_staff(other, Role.OFFICER)
    duty = make_duty(place)
    client.sign_in(officer)
    for end in ("", "/taslak", "/gorev"):
        assert client.get(f"/{other.slug}/masa/yanit/{duty.id}{end}").status_code == 404
    for end in ("/onayla", "/yayimla"):
        assert client.post(f"/{place.slug}/masa/yanit/{duty.id}{end}").status_code == 403


def test_the_auditor_reads_and_writes_nothing(client: Client, place: Municipality) -> None:
    duty = make_duty(place)
    make_answer(duty, by=make_staff(place, Role.OFFICER), published=False)
    client.sign_in(make_staff(place, Role.AUDITOR))
    page = text(client, f"/{place.slug}/masa/yanit/{duty.id}")
    assert "Bir taslak hazırlanıyor." in page
    assert "Çeşmeyi yapacağız" not in page
    for end in ("/taslak", "/gorev", "/onayla", "/yayimla"):
        answer = client.post(f"/{place.slug}/masa/yanit/{duty.id}{end}", TYPED)
        assert answer.status_code == 403


def test_work_is_given_to_a_unit_and_a_person(
    client: Client, place: Municipality, unit: Unit
) -> None:
    worker = make_staff(place, Role.UNIT_OFFICER, unit=unit, name="Kemal Koç")
    duty = make_duty(place)
    client.sign_in(make_staff(place, Role.OFFICER))
    address = f"/{place.slug}/masa/yanit/{duty.id}/gorev"
    assert "Kemal Koç" in text(client, address)
    given = {"unit_id": str(unit.id), "person_id": str(worker.id)}
    assert client.post(address, given).status_code == 303
    assert "Kemal Koç" in text(client, f"/{place.slug}/masa/yanitlar")
    stranger = {"unit_id": str(unit.id), "person_id": str(make_person().id)}
    assert client.post(address, stranger).status_code == 422
    client.sign_in(worker)
    assert duty.subject in text(client, f"/{place.slug}/masa/yanitlar?kime=benim")
    assert duty.subject not in text(client, f"/{place.slug}/masa/yanitlar?kime=atanmamis")


def test_list_and_record_say_the_same(client: Client, place: Municipality) -> None:
    officer = make_staff(place, Role.OFFICER)
    make_answer(make_duty(place, subject="Zamanında"), by=officer)
    late = make_duty(place, subject="Geç kalan", due=-3)
    make_answer(late, by=officer)
    make_duty(place, subject="Geciken", due=-1)
    make_duty(place, subject="Son gün", due=0)
    expected = {
        "": {"Zamanında", "Geç kalan"},
        "gununde": {"Zamanında"},
        "gec": {"Geç kalan"},
        "gecikti": {"Geciken"},
        "bekleniyor": {"Son gün"},
        "x": {"Zamanında", "Geç kalan"},
    }
    for word, subjects in expected.items():
        page = text(client, f"/{place.slug}/yanitlar?durum={word}&birim=abc")
        found = {s for s in ("Zamanında", "Geç kalan", "Geciken", "Son gün") if f">{s}</a>" in page}
        assert found == subjects, word
    record = queries.promise_record(place.id)
    assert (record.total, record.past_due, record.kept) == (4, 3, 1)
    assert sorted(record.tiles) == ["due", "kept", "late", "overdue"]
    answered_on(late, clock.today() - timedelta(days=3))
    assert queries.promise_record(place.id).kept == 2


def test_a_kept_page_turns_late_by_the_clock_alone(
    app: Flask, client: Client, place: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_duty(place, subject="Çeşme", due=0)
    monkeypatch.setitem(app.config, "PAGE_CACHE", True)
    address = f"/{place.slug}/yanitlar?durum=gecikti"
    assert "Çeşme" not in text(client, address)
    with clock.held(clock.next_midnight() - timedelta(seconds=1)):
        assert "Çeşme" not in text(client, address)
    with clock.held(clock.next_midnight()):
        page = text(client, address)
    assert "Çeşme" in page
    assert "Yanıt 1 gün gecikti" in page
    page_cache.forget_all()


@pytest.mark.parametrize("address", ["yanitlar", "yanitlar?durum=gecikti", "masa/yanitlar"])
def test_three_or_three_hundred_rows_cost_the_same(
    client: Client, place: Municipality, unit: Unit, address: str
) -> None:
    officer = make_staff(place, Role.OFFICER)
    client.sign_in(officer)
    path = f"/{place.slug}/{address}"
    numbers = []
    for many in (3, 297):
        with saving() as session:
            for number in range(many):
                duty = make_duty(place, due=-number - 1, unit_id=unit.id)
                if address == "yanitlar":
                    duty.answered_on = clock.today()
                    session.add(published(duty, officer))
        with count_queries() as statements:
            page = text(client, path)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 8
    assert 'rel="next"' in page


def published(duty: Duty, officer: Person) -> Answer:
    return Answer(
        municipality_id=duty.municipality_id,
        duty_id=duty.id,
        state=AnswerState.PUBLISHED,
        decision=Decision.ACCEPTED,
        summary="Yapacağız.",
        reason="",
        reason_html="",
        office="",
        published_at=clock.now(),
        drafted_by_id=officer.id,
    )


def test_all_pages_of_the_list_are_walked_once(client: Client, place: Municipality) -> None:
    for number in range(45):
        make_duty(place, due=-number // 2 - 1, subject=f"Konu {number:02}")
    path, seen = f"/{place.slug}/yanitlar?durum=gecikti", []
    while path:
        page = text(client, path)
        seen += [f"Konu {n:02}" for n in range(45) if f">Konu {n:02}</a>" in page]
        tail = page.partition('rel="next" href="')[2].partition('"')[0]
        path = tail.replace("&amp;", "&")
    assert sorted(seen) == [f"Konu {n:02}" for n in range(45)]


def test_two_clicks_publish_one_version(app: Flask, place: Municipality) -> None:
    work_alone(place)
    officer, author = make_staff(place, Role.OFFICER), make_person()
    duty = make_duty(place, journey=make_journey(place, by=author))
    make_answer(duty, by=officer, published=False)
    address = f"/{place.slug}/masa/yanit/{duty.id}/yayimla"
    browsers = [Client(app).sign_in(officer).browser for _ in range(4)]
    barrier, statuses = threading.Barrier(4), []

    def click(browser: object, moment: contextvars.Context) -> None:
        barrier.wait()
        statuses.append(moment.run(browser.post, address).status_code)  # type: ignore[attr-defined]

    db.session.rollback()
    threads = [
        threading.Thread(target=click, args=(one, contextvars.Context())) for one in browsers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 409, 409, 409]
    db.session.expire_all()
    assert len(queries.list_versions(duty.id)) == 1
    assert db.session.scalar(select(func.count()).select_from(Step)) == 2
    told = select(func.count()).where(Notice.person_id == author.id)
    assert db.session.scalar(told) == 1


def test_an_answer_is_a_letter_in_the_readers_language(client: Client, place: Municipality) -> None:
    officer = make_staff(place, Role.OFFICER)
    duty = make_duty(place, subject="Salı pazarına gölgelik ve çeşme")
    answer = make_answer(duty, by=officer)
    draft = make_answer(make_duty(place), by=officer, published=False)
    page = client.get(f"/{place.slug}/yanitlar/{answer.id}").get_data(as_text=True)
    address = f"/{place.slug}/yanitlar/{answer.id}.pdf"
    assert address in page
    letter = client.get(address)
    assert (letter.status_code, letter.mimetype) == (200, "application/pdf")
    assert letter.get_data() == client.get(address).get_data(), "the same bytes always"
    assert b"/StructTreeRoot" in letter.get_data()
    assert b"pdfuaid:part" in letter.get_data()
    assert client.get(f"/{place.slug}/yanitlar/{draft.id}.pdf").status_code == 404
