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
    from .web import (
        access,
        account,
        commitment,
        demo,
        earlier,
        earlier_public,
        errors,
        gallery,
        guide,
        health,
        inspection,
        inspection_end,
        inspection_minutes,
        inspection_sheet,
        log,
        one_time_code,
        pages,
        privacy,
        programme,
        public,
        recognition,
        recognition_paper,
        recognition_public,
        register,
        registration,
        review,
        security,
        sessions,
        task,
    )

    app = Flask(__name__, static_folder=None, template_folder=str(pages.templates_folder()))
    app.extensions["house"] = house
    app.testing = house.settings.mode == "test"
    app.session_interface = sessions.RowSessionInterface(house)
    security.init_app(app, house)
    access.init_app(app)
    pages.init_app(app)
    errors.init_app(app)
    working = (
        account, privacy, task, programme, registration, review, commitment, inspection, inspection_sheet,
        inspection_minutes, inspection_end, recognition, recognition_paper, earlier,
    )  # fmt: skip
    everybody = (earlier_public, guide, register, public, recognition_public, log)
    for module in (pages, health, one_time_code, *working, *everybody):
        app.register_blueprint(module.bp)
    if house.settings.mode == "demo":
        app.register_blueprint(demo.bp)
    if house.settings.mode == "development":
        app.register_blueprint(gallery.bp)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    return app
