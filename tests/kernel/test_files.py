"""The sweep: files that nothing refers to go, after a time."""

import os
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, select

from consultations.models import Document
from kernel import clock, files, worker
from kernel.db import db, write
from kernel.files import StoredFile
from tests.make.consultations import make_consultation
from tests.moment import NOW

DAY = timedelta(days=1)


def stored(name: str) -> StoredFile:
    with write():
        row = files.store((b"Belge", "text/plain", name), municipality_id=None)
    touch(files.location(row.id))
    return row


def touch(path: Path) -> None:
    """As old as the held clock says."""
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))


def test_unused_files_go_after_a_week_and_used_ones_stay(app: Flask) -> None:
    used, unused = stored("kullanilan.txt"), stored("sahipsiz.txt")
    kept, gone = files.location(used.id), files.location(unused.id)
    consultation = make_consultation()
    with write() as session:
        session.add(Document(consultation_id=consultation.id, title="Belge", file_id=used.id))
    left = kept.parent / "0123.part"  # a crash in the middle of an upload
    left.write_bytes(b"yar")
    touch(left)
    with clock.held(NOW + 6 * DAY):
        worker.sweep()
    assert (kept.exists(), gone.exists(), left.exists()) == (True, True, True)
    with clock.held(NOW + 8 * DAY):
        worker.sweep()
    assert (kept.exists(), gone.exists(), left.exists()) == (True, False, False)
    assert list(db.session.scalars(select(StoredFile.id))) == [used.id]


def test_a_fresh_file_whose_row_is_not_yet_committed_stays(app: Flask) -> None:
    path = files.location(stored("yeni.txt").id)
    with write() as session:
        session.execute(delete(StoredFile))
    worker.sweep()
    assert path.exists()
    with clock.held(NOW + 8 * DAY):
        worker.sweep()
    assert not path.exists()
