"""The accounts of the demo's people."""

from __future__ import annotations

from ..models import Account, MailChoice
from ..services.account import create_account
from ..services.mail_choice import AT_ONCE
from ..services.perform import Work
from . import PASSWORD


def add_account(work: Work, login: str, name: str) -> Account:
    """An account with the one password of all, shown where it is asked for: some acts need it once more."""
    reached = f"{login}@so-cong-nhan.example.vn"
    made = create_account(work, login=login, full_name=name, password=PASSWORD, contact=reached, published=True)
    work.session.add(MailChoice(account_id=made.id, choice=AT_ONCE, confirmed=reached))
    return made
