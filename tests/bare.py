"""An application with the database and nothing else, for other processes: they start at once."""

from typing import Any

from flask import Flask

from kernel import db


def bare(settings: dict[str, Any]) -> Flask:
    app = Flask("bare")
    app.config.update(settings)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = db.engine_options(settings["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    return app
