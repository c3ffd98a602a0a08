"""The WSGI application; puts platform/ on the path."""

import gc
import os
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "platform"))
if "tally" in sys.argv:
    # A count reads one file: it can be repeated in a fresh copy, without anybody's secret.
    os.environ.setdefault("SECRET_KEY", secrets.token_hex())

from web.app import create_app

app = create_app()

# What the start has made stays: the collector looks at it no more, and at the rest less often.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
