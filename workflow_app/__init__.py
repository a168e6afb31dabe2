"""Sổ công nhận: the register of recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from .house import House


def create_app(house: House) -> Flask:
    """Wire the web application of a running system; the order below is the order in which requests are asked."""
    from flask import Flask  # here, because states, services and commands without pages need none of it

    from .i18n import LanguagePrefix
    from .web import access, errors, pages, security, sessions, signing
    from .web.blueprints import blueprints

    app = Flask(__name__, static_folder=None, template_folder=str(pages.templates_folder()))
    app.extensions["house"] = house
    app.testing = house.settings.mode == "test"
    app.session_interface = sessions.RowSessionInterface(house)
    if house.settings.metrics == "on":
        from .web import metrics  # needs the extra of the same name

        metrics.init_app(app, house)
    security.init_app(app, house)
    access.init_app(app)
    signing.init_app(app)
    pages.init_app(app)
    errors.init_app(app)
    for blueprint in blueprints(house):
        app.register_blueprint(blueprint)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    return app
