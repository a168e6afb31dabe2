"""The command line: everything an operator does."""

from . import copies, journal, people, programme, register, seal, serve
from .base import main, settings_from

__all__ = ["copies", "journal", "main", "people", "programme", "register", "seal", "serve", "settings_from"]
