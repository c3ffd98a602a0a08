"""A custodian's offline page: the same words, envelopes and answers as the command line."""

import json
import re
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page

from tests.verify.test_custodian import HALVES, SEED, WORDS, envelope
from verify import custodian
from verify.differences import Difference

PAGE = Path(__file__).resolve().parents[2] / "verify/anahtar.html"


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="tr-TR", viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.goto(f"file://{PAGE}")
    opened.wait_for_selector("body[data-ready]")
    yield opened
    context.close()


def test_words_made_here_open_there(page: Page) -> None:
    page.click("[data-act=make]")
    page.wait_for_selector("body[data-made]")
    words = page.locator("#words li").all_inner_texts()
    opener = custodian.opener_of(custodian.seed_of(" ".join(words)))
    assert page.inner_text("#line") == custodian.public_line(opener)
    assert page.locator("#qr svg").count() == 1
    assert page.evaluate("document.activeElement.id") == "new"


def test_words_made_there_open_here(page: Page) -> None:
    for _ in range(20):
        seed = secrets.token_bytes(16)
        typed = ", ".join(custodian.words_of(seed)).upper()
        found = page.evaluate(
            "async (text) => publicLine(await openerOf(await seedOf(text)))", typed
        )
        assert found == custodian.public_line(custodian.opener_of(seed))
    typed = " ".join(WORDS).replace("i", "ı")
    assert page.evaluate("async (text) => hex(await seedOf(text))", typed) == SEED.hex()


def test_typing_errors_are_named_as_on_the_command_line(page: Page) -> None:
    def slip(place: int, word: str) -> str:
        return " ".join([*WORDS[:place], word, *WORDS[place + 1 :]])

    wrong = [
        slip(at, word[:-1] + ("b" if word[-1] == "z" else "z")) for at, word in enumerate(WORDS)
    ]
    wrong += [slip(3, "babax"), "babab", "", " ".join([*WORDS, "babab"]), slip(3, "zuzuz")]
    wrong.append(" ".join([*WORDS[:2], WORDS[3], WORDS[2], *WORDS[4:]]))
    seen = set()
    for typed in wrong:
        with pytest.raises(Difference) as error:
            custodian.seed_of(typed)
        found = page.evaluate(
            "(text) => seedOf(text).catch(({key, facts}) => [key, facts.number ?? null])", typed
        )
        assert found == [error.value.key, error.value.facts.get("number")], typed
        seen.add(found[0])
    assert {"word-wrong", "word-shape", "word-count", "words-order"} <= seen


def test_trial_and_opening(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "zarf-12-1.json"
    path.write_text(json.dumps(envelope()))
    page.fill("#typed", " ".join(WORDS))
    page.set_input_files("#envelope", path)
    page.click("[data-act=trial]")
    page.wait_for_selector("#good:not(:empty)")
    answer = sha256(b"trial" + HALVES["12"] + HALVES["13"]).hexdigest()[:16]
    assert page.inner_text("#good") == f"Deneme yanıtı: {answer}"
    page.click("[data-act=open]")
    page.wait_for_selector("#halves:not([hidden])")
    lines = page.inner_text("#lines").splitlines()
    assert lines == [f"KH1.12.{'01' * 32}", f"KH1.13.{'02' * 32}"]


def test_what_is_wrong_is_said_beside_its_field(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "zarf.json"
    path.write_text(json.dumps(envelope(election="13")))
    page.fill("#typed", " ".join(WORDS))
    page.set_input_files("#envelope", path)
    page.click("[data-act=trial]")
    page.wait_for_selector("#envelope-wrong:not(:empty)")
    assert "12 yarısı bu anahtarla açılmıyor" in page.inner_text("#envelope-wrong")
    assert page.get_attribute("#envelope", "aria-invalid") == "true"
    page.fill("#typed", " ".join([*WORDS[:4], "babax", *WORDS[5:]]))
    page.click("[data-act=test]")
    page.wait_for_selector("#wrong:not(:empty)")
    assert page.inner_text("#wrong").startswith("5. sözcük")
    assert page.evaluate("document.activeElement.id") == "typed"
    page.click("[data-choose=en]")
    assert page.inner_text("#wrong").startswith("Word 5")
    page.click("[data-choose=tr]")


def test_the_qr_code_is_that_of_another_program(page: Page) -> None:
    """At full lengths: segno fills up the others with a zero byte of its own."""
    text = "KC1." + "0123456789abcdef" * 8
    for length in (17, 32, 53, 78, 106):
        for mask in (0, 1, 4, 7):
            made = segno.make_qr(
                text[:length].encode(), error="l", mode="byte", mask=mask, boost_error=False
            )
            found = page.evaluate("([text, mask]) => QR.make(text, mask)", [text[:length], mask])
            assert found == [list(row) for row in made.matrix], (length, mask)


def test_every_message_stands_in_both_languages(page: Page) -> None:
    for key, texts in page.evaluate("Object.entries(MESSAGES)"):
        one, other = (set(re.findall(r"\{\w+\}", text)) for text in texts)
        assert one == other, key
