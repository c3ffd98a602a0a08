"""Photos of options: from the desk into the frozen definition, onto the paper and the page."""

import io
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from consultations.models import Activity
from kernel import files
from kernel.rules import Visitor
from places.models import Municipality
from places.queries import get_municipality
from tests.client import Client
from tests.make.consultations import make_consultation
from tests.make.papers import SAMPLES, Sample, make_paper
from tests.make.places import saving
from tests.make.voting import give_keys, make_election, make_vote, options
from voting import definitions, queries, services
from voting.models import Election

ALT = "Derenin üstündeki taş köprü"


@pytest.fixture
def place(town: Municipality) -> Activity:
    return make_vote(consultation=make_consultation(town, activities=()))


def picture(kind: str = "JPEG", side: int = 540) -> tuple[io.BytesIO, str]:
    data = io.BytesIO()
    noise = Image.effect_noise((side, side // 2), 90).convert("RGB")
    noise.save(data, kind)
    data.seek(0)
    return data, f"kopru.{kind.lower()}"


def sent(**more: Any) -> dict[str, Any]:
    return {"title": "Köprü", "text": "", "cost_kurus": "", **more}


def desk(election: Election, rest: str = "") -> str:
    slug = get_municipality(election.municipality_id).slug
    return f"/{slug}/masa/oylamalar/{election.id}{rest}"


def with_photo(officer: Client, place: Activity, kind: str = "JPEG") -> Election:
    election = make_election(place, titles=("Rampa", "Bostan"), frozen=False)
    form = sent(photo=picture(kind), photo_alt=ALT)
    assert officer.post(desk(election, "/secenek"), form).status_code == 303
    return queries.get_election(election.id)


def photo_of(election: Election) -> dict[str, str]:
    photo = options(election)["Köprü"].photo
    assert photo is not None
    return photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_made_small_whatever_came(officer: Client, place: Activity, kind: str) -> None:
    photo = photo_of(with_photo(officer, place, kind))
    data = files.location(UUID(photo["file"])).read_bytes()
    assert max(Image.open(io.BytesIO(data)).size) == 480
    assert len(data) < 100_000
    shown = officer.get(f"/dosya/{photo['file']}/{photo['name']}")
    assert shown.data == data


def test_without_words_for_those_who_cannot_see_it_is_refused(
    officer: Client, place: Activity
) -> None:
    election = make_election(place, frozen=False)
    answer = officer.post(desk(election, "/secenek"), sent(photo=picture(), photo_alt=" "))
    assert answer.status_code == 422
    assert "Görmeyenler için" in answer.text
    assert "Köprü" not in options(election)


def test_what_is_no_picture_is_refused(officer: Client, place: Activity) -> None:
    election = make_election(place, frozen=False)
    bad = (io.BytesIO(b"<svg onload=alert(1)>"), "kopru.png")
    answer = officer.post(desk(election, "/secenek"), sent(photo=bad, photo_alt=ALT))
    assert answer.status_code == 422
    assert "resim değil" in answer.text


def test_an_edit_keeps_changes_and_removes_it(officer: Client, place: Activity) -> None:
    election = with_photo(officer, place)
    option = options(election)["Köprü"]
    slug = get_municipality(election.municipality_id).slug
    edit = f"/{slug}/masa/oy-secenekleri/{option.id}/duzenle"
    assert ALT in officer.get(edit).text
    before = photo_of(election)
    officer.post(edit, sent(photo_alt="Eski köprü"))
    assert photo_of(election) == {**before, "alt": "Eski köprü"}
    officer.post(edit, sent(photo_alt="Eski köprü", drop_photo="y"))
    gone = options(election)["Köprü"]
    assert (gone.photo, gone.photo_id) == (None, None)


def test_it_is_frozen_and_shown_with_its_words(officer: Client, place: Activity) -> None:
    election = with_photo(officer, place)
    with saving():
        give_keys(queries.get_election(election.id))
        services.freeze(queries.get_election(election.id), by=Visitor())
    frozen = queries.get_election(election.id)
    rows = definitions.definition(frozen).document["options"]
    assert [row.get("photo") for row in rows] == [None, None, photo_of(frozen)]
    slug = get_municipality(election.municipality_id).slug
    for rest in ("", "/oy"):
        page = officer.get(f"/{slug}/oylamalar/{election.id}{rest}").text
        assert page.count("<img") == 1
        assert f'alt="{ALT}"' in page


# --- pots on the paper --------------------------------------------------------------------------


def test_pots_are_reached_by_links_and_chosen_by_script(client: Client) -> None:
    election = make_paper("pots")
    slug = get_municipality(election.municipality_id).slug
    page = client.get(f"/{slug}/oylamalar/{election.id}/oy").text
    for number, name in enumerate(("Kavaklı", "Yeşilova", "Bütün kent"), 1):
        assert f'<a href="#pay-{number}">{name}</a>' in page
        assert f'id="pay-{number}" data-pot' in page
        assert f'<option value="pay-{number}">{name}</option>' in page


def test_a_ranking_of_several_pots_is_one_list(client: Client) -> None:
    sample = SAMPLES["pots"]
    params = {**sample.params, "ballot": "ordinal", "max_choices": 3}
    params.pop("max_cost")
    election = make_paper(Sample("greedy", params, options=8, pots=sample.pots))
    slug = get_municipality(election.municipality_id).slug
    page = client.get(f"/{slug}/oylamalar/{election.id}/oy").text
    assert page.count("data-ranking") == 1
    assert page.count("<span>Kavaklı</span>") == 3
