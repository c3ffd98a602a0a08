"""Keys of custodians: words, typing errors, trial and opening."""

import io
import json
import re
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from verify import custodian
from verify.canonical import encode
from verify.command import main
from verify.differences import Difference

Capture = pytest.CaptureFixture[str]
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
SEED = bytes(range(16))
WORDS = custodian.words_of(SEED)


def slip(words: list[str], place: int, letter: int, to: str) -> str:
    word = words[place]
    return " ".join([*words[:place], word[:letter] + to + word[letter + 1 :], *words[place + 1 :]])


# --- words --------------------------------------------------------------------------------------


@given(st.binary(min_size=16, max_size=16))
def test_words_stand_for_the_seed(seed: bytes) -> None:
    assert custodian.seed_of(" ".join(custodian.words_of(seed))) == seed


def test_words_of_known_seeds() -> None:
    assert custodian.words_of(bytes(16))[:8] == ["babab"] * 8
    assert custodian.words_of(b"\xff" * 16)[:8] == ["zuzuz"] * 8
    check = int.from_bytes(sha256(b"katiliyoruz custodian" + bytes(16)).digest()[:2])
    letters = "bdfghjklmnprstvz"
    assert custodian.words_of(bytes(16))[8] == "".join((
        letters[check >> 12], "aiou"[check >> 10 & 3], letters[check >> 6 & 15],
        "aiou"[check >> 4 & 3], letters[check & 15],
    ))  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(WORDS).upper(),
        "\n".join(WORDS),
        "-".join(WORDS) + "\n",
        ", ".join(WORDS).replace("i", "ı"),
        " ".join(WORDS).replace("i", "İ"),
    ],
)
def test_words_may_be_typed_as_people_type(typed: str) -> None:
    assert custodian.seed_of(typed) == SEED


def test_one_wrong_letter_is_named_by_its_word() -> None:
    named = 0
    for place in range(9):
        for letter, to in ((0, "z"), (1, "u"), (4, "b")):
            if WORDS[place][letter] == to:
                continue
            with pytest.raises(Difference) as error:
                custodian.seed_of(slip(WORDS, place, letter, to))
            # Two explanations at once happen, rarely; a wrong one never.
            assert error.value.key in ("word-wrong", "words-wrong")
            if error.value.key == "word-wrong":
                assert error.value.facts["number"] == place + 1
                named += 1
    assert named >= 22


@pytest.mark.parametrize(
    ("typed", "key", "number"),
    [
        ("babab babax", "word-shape", 2),
        ("babab bab", "word-shape", 2),
        ("babab", "word-count", None),
        ("", "word-count", None),
        (" ".join([*WORDS, "babab"]), "word-count", None),
        (" ".join([*WORDS[:2], WORDS[3], WORDS[2], *WORDS[4:]]), "words-order", 3),
        (" ".join(["zuzuz", "zuzuz", *WORDS[2:]]), "words-wrong", 9),
    ],
)
def test_other_errors(typed: str, key: str, number: int | None) -> None:
    with pytest.raises(Difference) as error:
        custodian.seed_of(typed)
    assert error.value.key == key
    assert error.value.facts.get("number") == number


# --- new ----------------------------------------------------------------------------------------


def test_a_new_key_is_shown_once_in_words(capsys: Capture) -> None:
    assert main(["custodian", "new"]) == 0
    said = capsys.readouterr().out
    words = re.findall(r"^  \d\. (\w+)$", said, re.MULTILINE)
    assert len(words) == 9
    opener = custodian.opener_of(custodian.seed_of(" ".join(words)))
    line = next(line.strip() for line in said.splitlines() if "KC1." in line)
    assert line == custodian.public_line(opener)
    prefix, public, check = line.split(".")
    assert (prefix, check) == ("KC1", sha256(bytes.fromhex(public)).hexdigest()[:8])
    assert "█" in said or "▀" in said


def test_without_the_qr_package(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custodian, "segno", None)
    assert main(["custodian", "new", "--language", "tr"]) == 0
    assert "karekod yok" in capsys.readouterr().out


# --- envelopes ----------------------------------------------------------------------------------


HALVES = {"12": b"\x01" * 32, "13": b"\x02" * 32}


def envelope(number: int = 1, **more: Any) -> dict[str, Any]:
    public = X25519PublicKey.from_public_bytes(custodian.opener_of(SEED).public)
    rows = []
    for pair, half in HALVES.items():
        info = encode({"custodian": number, "election": "12", "pair": pair, "type": "half"})
        rows.append({"pair": pair, "sealed": b64encode(SUITE.encrypt(half, public, info)).decode()})
    return {"type": "envelope", "election": "12", "custodian": number, "halves": rows,
            "public": "ab" * 32, **more}  # fmt: skip


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(" ".join(WORDS) + "\n"))


def run(tmp_path: Path, act: str, document: Any) -> int:
    path = tmp_path / "envelope.json"
    path.write_text(json.dumps(document))
    return main(["custodian", act, str(path)])


@pytest.mark.usefixtures("typed")
def test_trial(tmp_path: Path, capsys: Capture) -> None:
    assert run(tmp_path, "trial", envelope()) == 0
    answer = sha256(b"trial" + HALVES["12"] + HALVES["13"]).hexdigest()[:16]
    assert capsys.readouterr().out == f"Trial answer: {answer}\n"


@pytest.mark.usefixtures("typed")
def test_opening(tmp_path: Path, capsys: Capture) -> None:
    rows = envelope()["halves"][::-1]
    assert run(tmp_path, "open", envelope(halves=rows)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == [f"KH1.12.{'01' * 32}", f"KH1.13.{'02' * 32}"]


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"custodian": 2}, "pair: 13"),
        ({"custodian": 4}, "custodian: 4"),
        ({"election": "13"}, "half 12 does not open"),
        ({"halves": []}, "halves"),
        ({"halves": envelope()["halves"][:1] * 2}, "halves"),
        ({"halves": [{"pair": "12", "sealed": "!"}] * 2}, "sealed: !"),
        ({"type": "letter"}, "type: letter"),
        ({"more": 1}, "expected the names"),
    ],
)
def test_envelopes_that_are_not_mine(
    more: dict[str, Any], words: str, tmp_path: Path, capsys: Capture
) -> None:
    assert run(tmp_path, "open", envelope(**more)) == 1
    assert words in capsys.readouterr().out


def test_wrong_words(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    other = " ".join(custodian.words_of(bytes(16)))
    monkeypatch.setattr(sys, "stdin", io.StringIO(other))
    assert run(tmp_path, "open", envelope()) == 1
    assert "half 12 does not open with this key" in capsys.readouterr().out
    assert main(["custodian", "open"]) == 1
    assert main(["custodian", "open", str(tmp_path / "none.json")]) == 1
