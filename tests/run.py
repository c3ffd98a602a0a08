"""What all processes of one run of the tests share: a folder, and templates compiled once."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

FOLDER = "KATILIYORUZ_TEST_RUN"


@contextmanager
def begun() -> Iterator[None]:
    """Around the first process; the others inherit the folder's name."""
    with tempfile.TemporaryDirectory(prefix="katiliyoruz-run-") as made:
        os.environ[FOLDER] = made
        yield


def folder() -> Path:
    return Path(os.environ[FOLDER])


def compiled_once(app: Flask) -> Flask:
    """Each application has templates of its own; to compile all 150 costs three seconds."""
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder()))
    return app
