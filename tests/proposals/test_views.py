"""One walk per route; refusals share the setup of the success."""

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import Person
from consultations.models import Activity
from discussion.models import Comment
from journeys.models import Status
from kernel import clock, page_cache
from kernel.db import db
from kernel.drafts import Draft
from kernel.rules import Role
from places.models import Municipality
from proposals import queries
from proposals.models import Category, Proposal, ProposalState, Support
from tests.client import Client
from tests.make.consultations import make_activity
from tests.make.places import make_neighbourhood, make_organisation, make_person, make_staff
from tests.make.proposals import make_category, make_proposal
from tests.queries_counter import count_queries

TEXT = {
    "title": "Salı pazarına gölgelik ve çeşme",
    "problem": "Salı günleri 1.200 kişi bu pazara geliyor.",
    "body": "Gölgelik **sökülüp** takılabilsin.",
}


@dataclass
class Town:
    municipality: Municipality
    activity: Activity
    author: Person
    base: str = field(init=False)
    write: str = field(init=False)

    def __post_init__(self) -> None:
        self.base = f"/{self.municipality.slug}/oneriler"
        self.write = f"{self.base}/yaz/{self.activity.id}"


@pytest.fixture
def town(app: Flask) -> Town:
    activity = make_activity()
    municipality = db.session.get_one(Municipality, activity.municipality_id)
    return Town(municipality, activity, make_person("Ayşe Yılmaz"))


def _rows(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


# --- writing ------------------------------------------------------------------------------------


def test_from_the_form_to_the_published_page(client: Client, town: Town) -> None:
    place = make_neighbourhood(town.municipality)
    pazar = make_category(town.municipality, "Pazar")
    client.sign_in(town.author)
    assert "Sonra ne olacak?" in client.get(town.write).get_data(as_text=True)
    answer = client.post(
        town.write,
        {
            **TEXT,
            "neighbourhood": place.id,
            "category": pazar.id,
            "cost": "1.150.000",
            "attachment": (io.BytesIO("plan çizimi".encode()), "plan.txt"),
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    for words in (
        "Ö-2026-0001",
        "<strong>sökülüp</strong>",
        "Kavaklı",
        "Pazar",
        "1.150.000\xa0₺",
    ):
        assert words in page
    assert "plan.txt" in page
    assert "Yanıt için" in page


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"title": "Kısa"}, "En az 5 karakter yazın"),
        ({"body": ""}, "Bu alanı doldurun."),
        ({"neighbourhood": "999999"}, "Listeden birini seçin."),
        ({"cost": "çok"}, "Tutarı 1.250.000"),
        ({"problem": "Beni 0532 123 45 67 numarasından arayın."}, "telefon (0532 123 45 67)"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    client: Client, town: Town, more: dict[str, str], error: str
) -> None:
    client.sign_in(town.author)
    answer = client.post(town.write, {**TEXT, **more})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert error in page
    assert (more.get("problem") or TEXT["problem"]) in page
    assert _rows(Proposal) == 0


def test_a_draft_needs_only_a_title_and_comes_back(client: Client, town: Town) -> None:
    make_proposal(town.activity, title="Salı pazarına gölgelik")
    client.sign_in(town.author)
    answer = client.post(town.write, {"title": TEXT["title"], "taslak_kaydet": "1"})
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    assert "yalnızca siz görüyorsunuz" in page
    assert "1 benzer öneri var" in page
    mine = client.get(f"/{town.municipality.slug}/onerilerim").get_data(as_text=True)
    assert TEXT["title"] in mine
    edit = f"{answer.location}/duzenle"
    assert client.post(edit, TEXT).status_code == 303
    assert "Ö-2026-0001" in client.get(answer.location).get_data(as_text=True)


def test_a_draft_is_its_authors_alone_and_can_be_thrown_away(client: Client, town: Town) -> None:
    number = make_proposal(town.activity, author=town.author, state=ProposalState.DRAFT).id
    paths = [f"{town.base}/{number}{end}" for end in ("", "/duzenle", "/surumler", "/yorum")]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert client.post(f"{town.base}/{number}/yorum", {"body": "x"}).status_code == 404
    assert client.post(f"{town.base}/{number}/sil").status_code == 404
    client.sign_in(make_person("Komşu"))
    assert [client.get(path).status_code for path in paths] == [404] * 4
    client.sign_in(town.author)
    assert client.post(f"{town.base}/{number}/sil").status_code == 303
    assert _rows(Proposal) == 0


def test_similar_ones_without_a_script(client: Client, town: Town) -> None:
    make_proposal(town.activity, title="Salı pazarına gölgelik")
    client.sign_in(town.author)
    answer = client.post(town.write, {**TEXT, "benzerlere_bak": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "1 benzer öneri var" in page
    assert TEXT["problem"] in page
    assert _rows(Proposal) == 1


def test_the_script_gets_a_fragment_and_people_a_page(client: Client, town: Town) -> None:
    make_proposal(town.activity, title="Salı pazarına gölgelik")
    path = f"{town.base}/benzer/{town.activity.id}?q=salı+pazarına+çeşme+ve+gölgelik"
    assert "<h1" in client.get(path).get_data(as_text=True)
    # The fragment has no h1, so the checking client is passed by.
    raw = client.browser.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "<html" not in raw
    assert "Salı pazarına gölgelik" in raw


def test_in_the_name_of_an_organisation_no_person_is_shown(client: Client, town: Town) -> None:
    dernek = make_organisation(town.municipality, town.author, name="Pazar Esnafı Derneği")
    client.sign_in(town.author)
    answer = client.post(town.write, {**TEXT, "speaker": dernek.id})
    page = Client(client.app).get(answer.location).get_data(as_text=True)
    assert "Pazar Esnafı Derneği adına" in page
    assert town.author.name not in page
    stranger = client.post(town.write, {**TEXT, "title": "Başka bir öneri", "speaker": "99"})
    assert stranger.status_code == 422


def test_what_was_typed_survives_the_end_of_the_session(client: Client, town: Town) -> None:
    answer = client.post(town.write, TEXT)
    assert answer.status_code == 303
    draft = db.session.scalars(select(Draft)).one()
    assert draft.fields["title"] == [TEXT["title"]]
    client.sign_in(town.author)
    page = client.get(f"{draft.path}?taslak={draft.id}").get_data(as_text=True)
    assert TEXT["title"] in page


def test_publishing_after_the_window_keeps_the_draft(client: Client, town: Town) -> None:
    closed = make_activity(
        opens_at=clock.now() - timedelta(days=9), closes_at=clock.now() - timedelta(days=1)
    )
    slug = db.session.get_one(Municipality, closed.municipality_id).slug
    number = make_proposal(closed, author=town.author, state=ProposalState.DRAFT).id
    client.sign_in(town.author)
    assert client.get(f"/{slug}/oneriler/yaz/{closed.id}").status_code == 409
    answer = client.post(f"/{slug}/oneriler/{number}/duzenle", TEXT)
    assert answer.status_code == 409
    assert queries.get_proposal(number).state is ProposalState.DRAFT
    kept = client.post(f"/{slug}/oneriler/{number}/duzenle", {**TEXT, "taslak_kaydet": "1"})
    assert kept.status_code == 303


# --- editing, withdrawing -----------------------------------------------------------------------


def test_an_edit_shows_as_a_comparison_and_needs_a_reason_after_support(
    client: Client, town: Town
) -> None:
    number = make_proposal(town.activity, author=town.author, title="Pazara gölgelik").id
    client.sign_in(town.author)
    edit = f"{town.base}/{number}/duzenle"
    assert client.post(edit, {**TEXT, "title": "Pazara <b>çeşme</b>"}).status_code == 303
    page = client.get(f"{town.base}/{number}/surumler").get_data(as_text=True)
    assert '<del><span class="vh">[çıkarıldı: </span>gölgelik<' in page
    assert '<ins><span class="vh">[eklendi: </span>&lt;b&gt;çeşme&lt;/b&gt;<' in page
    assert "Ayşe Yılmaz düzenledi" in page
    neighbour = Client(client.app).sign_in(make_person("Komşu"))
    neighbour.post(f"{town.base}/{number}/destek")
    refused = client.post(edit, {**TEXT, "title": "Pazara çeşme"})
    assert refused.status_code == 422
    assert "Neyi neden değiştirdiğinizi yazın" in refused.get_data(as_text=True)
    sent = {**TEXT, "title": "Pazara çeşme", "reason": "Gölgelik ayrı öneri oldu."}
    assert client.post(edit, sent).status_code == 303
    page = neighbour.get(f"{town.base}/{number}/surumler").get_data(as_text=True)
    assert "Gölgelik ayrı öneri oldu." in page
    assert "Desteğinizi geri alın" in page


def test_withdrawing_asks_first_and_leaves_the_page(client: Client, town: Town) -> None:
    number = make_proposal(town.activity, author=town.author).id
    path = f"{town.base}/{number}/geri-cek"
    client.sign_in(make_person("Komşu"))
    assert client.get(path).status_code == 403
    client.sign_in(town.author)
    assert "geri alamazsınız" in client.get(path).get_data(as_text=True)
    assert client.post(path, {"reason": "Taşındım."}).status_code == 303
    page = Client(client.app).get(f"{town.base}/{number}").get_data(as_text=True)
    assert "Geri çekildi" in page
    assert client.post(path).status_code == 409
    assert f"/{number}" not in client.get(town.base).get_data(as_text=True)
    assert f"/{number}" in client.get(f"{town.base}?durum=withdrawn").get_data(as_text=True)


# --- acting -------------------------------------------------------------------------------------


def test_support_from_the_list_and_back(client: Client, town: Town) -> None:
    number = make_proposal(town.activity).id
    assert client.post(f"{town.base}/{number}/destek").status_code == 303
    assert _rows(Support) == 0
    client.sign_in(town.author)
    for _ in range(2):
        answer = client.post(
            f"{town.base}/{number}/destek", headers={"Referer": f"http://localhost{town.base}"}
        )
        assert answer.location.endswith(town.base)
    assert _rows(Support) == 1
    assert "Desteklediniz" in client.get(town.base).get_data(as_text=True)
    client.post(f"{town.base}/{number}/destek/geri-al")
    assert queries.get_proposal(number).support_count == 0


def test_following_and_commenting(client: Client, town: Town) -> None:
    number = make_proposal(town.activity).id
    client.sign_in(town.author)
    client.post(f"{town.base}/{number}/takip")
    assert "takip ediyorsunuz" in client.get(f"{town.base}/{number}").get_data(as_text=True)
    client.post(f"{town.base}/{number}/takibi-birak")
    assert "takip edin" in client.get(f"{town.base}/{number}").get_data(as_text=True)
    path = f"{town.base}/{number}/yorum"
    assert client.post(path, {"stance": "for", "body": ""}).status_code == 422
    assert client.post(path, {"stance": "for", "body": "Annem de gelebilir."}).status_code == 303
    assert _rows(Comment) == 1
    assert "Annem de gelebilir." in client.get(f"{town.base}/{number}").get_data(as_text=True)


# --- screening ----------------------------------------------------------------------------------


def test_the_officer_refuses_with_a_reason(client: Client, town: Town) -> None:
    officer = make_staff(town.municipality, Role.OFFICER)
    number = make_proposal(town.activity, title="Kuzeye geçit").id
    client.sign_in(town.author)
    path = f"{town.base}/{number}/ele"
    desk = f"/{town.municipality.slug}/masa/oneriler"
    assert (client.get(path).status_code, client.get(desk).status_code) == (403, 403)
    client.sign_in(officer)
    assert "Kuzeye geçit" in client.get(desk).get_data(as_text=True)
    assert "Yetkili kurum" in client.get(f"{path}?gerekce=yetki").get_data(as_text=True)
    unit = queries.get_proposal(number).activity.consultation.unit_id
    short = client.post(path, {"decision": "red", "unit": unit, "reason": "Olmaz."})
    assert short.status_code == 422
    reason = "Bu yer karayolu; yetki **Karayolları’nda**."
    good = client.post(path, {"decision": "red", "unit": unit, "reason": reason})
    assert good.status_code == 303
    page = Client(client.app).get(f"{town.base}/{number}").get_data(as_text=True)
    assert "<strong>Karayolları’nda</strong>" in page
    assert "Uygun bulunmadı" in page
    assert client.post(path, {"decision": "oylama", "unit": unit}).status_code == 409
    assert "Kuzeye geçit" not in client.get(desk).get_data(as_text=True)
    assert "Kuzeye geçit" in client.get(f"{desk}?durum=tumu").get_data(as_text=True)


def test_the_officer_puts_on_the_ballot_and_names_subjects(client: Client, town: Town) -> None:
    client.sign_in(make_staff(town.municipality, Role.OFFICER))
    number = make_proposal(town.activity).id
    unit = queries.get_proposal(number).activity.consultation.unit_id
    answer = client.post(f"{town.base}/{number}/ele", {"decision": "oylama", "unit": unit})
    assert answer.status_code == 303
    assert queries.get_proposal(number).status is Status.ON_BALLOT
    path = f"/{town.municipality.slug}/masa/konular"
    assert [client.post(path, {"name": "Pazar"}).status_code for _ in range(2)] == [303, 422]
    assert _rows(Category) == 1


# --- lists --------------------------------------------------------------------------------------


def test_filters_search_and_order(client: Client, town: Town) -> None:
    place = make_neighbourhood(town.municipality)
    pazar = make_category(town.municipality, "Pazar")
    first = make_proposal(
        town.activity, title="Kavaklı Parkı’na gölge", neighbourhood_id=place.id, support_count=9
    )
    second = make_proposal(
        town.activity, title="Pazara çeşme", category_id=pazar.id, status=Status.ON_BALLOT
    )
    other = make_proposal(title="Başka belediyeden")

    def shown(query: str) -> list[int]:
        page = client.get(f"{town.base}?{query}").get_data(as_text=True)
        found = [(page.find(f'{town.base}/{p.id}"'), p.id) for p in (first, second, other)]
        return [number for at, number in sorted(found) if at > 0]

    assert shown("sira=destek") == [first.id, second.id]
    assert shown("q=KAVAKLI") == [first.id]
    assert shown(f"mahalle={place.id}") == [first.id]
    assert shown(f"konu={pazar.id}") == [second.id]
    assert shown("durum=on_ballot") == [second.id]
    assert set(shown(f"adim={town.activity.id}")) == {first.id, second.id}
    assert shown("q=zzz") == []
    garbage = "mahalle=x&konu=-1&durum=%00&sira=%F0%9F%8C%B3&sonra=AAAA&bas=99999&q=%00%22'"
    assert shown(garbage) in ([], [second.id, first.id])
    assert client.get(f"{town.base}?adim=999999").status_code == 404
    assert client.get(f"{town.base}?adim={other.activity_id}").status_code == 404


def test_every_row_comes_once_in_random_order(client: Client, town: Town) -> None:
    # Of one place in the order, and on either side of its beginning.
    places = {
        make_proposal(town.activity, title=f"Öneri no {n}", shuffle=n % 8 * 2**27).id: n
        for n in range(45)
    }
    first = 700 * 2**20
    wanted = sorted(places, key=lambda i: ((places[i] % 8 * 2**27 - first) % 2**30, i))
    walked = []
    href: str | None = f"{town.base}?sira=rastgele&bas=700"
    for there in ("next", "prev"):
        seen: list[list[int]] = []
        while href:
            page = client.get(href).get_data(as_text=True)
            last = href
            seen.append([int(n) for n in re.findall(rf'<h3><a href="{town.base}/(\d+)"', page)])
            _before, found, rest = page.partition(f'rel="{there}" href="')
            href = rest.partition('"')[0].replace("&amp;", "&") if found else None
        walked.append(seen)
        href = last
    forth, back = walked
    assert [number for page in forth for number in page] == wanted
    assert back == forth[::-1]


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_list_costs_the_same_for_3_and_for_300(
    client: Client, town: Town, signed_in: bool
) -> None:
    costs = []
    if signed_in:
        client.sign_in(make_person("Okur"))
    for more in (3, 297):
        for number in range(more):
            make_proposal(town.activity, author=town.author, title=f"Öneri no {number}")
        path = f"{town.base}?q=öneri&adim={town.activity.id}"
        with count_queries() as statements:
            client.get(path)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8, [s.partition("FROM")[2][:60] for s in statements]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_proposals_page_costs_twelve_queries_at_most(
    client: Client, town: Town, signed_in: bool
) -> None:
    number = make_proposal(town.activity).id
    if signed_in:
        client.sign_in(town.author)
        client.post(f"{town.base}/{number}/yorum", {"stance": "for", "body": "Gelsin."})
    with count_queries() as statements:
        client.get(f"{town.base}/{number}")
    assert len(statements) <= 12


def test_a_kept_page_shows_the_closing_at_once(client: Client, town: Town) -> None:
    client.app.config["PAGE_CACHE"] = True
    try:
        number = make_proposal(town.activity).id
        path = f"{town.base}/{number}"
        assert "destekleyin" in client.get(path).get_data(as_text=True)
        with clock.held(clock.now() + timedelta(days=14, seconds=1)):
            assert "Destek toplama bitti." in client.get(path).get_data(as_text=True)
        Client(client.app).sign_in(town.author).post(f"{path}/destek")
        assert "1 destek" in client.get(path).get_data(as_text=True)
    finally:
        client.app.config["PAGE_CACHE"] = False
        page_cache.forget_all()


def test_a_deleted_account_stays_as_such(client: Client, town: Town) -> None:
    number = make_proposal(town.activity, author=make_person(name="", email=None)).id
    assert "silinmiş hesap" in client.get(f"{town.base}/{number}").get_data(as_text=True)
    assert "silinmiş hesap" in client.get(town.base).get_data(as_text=True)
