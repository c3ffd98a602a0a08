"""Each way to change an election afterwards is named, and none is accepted."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.make import bundle
from tests.make.bundle import Bundle
from verify.command import main
from verify.merkle import leaf_hash
from verify.recount import ADDED

Capture = pytest.CaptureFixture[str]
FILES = ("election.json", "log.jsonl.gz", "heads.json", "key.json", "roll.json", "count.json",
         "result.json", "ballots.jsonl", "manifest.json")  # fmt: skip
CHOICES = [["1"], ["2"], ["1", "2"], ["10"]] * 8


@pytest.fixture
def made(tmp_path: Path) -> Bundle:
    """32 voters, three of them twice, two more void, and two sheets of paper."""
    return make(tmp_path)


def make(folder: Path, **more: Any) -> Bundle:
    given = {
        "paper": [["1"], None],
        "revised": 3,
        "voided": 2,
        "eligible": 90,
        "manifest": False,
        "batch": 25,
    }
    return bundle.write(
        folder,
        CHOICES,
        options=bundle.OPTIONS,
        rule="approval",
        params={"max_choices": 2},
        **{**given, **more},
    )


def refused(made: Bundle, capsys: Capture, *words: str) -> None:
    capsys.readouterr()
    assert main([str(made.folder)]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("DIFFERENCE  ")
    for word in words:
        assert word in last


def read(made: Bundle, name: str) -> Any:
    return json.loads((made.folder / name).read_bytes())


# --- one byte -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_in_any_file(name: str, tmp_path: Path, capsys: Capture) -> None:
    made = make(tmp_path)
    path = made.folder / name
    good = path.read_bytes()
    step = max(1, len(good) // 24)
    for place in [*range(0, len(good), step), len(good) - 1]:
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        refused(made, capsys, ".json")
    for changed in (good[:-1], good[1:], good + b"\n", good + b"\0", b"", good + good):
        path.write_bytes(changed)
        refused(made, capsys, ".json")
    path.unlink()
    refused(made, capsys, name)


def test_a_file_that_nobody_signed(tmp_path: Path, capsys: Capture) -> None:
    made = make(tmp_path)
    (made.folder / "result.pb").write_text("META\n")
    refused(made, capsys, "manifest.json: result.pb")


# --- the log ------------------------------------------------------------------------------------


def other_leaf(made: Bundle) -> bytes:
    return made.seal(["2"], "ab" * 32, 1)


def dropped(made: Bundle) -> list[bytes]:
    return made.leaves[:9] + made.leaves[10:]


def added(made: Bundle) -> list[bytes]:
    return [*made.leaves, other_leaf(made)]


def swapped(made: Bundle) -> list[bytes]:
    one, other, *rest = made.leaves
    return [other, one, *rest]


def duplicated(made: Bundle) -> list[bytes]:
    return [*made.leaves[:5], made.leaves[4], *made.leaves[5:]]


def replaced(made: Bundle) -> list[bytes]:
    return [other_leaf(made), *made.leaves[1:]]


CHANGES = [dropped, added, swapped, duplicated, replaced]
#: another length is seen at once, the same one by the root
NAMED: dict[Callable[[Bundle], list[bytes]], str] = {
    dropped: "log.jsonl.gz: ",
    added: "log.jsonl.gz, line",
    duplicated: "log.jsonl.gz, line",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_log_has_another_root(
    change: Callable[[Bundle], list[bytes]], made: Bundle, capsys: Capture
) -> None:
    made.save_log(change(made))
    made.save_manifest()
    refused(made, capsys, NAMED.get(change, "heads.json: head of size"))


@pytest.mark.parametrize("change", CHANGES)
def test_whoever_holds_the_log_key_contradicts_an_earlier_head(
    change: Callable[[Bundle], list[bytes]], made: Bundle, capsys: Capture
) -> None:
    """The server itself rewrites the log and signs a new last head; the early ones stand."""
    early, leaves = made.heads[:-1], change(made)
    if change is added:
        leaves = [other_leaf(made), *made.leaves]
    made.save("heads.json", [*early, made.head(len(leaves), 5, leaves)])
    made.save_log(leaves)
    refused(made, capsys, "heads.json: head of size 25")


@pytest.mark.parametrize("change", [change for change in CHANGES if change is not swapped])
def test_whoever_signs_all_heads_anew_contradicts_the_roll(
    change: Callable[[Bundle], list[bytes]], made: Bundle, capsys: Capture
) -> None:
    made.leaves = change(made)
    made.publish_log()
    refused(made, capsys)


@pytest.mark.parametrize("change", [*CHANGES])
def test_whoever_signs_all_heads_anew_contradicts_the_receipts(
    change: Callable[[Bundle], list[bytes]], made: Bundle, tmp_path: Path, capsys: Capture
) -> None:
    receipts = [made.receipt(leaf, made.heads[0]) for leaf in made.leaves]
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(receipts))
    assert main(["receipt", str(made.folder), str(kept)]) == 0
    made.leaves = change(made) if change is not added else [other_leaf(made), *made.leaves]
    if change is duplicated:
        made.leaves.pop()  # else the log is refused as such
        made.leaves[5] = other_leaf(made)
    made.publish_log()
    capsys.readouterr()
    assert main(["receipt", str(made.folder), str(kept)]) == 1
    assert "two signed heads that cannot both be true" in capsys.readouterr().out


def test_a_split_view_shows_both_heads(made: Bundle, tmp_path: Path, capsys: Capture) -> None:
    """Two people were shown two logs; each is sound by itself."""
    first = made.heads[0]
    other = made.head(25, 0, list(reversed(made.leaves)))
    (tmp_path / "one.json").write_text(json.dumps(first))
    (tmp_path / "two.json").write_text(json.dumps(other))
    kept = [str(tmp_path / name) for name in ("one.json", "two.json")]
    assert main(["receipt", str(made.folder), *kept]) == 1
    said = capsys.readouterr().out
    assert first["root"] in said
    assert other["root"] in said
    assert "1 of 2 agree" in said
    definition = str(made.folder / "election.json")
    assert main(["heads", definition, *kept]) == 1
    said = capsys.readouterr().out
    assert first["signature"] in said
    assert other["signature"] in said


def test_a_leaf_of_another_election(made: Bundle, capsys: Capture) -> None:
    made.leaves[3] = made.leaves[3].replace(b'"election":"12"', b'"election":"13"')
    made.publish_log()
    refused(made, capsys, "log.jsonl.gz, line 4", "expected 12")


def test_a_head_by_another_key(made: Bundle, tmp_path: Path, capsys: Capture) -> None:
    other = make(tmp_path / "other", number=8)
    made.save("heads.json", [*made.heads[:-1], other.head(len(made.leaves), 9, made.leaves)])
    refused(made, capsys, "heads.json: [2]: the signature")


def test_heads_in_disorder_or_twice(made: Bundle, capsys: Capture) -> None:
    made.save("heads.json", made.heads[::-1])
    refused(made, capsys, "heads.json: head 2")
    made.save("heads.json", [made.heads[0], *made.heads])
    refused(made, capsys, "heads.json: head 2")
    made.save("heads.json", [])
    refused(made, capsys, "heads.json: no tree head")
    made.save("heads.json", made.heads[:-1])
    refused(made, capsys, "log.jsonl.gz, line 26: > 25")


# --- revisions ----------------------------------------------------------------------------------


TAG = "cd" * 32


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda made: [made.seal(["1"], TAG, 2)], ["revision 2, but no revision 1"]),
        (lambda made: [made.seal(["1"], TAG, 1), made.seal(["1"], TAG, 1)], ["stands already"]),
        (lambda made: [made.seal(["1"], TAG, 1), made.seal(["1"], TAG, 3)], ["no revision 2"]),
        (lambda made: [made.void(TAG, 1)], ["no revision 0"]),
        (lambda made: [made.seal(["1"], TAG, 1), made.void(TAG, 1)], ["stands already"]),
        (lambda made: [made.seal(["1"], TAG, 1, "paper"), made.seal(["1"], TAG, 2)], ["paper"]),
        (lambda made: [made.seal(["1"], TAG, 1), made.seal(["1"], TAG, 2, "paper")], ["paper"]),
        (lambda made: [made.seal(["1"], TAG, 1).replace(b'"ballot"', b'"bribe"')], ["kind: bribe"]),
        (lambda made: [made.seal(["1"], TAG, 1).replace(b":1,", b":1.0,")], ["no whole number"]),
        (lambda made: [made.seal(["1"], TAG, 1).replace(b":1,", b":0,")], ["revision: 0"]),
        (lambda made: [made.seal(["1"], TAG, 1).replace(b",", b", ")], ["not in canonical form"]),
        (lambda made: [made.seal(["1"], TAG, 1).replace(b"cd", b"CD")], ["tag: CDCD"]),
        (lambda made: [made.seal(["1"], TAG, 1).replace(b"{", b'{"a":1,')], ["expected the names"]),
        (lambda made: [made.void(TAG, 2).replace(b'"tag', b'"sealed":"","tag')], ["the names"]),
        (lambda made: [b"", b"x"], ["no strict JSON"]),
        (lambda made: [b"[]"], ["cannot be"]),
        (lambda made: [b"\xff"], ["no UTF-8"]),
        (lambda made: [b"[" * 5000], ["no strict JSON"]),
    ],
)
def test_leaves_that_may_not_be(
    build: Callable[[Bundle], list[bytes]], words: list[str], made: Bundle, capsys: Capture
) -> None:
    made.leaves += build(made)
    made.publish_log()
    refused(made, capsys, "log.jsonl.gz, line", *words)


def test_paper_where_the_definition_has_none(tmp_path: Path, capsys: Capture) -> None:
    made = make(tmp_path / "none", paper=[])
    made.leaves.append(made.seal(["1"], TAG, 1, "paper"))
    made.publish_log()
    refused(made, capsys, "a paper ballot, but")


# --- ballots ------------------------------------------------------------------------------------


def put_first(made: Bundle, leaf: bytes) -> None:
    """In place of a web ballot that stands alone under its tag."""
    place = next(
        number
        for number, known in enumerate(made.leaves)
        if sum(json.loads(known)["tag"].encode() in other for other in made.leaves) == 1
        and b'"ballot"' in known
    )
    made.leaves[place] = leaf
    made.publish_log()


@pytest.mark.parametrize(
    "more",
    [
        {"tag": "ef" * 32},
        {"revision": 2},
        {"election": "13"},
        {"definition": "00" * 32},
    ],
    ids=str,
)
def test_a_ballot_sealed_for_something_else(
    more: dict[str, Any], made: Bundle, capsys: Capture
) -> None:
    put_first(made, made.seal(["1"], TAG, 1, bound_to=more))
    refused(made, capsys, "log.jsonl.gz, line", "does not open")


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (["1", "2", "3"], "3 of at most 2"),
        (["99"], "99 is no option"),
        (["2", "1"], "in their order"),
        (["1", "1"], "each once"),
        ([1], "an option is a text"),
        ({"1": 1}, "a list"),
        (None, "a list"),
        ("1", "a list"),
    ],
)
def test_a_ballot_that_the_rule_does_not_allow(
    choice: Any, words: str, made: Bundle, capsys: Capture
) -> None:
    put_first(made, made.seal(choice, TAG, 1))
    refused(made, capsys, "log.jsonl.gz, line", words)


@pytest.mark.parametrize(
    "plain",
    [
        b'{"choice": ["1"]}',
        b' {"choice":["1"]}',
        b'{"choice":["1"]}\0',
        b'{"choice":["1"],"name":"Ali"}',
        b'{"choice":["1"],"choice":["2"]}',
        b'{"Choice":["1"]}',
        b'["1"]',
        b"",
        b"\xff",
        b'{"choice":["\\u0031"]}',
        b'{"choice":[1e0]}',
    ],
)
def test_a_plaintext_in_another_spelling(plain: bytes, made: Bundle, capsys: Capture) -> None:
    put_first(made, made.seal_bytes(plain.ljust(160), TAG, 1))
    refused(made, capsys, "log.jsonl.gz, line")


@pytest.mark.parametrize("length", [159, 161, 0])
def test_a_ballot_of_another_length(length: int, made: Bundle, capsys: Capture) -> None:
    plain = b'{"choice":["1"]}'.ljust(length)[:length]
    put_first(made, made.seal_bytes(plain, TAG, 1))
    refused(made, capsys, "log.jsonl.gz, line", "expected 208")


def test_a_named_ballot_without_a_name(tmp_path: Path, capsys: Capture) -> None:
    made = make(tmp_path, secrecy="named")
    put_first(made, made.seal(["1"], TAG, 1))
    refused(made, capsys, "expected the names choice, name")


def test_a_key_that_does_not_fit(made: Bundle, tmp_path: Path, capsys: Capture) -> None:
    other = read(make(tmp_path / "other", number=8), "key.json")
    mine = read(made, "key.json")
    made.save("key.json", other)
    refused(made, capsys, "key.json: the definition's sealing key")
    made.save("key.json", {**mine, "private": other["private"]})
    refused(made, capsys, "key.json: the private half belongs to")


def test_published_ballots_that_nobody_cast(made: Bundle, capsys: Capture) -> None:
    path = made.folder / "ballots.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for changed in (lines[1:], [*lines, b'["2"]\n'], lines[::-1], [b'["10"]\n', *lines[1:]]):
        path.write_bytes(b"".join(changed))
        refused(made, capsys, "ballots.jsonl, line")


# --- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"voters": {"web": 33, "code": 0, "assisted": 0, "paper": 2}}, "voters on the web"),
        ({"voters": {"web": 31, "code": 0, "assisted": 0, "paper": 2}}, "voters on the web"),
        ({"voters": {"web": 32, "code": 0, "assisted": 0, "paper": 3}}, "voters on paper"),
        ({"voters": {"web": 32, "code": 0, "assisted": 0, "paper": 2, "fax": 0}}, "names"),
        ({"voters": {"web": -1, "code": 33, "assisted": 0, "paper": 2}}, "web: -1"),
        ({"voters": {"web": True, "code": 31, "assisted": 0, "paper": 2}}, "web: True"),
        ({"paper_batches": []}, "paper ballots of all desks"),
        ({"paper_batches": [{"desk": "A", "ballots": 2, "blank": 0, "invalid": 0}]}, "invalid"),
        ({"paper_batches": [{"desk": "A", "ballots": 2, "blank": 1, "invalid": 1}]}, "blank"),
        ({"paper_batches": [{"desk": "A", "ballots": 2, "blank": 2, "invalid": 1}]}, "cannot be"),
        ({"eligible": 33}, "only 33 may vote"),
    ],
)
def test_wrong_counts_in_the_roll(
    change: dict[str, Any], words: str, made: Bundle, capsys: Capture
) -> None:
    made.save("roll.json", {**read(made, "roll.json"), **change})
    refused(made, capsys, "roll.json", words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"superseded": 2}, "superseded: expected 3, found 2"),
        ({"void": 3}, "void: expected 2, found 3"),
        ({"electorate": 91}, "electorate: expected 90"),
        ({"council": ["1", "2", "3", "10"]}, "council"),
        ({"seed": 5}, "seed: 5"),
        ({"bonus": 5}, "found bonus"),
    ],
)
def test_wrong_facts_of_the_count(
    change: dict[str, Any], words: str, made: Bundle, capsys: Capture
) -> None:
    made.save("count.json", {**read(made, "count.json"), **change})
    refused(made, capsys, "count.json", words)


def test_every_part_of_the_result_is_compared(made: Bundle, capsys: Capture) -> None:
    result = read(made, "result.json")
    for name, value in result.items():
        for changed in ([], {}, "x", 0, None, [value], {"1": value}):
            hidden = name in ("voters", "channels") and changed is None
            if changed != value and not hidden:
                made.save("result.json", {**result, name: changed})
                refused(made, capsys, f"result.json: {name}" if name != "definition_sha256" else "")
        if name not in ADDED:
            made.save("result.json", {key: result[key] for key in result if key != name})
            refused(made, capsys, "result.json")


def test_a_changed_figure_is_named_with_its_place(made: Bundle, capsys: Capture) -> None:
    result = read(made, "result.json")
    figure = result["scores"]["10"]
    made.save("result.json", {**result, "scores": {**result["scores"], "10": figure + 1}})
    refused(made, capsys, f"scores.10: counted {figure}, published {figure + 1}")
    made.save("result.json", {**result, "winners": ["10"]})
    refused(made, capsys, 'winners[0]: counted "1", published "10"')


def test_another_definition_under_the_same_ballots(made: Bundle, capsys: Capture) -> None:
    definition = read(made, "election.json")
    definition["options"][0]["title"] = "Otopark"
    made.save("election.json", definition)
    refused(made, capsys, "result.json: the result names definition")
    made.definition = definition
    made.save("result.json", {**read(made, "result.json"), "definition_sha256": made.hash})
    refused(made, capsys, "log.jsonl.gz, line 1: the ballot does not open")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rule", "dice"), ("rule", []), ("params", []), ("params", {"x": 1}), ("options", []),
        ("options", [{"id": "1", "groups": 5}]), ("seats", "1"), ("ballot_bytes", 0),
        ("ballot_bytes", 10**9), ("ballot_bytes", True), ("sealing_key", "AB" * 32),
        ("log_key", "00"), ("log_key", "ff" * 32), ("secrecy", "public"), ("open_ballots", 1),
        ("paper", None), ("roll", "all"), ("custodians", []), ("custodians", [{}, {}, {}]),
        ("election", 12), ("election", ""),
    ],
)  # fmt: skip
def test_definitions_that_cannot_be(name: str, value: Any, made: Bundle, capsys: Capture) -> None:
    definition = {**read(made, "election.json"), name: value}
    made.definition = definition
    made.save("election.json", definition)
    made.save("result.json", {**read(made, "result.json"), "definition_sha256": made.hash})
    refused(made, capsys, "election.json" if name != "log_key" or value == "00" else "heads.json")


# --- files as such ------------------------------------------------------------------------------


def test_a_log_that_is_no_gzip_or_never_ends(made: Bundle, capsys: Capture) -> None:
    path = made.folder / "log.jsonl.gz"
    good = path.read_bytes()
    for bad in (b"", b"x", good[:-9], good[:40], gzip.compress(b"x" * 3_000_000), good + b"\0"):
        path.write_bytes(bad)
        refused(made, capsys, "log.jsonl.gz")
    path.write_bytes(gzip.compress(b"\n" * 50_000_000))
    refused(made, capsys, "log.jsonl.gz, line 1")


def test_a_log_grows_by_whole_members(made: Bundle) -> None:
    half = len(made.leaves) // 2
    parts = (made.leaves[:half], made.leaves[half:])
    members = [gzip.compress(b"".join(leaf + b"\n" for leaf in part)) for part in parts]
    (made.folder / "log.jsonl.gz").write_bytes(b"".join(members))
    made.save_manifest()
    assert main([str(made.folder)]) == 0


def test_a_folder_in_place_of_a_file(made: Bundle, capsys: Capture) -> None:
    (made.folder / "roll.json").unlink()
    (made.folder / "roll.json").mkdir()
    refused(made, capsys, "roll.json: the file cannot be read")


def test_leaf_hashes_are_of_the_bytes_as_published(made: Bundle) -> None:
    assert made.receipt(made.leaves[0])["leaf"] == leaf_hash(made.leaves[0]).hex()
