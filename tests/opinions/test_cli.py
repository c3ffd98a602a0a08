"""The command line reads what Polis exports, and says which line it cannot read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from opinions import cli, formats
from tests.opinions.reference import DATA, NAMES, STORED, needs_data, stored

HEAD = "participant,group-id,n-votes,1,2,3\n"


def written(tmp_path: Path, text: str, comments: str = "") -> Path:
    (tmp_path / formats.VOTES).write_text(text, encoding="utf-8")
    if comments:
        (tmp_path / formats.COMMENTS).write_text(comments, encoding="utf-8")
    return tmp_path / formats.VOTES


@needs_data
def test_polis_groups_give_polis_lists() -> None:
    """The export's own column of groups, and statements that a moderator rejected."""
    file = DATA / "polis" / STORED[1] / formats.VOTES
    run = CliRunner().invoke(
        cli.analyse, [str(file), "--mode", "polis", "--groups-from", "group-id", "--json"]
    )
    assert run.exit_code == 0, run.output
    data, theirs = json.loads(run.output), stored(STORED[1])
    assert [one["statement"] for one in data["consensus"]["agree"]] == [
        one["tid"] for one in theirs["consensus"]["agree"]
    ]
    assert [[one["statement"] for one in group] for group in data["representative"]] == [
        [one["tid"] for one in theirs["repness"][str(number)]] for number in range(2)
    ]
    assert len(data["priorities"]) == len(data["bridging"]) == data["statements"] == 522


@needs_data
def test_our_way_in_words_and_as_data() -> None:
    folder = DATA / "polis" / NAMES[0]
    told = CliRunner().invoke(cli.analyse, [str(folder)])
    assert "no clear groups" in told.output
    assert "What all agree on" in told.output
    run = CliRunner().invoke(cli.analyse, [str(folder), "--json", "--seed", "5"])
    data = json.loads(run.output)
    assert (data["seed"], data["participants"], len(data["input_sha256"])) == (5, 26, 64)
    assert data["input_sha256"] in told.output
    assert sum(data["priorities"].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("voter,1\n", "line 1: the first column"),
        ("participant,group-id\n", "line 1: no column is named"),
        ("participant,1,1\n", "line 1: a statement has two columns"),
        (HEAD + "1,0,3,1,0\n", "line 2: 5 cells where the heading has 6"),
        (HEAD + "1,0,3,1,0,-1\nx,0,3,1,0,-1\n", "line 3: the participant is not a whole number"),
        (HEAD + "1,0,3,1,0,2\n", "line 2: '2' under 3 is not 1, 0 or -1"),
        (HEAD + "1,0,3,1,0,1\n1,0,3,1,0,1\n", "stands in two lines"),
    ],
)
def test_a_broken_file_is_one_line_and_exit_2(tmp_path: Path, text: str, told: str) -> None:
    run = CliRunner().invoke(cli.analyse, [str(written(tmp_path, text))])
    assert run.exit_code == 2
    assert told in run.output
    assert len(run.output.strip().splitlines()) == 1


def test_a_missing_column_and_a_wrong_wish(tmp_path: Path) -> None:
    file = str(written(tmp_path, HEAD + "1,0,3,1,0,-1\n"))
    run = CliRunner().invoke(cli.analyse, [file, "--mode", "polis", "--groups-from", "camp"])
    assert (run.exit_code, "there is no column 'camp'" in run.output) == (2, True)
    assert CliRunner().invoke(cli.analyse, [file, "--groups-from", "group-id"]).exit_code == 2


def test_the_rejected_are_left_out(tmp_path: Path) -> None:
    head = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    comments = head + '1,x,1,0,0,0,-1,"Kötü, söz"\n1,x,2,0,0,0,1,İyi\n1,x,3,,0,0,0,Yeni\n'
    rows = "".join(f"{i},0,3,1,1,1\n" for i in range(30))
    export = formats.read(written(tmp_path, HEAD + rows, comments))
    assert export.rejected == [1]
    assert [one.author for one in export.texts] == [0, 0, None]
    data = cli.of_ours(export.votes(), 0)
    assert [one["statement"] for one in data["consensus"]] == [2, 3]
    assert set(data["priorities"]) == {"2", "3"}
