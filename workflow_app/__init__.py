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
        admin,
        admin_programme,
        admin_round,
        admin_unit,
        commitment,
        demo,
        errors,
        factor_reset,
        first_start,
        forgotten,
        gallery,
        health,
        inspection,
        inspection_end,
        inspection_minutes,
        inspection_sheet,
        log,
        mail,
        one_time_code,
        pages,
        passkey,
        programme,
        public,
        recognition,
        recognition_paper,
        recognition_public,
        register,
        registration,
        review,
        second_factor,
        second_step,
        security,
        sessions,
        task,
    )

    app = Flask(__name__, static_folder=None, template_folder=str(pages.templates_folder()))
    app.extensions["house"] = house
    app.testing = house.settings.mode == "test"
    app.session_interface = sessions.RowSessionInterface(house)
    if house.settings.metrics == "on":
        from .web import metrics  # needs the extra of the same name

        metrics.init_app(app, house)
    security.init_app(app, house)
    access.init_app(app)
    pages.init_app(app)
    errors.init_app(app)
    working = (
        account, second_step, second_factor, passkey, factor_reset, task, programme, registration, review, commitment,
        inspection, inspection_sheet, inspection_minutes, inspection_end, recognition, recognition_paper, admin,
        admin_unit, admin_programme, admin_round,
    )  # fmt: skip
    visited = (pages, health, one_time_code, first_start, forgotten)
    for module in (*visited, mail, *working, register, public, recognition_public, log):
        app.register_blueprint(module.bp)
    if house.settings.mode == "demo":
        app.register_blueprint(demo.bp)
        app.register_blueprint(mail.outbox)
    if house.settings.mode == "development":
        app.register_blueprint(gallery.bp)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    return app
