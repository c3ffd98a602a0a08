"""The result page for every rule: its sentence, its figures, its charts, sound and in English."""

import re
from html import unescape
from typing import Any

import pytest

from places.queries import get_municipality
from tests.client import Client
from tests.make.consultations import make_consultation
from tests.make.places import make_neighbourhood, saving
from tests.make.results import ELECTIONS, PARK, make_result, result_of
from tests.make.voting import make_ballot_proposals, make_election, make_vote
from tests.page_checks import check_page
from voting import queries
from voting.counting.parameters import RULES
from voting.models import Election

G, P, K, C = PARK


def address(election: Election) -> str:
    return f"/{get_municipality(election.municipality_id).slug}/oylamalar/{election.id}"


def page_of(client: Client, election: Election) -> str:
    answer = client.get(address(election))
    assert answer.status_code == 200
    return answer.text.replace("\xa0", " ")


def words(page: str) -> str:
    """What is read, without the tags, one blank between words."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def row_of(page: str, title: str, table: int = 0) -> list[str]:
    """The cells of an option's row in a table of the page, as they are read."""
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    body = tables[table]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', body, re.DOTALL)
    cells = next(cells for name, cells in rows if words(name).strip() == title)
    return [words(cell).strip() for cell in re.findall(r"<td.*?</td>", cells, re.DOTALL)]


PROJECTS = "Seçilen projeler: Yaya yolu, Çeşme onarımı, Kitap kulübesi. "
#: rule -> heading, and an option with the cells of its row in the first table
SHOWN: dict[str, tuple[str, str, list[str]]] = {
    "plurality": ("Seçilen: Gölgelik", P, ["", "31", "%31", "Seçilmedi"]),
    "approval": ("Seçilenler: Gölgelik, Koşu yolu", G, ["", "59", "%57,8", "Seçildi"]),
    "score": ("Seçilen: Koşu yolu", K, ["", "385", "3,85", "Seçildi"]),
    "average": ("Seçilen: Koşu yolu", G, ["", "3,00", "100", "Seçilmedi"]),
    "star": ("Seçilen: Koşu yolu", G, ["", "300", "40", "Finalde geride kaldı"]),
    "quadratic": ("Seçilen: Koşu yolu", G, ["", "160", "20", "140", "660", "Seçilmedi"]),
    "irv": ("Seçilen: Oyun alanı", K, ["25", "+7", "32", "−32", "–", "2. turda elendi"]),
    "schulze": ("Seçilen: Gölgelik", P, ["40", "–", "85", "110", "Seçilmedi"]),
    "ranked-pairs": ("Seçilen: Gölgelik", G, ["–", "76", "51", "110", "Seçildi"]),
    "minimax": ("Seçilen: Gölgelik", G, ["65", "Koşu yolu", "Seçildi"]),
    "borda": ("Seçilen: Koşu yolu", G, ["", "186,5", "Seçilmedi"]),
    "stv": (
        "Seçilenler: Ayşe Demir, Bekir Kaya, Ceren Aydın",
        "Elif Şahin",
        ["9", "", "9", "", "9", "−9", "–", "", "–", "3. aşamada elendi"],
    ),
    "greedy": (
        PROJECTS + "Harcanacak para: 900.000 ₺.",
        "Meydan düzenlemesi",
        ["", "50", "600.000 ₺", "500.000 ₺", "100.000 ₺ yetmedi"],
    ),
    "greedy-no-skip": (
        "Seçilen proje: Yaya yolu. Harcanacak para: 400.000 ₺.",
        "Kitap kulübesi",
        ["", "48", "200.000 ₺", "500.000 ₺", "Sıra gelmedi"],
    ),
    "greedy-threshold": (
        PROJECTS + "Harcanacak para: 900.000 ₺.",
        "Satranç masası",
        ["", "9", "50.000 ₺", "0 ₺", "Oy sınırının altında"],
    ),
    "greedy-ratio": (
        "Seçilen projeler: Yaya yolu, Kitap kulübesi, Satranç masası. Harcanacak para: 650.000 ₺.",
        "Satranç masası",
        ["", "9", "50.000 ₺", "700.000 ₺", "Seçildi"],
    ),
    "equal-shares": (
        "Seçilen projeler: Yaya yolu, Kitap kulübesi, Satranç masası. Harcanacak para: 650.000 ₺.",
        "Satranç masası",
        ["", "9", "50.000 ₺", "5.555,56 ₺", "Seçildi"],
    ),
    "proportional-split": (
        "Para bölündü: Yeşil alan 558.282,21 ₺, Ulaşım 368.098,16 ₺, Kültür 73.619,63 ₺.",
        "Ulaşım",
        ["", "60", "%36,8", "368.098,16 ₺", "Pay aldı"],
    ),
}


def test_every_rule_has_its_election() -> None:
    assert set(ELECTIONS) == set(RULES) == set(SHOWN)


@pytest.mark.parametrize("rule", RULES)
def test_the_page_of_every_rule(client: Client, rule: str) -> None:
    heading, title, cells = SHOWN[rule]
    election = result_of(rule)
    page = page_of(client, election)
    check_page(page, rule)
    assert f"<h1>{heading}</h1>" in unescape(page)
    assert row_of(page, title) == cells
    assert "style=" not in page
    for nothing in ("None", "%(", "Fraction"):
        assert nothing not in words(page)


@pytest.mark.parametrize("rule", RULES)
def test_the_page_in_english(client: Client, rule: str) -> None:
    """No Turkish is left but what people wrote."""
    client.browser.set_cookie("dil", "en")
    page = page_of(client, result_of(rule))
    ours = words(page.split("<main", 1)[1].split("</main>", 1)[0])
    for turkish in ("Seçil", "Nasıl", "oyların", "Maliyet", "Çubuk", "kişi", "Kural:"):
        assert turkish not in ours


# --- outcomes -----------------------------------------------------------------------------------


def heading(client: Client, election: Election) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page_of(client, election))
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("tie", "sentence", "banner"),
    [
        ("council", "Eşitlik var: kararı belediye meclisi verecek.", "kararı belediye meclisi"),
        ("lot", "Eşitlik var: kura çekilecek.", "Eşitlik: kura çekilince kesinleşir."),
        ("declare", "Eşitlik var: kural bunu bozmaz.", "Eşitlik: kural bunu bozmaz."),
    ],
)
def test_an_open_tie(client: Client, tie: str, sentence: str, banner: str) -> None:
    election = make_result("plurality", [(20, [G]), (20, [P]), (4, [K])], tie=tie)
    page = page_of(client, election)
    assert f"<h1>{sentence}</h1>" in page
    assert banner in words(page)
    assert words(page).count("Eşit oy") == 2
    assert row_of(page, K)[-1] == "Seçilmedi"


def test_no_quorum_shows_its_arithmetic_and_chooses_nobody(client: Client) -> None:
    election = result_of("irv", quorum=[25, 100], eligible=462)
    page = page_of(client, election)
    assert "<h1>Yeterli katılım olmadı; hiçbir seçenek seçilmedi.</h1>" in page
    assert "En az katılım sağlanmadı" in page
    assert "115 ÷ 462 = %24,9. Gereken en az katılım: %25, yani 116 oy." in words(page)
    assert row_of(page, P)[-1] == "Katılım yetmedi"


def test_a_share_just_below_the_quorum_is_not_rounded_up_to_it(client: Client) -> None:
    election = make_result("plurality", [(2499, [G])], eligible=10_000, quorum=[1, 4])
    assert "2.499 ÷ 10.000 = %24,99. Gereken en az katılım: %25," in words(
        page_of(client, election)
    )


def test_the_approval_quorum(client: Client) -> None:
    election = result_of("irv", approval_quorum=[1, 4], eligible=480)
    page = page_of(client, election)
    assert "<h1>Hiçbir seçenek gereken en az desteği almadı.</h1>" in page
    assert "%25, yani 480 kişiden 120 oy." in words(page)
    assert row_of(page, P)[-1] == "Gereken desteği almadı"
    assert row_of(page, P, 2)[1:] == ["100", "%20,8", "Yetersiz"]


def test_a_runoff_names_the_two(client: Client) -> None:
    election = result_of("plurality", params={"majority": True})
    page = page_of(client, election)
    heading = "Kimse oyların yarısını geçmedi. İkinci oylamaya kalanlar: Gölgelik, Oyun alanı."
    assert f"<h1>{heading}</h1>" in page
    assert row_of(page, P)[-1] == "İkinci oylamada"


def test_nobody_voted_for_anything(client: Client) -> None:
    page = page_of(client, make_result("irv", [(12, [])]))
    assert "<h1>Hiçbir seçenek oy almadı.</h1>" in page


def test_a_committee_with_a_reserved_place(client: Client) -> None:
    election = make_result(
        "approval",
        [(30, [G, P]), (20, [K]), (10, [C])],
        seats=3,
        groups={C: ["Gençler"]},
        params={"reserved": [["Gençler", 1]]},
    )
    page = page_of(client, election)
    assert "<h1>Seçilenler: Gölgelik, Oyun alanı, Çeşme</h1>" in page
    assert row_of(page, "Gençler için ayrılan", 1) == ["Çeşme", "10", "Seçildi"]
    assert "Gençler için ayrılan yer: Çeşme." in page
    # Who came last is said of the open places: the reserved one was taken with fewer votes.
    assert "Son yeri alan Çeşme" not in page
    assert "Hemen ardından gelen: Koşu yolu. Aradaki fark: 10." in page


def test_more_than_three_winners_stand_below_the_heading(client: Client) -> None:
    titles = [f"Aday {letter}" for letter in "ABCDE"]
    election = make_result("approval", [(12, titles[:4]), (3, titles[4:])], titles, seats=4)
    page = page_of(client, election)
    assert "<h1>4 seçenek seçildi.</h1>" in page
    assert "Seçilenler: Aday A, Aday B, Aday C, Aday D" in page


def test_pots_and_what_they_leave(client: Client) -> None:
    titles = ("Park", "Yol", "Kütüphane")
    election = make_result(
        "greedy",
        [(30, ["Park", "Kütüphane"]), (12, ["Yol"])],
        titles,
        costs={"Park": 300_00, "Yol": 900_00, "Kütüphane": 500_00},
        pots={"Park": "Merkez", "Yol": "Merkez"},
        params={"budget": 1_000_00, "pots": [["Merkez", 400_00]]},
    )
    page = words(page_of(client, election))
    assert "Bütçe 400 ₺, harcanan 300 ₺, artan 100 ₺." in page
    assert "Sıradaki proje: Yol. Maliyeti 900 ₺, sırası geldiğinde kalan para 100 ₺." in page
    assert "Öteki paylardan gelen: 100 ₺." in page


def test_no_project_fits(client: Client) -> None:
    election = make_result(
        "greedy", [(12, ["a"])], ("a", "b"), costs={"a": 9, "b": 9}, params={"budget": 5}
    )
    assert heading(client, election) == "Hiçbir proje seçilemedi."


def test_who_is_represented(client: Client) -> None:
    page = page_of(client, result_of("greedy"))
    assert row_of(page, "Hiçbiri", 1) == ["", "9", "%7,1"]
    assert row_of(page, "1 proje", 1)[1] == "88"
    assert row_of(page, "2 proje", 1)[1] == "30"


def test_channels_apart_and_together(client: Client) -> None:
    election = result_of("irv", extra={"channels": {"web": 80, "assisted": 5, "paper": 30}})
    page = page_of(client, election)
    assert row_of(page, "Kâğıt pusulayla") == ["", "30", "%26,1"]
    assert row_of(page, "Toplam") == ["", "115", ""]
    assert "Oylar nereden geldi?" not in page_of(client, result_of("irv"))


def test_signs_have_words(client: Client) -> None:
    """Who is elected and who goes is not said by colour."""
    page = page_of(client, result_of("irv"))
    assert 'aria-label="seçildi"' in page
    assert 'aria-label="elendi"' in page
    page = page_of(client, result_of("schulze"))
    assert 'aria-label="satırdaki önde"' in page


def test_a_budget_of_few_ballots_tells_no_figures(client: Client) -> None:
    """The keys that services keep of a small count."""
    election = result_of("greedy")
    assert election.result is not None
    kept = ("status", "rule", "seats", "params", "winners", "ties", "quorum", "eligible")
    small: dict[str, Any] = {
        name: part if name in kept else None for name, part in election.result.items()
    }
    with saving():
        queries.get_election(election.id).result = {**small, "small": True}
    page = page_of(client, election)
    assert "Harcanacak para: 900.000 ₺." in page
    assert "10’dan az" in page
    assert "<table" not in page


# --- lots and places ----------------------------------------------------------------------------


def test_a_lot_is_shown_with_its_digits_and_its_order(client: Client) -> None:
    election = make_result("plurality", [(20, [G]), (20, [P]), (4, [K])], tie="lot", seed="724193")
    with saving():
        row = queries.get_election(election.id)
        row.seed, row.seed_how = "724193", "Zarlar kent konseyinde atıldı."
    page = words(page_of(client, election))
    assert "Herkesin önünde çekilen rakamlar: 724193. Zarlar kent konseyinde atıldı." in page
    order = re.search(r"hesaplanan sıra: ([^.]+)\.", page)
    assert order is not None
    first = next(title for title in order[1].split(", ") if title in (G, P))
    assert f"Kura sonucu: {first}." in page
    assert heading(client, election) == f"Seçilen: {first}"
    assert "Kuraya gerek kalmadı." not in page
    assert "en az 0" not in page


def test_turnout_by_neighbourhood_hides_the_small_ones(client: Client) -> None:
    election = result_of("irv", eligible=400)
    names = ("Çay", "Dere", "Kıyı", "Tepe")
    with saving():
        places = [
            make_neighbourhood(get_municipality(election.municipality_id), name).id
            for name in names
        ]
        queries.get_election(election.id).turnout = {
            "neighbourhoods": [
                [places[0], 150, 60],
                [places[1], 40, 4],
                [places[2], 90, 21],
                [places[3], 120, 30],
            ]
        }
    page = page_of(client, election)
    assert row_of(page, "Çay") == ["", "%40", "60", "150"]
    assert row_of(page, "Öteki mahalleler (2)") == ["", "%19,2", "25", "130"]
    assert "Birlikte gösterilenler: Dere, Kıyı." in words(page)


def test_one_neighbourhood_alone_is_not_shown(client: Client) -> None:
    election = result_of("irv")
    with saving():
        place = make_neighbourhood(get_municipality(election.municipality_id), "Çay").id
        queries.get_election(election.id).turnout = {"neighbourhoods": [[place, 12, 12]]}
    page = page_of(client, election)
    assert "Mahallelere göre katılım yayımlanmıyor" in page
    assert "mahalleler" not in re.findall(r'id="(\w+)"', page)


# --- count for yourself -------------------------------------------------------------------------


def test_files_receipts_and_whether_ballots_are_published(client: Client) -> None:
    election = result_of("irv")
    page = page_of(client, election)
    assert f'href="{address(election)}/dosyalar"' in page
    assert 'href="/makbuz"' in page
    assert "Adı olmayan oy pusulalarını" in page
    few = make_result("plurality", [(49, [G])])
    assert "Bu oylamada oy pusulaları yayımlanmaz" in page_of(client, few)
    with saving():
        queries.get_election(election.id).open_ballots = False
    assert "Bu oylamada oy pusulaları yayımlanmaz" in page_of(client, election)


def test_what_became_of_a_chosen_proposal(client: Client) -> None:
    consultation = make_consultation(activities=())
    proposals = make_ballot_proposals(consultation, 2)
    titles = [proposal.title for proposal in proposals]
    election = make_result(
        "plurality",
        [(30, titles[:1]), (20, titles[1:])],
        titles,
        activity=make_vote(consultation=consultation),
        proposals={proposal.title: proposal.id for proposal in proposals},
    )
    page = page_of(client, election)
    today = page.split('id="bugun"')[1].split("</section>")[0]
    assert words(today).count("Oylamada") == 1
    assert titles[0] in today
    assert titles[1] not in today
    assert page.count("/oneriler/") == 3


def test_a_settled_tie_names_whom_the_council_chose(client: Client) -> None:
    election = make_result("plurality", [(20, [G]), (20, [P])])
    chosen = next(str(option.id) for option in election.options if option.title == P)
    with saving():
        row = queries.get_election(election.id)
        row.result = {**(row.result or {}), "settled": [chosen]}
    page = page_of(client, election)
    assert f"<h1>Seçilen: {P}</h1>" in page
    assert row_of(page, P)[-1] == "Seçildi"
    assert row_of(page, G)[-1] == "Seçilmedi"


# --- while it is open ---------------------------------------------------------------------------


def test_an_open_vote_tells_whole_tens_and_places_from_fifty_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = make_vote()
    town = get_municipality(activity.municipality_id)
    shore = make_neighbourhood(town, "Kıyı").id
    hill = make_neighbourhood(town, "Tepe").id
    election = make_election(activity)
    rows = [(shore, 90, 57), (hill, 60, 49), (None, 0, 3)]
    monkeypatch.setattr(queries, "list_turnout", lambda _election: rows)
    page = words(page_of(client, election))
    assert "Şimdiye kadar en az 100 kişi oy kullandı." in page
    assert "Kıyı en az 50" in page
    assert "Tepe" not in page
    assert " 57 " not in page
