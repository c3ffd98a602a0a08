"""Static files with their content hash in the address, so that browsers keep them for ever."""

import hashlib
from pathlib import Path

from flask import Flask

from kernel import drawings

FOLDER = Path(__file__).parent / "static"


def init_app(app: Flask) -> None:
    addresses: dict[str, str] = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix not in (".gz", ".br"):
            name = path.relative_to(FOLDER).as_posix()
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            addresses[name] = f"/static/{name}?v={digest}"
    app.extensions["assets"] = addresses
    app.jinja_env.globals["static_url"] = addresses.__getitem__
    app.jinja_env.globals["sprite"] = addresses["ikonlar.svg"]
    app.jinja_env.globals.update(drawings.for_templates(addresses["ikonlar.svg"]))
