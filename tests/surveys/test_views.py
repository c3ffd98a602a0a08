"""The walks: drawn up, filled in page by page, by code, from paper, released, exported."""

import csv
import io
import re
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from kernel.audit import AuditLine
from kernel.db import db, write
from kernel.rules import Role, Visitor
from surveys import queries, services
from surveys.models import (
    Access,
    Answer,
    Question,
    QuestionKind,
    Response,
    Survey,
    SurveyState,
    Tag,
)
from tests.client import Client
from tests.make.places import (
    make_municipality,
    make_neighbourhood,
    make_person,
    make_staff,
    visitor,
)
from tests.make.surveys import add, close, make_survey, make_survey_activity
from tests.queries_counter import cost


def follow(client: Client, answer: Any) -> Any:
    assert answer.status_code == 303, answer.text[:3000]
    return client.get(answer.headers["Location"])


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_list_of_surveys_shows_what_everybody_may_see(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    client = Client(app)
    assert "Henüz anket yok" in client.get("/cinarli/anketler").text
    shown, drawn = (make_survey(make_survey_activity(town)) for _number in range(2))
    elsewhere = make_survey()
    with write():
        for survey, title in ((shown, "Parkta ne olsun?"), (drawn, "Taslak anket")):
            queries.get_survey(survey.id).activity.title = title
        queries.get_survey(drawn.id).state = SurveyState.DRAFT
    page = client.get("/cinarli/anketler")
    assert f'href="/cinarli/anketler/{shown.id}"' in page.text
    assert "/cinarli/anketler.atom" in page.text
    feed = client.get("/cinarli/anketler.atom").text
    for text in (page.text, feed):
        assert "Parkta ne olsun?" in text
        assert "Taslak anket" not in text
        assert f"/anketler/{elsewhere.id}" not in text
    with write():
        queries.get_survey(shown.id).state = SurveyState.RELEASED
    assert f"/anketler/{shown.id}/sonuc" in client.get("/cinarli/anketler").text
    few = cost(Client(app), "/cinarli/anketler")
    for _number in range(22):
        make_survey(make_survey_activity(town))
    assert cost(Client(app), "/cinarli/anketler") == few


def test_an_officer_draws_a_survey_up_and_publishes_it(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    activity = make_survey_activity(town)
    client = Client(app).sign_in(make_staff(town, Role.OFFICER))
    begin = f"/cinarli/masa/anket/{activity.id}"
    assert "Anketi hazırlayın" in client.get(begin).text
    work = follow(client, client.post(begin, {"access": "person", "results_public": "y"}))
    assert client.get(begin).headers["Location"] == work.request.path
    section = re.search(r"anket-bolumleri/(\d+)/soru", work.text)
    assert section
    form = f"/cinarli/masa/anket-bolumleri/{section[1]}/soru"
    assert client.post(f"{form}?tur=single", {"title": "Parka gider misiniz?"}).status_code == 422
    single = {"title": "Parka gider misiniz?", "options": "Evet\nHayır\nEvet", "zorunlu": "y"}
    client.post(f"{form}?tur=single", single)
    question = db.session.scalars(select(Question)).one()
    assert question.options == [["1", "Evet"], ["2", "Hayır"]]
    scale = {"title": "Ne kadar memnunsunuz?", "low": "1", "high": "5", "after": f"{question.id}:1"}
    page = follow(client, client.post(f"{form}?tur=scale", scale))
    assert "Yalnızca “Parka gider misiniz?” sorusuna “Evet” dediyseniz" in page.text
    assert "Önizleme" in page.text
    survey = db.session.scalars(select(Survey)).one()
    assert client.get(f"/cinarli/masa/anketler/{survey.id}/onizleme").status_code == 200
    edit = f"/cinarli/masa/anket-sorulari/{question.id}/duzenle"
    assert "Evet\nHayır" in client.get(edit).text
    assert follow(client, client.post(edit, {**single, "title": "Parka hiç gider misiniz?"}))
    work = follow(client, client.post(f"/cinarli/masa/anketler/{survey.id}/yayimla"))
    assert "Kâğıt yanıt girin" in work.text
    assert client.get(edit).status_code == 409


def test_somebody_fills_it_in_page_by_page(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    place = make_neighbourhood(town)
    survey = make_survey(make_survey_activity(town), kinds=tuple(QuestionKind), published=False)
    deciding = queries.questions_of(queries.get_survey(survey.id))[0]
    with write():
        services.add_section(
            queries.get_survey(survey.id), by=Visitor(), title="Neden gitmiyorsunuz?", text=""
        )
    why = add(survey, QuestionKind.LONG, required=True, after_id=deciding.id, after_key="3")
    with write():
        services.publish(queries.get_survey(survey.id), by=Visitor())
    client = Client(app).sign_in(make_person())
    base = f"/cinarli/anketler/{survey.id}"
    assert "Ankete başlayın" in client.get(base).text
    ids = {
        q.kind: q.id for q in queries.questions_of(queries.get_survey(survey.id)) if q.id != why.id
    }
    wrong = {
        f"q{ids[QuestionKind.NUMBER]}": "çok",
        f"q{ids[QuestionKind.RANKING]}_1": "1",
        f"q{ids[QuestionKind.RANKING]}_2": "1",
        f"q{ids[QuestionKind.SEVERAL]}": ["1", "2", "3"],
    }
    refused = client.post(f"{base}/yanit", wrong)
    assert refused.status_code == 422
    assert "Aynı sıra iki kez verildi." in refused.text
    assert count(Answer) == 0
    good = {
        f"q{ids[QuestionKind.SINGLE]}": "3",
        f"q{ids[QuestionKind.SEVERAL]}": ["1", "3"],
        f"q{ids[QuestionKind.SCALE]}": "5",
        f"q{ids[QuestionKind.MATRIX]}_1": "2",
        f"q{ids[QuestionKind.NUMBER]}": "0",
        f"q{ids[QuestionKind.SHORT]}": "Kısa",
        f"q{ids[QuestionKind.LONG]}": "Uzun",
        f"q{ids[QuestionKind.RANKING]}_3": "1",
        f"q{ids[QuestionKind.RANKING]}_1": "2",
        f"q{ids[QuestionKind.PLACE]}": str(place.id),
        f"q{ids[QuestionKind.FILE]}": (io.BytesIO(b"not"), "not.txt"),
    }
    second = follow(client, client.post(f"{base}/yanit", good))
    assert "Neden gitmiyorsunuz?" in second.text
    later = follow(client, client.post(f"{base}/yanit?sayfa=2", {"birak": "1"}))
    assert "Kaldığınız yerden sürdürün" in later.text
    review = client.get(f"{base}/gonder")
    assert "1 soru daha yanıt bekliyor." in review.text
    assert client.post(f"{base}/gonder").status_code == 303
    assert count(Response) == 0
    review = follow(client, client.post(f"{base}/yanit?sayfa=2", {f"q{why.id}": "Uzak"}))
    assert "Uzak" in review.text
    assert "not.txt" in review.text
    assert "Kavaklı" in review.text
    done = follow(client, client.post(f"{base}/gonder"))
    assert "Yanıtlarınızı gönderdiniz." in done.text
    assert count(Response) == 1
    # A changed mind about the first page takes back what hung on it.
    again = client.get(f"{base}/yanit")
    assert 'value="3" checked' in again.text
    changed = {**good, f"q{ids[QuestionKind.SINGLE]}": "1"}
    del changed[f"q{ids[QuestionKind.FILE]}"]
    assert follow(client, client.post(f"{base}/yanit", changed)).request.path.endswith("/gonder")
    client.post(f"{base}/gonder")
    assert count(Response) == 1
    assert db.session.scalar(select(func.count()).where(Answer.question_id == why.id)) == 0
    assert db.session.scalar(select(Answer.text).where(Answer.file_id.is_not(None))) == "not.txt"


def state_of(page: Any) -> str:
    found = re.search(r'name="state"[^>]*value="([^"]+)"', page.text)
    assert found, page.text[:2000]
    return found[1]


def test_a_code_opens_the_survey_once_without_an_account(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    survey = make_survey(make_survey_activity(town), access=Access.CODE, published=False)
    first = queries.questions_of(queries.get_survey(survey.id))[0].id
    with write():
        services.add_section(queries.get_survey(survey.id), by=Visitor(), title="Son", text="")
    last = add(survey, QuestionKind.SHORT, required=True).id
    with write():
        services.publish(queries.get_survey(survey.id), by=Visitor())
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    printed = officer.post(f"/cinarli/masa/anketler/{survey.id}/kodlar", {"number": "2"})
    (code, _other) = re.findall(r'class="slip-code"[^>]*>([A-Z0-9-]{14})<', printed.text)
    client, base = Client(app), f"/cinarli/anketler/{survey.id}"
    frame = queries.get_survey(survey.id).activity.consultation_id
    card = client.get(f"/cinarli/danismalar/{frame}").text
    assert "Elinde anket kodu olan herkes katılabilir." in card
    assert f'href="{base}/kod"' in card
    assert client.post(f"{base}/kod", {"code": "K7QM-2XWD-9HTP"}).status_code == 422
    page = client.post(f"{base}/kod", {"code": code})
    page = client.post(f"{base}/doldur", {"state": state_of(page), f"q{first}": "2"})
    assert "Son" in page.text
    bad = client.post(f"{base}/doldur", {"state": state_of(page), f"q{last}": ""})
    assert bad.status_code == 422
    back = client.post(f"{base}/doldur", {"state": state_of(bad), "birak": "1"})
    assert 'value="2" checked' in back.text
    page = client.post(f"{base}/doldur", {"state": state_of(back), f"q{first}": "1"})
    end = {"state": state_of(page), f"q{last}": "Çok iyi"}
    assert "kodunuz kullanıldı" in follow(client, client.post(f"{base}/doldur", end)).text
    assert client.post(f"{base}/doldur", end).status_code == 422
    forged = client.post(f"{base}/doldur", {"state": "x" + end["state"]})
    assert forged.status_code == 422
    assert "Anket kodunuzu yazın" in forged.text
    assert count(Response) == 1
    assert set(db.session.scalars(select(Answer.option + Answer.text))) == {"1", "Çok iyi"}


def test_paper_tags_release_and_files(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    survey = make_survey(
        make_survey_activity(town),
        kinds=(QuestionKind.SINGLE, QuestionKind.LONG, QuestionKind.SCALE),
    )
    single, long, scale = (q.id for q in queries.questions_of(queries.get_survey(survey.id)))
    client = Client(app).sign_in(make_staff(town, Role.OFFICER))
    desk = f"/cinarli/masa/anketler/{survey.id}"
    for _sheet in range(12):
        sent = client.post(f"{desk}/kagit", {f"q{single}": "1", f"q{long}": "=cmd()"})
        assert sent.status_code == 303
    with write():
        for number in range(30):
            person = visitor(make_person())
            filled = {str(single): "1" if number < 13 else "2", str(scale): 4}
            services.send(queries.get_survey(survey.id), by=person, filled=filled)
    assert "En az 40" in client.get(desk).text
    assert client.get(f"/cinarli/anketler/{survey.id}/sonuc").status_code == 409
    texts = f"/cinarli/masa/anket-sorulari/{long}/metinler"
    read = client.get(texts)
    numbers = re.findall(r'name="t(\d+)"', read.text)
    assert len(numbers) == 12
    tagged = client.post(texts, {f"t{number}": "ışık, park" for number in numbers})
    assert "Kullanılan etiketler: ışık, park" in follow(client, tagged).text
    assert count(Tag) == 2
    close(survey)
    result = follow(client, client.post(f"{desk}/acikla"))
    assert db.session.scalars(select(Survey)).one().state is SurveyState.RELEASED
    anyone = Client(app).get(f"/cinarli/anketler/{survey.id}/sonuc").text
    for words in ("42", "Kâğıt üzerinde", "ışık", "Her gün"):
        assert words in anyone
    assert "Kod çizelgesi" in result.text
    assert "Kod çizelgesi" not in anyone
    file = client.post(f"{desk}/yanitlar.csv")
    rows = list(csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 42
    assert set(rows[0]) == {"kanal", "s1", "s2", "s3"}
    assert sum(row["s2"] == "'=cmd()" for row in rows) == 12
    book = client.post(f"{desk}/kod-cizelgesi.csv").text
    assert "Haftada bir" in book
    assert client.post(f"{desk}/yanitlar.xlsx").data.startswith(b"PK")
    lines = db.session.scalars(select(AuditLine).where(AuditLine.verb == "surveys.export")).all()
    assert len(lines) == 3
    assert Client(app).sign_in(make_person()).post(f"{desk}/yanitlar.csv").status_code == 403
