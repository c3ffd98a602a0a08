"""The verifier that opens from disk, in a browser: the good it accepts, the bent it names."""

import base64
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.make import bundle
from tests.make.bundle import Bundle
from verify.canonical import units

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "verify"
SCRIPTS = (PAGES / "dogrula.js", PAGES / "anahtar.js", ROOT / "platform/kernel/static/makbuz.js")
HERE = ("plurality", "approval", "score", "greedy", "greedy-no-skip", "greedy-threshold",
        "greedy-ratio")  # fmt: skip

#: the page's own check, without its form
CHECK = """async (files) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const map = new Map(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
  try {
    const found = await check(map, () => {});
    return found.totalsOnly ? "totals" : found.recounted ? "agree" : "not recounted";
  } catch (error) {
    return error instanceof Difference ? error.message : `crash: ${error.stack}`;
  }
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="tr-TR", viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.goto(f"file://{PAGES / 'dogrula.html'}")
    opened.wait_for_selector("body[data-ready]")
    yield opened
    context.close()


def judged(page: Page, folder: Path) -> str:
    found = {
        path.name: base64.b64encode(path.read_bytes()).decode()
        for path in folder.iterdir()
        if path.is_file()
    }
    answer: str = page.evaluate(CHECK, found)
    assert not answer.startswith("crash"), answer
    return answer


def test_copies_of_the_core_are_the_same() -> None:
    """Each script stands alone, so that one page needs one file; what they share is one text."""
    cores: dict[str, set[str]] = {}
    for path in SCRIPTS:
        for core in re.findall(
            r"^// --- core: .*?^// --- end of core", path.read_text(), re.M | re.S
        ):
            cores.setdefault(core.splitlines()[0], set()).add(core)
    assert [len(copies) for copies in cores.values()] == [1, 1]


def test_the_pages_ask_for_nothing_from_elsewhere() -> None:
    for name in ("dogrula", "anahtar"):
        text = (PAGES / f"{name}.html").read_text() + (PAGES / f"{name}.js").read_text()
        assert "default-src 'none'" in text
        assert set(re.findall(r"https?://[^\"' ]+", text)) <= {"http://www.w3.org/2000/svg"}
        assert not re.search(r"\b(fetch|XMLHttpRequest|sendBeacon|WebSocket|innerHTML)\b", text)


# --- good folders -------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", bundle.KINDS)
def test_a_good_folder_of_each_rule(rule: str, page: Page, tmp_path: Path) -> None:
    blank: Any = {} if bundle.KINDS[rule][1].__name__ == "choose" else []
    bundle.example(tmp_path, rule, voters=12, paper=[None, blank], revised=3, voided=2, eligible=90)
    assert judged(page, tmp_path) == ("agree" if rule in HERE else "not recounted")


@pytest.mark.parametrize(
    "more",
    [
        {"secrecy": "named"},
        {"eligible": 40, "quorum": [1, 2]},
        {"eligible": 40, "approval_quorum": [1, 2]},
        {"voters": 0},
        {"voters": 1, "batch": 1},
    ],
    ids=str,
)
def test_elections_of_many_kinds(more: dict[str, Any], page: Page, tmp_path: Path) -> None:
    bundle.example(tmp_path, "approval", **more)
    assert judged(page, tmp_path) == "agree"


def test_what_the_council_settled(page: Page, tmp_path: Path) -> None:
    """As many of each tie as had a place, or none of it."""
    made = bundle.write(tmp_path, [["a"], ["b"]], options=["a", "b", "c"])
    result = bundle.read_json(tmp_path / "result.json")
    made.save("result.json", {**result, "settled": ["b"]})
    made.save_manifest()
    assert judged(page, tmp_path) == "agree"
    for settled in (["c"], ["a", "b"], ["b", "b"], "b", [], None, [None]):
        made.save("result.json", {**result, "settled": settled})
        made.save_manifest()
        assert "settled" in judged(page, tmp_path)


def elections(folder: Path, number: int) -> None:
    """Small, with many ties, unequal pots and reserved seats."""
    rng = random.Random(number)
    rule = HERE[number % len(HERE)]
    ids = rng.sample(["1", "2", "3", "10", "é", "Z", "\U00010000"], rng.randint(2, 6))
    options: list[dict[str, Any]] = [
        {"id": name, "title": name, "cost": rng.choice([100, 100, 200, 300]),
         "pot": rng.choice(["", "n"]), "groups": rng.sample(["g", "h"], rng.randint(0, 2))}
        for name in ids
    ]  # fmt: skip
    more: dict[str, Any] = {"params": {}, "tie": rng.choice(["declare", "lot"])}
    if more["tie"] == "lot":
        more["seed"] = str(rng.randint(0, 9999))
    if rule.startswith("greedy"):
        more["params"] = {"budget": 600, "pots": [["n", 200]],
                          "leftovers": rng.choice(["city", "keep"])}  # fmt: skip
    else:
        more["seats"] = rng.randint(1, len(ids))
        if any("g" in row["groups"] for row in options):
            more["params"] = {"reserved": [["g", 1]]}
    if rng.random() < 0.5:
        more |= {"eligible": 20, "quorum": [1, 4], "approval_quorum": [1, rng.randint(4, 20)]}

    def choose() -> Any:
        some = rng.sample(ids, rng.randint(0, 1 if rule == "plurality" else len(ids)))
        if rule == "score":
            return {name: rng.randint(0, 5) for name in some}
        return sorted(some, key=units)

    bundle.write(folder, [choose() for _ in range(rng.randint(0, 9))], options=options, rule=rule,
                 number=number, **more)  # fmt: skip


def test_recounts_agree_on_elections_full_of_ties(page: Page, tmp_path: Path) -> None:
    for number in range(42):
        elections(tmp_path / str(number), number)
        assert judged(page, tmp_path / str(number)) == "agree", number


def test_totals_only(page: Page, tmp_path: Path) -> None:
    made = bundle.example(tmp_path, "approval", totals_only=True, revised=2, voided=1, eligible=60)
    assert judged(page, tmp_path) == "totals"
    result = bundle.read_json(tmp_path / "result.json")
    counts = result["counts"]
    made.save("result.json", {**result, "counts": {**counts, "valid": counts["valid"] - 1}})
    assert "counts: valid" in judged(page, tmp_path)


# --- bent ones ----------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Bundle:
    choices = [["1"], ["2"], ["1", "2"], ["10"]] * 4
    return bundle.write(tmp_path, choices, options=bundle.OPTIONS, rule="approval",
                        params={"max_choices": 2}, paper=[["1"], None], revised=3, voided=2,
                        eligible=90, batch=10)  # fmt: skip


def test_one_changed_byte_in_any_file(made: Bundle, page: Page) -> None:
    for path in sorted(made.folder.iterdir()):
        good = path.read_bytes()
        places = [0, len(good) // 3, 2 * len(good) // 3, len(good) - 1]
        bent = [good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in places]
        for changed in (*bent, good[:-1], good + b"\n", b"", good + good):
            path.write_bytes(changed)
            assert ".json" in judged(page, made.folder), path.name
        path.unlink()
        # Without the key alone, or the ballots alone, the other one is named.
        assert path.name in judged(page, made.folder)
        path.write_bytes(good)
    assert judged(page, made.folder) == "agree"
    (made.folder / "result.pb").write_text("META\n")
    assert "result.pb" in judged(page, made.folder)


def other_leaf(made: Bundle) -> bytes:
    return made.seal(["2"], "ab" * 32, 1)


CHANGES: dict[str, Callable[[Bundle], list[bytes]]] = {
    "dropped": lambda made: made.leaves[:3] + made.leaves[4:],
    "added": lambda made: [other_leaf(made), *made.leaves],
    "swapped": lambda made: [made.leaves[1], made.leaves[0], *made.leaves[2:]],
    "duplicated": lambda made: [*made.leaves[:5], made.leaves[4], *made.leaves[5:]],
    "replaced": lambda made: [other_leaf(made), *made.leaves[1:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_log(change: str, made: Bundle, page: Page) -> None:
    leaves = CHANGES[change](made)
    made.save_log(leaves)
    assert re.match("log-size|root", judged(page, made.folder))
    # The server signs a new last head over it: the log is split from what it said before.
    made.save("heads.json", [made.heads[0], made.head(len(leaves), 9, leaves)])
    assert judged(page, made.folder).startswith("root heads.json")
    if change != "swapped":  # signed anew from the start, the roll or the ballots contradict
        made.leaves = leaves
        made.publish_log()
        assert re.match("twice|roll-|gap|mismatch|ballot-order", judged(page, made.folder))


@pytest.mark.parametrize(
    ("name", "change", "key"),
    [
        ("roll.json", {"voters": {"web": 17, "code": 0, "assisted": 0, "paper": 2}}, "roll-web"),
        ("roll.json", {"voters": {"web": 16, "code": 0, "assisted": 0, "paper": 3}}, "roll-paper"),
        ("roll.json", {"eligible": 17}, "roll-eligible"),
        ("roll.json", {"paper_batches": []}, "roll-desks"),
        ("count.json", {"superseded": 2}, "mismatch"),
        ("count.json", {"bonus": 2}, "keys"),
        ("result.json", {"winners": ["10"]}, "result"),
        ("result.json", {"scores": {"1": 99, "2": 8, "3": 0, "10": 4}}, "result"),
        ("result.json", {"voters": 17}, "result"),
        ("result.json", {"extra": 1}, "result"),
        ("key.json", {"private": "11" * 32}, "key-pair"),
    ],
)
def test_wrong_numbers(
    name: str, change: dict[str, Any], key: str, made: Bundle, page: Page
) -> None:
    made.save(name, {**bundle.read_json(made.folder / name), **change})
    assert judged(page, made.folder).startswith(f"{key} {name}")


TAG = "cd" * 32
LEAVES: list[tuple[Callable[[Bundle], list[bytes]], str]] = [
    (lambda made: [made.seal(["1"], TAG, 2)], "gap"),
    (lambda made: [made.seal(["1"], TAG, 1), made.seal(["1"], TAG, 1)], "twice"),
    (lambda made: [made.seal(["1"], TAG, 1, "paper"), made.seal(["1"], TAG, 2)], "paper-revision"),
    (lambda made: [made.seal(["1"], TAG, 1).replace(b":1,", b":1.0,")], "not-json"),
    (lambda made: [made.seal(["1"], TAG, 1).replace(b",", b", ")], "not-canonical"),
    (lambda made: [made.seal_bytes(b'{"choice":["1"]}', TAG, 1)], "sealed-length"),
    (lambda made: [b"[" * 5000], "not-json"),
    (lambda made: [b"\xff"], "not-utf8"),
]


def test_leaves_that_may_not_be(made: Bundle, page: Page) -> None:
    leaves = made.leaves
    for build, key in LEAVES:
        made.leaves = leaves + build(made)
        made.publish_log()
        assert judged(page, made.folder).startswith(f"{key} log.jsonl.gz")


PLAIN: list[tuple[bytes, str]] = [
    (b'{"choice": ["1"]}', "not-canonical"),
    (b'{"choice":["1"]}\0', "not-json"),
    (b'{"choice":["1"],"choice":["2"]}', "not-json"),
    (b'{"choice":["1"],"name":"Ali"}', "keys"),
    (b'{"choice":["\\u0031"]}', "not-canonical"),
    (b'{"choice":["1","2","3"]}', "not-allowed"),
    (b'{"choice":["2","1"]}', "not-allowed"),
    (b'{"choice":["99"]}', "not-allowed"),
    (b'{"choice":{"1":1}}', "not-allowed"),
]


def test_ballots_that_may_not_be(made: Bundle, page: Page) -> None:
    place = next(
        at for at, leaf in enumerate(made.leaves)
        if b'"ballot"' in leaf and sum(json.loads(leaf)["tag"].encode() in one
                                       for one in made.leaves) == 1
    )  # fmt: skip
    for plain, key in PLAIN:
        made.leaves[place] = made.seal_bytes(plain.ljust(160), TAG, 1)
        made.publish_log()
        assert judged(page, made.folder).startswith(f"{key} log.jsonl.gz:{place + 1}")
    for more in ({"tag": "ef" * 32}, {"revision": 2}, {"definition": "00" * 32}):
        made.leaves[place] = made.seal(["1"], TAG, 1, bound_to=more)
        made.publish_log()
        assert judged(page, made.folder).startswith("cannot-open")


# --- the page itself ----------------------------------------------------------------------------


def test_the_page_says_it_in_both_languages(made: Bundle, page: Page) -> None:
    page.set_input_files("#folder", made.folder)
    page.wait_for_selector("body[data-verdict=agree]")
    assert "Hepsi uyuyor." in page.inner_text("#verdict")
    assert page.locator("[data-state=good]").count() == 11
    assert "Rampa ✓ Kazandı" in page.inner_text("#table")
    page.click("[data-choose=en]")
    assert "Everything agrees." in page.inner_text("#verdict")
    result = bundle.read_json(made.folder / "result.json")
    made.save("result.json", {**result, "winners": ["10"]})
    page.set_input_files("#files", sorted(made.folder.iterdir()))
    page.wait_for_selector("body[data-verdict=difference]")
    said = page.inner_text("[data-state=bad]")
    assert 'result.json: winners[0]: counted "1", published "10"' in said
    assert page.evaluate("document.activeElement.id") == "verdict"
    page.click("[data-choose=tr]")
    assert 'sayılan "1", yayımlanan "10"' in page.inner_text("[data-state=bad]")


def test_totals_only_is_said_first(page: Page, tmp_path: Path) -> None:
    bundle.example(tmp_path, "approval", voters=4, totals_only=True)
    page.set_input_files("#files", sorted(tmp_path.iterdir()))
    page.wait_for_selector("body[data-verdict=agree-totals]")
    assert page.inner_text("#totals").startswith("Yalnız toplamlar")
    assert "Hepsi uyuyor" not in page.inner_text("#verdict")


def test_every_message_stands_in_both_languages(page: Page) -> None:
    found = page.evaluate("Object.entries(MESSAGES)")
    for key, texts in found:
        assert len(texts) == 2, key
        one, other = (set(re.findall(r"\{\w+\}", text)) for text in texts)
        assert one == other, key
    used = set(re.findall(r'new Difference\("([a-z0-9-]+)"', SCRIPTS[0].read_text()))
    assert used <= {key for key, _texts in found}
