"""Receipts and heads that people kept, against the log and against each other."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.make import bundle
from tests.make.bundle import Bundle
from verify.command import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def made(tmp_path: Path) -> Bundle:
    return bundle.example(tmp_path / "published", "approval", revised=2, voided=1)


def keep(made: Bundle, name: str, document: Any) -> str:
    path = made.folder.parent / name
    text = document if isinstance(document, str) else json.dumps(document, indent=2)
    path.write_text(text, encoding="utf-8")
    return str(path)


def leaf_of(made: Bundle, revision: int, *, void: bool = False) -> bytes:
    """A ballot that was replaced (1 of 2), that replaced one (2), or that is void."""
    tags = [json.loads(leaf) for leaf in made.leaves]
    voided = {leaf["tag"] for leaf in tags if leaf["kind"] == "void"}
    twice = {leaf["tag"] for leaf in tags if leaf["revision"] == 2} - voided
    wanted = voided if void else twice
    return next(
        leaf
        for leaf, parts in zip(made.leaves, tags, strict=True)
        if parts["tag"] in wanted and parts["revision"] == revision
    )


def test_receipts_of_every_form(made: Bundle, capsys: Capture) -> None:
    files = [
        keep(made, "counts.json", made.receipt(leaf_of(made, 2), made.heads[0])),
        keep(made, "replaced.json", made.receipt(leaf_of(made, 1))),
        keep(made, "void.json", made.receipt(leaf_of(made, 1, void=True))),
        keep(made, "qr.txt", made.short(made.receipt(made.leaves[4])) + "\n"),
        keep(made, "head.json", made.heads[0]),
        keep(made, "all.json", made.heads),
    ]
    assert main(["receipt", str(made.folder), *files]) == 0
    said = capsys.readouterr().out
    assert "counts.json: signed, in the log at line" in said
    assert "it is the ballot that counts" in said.split("counts.json")[1].splitlines()[0]
    assert "a later ballot" in said.split("replaced.json")[1].splitlines()[0]
    assert "made void later" in said.split("void.json")[1].splitlines()[0]
    assert "qr.txt: signed, in the log at line 5 " in said
    assert "all.json [2]: head of size" in said
    assert f"{5 + len(made.heads)} of {5 + len(made.heads)} agree." in said


def test_many_short_forms_in_one_file(made: Bundle, capsys: Capture) -> None:
    lines = "\n".join(made.short(made.receipt(leaf)) for leaf in made.leaves)
    assert main(["receipt", str(made.folder), keep(made, "all.txt", lines)]) == 0
    assert "34 of 34 agree." in capsys.readouterr().out


def test_while_the_vote_is_open(made: Bundle, capsys: Capture) -> None:
    for name in ("result.json", "key.json", "ballots.jsonl", "roll.json", "count.json"):
        (made.folder / name).unlink()
    waiting = made.seal(["1"], "ab" * 32, 1)
    files = [
        keep(made, "in.json", made.receipt(made.leaves[0], made.heads[0])),
        keep(made, "waiting.json", made.receipt(waiting, made.heads[0])),
    ]
    assert main(["receipt", str(made.folder), *files]) == 1
    said = capsys.readouterr().out
    assert "waiting.json: signed; leaf" in said
    assert "not yet in the log of 34 leaves; promised by 2026-11-30T21:00:00Z" in said
    assert "1 of 2 agree." in said
    late = made.head(34, 30 * 24)
    made.save("heads.json", [*made.heads, late])
    assert main(["receipt", str(made.folder), *files]) == 1
    assert "NOT in the log" in capsys.readouterr().out


def test_a_broken_promise(made: Bundle, capsys: Capture) -> None:
    missing = made.receipt(made.seal(["1"], "ab" * 32, 1))
    assert main(["receipt", str(made.folder), keep(made, "mine.json", missing)]) == 1
    assert "mine.json: signed, but leaf" in capsys.readouterr().out


def test_forged_receipts(made: Bundle, tmp_path: Path, capsys: Capture) -> None:
    good = made.receipt(made.leaves[0], made.heads[0])
    other = bundle.example(tmp_path / "elsewhere", "approval", number=8)
    short = made.short(good)
    forged: dict[str, tuple[Any, str]] = {
        "leaf": ({**good, "leaf": made.receipt(made.leaves[1])["leaf"]}, "receipt: the signature"),
        "promise": ({**good, "included_by": "2027-01-01T00:00:00Z"}, "receipt: the signature"),
        "time": ({**good, "included_by": "tomorrow"}, "included_by: tomorrow"),
        "definition": ({**good, "definition": "0" * 64}, "made for definition 0000"),
        "election": ({**good, "election": "13"}, "election: expected 12, found 13"),
        "extra": ({**good, "valid": True}, "expected the names"),
        "signature": ({**good, "signature": "00" * 64}, "receipt: the signature"),
        "head": ({**good, "head": {**made.heads[0], "size": 19}}, "head: the signature"),
        "other": (other.receipt(made.leaves[0]), "made for definition"),
        "kind": ({**good, "type": "recipe"}, "neither a receipt nor a tree head"),
        "list": ([[]], "neither a receipt nor a tree head"),
        "text": ("hello", "no strict JSON"),
        "cut": (short[:-1], "neither a receipt nor a tree head"),
        "flipped": (short.replace("T21:", "T20:"), "receipt: the signature"),
        "for": (short.replace(f".{made.hash[:16]}.", f".{'0' * 16}."), "made for definition"),
        "of": (short.replace("KM1.12.", "KM1.13."), "election: expected 12, found 13"),
    }
    for name, (document, words) in forged.items():
        assert main(["receipt", str(made.folder), keep(made, name, document)]) == 1, name
        said = capsys.readouterr().out.splitlines()
        assert said[-2].startswith(f"DIFFERENCE  {name}" if name != "text" else "DIFFERENCE  ")
        assert words in said[-2], name
        assert said[-1] == "0 of 1 agree."


def test_a_missing_file_does_not_hide_the_others(
    made: Bundle, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = keep(made, "good.json", made.receipt(made.leaves[0]))
    monkeypatch.chdir(made.folder)  # a long path is shortened where it is shown
    assert main(["receipt", str(made.folder), "none.json", good]) == 1
    said = capsys.readouterr().out
    assert "none.json: the file is missing" in said
    assert "1 of 2 agree." in said


def test_a_head_that_is_newer_than_the_log(made: Bundle, capsys: Capture) -> None:
    made.leaves.append(made.seal(["1"], "ab" * 32, 1))
    newer = keep(made, "newer.json", made.head(35, 40))
    assert main(["receipt", str(made.folder), newer]) == 1
    said = capsys.readouterr().out
    assert "this signed head has 35 leaves, the log only 34" in said
    assert made.heads[-1]["root"] in said


# --- heads against each other -------------------------------------------------------------------


def test_heads_with_the_published_folder(made: Bundle, capsys: Capture) -> None:
    carried = keep(made, "mine.json", made.receipt(made.leaves[0], made.heads[0]))
    assert main(["heads", str(made.folder), carried]) == 0
    said = capsys.readouterr().out
    assert "mine.json: head of size 20 is signed and the log begins with its tree" in said
    other = keep(made, "other.json", made.head(20, 0, made.leaves[::-1]))
    assert main(["heads", str(made.folder), carried, other]) == 1
    said = capsys.readouterr().out
    assert "other.json: two signed heads" in said
    assert made.heads[0]["root"] in said


def test_heads_without_the_log(made: Bundle, capsys: Capture) -> None:
    definition = str(made.folder / "election.json")
    one = keep(made, "one.json", made.heads[0])
    same = keep(made, "same.json", made.head(20, 3))
    last = keep(made, "last.json", made.heads[-1])
    assert main(["heads", definition, one, same]) == 0
    assert main(["heads", definition, one, last]) == 1
    assert "heads of 20, 34 leaves were not compared" in capsys.readouterr().out
    assert main(["heads", definition, one, last, str(made.folder / "log.jsonl.gz")]) == 0
    assert main(["heads", one, same]) == 1
    assert "no election.json given" in capsys.readouterr().out


def test_a_head_by_nobody_is_no_head(made: Bundle, capsys: Capture) -> None:
    forged = keep(made, "forged.json", {**made.heads[0], "signature": "00" * 64})
    assert main(["heads", str(made.folder), forged]) == 1
    assert "forged.json: head: the signature" in capsys.readouterr().out
