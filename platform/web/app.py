"""create_app() wires the house: settings, database, sign-in, pages, commands."""

import sys
from typing import Any

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import config
from demo import people
from kernel import assets, db, formats, ledgers, security
from notifications import views as notifications
from web import commands, context, errors, hosts, sign_in
from web.lean import Application
from web.pages import BLUEPRINTS

csrf = CSRFProtect()


def create_app(**overrides: Any) -> Flask:
    """One application; `overrides` are settings for tests."""
    app = Application(
        "katiliyoruz",
        root_path=str(config.ROOT / "platform" / "kernel"),
        static_folder=None,
        template_folder="templates",
        instance_path=str(config.ROOT / "instance"),
    )
    _configure(app, overrides or None)
    db.init_app(app)
    ledgers.init_app(app)
    if "flask_migrate" in sys.modules or "db" in sys.argv:
        know_migrations(app)
    manager = LoginManager()
    manager.init_app(app)
    manager.session_protection = None
    sign_in.init_app(manager)
    for part in (security, hosts, assets, formats, context, errors, commands):
        part.init_app(app)
    # Asked after reader and municipality are known: its refusal is a page in their language.
    csrf.init_app(app)
    if app.config["DEMO"]:
        app.extensions["demo_sign_ins"] = people.SIGN_INS
        app.extensions["demo_password"] = people.PASSWORD
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # Pressed by mailbox providers, who have no cookie; see the view.
    csrf.exempt(notifications.stop_digest)
    csrf.exempt("voting.views.heads.stop_heads")
    csrf.exempt("proposals.views.entering.stop_mails")
    # Signing in renews the session; it stores nothing, see the view.
    csrf.exempt("voting.views.booth.resume")
    _wrap(app)
    return app


def know_migrations(app: Flask) -> None:
    """For `flask db` alone: web and worker start without the library's seconds."""
    from flask_migrate import Migrate  # noqa: PLC0415

    migrations = Migrate(render_as_batch=True, compare_type=True)
    migrations.init_app(app, db.db, directory=str(config.ROOT / "migrations"))


def _configure(app: Flask, overrides: dict[str, Any] | None) -> None:
    app.config.update(overrides if overrides and "SECRET_KEY" in overrides else config.settings())
    if overrides:
        app.config.update(overrides)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        **db.engine_options(app.config["SQLALCHEMY_DATABASE_URI"]),
        **app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {}),
    }
    app.config.update(
        MAX_CONTENT_LENGTH=12_000_000,
        MAX_FORM_MEMORY_SIZE=security.MOST_TEXT,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=24 * 3600,
        SESSION_COOKIE_SECURE=app.config["BEHIND_TLS"],
        REMEMBER_COOKIE_DURATION=0,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _wrap(app: Flask) -> None:
    """Static files before the application, proxies' headers before everything."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(assets.FOLDER),
        prefix="static/",
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=security.for_static,
        autorefresh=bool(app.debug),
    )
    if count := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
