import unicodedata
from collections import Counter

import pytest

from kernel.text import fold
from places import gazetteer
from places.gazetteer import RegisteredKind


def test_counts() -> None:
    assert len(list(gazetteer.provinces())) == 81
    assert len(list(gazetteer.districts())) == 973
    assert len(list(gazetteer.neighbourhoods())) == 32_186
    kinds = Counter(municipality.kind for municipality in gazetteer.municipalities())
    assert kinds == {
        RegisteredKind.METROPOLITAN: 30,
        RegisteredKind.PROVINCE_CENTRE: 51,
        RegisteredKind.DISTRICT: 922,
        RegisteredKind.TOWN: 390,
    }


def test_ids_are_unique() -> None:
    for ids in (
        [province.id for province in gazetteer.provinces()],
        [district.id for district in gazetteer.districts()],
        [municipality.key for municipality in gazetteer.municipalities()],
        [neighbourhood.id for neighbourhood in gazetteer.neighbourhoods()],
    ):
        assert len(set(ids)) == len(ids)


def test_parents_exist_and_agree() -> None:
    provinces = {province.id for province in gazetteer.provinces()}
    district_province = {district.id: district.province_id for district in gazetteer.districts()}
    assert set(district_province.values()) == provinces
    assert {row.district_id for row in gazetteer.neighbourhoods()} <= set(district_province)
    for municipality in gazetteer.municipalities():
        if municipality.district_id is None:
            assert municipality.kind is RegisteredKind.METROPOLITAN
            assert municipality.province_id in provinces
        else:
            assert district_province[municipality.district_id] == municipality.province_id


def test_every_district_has_one_municipality_of_its_own() -> None:
    kinds = {RegisteredKind.DISTRICT, RegisteredKind.PROVINCE_CENTRE}
    owned = [row.district_id for row in gazetteer.municipalities() if row.kind in kinds]
    assert sorted(filter(None, owned)) == sorted(row.id for row in gazetteer.districts())


def test_a_metropolitan_province_has_no_central_municipality() -> None:
    metropolitan = {province.id for province in gazetteer.provinces() if province.metropolitan}
    by_kind: dict[RegisteredKind, set[int]] = {}
    for row in gazetteer.municipalities():
        by_kind.setdefault(row.kind, set()).add(row.province_id)
    assert by_kind[RegisteredKind.METROPOLITAN] == metropolitan
    assert by_kind[RegisteredKind.PROVINCE_CENTRE].isdisjoint(metropolitan)


def test_names_repeat_so_ids_are_needed() -> None:
    centres = [row for row in gazetteer.districts() if row.name == "Merkez"]
    assert len(centres) == 51
    inside = Counter((row.district_id, row.name) for row in gazetteer.neighbourhoods())
    assert sum(count > 1 for count in inside.values()) == 237


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("province:38", "Kayseri"),
        ("district:1105", "Adıyaman"),
        ("district:2033", "Çukurova"),
        ("town:998", "Çakırhüyük"),
        ("town:997", "Kesmetepe"),
    ],
)
def test_a_municipality_is_found_by_its_key(key: str, name: str) -> None:
    assert {row.key: row.name for row in gazetteer.municipalities()}[key] == name


def test_turkish_letters_are_whole() -> None:
    names = {
        row.name
        for rows in (
            gazetteer.provinces(),
            gazetteer.districts(),
            gazetteer.municipalities(),
            gazetteer.neighbourhoods(),
        )
        for row in rows
    }
    signs = {sign for name in names for sign in name}
    assert set("çğıöşüÇİÖŞÜ") <= signs
    assert not any(unicodedata.combining(sign) or sign == "\ufffd" for sign in signs)
    assert all(fold(name) and name == unicodedata.normalize("NFC", name) for name in names)
    assert {"Iğdır", "İzmir", "Muğla", "Çiçekpınar", "100.Yıl", "Ahmed-i Hani"} <= names


def test_neighbourhoods_come_in_the_order_of_their_districts() -> None:
    keys = [(row.district_id, row.id) for row in gazetteer.neighbourhoods()]
    assert keys == sorted(keys)
