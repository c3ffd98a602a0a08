"""red-dwarf on a Polis export, run by `.venv-oracles/bin/python bench/oracle_opinions.py FOLDER`.

Prints CPU seconds from the ready list of dicts to its result, the least of three. Never imported by
the application or its tests.
"""

import csv
import json
import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")


def main(folder: Path) -> None:
    from reddwarf.implementations.base import run_pipeline

    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    columns = [(at, int(title)) for at, title in enumerate(head) if title.isdigit()]
    votes = [
        {
            "participant_id": int(row[0]),
            "statement_id": statement,
            "vote": int(row[at]),
            "modified": 1,
        }
        for row in rows
        for at, statement in columns
        if row[at] != ""
    ]
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as lines:
        out = [int(row["comment-id"]) for row in csv.DictReader(lines) if row["moderated"] == "-1"]
    found = []
    for _turn in range(3):
        begun = time.process_time()
        run_pipeline(votes, mod_out_statement_ids=out, random_state=1)
        found.append(time.process_time() - begun)
    print(json.dumps({"seconds": min(found)}))


main(Path(sys.argv[1]))
