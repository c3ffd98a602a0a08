"""The WSGI application; puts platform/ on the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "platform"))

from web.app import create_app

app = create_app()
