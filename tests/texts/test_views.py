"""The walk: pasted, published, suggested, answered, renewed, compared."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from kernel.db import db
from kernel.rules import Role
from tests.client import Client
from tests.make.places import make_municipality, make_person, make_staff
from tests.make.texts import SOURCE, make_text_activity, paragraphs
from texts.models import Document, Suggestion


def follow(client: Client, answer: Any) -> Any:
    assert answer.status_code == 303, answer.text[:3000]
    return client.get(answer.headers["Location"].partition("#")[0])


def test_from_the_first_version_to_the_second(app: Flask) -> None:
    town = make_municipality(slug="cinarli")
    activity = make_text_activity(town)
    officer = Client(app).sign_in(make_staff(town, Role.OFFICER))
    begin = f"/cinarli/masa/metin/{activity.id}"
    assert officer.post(begin, {"source": "# Yalnızca başlık olan bir metin"}).status_code == 422
    work = follow(officer, officer.post(begin, {"source": SOURCE}))
    text = db.session.scalars(select(Document)).one()
    desk, page = f"/cinarli/masa/metinler/{text.id}", f"/cinarli/metinler/{text.id}"
    assert "Metni yayımlayın" in work.text
    assert Client(app).get(page).status_code == 404
    follow(officer, officer.post(f"{desk}/yayimla"))
    hours, dogs, _events = paragraphs(text.id)
    resident = Client(app).sign_in(make_person("Elif"))
    assert "§ 3" in resident.get(page).text
    form = f"/cinarli/paragraflar/{hours}/oner"
    assert "07.00" in resident.get(form).text
    same = {
        "words": "Park her gün saat 07.00 ile 23.00 arasında açıktır.",
        "reason": "Aynısı olsun.",
    }
    assert resident.post(form, same).status_code == 422
    other = {**same, "words": same["words"].replace("07", "06"), "reason": "Sabah koşanlar var."}
    shown = follow(resident, resident.post(form, other))
    assert re.search(r"<del>.*?07\.00.*?</del>.*?<ins>.*?06\.00.*?</ins>", shown.text, re.S)
    comment = {"body": "Işıklar da erken yansın.", "stance": "for"}
    assert resident.post(f"/cinarli/paragraflar/{dogs}/yorum", comment).status_code == 303
    title = int(re.findall(r'id="p(\d+)"', resident.get(page).text)[0])
    assert "Park kullanım yönergesi" in resident.get(f"/cinarli/paragraflar/{title}").text
    assert resident.get(f"/cinarli/paragraflar/{title}/oner").status_code == 409
    heading = {"body": "Başlıkta “park” yerine “yeşil alan” densin.", "stance": "information"}
    assert resident.post(f"/cinarli/paragraflar/{title}/yorum", heading).status_code == 303
    made = db.session.scalars(select(Suggestion.id)).one()
    reply = {"state": "taken", "answer": "Park saat 06.00’da açılacak.", "office": "Park Müdürlüğü"}
    assert (
        "Metne alındı"
        in follow(
            officer, officer.post(f"/cinarli/masa/metin-onerileri/{made}/yanitla", reply)
        ).text
    )
    follow(
        officer, officer.post(f"/cinarli/masa/paragraflar/{hours}/biz-yaptik", {"we_did": "06.00"})
    )
    second = SOURCE.replace("07.00", "06.00") + "\n\nMangal yakılmaz."
    match = follow(officer, officer.post(f"{desk}/yeni-surum", {"source": second}))
    assert "Paragrafları eşleştirin" in match.text
    chosen = dict(re.findall(r'name="(p\d+)".*?<option selected value="(\d*)"', match.text, re.S))
    assert len(chosen) == 6
    assert officer.post(f"{desk}/esle", chosen).status_code == 422
    follow(
        officer, officer.post(f"{desk}/esle", {**chosen, "note": "Saat değişti, mangal eklendi."})
    )
    assert "Bu, eski bir sürüm." in resident.get(f"{page}?surum=1").text
    assert resident.get(f"{page}?surum=3").status_code == 404
    changed = resident.get(f"{page}/degisenler").text
    assert re.search(r"<ins>.*?06\.00.*?</ins>", changed, re.S)
    assert "Yeni" in changed
    told = Client(app).get(f"{page}/yanitlar").text
    assert "Park saat 06.00’da açılacak." in told
    assert "1 yorum" in resident.get(page).text
