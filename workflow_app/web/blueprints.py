"""All groups of pages, in the order in which they are registered."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint

from ..house import House
from . import (
    account,
    admin,
    admin_event,
    admin_programme,
    admin_round,
    admin_unit,
    ceremony,
    classification,
    classification_table,
    commitment,
    commitment_amendment,
    commitment_certificate,
    commitment_diff,
    commitment_order,
    commitment_paper,
    commitment_reminder,
    dashboard,
    demo,
    document,
    document_table,
    earlier,
    earlier_public,
    factor_reset,
    fate,
    figure,
    first_start,
    forgotten,
    gallery,
    guide,
    health,
    inspection,
    inspection_end,
    inspection_minutes,
    inspection_sheet,
    lists,
    log,
    mail,
    meeting,
    meeting_table,
    obligation,
    one_time_code,
    pages,
    passkey,
    people,
    people_table,
    population,
    practice,
    privacy,
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
    signing_key,
    signing_link,
    substitution,
    task,
    unit_public,
    unit_table,
)

DOORS = (pages, health, one_time_code, first_start, forgotten)
OWN = (account, privacy, second_step, second_factor, passkey, factor_reset, mail, substitution, task)
WORKING = (
    programme, registration, review, commitment, commitment_diff, commitment_order, commitment_paper,
    commitment_certificate, signing_link, ceremony, inspection, inspection_sheet, inspection_minutes, inspection_end,
    recognition, recognition_paper, classification, meeting, dashboard, population, figure, obligation,
    commitment_amendment, commitment_reminder, practice,
)  # fmt: skip
TABLES = (unit_table, people_table, document_table, classification_table, meeting_table)
ADMINISTRATION = (
    admin, admin_unit, admin_event, fate, admin_programme, admin_round, *TABLES, people, earlier, signing_key,
)  # fmt: skip
PUBLIC = (document, lists, earlier_public, guide, register, public, recognition_public, unit_public, log)


def blueprints(house: House) -> Iterator[Blueprint]:
    """Those of this running system: the demo and development have some of their own."""
    for module in (*DOORS, *OWN, *WORKING, *ADMINISTRATION, *PUBLIC):
        yield module.bp
    if house.settings.mode == "demo":
        yield demo.bp
        yield mail.outbox
    if house.settings.mode == "development":
        yield gallery.bp
