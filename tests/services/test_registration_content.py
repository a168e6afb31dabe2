"""What a registration says, and what differs between two submissions."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflow_app.services import registration_content as contents

TEXT = st.sampled_from(["", "một", "hai", "ba"])
CONTENTS = st.lists(st.fixed_dictionaries({"text": TEXT, "measure": TEXT}), max_size=5)
ROADMAP = st.lists(st.fixed_dictionaries({"task": TEXT, "due": TEXT, "responsible": TEXT}), max_size=5)
RESOLUTION = st.fixed_dictionaries({"number": TEXT, "date": TEXT, "file": st.none() | st.just({"name": "a"})})
CONTENT = st.fixed_dictionaries({"resolution": RESOLUTION, "contents": CONTENTS, "roadmap": ROADMAP})


@given(CONTENT, CONTENT)
def test_there_is_a_difference_exactly_when_two_submissions_differ(old: Any, new: Any) -> None:
    differ = _without_blank_rows(old) != _without_blank_rows(new)  # a draft keeps no blank rows
    assert not differ or contents.changes(old, new)
    assert differ or old != new or not contents.changes(old, new)
    assert all(before != after for _, before, after in contents.changes(old, new))


def _without_blank_rows(said: Any) -> Any:
    return said | {group: [row for row in said[group] if any(row.values())] for group in contents.ROWS}


@given(CONTENT, st.data())
def test_only_what_was_marked_may_change(old: Any, data: st.DataObject) -> None:
    fields = contents.returnable_fields(old)
    marked = data.draw(st.sets(st.sampled_from(fields)))
    touched = data.draw(st.sampled_from(fields))
    new = deepcopy(old)
    part, _, key = touched.partition(".")
    if not key:
        new[part].append(dict.fromkeys(contents.ROWS[part], "thêm"))
    elif part == "resolution":
        new[part][key] = "khác"
    else:
        new[part][int(key)] = dict.fromkeys(contents.ROWS[part], "khác")
    allowed = touched in marked or part in marked
    assert contents.changed_outside(old, new, marked) == (set() if allowed else {touched})


def test_a_row_put_in_between_does_not_make_the_rows_below_differ() -> None:
    old = contents.empty() | {"contents": [{"text": "a", "measure": "1"}, {"text": "b", "measure": "2"}]}
    new = deepcopy(old)
    new["contents"].insert(1, {"text": "mới", "measure": "3"})
    assert contents.changes(old, new) == [("contents.1.text", "", "mới"), ("contents.1.measure", "", "3")]
    assert contents.changes(new, old) == [("contents.1.text", "mới", ""), ("contents.1.measure", "3", "")]


def test_a_half_written_row_counts_against_the_whole_group() -> None:
    said = contents.empty() | {"contents": [{"text": "a", "measure": "1"}, {"text": "b", "measure": ""}]}
    assert contents.count_complete(said, "contents") == 0
    said["contents"][1]["measure"] = "2"
    assert contents.count_complete(said, "contents") == 2
    assert contents.count_complete(said, "roadmap") == 0


def test_the_public_part_names_nobody() -> None:
    said = contents.empty() | {"roadmap": [{"task": "a", "due": "2025-06-30", "responsible": "Nguyễn Văn Sáng"}]}
    assert contents.public_part(said) == {"contents": [], "roadmap": [{"task": "a", "due": "2025-06-30"}]}
