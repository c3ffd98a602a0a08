"""The bytes of a database file as they lie on the disk.

Closing such a file in a process that works with it drops SQLite's locks on it. Without them the
next process takes itself for the first and empties the memory that they share.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

LIVE = re.compile(r"/test(-roll|-box)?\.sqlite(-wal|-shm)?$")


def bytes_of(path: Path) -> bytes:
    """A file of SQLite is read by another process."""
    if ".sqlite" not in path.name:
        return path.read_bytes()
    return subprocess.run(["/bin/cat", path], check=True, capture_output=True).stdout


def refuse_to_open() -> None:
    """For this process; an audit hook cannot be taken off again."""
    sys.addaudithook(_judge)


def _judge(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str) and LIVE.search(arguments[0]):
        raise AssertionError(f"{arguments[0]}: read it with tests.raw.bytes_of")
