"""What one version of a text says otherwise than another."""

from __future__ import annotations

from typing import Any

from workflow_app.services.commitment_diff import Compared, Party, Piece, TextDiff, differ, words

PARTIES = [Party("A"), Party("B")]
ASKED = {"owner": "each_unit", "due": "2025-06-15", "measure": "Báo cáo"}


def text(*clauses: tuple[str, str], title: str = "Giao ước", **more: Any) -> dict[str, Any]:
    return {"title": title, "clauses": [{"id": id_, "text": said} for id_, said in clauses], **more}


def compared(before: dict[str, Any], after: dict[str, Any]) -> TextDiff:
    return differ(1, 2, Compared(before, PARTIES, {}), Compared(after, PARTIES, {}))


def test_a_changed_word_is_shown_between_those_that_stayed() -> None:
    assert words("Sinh hoạt trước ngày 10 hằng tháng", "Sinh hoạt trước ngày 05 hằng tháng") == (
        Piece("same", "Sinh hoạt trước ngày "), Piece("removed", "10 "), Piece("added", "05 "),
        Piece("same", "hằng tháng"),
    )  # fmt: skip
    assert [one.kind for one in words("Nêu gương sáng", "Mỗi quý một chuyên đề")] == ["removed", "added"]
    assert words("", "") == ()


def test_clauses_are_matched_by_their_ids_wherever_they_stand() -> None:
    before = text(("k1", "Một"), ("k2", "Hai"), ("k3", "Ba"), ("k4", "Bốn"))
    after = text(("k3", "Ba"), ("k1", "Một"), ("k5", "Năm"), ("k4", "Bốn mới"))
    found = {one.id: (one.kind, one.moved) for one in compared(before, after).clauses}
    assert found == {
        "k3": ("same", True), "k1": ("same", False), "k2": ("removed", False), "k5": ("added", False),
        "k4": ("changed", False),
    }  # fmt: skip
    assert [one.id for one in compared(before, after).clauses] == ["k3", "k1", "k2", "k5", "k4"]


def test_title_recitals_headings_parties_and_what_is_asked_are_compared_too() -> None:
    before = text(("k1", "Một"), recitals=[{"text": "Nghị quyết 1"}])
    after = text(("k1", "Một"), title="Giao ước thi đua", recitals=[{"text": "Nghị quyết 1"}, {"text": "Biên bản"}])
    after |= {"articles": [{"id": "d1", "heading": "Chung"}]}
    after["clauses"] = [{**after["clauses"][0], "article": "d1", "obligation": ASKED}]
    found = differ(1, 2, Compared(before, PARTIES, {}), Compared(after, [Party("A"), Party("C")], {}))
    assert [one for one in found.title if one.kind != "same"]
    assert found.recitals == (Piece("same", "Nghị quyết 1"), Piece("added", "Biên bản"))
    assert found.headings == (Piece("added", "Chung"),)
    assert found.parties == (("same", Party("A")), ("removed", Party("B")), ("added", Party("C")))
    (clause,) = found.changed
    assert clause.kind == "changed" and clause.asked is not None and clause.asked[0] is None
    assert compared(before, before).is_same and not found.is_same


def test_texts_that_differ_in_article_or_order_of_signing_alone_are_not_called_the_same() -> None:
    both = {"articles": [{"id": "d1", "heading": "Chung"}, {"id": "d2", "heading": "Riêng"}]}
    before, after = (
        text(("k1", "Một"), ("k2", "Hai"), ("k3", "Ba"), **both),
        text(("k1", "Một"), ("k2", "Hai"), ("k3", "Ba"), **both),
    )
    for content, articles in ((before, ("d1", "d2", "d2")), (after, ("d1", "d1", "d2"))):
        for clause, article in zip(content["clauses"], articles, strict=True):
            clause["article"] = article
    (moved,) = compared(before, after).changed
    assert (moved.id, moved.kind, moved.moved) == ("k2", "same", True) and not compared(before, after).is_same
    later = [PARTIES[0], Party("B", 2, True, "C")]
    found = differ(1, 2, Compared(before, PARTIES, {}), Compared(before, later, {"1": "any"}))
    assert [kind for kind, _ in found.parties] == ["same", "removed", "added"] and not found.is_same
    assert found.steps == (("added", ("1", "any")),) and not found.changed
