"""Which ticket words begin with, and which only look so."""

import pytest

from bot.tickets.ticket_references import TicketReference, parse_ticket_reference


@pytest.mark.parametrize(
    ("text", "number", "words", "sure"),
    [
        ("phiếu 12: bác chờ cháu", 12, "bác chờ cháu", True),
        ("Phieu so 12, bac cho chau", 12, "bac cho chau", True),
        ("phiếu 12 - Bác chờ", 12, "Bác chờ", True),
        ("phiếu 12\nBác chờ", 12, "Bác chờ", True),
        ("phieu12: chờ cháu", 12, "chờ cháu", True),
        ("phiếu 12", 12, "", True),
        ("phiếu #12: 8h30 nhé", 12, "8h30 nhé", True),
        ("#12 mai cháu sang", 12, "mai cháu sang", True),
        ("# 12: mai cháu sang", 12, "mai cháu sang", True),
        ("p12 chào bác", 12, "chào bác", False),
        ("P12: chào bác", 12, "chào bác", False),
        ("p.12 chào bác", 12, "chào bác", False),
        ("12: chào bác", 12, "chào bác", False),
        ("12:chào bác", 12, "chào bác", False),
        ("số 12: chào bác", 12, "chào bác", False),
    ],
)
def test_the_ticket_is_named_first(text: str, number: int, words: str, sure: bool) -> None:
    assert parse_ticket_reference(text) == TicketReference(number, words, sure)


@pytest.mark.parametrize(
    "text",
    ["8:30 nhé bác", "12:30", "phiếu 12 của bác xong rồi ạ", "12 giờ cháu sang", "12",
     "bác ở 12: à",      "phường 12: bác ra đó", "12.5 triệu", "12345678: x", "pin 12: x"],
)  # fmt: skip
def test_other_numbers_are_words(text: str) -> None:
    assert parse_ticket_reference(text) is None
