"""The tests. Helpers are imported by their full name: `from tests.postgres import Server`."""
