"""Files of a case: given out to be saved, and only to those who may see what they belong to."""

from __future__ import annotations

from collections.abc import Callable

from tests import builders
from tests.builders import District
from tests.people import Person, paper
from tests.web.test_registration import draft_of

AS = Callable[[str], Person]


def test_a_file_is_only_ever_downloaded_and_only_by_those_who_see_the_case(signed_in: AS, district: District) -> None:
    code = builders.submitted(district)
    reviewer, neighbour = signed_in("reviewer"), signed_in("secretary2")
    url = next(link for link in reviewer.opens_case(code).links() if "/tep/" in link)
    answer = reviewer.browser.client.get(url)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    neighbour.opens(url, 404)
    other = builders.drafted(district, "secretary2")
    neighbour.opens(url.replace(code, other), 404)


def test_a_file_of_the_draft_is_not_shown_to_others_before_it_is_handed_in(signed_in: AS, district: District) -> None:
    code = builders.received(district)
    reviewer, cell = signed_in("reviewer"), signed_in("secretary")
    reviewer.returns(code, resolution_file=("nghi-quyet-sai-the-thuc", ""))
    cell.writes(code, "nghi-quyet", file=paper("ban-moi.pdf"))
    url = next(link for link in cell.opens_case(code).links() if "/tep/" in link)
    assert cell.browser.client.get(url).status_code == 200
    assert reviewer.browser.client.get(url).status_code == 404
    assert "ban-moi.pdf" not in reviewer.opens_case(code).text
    cell.sends(code)
    assert reviewer.browser.client.get(url).status_code == 200
    assert "ban-moi.pdf" in reviewer.opens_case(code).text


def test_a_file_of_another_case_cannot_be_named_in_a_draft(signed_in: AS, district: District) -> None:
    other = builders.submitted(district, "secretary2")
    foreign = draft_of(district, other, "secretary2").content["resolution"]["file"]["code"]
    cell = signed_in("secretary")
    code = cell.begins()
    cell.writes(code, "nghi-quyet", 422, number="3-NQ/CB", date="12/5/2025", file_code=foreign)
    assert draft_of(district, code).content["resolution"]["file"] is None
