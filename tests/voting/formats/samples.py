"""One small right file of each format; tests change a piece of it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl

PB = """\
META
key;value
description;Parklar
currency;TRY
num_projects;3
num_votes;4
budget;1000.50
vote_type;approval
rule;greedy
max_length;2
PROJECTS
project_id;cost;name;selected
a;400;"Ağaç; gölge";1
b;500.5;Bank;1
c;700;Çeşme;0
VOTES
voter_id;vote;age
1;a,b;30
2;c;41
3;a,b;19
4;;77
"""
SOI = """\
# FILE NAME: x.soi
# TITLE: Kaptan
# DATA TYPE: soi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: Ayşe
# ALTERNATIVE NAME 2: Barış
# ALTERNATIVE NAME 3: Can
3: 1,2
2: 3,2,1
1: 2
"""
CAT = """\
# TITLE: Onay
# DATA TYPE: cat
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 5
# NUMBER UNIQUE PREFERENCES: 3
# NUMBER CATEGORIES: 2
# CATEGORY NAME 1: Yes
# CATEGORY NAME 2: No
# ALTERNATIVE NAME 1: Ayşe
# ALTERNATIVE NAME 2: Barış
# ALTERNATIVE NAME 3: Can
2: {1,3},2
2: 2,{1,3}
1: {},{1,2,3}
"""
WARD = """\
3,2,
4,1,2,
3,2,
1,3,1,2,
"Candidate 1","Ann Bee","Green (Gr)",
"Candidate 2","Cem Dağ","Independent (Ind)",
"Candidate 3","Eve Fox","Labour (Lab)",
"Ward 1 - Test",
"""
VOTEKIT = """\
VoteKit RankProfile
Candidates
(ANN BEE:ANN),(CEM DAĞ:CEM),(EVE FOX:EVE)
Max Ranking Length
2
Includes Voter Set
False
=,=,=,=,=,=
Ranking_1,Ranking_2,&,Weight,&
{'ANN'},{'CEM'},&,2.0,&
{'EVE'},,&,1.0,&
,{'CEM'},&,1.0,&
{'EVE', 'ANN'},{'CEM'},&,3/1,&
"""
DEBIAN = """\
   Tally Sheet for the votes cast.

     Option 1---------->: Ann Bee
   /  Option 2--------->: Cem Dağ
   |/  Option 3-->: None Of The Above
   ||/
V: 1-2 \t\t5de2
V: 212 \t\t8277
V: 1-9 \t\t9f27
V: --- \t\taaaa
"""
BLT = """\
4 2  # candidates, seats
-2
3 1 3 4 0
4 1 3 2 0
2 4 1=3 0
1 2 0
1 - 3 0
1 0
0
"Adam"
"Basil"
"Charlotte"
"Donald"
"Kent konseyi"
"""
DOCUMENT: dict[str, Any] = {
    "election": "park",
    "question": "Hangi park?",
    "rule": "irv",
    "params": {"max_rank": 3},
    "tie": "lot",
    "options": [{"id": "a", "title": "Ağaç"}, {"id": "b"}, {"id": "c"}],
}
BALLOTS = """\
["a","b"]
["a","b"]
[["b","c"],null,"a"]
[]
null
"""
ROWS: list[list[Any]] = [
    ["Precinct", "1ST CHOICE MAYOR", "2ND CHOICE MAYOR", "3RD CHOICE MAYOR", "COUNT"],
    ["P1", "ANN", "CEM ", "undervote", 2],
    ["P1", "undervote", "overvote", "EVE", 1],
    ["P2", "UWI", "UWI", "ANN", 1],
    ["P2", "undervote", "undervote", "undervote", 3],
]

TEXTS = {
    "x.pb": PB,
    "x.soi": SOI,
    "x.cat": CAT,
    "ward.csv": WARD,
    "kit.csv": VOTEKIT,
    "sheet.txt": DEBIAN,
    "x.blt": BLT,
}


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def workbook(folder: Path, rows: list[list[Any]], name: str = "cvr.xlsx") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def zipped(folder: Path, parts: dict[str, str], name: str = "vote.zip") -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return write(folder, name, buffer.getvalue())


def bundle_parts(**changed: Any) -> dict[str, str]:
    return {"election.json": json.dumps(DOCUMENT | changed), "ballots.jsonl": BALLOTS}
