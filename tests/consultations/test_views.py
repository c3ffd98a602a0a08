"""Every route once, refusals beside successes."""

import io
import os
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import event, func, select

from consultations import queries, services
from consultations.models import ActivityKind, AskedBy, Consultation, ConsultationState, Template
from discussion.models import Comment
from kernel import clock, files, worker
from kernel.db import db, write
from kernel.files import StoredFile
from kernel.rules import Role
from meetings.models import Meeting
from places.models import Municipality
from tests.client import Client
from tests.make.consultations import list_changes, make_activity, make_consultation
from tests.make.discussion import make_thread
from tests.make.places import make_municipality, make_person, make_staff, make_unit, visitor
from tests.make.voting import make_election, make_vote
from tests.written import verbs
from voting.models import Election
from voting.plan import Plan
from voting.services import drawing

DAY = timedelta(days=1)
REASON = "DSİ taşkın raporunu iki hafta geç gönderdi."
LOCAL = "%Y-%m-%dT%H:%M"


@pytest.fixture
def town(app: Flask) -> Municipality:
    return make_municipality(slug="cinarli")


def at(days: int) -> str:
    return clock.local(clock.now() + days * DAY).strftime(LOCAL)


def make_draft(town: Municipality, **anything: Any) -> Consultation:
    return make_consultation(town, published=False, **anything)


def base(made: Consultation) -> str:
    return f"/cinarli/masa/danismalar/{made.id}"


def test_the_officer_walks_from_template_to_publication(town: Municipality, client: Client) -> None:
    unit = make_unit(town)
    client.sign_in(make_staff(town, Role.OFFICER))
    answer = client.post(
        "/cinarli/masa/danismalar/yeni",
        {
            "template": "decision",
            "asked_by": "municipality",
            "title": "Yükleme saatleri değişsin mi?",
        },
    )
    assert answer.status_code == 303
    work = answer.location
    made = db.session.scalars(select(Consultation)).one()
    assert "eksik var" in client.get(work).text
    refused = client.post(f"{work}/yayimla")
    assert refused.status_code == 422
    assert "Yanıt günü belirlenmedi" in refused.text
    frame = {
        "title": made.title,
        "summary": "Kamyonlar sabah yediden sonra mahalleye girmesin.",
        "body": "**Madde 1.** Yükleme saatleri 07.00–10.00 arasıdır.",
        "unit_id": unit.id,
    }
    assert client.post(f"{work}/duzenle", frame).status_code == 303
    promise = {
        "can_change": "- Saatler\n- Sokaklar",
        "cannot_change": "Ana cadde yasağı",
        "level": "consult",
        "decided_by": "Belediye Meclisi",
        "answer_by": (clock.today() + 60 * DAY).isoformat(),
        "office": "Belediye Başkanlığı",
    }
    assert client.post(f"{work}/soz", promise).status_code == 303
    [activity] = queries.list_activities(made.id)
    dated = {
        "title": activity.title,
        "opens_at": at(0),
        "closes_at": at(20),
        "eligibility": "email",
    }
    assert client.post(f"/cinarli/masa/adimlar/{activity.id}", dated).status_code == 303
    review = client.get(f"{work}/yayimla")
    assert "eksik var" not in review.text
    published = client.post(f"{work}/yayimla")
    assert published.status_code == 303
    page = client.get(published.location)
    assert "D-2026-0001" in page.text
    assert "Kararın metni" in page.text
    assert "Tartışmaya katılın" in page.text
    assert client.get(f"{work}/duzenle").status_code == 409


BAD: list[tuple[dict[str, str], str]] = [
    ({"opens_at": "2026-12-10T10:00", "closes_at": "2026-12-09T10:00"}, "başlangıçtan sonra"),
    ({"opens_at": "2026-02-31T10:00", "closes_at": "2026-12-09T10:00"}, "Böyle bir tarih"),
    ({"opens_at": "0001-01-01T00:00", "closes_at": ""}, "Böyle bir tarih"),
    ({"opens_at": "2026-12-10T10:00", "closes_at": ""}, "bitişini de"),
    ({"title": ""}, "Bu alanı doldurun"),
    ({"title": "\x00"}, "Bu alanı doldurun"),
    ({"title": "x" * 161}, "En çok 160"),
    ({"text": "x" * 2001}, "En çok 2000"),
    ({"minutes": "9" * 40}, "Bu sayı çok büyük"),
    ({"min_age": "16"}, "Bu sınır için"),
    ({"eligibility": "martians"}, "Listeden birini"),
    ({"eligibility": "resident", "neighbourhood_ids": "999"}, "Listede olmayan"),
    ({"kind": "dance"}, "Listeden birini"),
]


@pytest.mark.parametrize(("given", "sentence"), BAD)
def test_bad_activities_come_back_filled(
    town: Municipality, client: Client, given: dict[str, str], sentence: str
) -> None:
    made = make_draft(town, activities=())
    client.sign_in(make_staff(town, Role.OFFICER))
    data = {"kind": "vote", "title": "Oylama", "eligibility": "email", "text": "Duruyor mu?"}
    answer = client.post(f"{base(made)}/adim", {**data, **given})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert queries.list_activities(made.id) == []


def test_the_answer_day_is_not_before_the_last_closing(town: Municipality, client: Client) -> None:
    made = make_draft(town)
    client.sign_in(make_staff(town, Role.OFFICER))
    for day, sentence in (
        ((clock.today() + 2 * DAY).isoformat(), "son katılım gününden önce"),
        ((clock.today() - DAY).isoformat(), "geçmişte olamaz"),
        ("2026-02-30", "Böyle bir tarih yok"),
    ):
        answer = client.post(f"{base(made)}/soz", {"answer_by": day})
        assert answer.status_code == 422
        assert sentence in answer.text


def test_after_publication_a_change_needs_its_reason(town: Municipality, client: Client) -> None:
    made = make_consultation(town)
    [activity] = queries.list_activities(made.id)
    client.sign_in(make_staff(town, Role.OFFICER))
    data = {
        "title": activity.title,
        "text": activity.text,
        "minutes": "5",
        "opens_at": clock.local(activity.opens_at).strftime(LOCAL) if activity.opens_at else "",
        "closes_at": at(20),
        "eligibility": "email",
        "office": "Belediye Başkanlığı",
    }
    path = f"/cinarli/masa/adimlar/{activity.id}"
    assert client.post(path, data).status_code == 422
    assert client.post(path, {**data, "reason": REASON}).status_code == 303
    page = client.get(f"/cinarli/danismalar/{made.id}")
    assert REASON in page.text
    assert "Katılım süresi değişti" in page.text


@pytest.mark.parametrize(
    ("path", "word"), [("bitir", "erken bitirildi"), ("geri-cek", "geri çekildi")]
)
def test_stopping_in_public(town: Municipality, client: Client, path: str, word: str) -> None:
    made = make_consultation(town)
    client.sign_in(make_staff(town, Role.OFFICER))
    office = {"office": "Belediye Başkanlığı"}
    assert client.post(f"{base(made)}/{path}", office).status_code == 422
    assert client.post(f"{base(made)}/{path}", {**office, "reason": REASON}).status_code == 303
    page = client.get(f"/cinarli/danismalar/{made.id}").text
    assert f"Bu danışma {word}" in page
    assert REASON in page
    assert "Yanıt borcu sürüyor" in page
    assert client.post(f"{base(made)}/{path}", {**office, "reason": REASON}).status_code == 409


def test_the_preview_opens_with_its_secret_only(town: Municipality, client: Client) -> None:
    made = make_draft(town)
    assert client.get(f"/cinarli/danismalar/{made.id}").status_code == 404
    wrong = f"/cinarli/onizleme/{made.id}/"
    for token in ("x", made.preview_token[:-1], "ş"):
        assert client.get(wrong + token).status_code == 404
    answer = client.get(wrong + made.preview_token)
    assert answer.status_code == 200
    assert "Bu bir taslaktır" in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    published = make_consultation(town, preview_token="gizli-link")
    moved = client.get(f"/cinarli/onizleme/{published.id}/gizli-link")
    assert moved.status_code == 303


def staff_routes(app: Flask) -> list[Any]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("consultations.") and "/masa/" in rule.rule
    ]


def ids(town: Municipality) -> dict[str, int]:
    officer = visitor(make_staff(town, Role.OFFICER))
    made = make_consultation(town)
    start = clock.now() + DAY
    with write():
        row = queries.get_consultation(made.id)
        meeting = services.add_meeting(
            row,
            by=officer,
            title="Buluşma",
            place="Muhtarlık",
            link="",
            access="",
            starts_at=start,
            ends_at=start + DAY,
        )
        phase = services.add_phase(
            row, by=officer, label="Öneriler", starts_on=None, ends_on=None, approximate="bahar"
        )
        person = services.add_person(row, by=officer, title="Müdür", note="")
        document = services.add_document(
            row, by=officer, title="Rapor", accepted=(b"x", "text/plain", "rapor.txt")
        )
    return {
        "consultation_id": made.id,
        "activity_id": queries.list_activities(made.id)[0].id,
        "meeting_id": meeting.id,
        "phase_id": phase.id,
        "person_id": person.id,
        "document_id": document.id,
        "thread_id": make_thread(town).id,
    }


def test_nothing_is_open_to_the_neighbours_staff(
    app: Flask, town: Municipality, client: Client
) -> None:
    values = ids(town)
    other = make_municipality(slug="komsu")
    client.sign_in(make_staff(other, Role.ADMINISTRATOR))
    routes = staff_routes(app)
    assert len(routes) > 20
    for rule in routes:
        wanted: dict[str, Any] = {name: values[name] for name in rule.arguments if name != "slug"}
        for slug in ("cinarli", "komsu") if wanted else ("cinarli",):
            with app.test_request_context():
                path = url_for(rule.endpoint, slug=slug, **wanted)
            ask = client.post if "POST" in (rule.methods or ()) else client.get
            assert ask(path).status_code in (403, 404, 409), path
    assert list_changes(values["consultation_id"]) == []
    assert queries.list_parts(values["consultation_id"]).phases


def test_every_staff_page_renders(app: Flask, town: Municipality, client: Client) -> None:
    values = ids(town)
    draft = make_draft(town)
    client.sign_in(make_staff(town, Role.ADMINISTRATOR))
    for rule in staff_routes(app):
        if "GET" not in (rule.methods or ()):
            continue
        names = [name for name in rule.arguments if name != "slug"]
        for given in (values, {**values, "consultation_id": draft.id}):
            chosen: dict[str, Any] = {"slug": "cinarli", **{n: given[n] for n in names}}
            with app.test_request_context():
                path = url_for(rule.endpoint, **chosen)
            assert client.get(path).status_code in (200, 409), path


def test_parts_are_added_and_removed(town: Municipality, client: Client) -> None:
    made = make_draft(town)
    client.sign_in(make_staff(town, Role.OFFICER))
    path = base(made)
    assert (
        client.post(f"{path}/takvim", {"label": "Yapım", "approximate": "2027 baharı"}).status_code
        == 303
    )
    both = {"label": "Yapım", "approximate": "bahar", "starts_on": "2027-01-01"}
    assert client.post(f"{path}/takvim", both).status_code == 422
    turned = {"label": "Yapım", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}
    assert client.post(f"{path}/takvim", turned).status_code == 422
    assert client.post(f"{path}/sorumlular", {"title": "Müdür"}).status_code == 303
    file = (io.BytesIO("Ölçüm sonuçları".encode()), "olcum.txt")
    assert client.post(f"{path}/belgeler", {"title": "Ölçüm", "file": file}).status_code == 303
    svg = (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "x.svg")
    assert client.post(f"{path}/belgeler", {"title": "Çizim", "file": svg}).status_code == 422
    assert client.post(f"{path}/belgeler", {"title": "Yok"}).status_code == 422
    meeting = {"title": "Buluşma", "place": "Muhtarlık", "starts_at": at(3), "ends_at": at(2)}
    assert client.post(f"{path}/bulusma", meeting).status_code == 422
    bad_link = {**meeting, "ends_at": at(4), "link": "javascript:alert(1)"}
    assert client.post(f"{path}/bulusma", bad_link).status_code == 422
    assert client.post(f"{path}/bulusma", {**meeting, "ends_at": at(4)}).status_code == 303
    parts = queries.list_parts(made.id)
    assert [p.approximate for p in parts.phases] == ["2027 baharı"]
    assert [d.file_name for d in parts.documents] == ["olcum.txt"]
    for kind, row in (
        ("asamalar", parts.phases[0]),
        ("sorumlular", parts.people[0]),
        ("belgeler", parts.documents[0]),
        ("bulusmalar", queries.list_meetings(made.id)[0]),
    ):
        assert client.post(f"/cinarli/masa/{kind}/{row.id}/sil").status_code == 303
    left = queries.list_parts(made.id)
    assert (left.phases, left.people, left.documents) == ([], [], [])


def test_the_council_asks_only_in_its_own_name(town: Municipality, client: Client) -> None:
    client.sign_in(make_staff(town, Role.COUNCIL_OFFICER))
    data = {"template": Template.PARK, "title": "Gençlik merkezi nerede olsun?"}
    path = "/cinarli/masa/danismalar/yeni"
    assert client.post(path, {**data, "asked_by": "municipality"}).status_code == 422
    assert client.post(path, {**data, "asked_by": "city_council"}).status_code == 303
    made = db.session.scalars(select(Consultation)).one()
    assert made.asked_by is AskedBy.CITY_COUNCIL


def test_a_comment_within_the_window(town: Municipality, client: Client) -> None:
    made = make_consultation(town, activities=())
    activity = make_activity(made, ActivityKind.DISCUSSION)
    over = make_activity(
        made,
        ActivityKind.DISCUSSION,
        opens_at=clock.now() - 3 * DAY,
        closes_at=clock.now() - DAY,
    )
    path = f"/cinarli/tartisma/{activity.id}"
    words = {"stance": "for", "body": "Yaya yolu geniş olsun."}
    assert "giris" in client.post(f"{path}/yorum", words).location
    client.sign_in(make_person())
    assert client.post(f"{path}/yorum", words).status_code == 303
    assert "Yaya yolu geniş olsun." in client.get(path).text
    assert client.post(f"/cinarli/tartisma/{over.id}/yorum", words).status_code == 409
    proposals = make_activity(made)
    assert client.get(f"/cinarli/tartisma/{proposals.id}").status_code == 404
    assert client.post(f"/cinarli/tartisma/{proposals.id}/yorum", words).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 1


def test_the_list_filters_and_searches_in_any_spelling(town: Municipality, client: Client) -> None:
    make_consultation(town, title="IŞIKLI yol nerede olsun, yazın")
    make_consultation(town, title="Salı pazarında neyi düzeltelim?", state=ConsultationState.ENDED)
    make_draft(town, title="Gizli taslak burada")
    other = make_municipality(slug="komsu")
    make_consultation(other, title="Komşunun sorusu nedir?")
    everything = client.get("/cinarli/danismalar").text
    assert "IŞIKLI" in everything
    assert "Gizli" not in everything
    assert "Komşunun" not in everything
    for query, found in (
        ("q=isikli", True),
        ("q=ışıklı+yol", True),
        ("q=%25", False),
        ("q=salı", False),
        ("durum=open", True),
        ("durum=waiting", False),
        ("durum=nonsense", True),
        ("soran=city_council", False),
        ("sonra=garbage", True),
        ("q=%00", True),
    ):
        assert ("IŞIKLI" in client.get(f"/cinarli/danismalar?{query}").text) is found, query


def count_queries(client: Client, path: str) -> int:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_list_costs_the_same_for_many(town: Municipality, client: Client) -> None:
    for _number in range(3):
        make_consultation(town)
    few = count_queries(client, "/cinarli/danismalar")
    unit = make_unit(town)
    with write():
        for _number in range(40):
            make_consultation(town, unit_id=unit.id)
    assert count_queries(client, "/cinarli/danismalar") == few
    assert few <= 8
    client.sign_in(make_person())
    assert count_queries(client, "/cinarli/danismalar") <= 8


def test_the_page_costs_twelve_queries_at_most(town: Municipality, client: Client) -> None:
    values = ids(town)
    made = values["consultation_id"]
    path = f"/cinarli/danismalar/{made}"
    few = count_queries(client, path)
    row = queries.get_consultation(made)
    for kind in (*ActivityKind, *ActivityKind, *ActivityKind):
        make_activity(row, kind)
    assert count_queries(client, path) == few
    client.sign_in(make_person())
    assert count_queries(client, path) <= 12


def test_a_draft_is_discarded_whole_by_who_may_edit_it(town: Municipality, client: Client) -> None:
    officer = make_staff(town, Role.OFFICER)
    made = make_draft(town, activities=[ActivityKind.VOTE])
    address, made_id, other_id = base(made), made.id, make_draft(town).id
    client.sign_in(officer)
    data = {"title": "Rapor", "file": (io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "rapor.pdf")}
    assert client.post(f"{address}/belgeler", data).status_code == 303
    stored = db.session.scalars(select(StoredFile)).one()
    path = files.location(stored.id)
    with write():
        services.add_meeting(
            queries.get_consultation(made_id),
            by=visitor(officer),
            title="Toplantı",
            place="Salon",
            link="",
            access="",
            starts_at=clock.now() + DAY,
            ends_at=clock.now() + 2 * DAY,
        )
        drawing.draw_up(
            queries.get_activity(queries.list_activities(made_id)[0].id),
            by=visitor(officer),
            plan=Plan(question="Hangisi?", consequence="Yapılır.", rule="plurality"),
            proposal_ids=[],
        )
    assert f"{address}/at" in client.get(address).text
    page = client.get(f"{address}/at")
    assert "Yüklenmiş bir belge de silinir." in page.text
    assert db.session.get(Consultation, made_id) is not None
    stranger = Client(client.app).sign_in(make_staff(make_municipality(), Role.OFFICER))
    assert stranger.post(f"{address}/at").status_code == 403
    assert client.post(f"{address}/at").status_code == 303
    assert list(db.session.scalars(select(Consultation.id))) == [other_id]
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0
    assert db.session.scalar(select(func.count()).select_from(Election)) == 0
    assert {"consultations.discard", "voting.discard", "meetings.remove"} <= set(verbs())
    assert db.session.scalar(select(StoredFile.id)) is None
    assert client.post(f"{address}/at").status_code == 404
    os.utime(path, (0, 0))
    worker.sweep()
    assert not path.exists()


def test_a_step_of_a_draft_goes_with_the_vote_drawn_up_for_it(
    town: Municipality, client: Client
) -> None:
    made = make_draft(town, activities=[ActivityKind.VOTE, ActivityKind.VOTE])
    gone, stays = [row.id for row in queries.list_activities(made.id)]
    kept = {gone: 0, stays: 0}
    for activity_id in (gone, stays):
        kept[activity_id] = make_election(queries.get_activity(activity_id), frozen=False).id
    client.sign_in(make_staff(town, Role.OFFICER))
    address = f"/cinarli/masa/adimlar/{gone}/sil"
    assert address in client.get(base(made)).text
    assert client.post(address).status_code == 303
    db.session.rollback()
    assert [row.id for row in queries.list_activities(made.id)] == [stays]
    assert list(db.session.scalars(select(Election.id))) == [kept[stays]]
    assert {"consultations.remove_activity", "voting.discard"} <= set(verbs())


def test_a_published_step_stays_and_its_vote_too(town: Municipality, client: Client) -> None:
    activity = make_vote(town)
    make_election(activity, frozen=False)
    client.sign_in(make_staff(town, Role.OFFICER))
    assert client.post(f"/cinarli/masa/adimlar/{activity.id}/sil").status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Election)) == 1


@pytest.mark.parametrize(
    "state", [s for s in ConsultationState if s is not ConsultationState.DRAFT]
)
def test_what_was_published_is_never_discarded(
    town: Municipality, client: Client, state: ConsultationState
) -> None:
    made = make_consultation(town, state=state)
    client.sign_in(make_staff(town, Role.OFFICER))
    assert f"{base(made)}/at" not in client.get(base(made)).text
    assert client.get(f"{base(made)}/at").status_code == 409
    assert client.post(f"{base(made)}/at").status_code == 409
    assert db.session.get(Consultation, made.id) is not None
