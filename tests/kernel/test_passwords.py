import re
import unicodedata
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from kernel import passwords
from kernel.passwords import Problem

GOOD = "çilekli-tren-47-yağmur"


def test_a_hash_verifies_its_own_password_only() -> None:
    made = passwords.hash_password(GOOD)
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in made
    assert passwords.verify(made, GOOD)
    assert not passwords.verify(made, GOOD + "x")
    assert not passwords.verify(made, "")
    assert passwords.hash_password(GOOD) != made


def test_the_keyboard_s_form_of_letters_does_not_matter() -> None:
    made = passwords.hash_password(unicodedata.normalize("NFC", GOOD))
    assert passwords.verify(made, unicodedata.normalize("NFD", GOOD))


@pytest.mark.parametrize("stored", ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$bozuk", "!"])
def test_a_broken_hash_lets_nobody_in(stored: str) -> None:
    assert not passwords.verify(stored, "")
    assert not passwords.verify(stored, GOOD)
    assert passwords.needs_rehash(stored)


def test_odd_input_is_no_error() -> None:
    made = passwords.hash_password(GOOD)
    assert not passwords.verify(made, "\ud800\x00")
    assert not passwords.verify(made, "a" * 5_000_000)


def test_older_figures_are_renewed() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    assert passwords.verify(weaker, GOOD)
    assert passwords.needs_rehash(weaker)
    assert not passwords.needs_rehash(passwords.hash_password(GOOD))


def test_the_dummy_costs_what_a_real_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not passwords.needs_rehash(passwords._NOBODY)
    asked = []

    def verify(stored: str, password: str) -> bool:
        asked.append((stored, password))
        return False

    monkeypatch.setattr(passwords, "verify", verify)
    passwords.dummy_verify()
    assert [stored for stored, _ in asked] == [passwords._NOBODY]


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "Kurbağa 3 limonata içti",
        "x7Kq-9mVt2",
        "нова парола 93",
        "🌳🌳🌲🌵🍄🌼🌻🌷🌹🥀🌺",
    ],
)
def test_good_passwords(password: str) -> None:
    assert passwords.problems(password, email="ayse.demir@example.org", name="Ayşe Demir") == []


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "P@ssw0rd2024",
        "1234567890",
        "123456789a",
        "galatasaray1905",
        "Fenerbahçe1907",
        "BEŞİKTAŞ1903",
        "şifre12345",
        "SIFRE123456",
        "parolaparola",
        "İstanbul34!",
        "mustafa1980",
        "mustafakemal",
        "seniseviyorum",
        "qwertyuiop",
        "trustno1trustno1",
        "!Bismillah1",
    ],
)
def test_common_passwords(password: str) -> None:
    assert passwords.common(password)
    assert Problem.COMMON in passwords.problems(password)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "ababababababab",
        "qwertyuıopğü",
        "asdfghjklşi",
        "abcçdefgğh",
        "zyxwvutsrq",
        "1qaz2wsx3edc",
        "00001111222",
        "fgğıodrnhp",
    ],
)
def test_patterns(password: str) -> None:
    assert Problem.PATTERN in passwords.problems(password)


@pytest.mark.parametrize(
    ("password", "personal"),
    [
        ("ayse.demir1", True),
        ("AyşeDemir1987", True),
        ("demirayse!!", True),
        ("1987DEMİR1987", False),
        ("demir kapılı ev", False),
        ("mavi ayşe dört tren", False),
    ],
)
def test_personal(password: str, personal: bool) -> None:
    found = passwords.problems(password, email="ayse.demir@example.org", name="Ayşe Demir")
    assert (Problem.PERSONAL in found) is personal


@pytest.mark.parametrize(
    ("length", "problem"),
    [
        (9, Problem.TOO_SHORT),
        (10, None),
        (256, None),
        (257, Problem.TOO_LONG),
        (1_000_000, Problem.TOO_LONG),
    ],
)
def test_length(length: int, problem: Problem | None) -> None:
    password = ("k7vŞ2xq9mB4tZ8w3" * (length // 16 + 1))[:length]
    assert passwords.problems(password) == ([problem] if problem else [])


def test_several_problems_are_told_at_once() -> None:
    assert passwords.problems("12345") == [Problem.TOO_SHORT, Problem.COMMON, Problem.PATTERN]


@given(st.text(), st.text(), st.text())
def test_any_text_is_judged(password: str, email: str, name: str) -> None:
    found = passwords.problems(password, email=email, name=name)
    assert len(set(found)) == len(found)


def test_the_lists_are_of_use() -> None:
    known = passwords._known()
    assert len(known) > 10_000
    assert {"123456", "galatasaray", "sifre", "ankara"} <= known
    turkish = Path(passwords._LISTS / "turkish_passwords.txt").read_text(encoding="utf-8").split()
    assert len(set(turkish)) > 700
    assert all(re.fullmatch(r"[a-zğ0-9]+", word) for word in turkish)
