"""What differs between two texts of a topic."""

from dataclasses import replace
from datetime import date

from bot.faq.details import Detail, DetailKind
from bot.faq.knowledge_files import Topic
from bot.faq.revision_diffs import Piece, PieceKind, list_field_changes

TOPIC = Topic(
    "cho-meo", "Kênh của xã", "Chó, mèo", "Tiêm sáng thứ bảy.", ("tiêm dại", "tiêm phòng"),
    checked_on=date(2026, 11, 1),
)  # fmt: skip
FEE = Detail("phi", DetailKind.FEE, "Không mất tiền.", ("mất tiền không",))


def test_the_same_text_has_no_change() -> None:
    assert list_field_changes(TOPIC, replace(TOPIC)) == []
    assert list_field_changes(None, None) == []


def test_words_are_compared_and_what_stays_is_shown() -> None:
    (change,) = list_field_changes(TOPIC, replace(TOPIC, answer="Tiêm chiều thứ bảy."))
    assert change.name == "answer"
    assert [piece for piece in change.pieces if piece.kind is not PieceKind.SAME] == [
        Piece(PieceKind.REMOVED, "sáng"),
        Piece(PieceKind.ADDED, "chiều"),
    ]
    kept = [piece.text for piece in change.pieces if piece.kind is not PieceKind.REMOVED]
    assert "".join(kept) == "Tiêm chiều thứ bảy."


def test_of_phrasings_only_the_new_lines_are_shown() -> None:
    (change,) = list_field_changes(TOPIC, replace(TOPIC, questions=(*TOPIC.questions, "chích chó")))
    assert change.pieces == (Piece(PieceKind.ADDED, "chích chó"),)


def test_points_are_compared_by_id_and_day() -> None:
    later = replace(FEE, valid_from=date(2027, 1, 1), answer="Mất 20.000 đồng.")
    changes = list_field_changes(
        replace(TOPIC, details=(FEE,)), replace(TOPIC, details=(FEE, later))
    )
    assert {change.detail for change in changes} == {"phi 1/1/2027"}
    gone = list_field_changes(replace(TOPIC, details=(FEE,)), TOPIC)
    assert {piece.kind for change in gone for piece in change.pieces} == {PieceKind.REMOVED}


def test_a_topic_that_is_hidden_loses_every_field() -> None:
    changes = list_field_changes(TOPIC, None)
    names = {change.name for change in changes}
    assert names == {"title", "answer", "questions", "checked_on", "trust"}


def test_another_text_altogether_is_shown_whole() -> None:
    (change,) = list_field_changes(TOPIC, replace(TOPIC, answer="Bác hỏi thú y xã, số ở trụ sở."))
    assert change.pieces == (
        Piece(PieceKind.REMOVED, "Tiêm sáng thứ bảy."),
        Piece(PieceKind.ADDED, "Bác hỏi thú y xã, số ở trụ sở."),
    )
