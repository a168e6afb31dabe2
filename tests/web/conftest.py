"""What tests of pages share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.builders import District
from tests.people import Person, person


@pytest.fixture
def signed_in(app: Flask, district: District) -> Callable[[str], Person]:
    """`signed_in("secretary")`: a person of the district in a browser."""
    return lambda part: person(app, district, part)
