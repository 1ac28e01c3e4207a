"""Routing: which handler answers, read from the top of a list."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from bot.inbox.routing import (
    Condition,
    Route,
    Turn,
    any_of,
    anything,
    choice,
    command,
    exact_phrase,
    get_handler,
    get_route,
)
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.people.models import Contact

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def a_turn(text: str = "", *, pressed: str = "") -> Turn:
    return Turn(
        session=Session(),
        contact=Contact(account="fake", address="ba-tu", created_at=NOW, seen_at=NOW),
        message=Message(account="fake", direction="in", text=text, said_at=NOW),
        text=text,
        choice=pressed,
        start="",
        attachments=(),
        name="",
        now=NOW,
    )


def first(_turn: Turn) -> Reply:
    return Reply("first")


def second(_turn: Turn) -> Reply:
    return Reply("second")


@pytest.mark.parametrize(
    ("question", "text", "true"),
    [
        (command("menu"), "/menu", True),
        (command("menu"), "/MENU", True),
        (command("menu"), "/menu@ToSoBot", True),
        (command("menu"), "/menu xin giúp", True),
        (command("menu", "help"), "/help", True),
        (command("menu"), "/ menu", True),
        (command("menu"), "／Ｍｅｎｕ", True),
        (command("nguoi"), "/người", True),
        (command("canbo"), "/cán bộ ơi", True),
        (command("start", "batdau"), "/bắt đầu", True),
        (command("menu"), "/menu\nxin giúp", True),
        (command("menu"), "menu", False),
        (command("menu"), "/menus", False),
        (command("menu"), "/", False),
        (command("menu"), "xem /menu", False),
        (command("menu"), "", False),
        (exact_phrase("gặp người"), "Gặp người!", True),
        (exact_phrase("gặp người"), "gap nguoi", True),
        (exact_phrase("gặp người"), "  GẶP   NGƯỜI ạ ", False),
        (exact_phrase("gặp người"), "tôi muốn gặp người", False),
        (exact_phrase("dừng", "đừng"), "DUNG", True),
        (exact_phrase("dừng"), "", False),
        (any_of(command("menu"), exact_phrase("về menu")), "ve menu", True),
        (any_of(command("menu"), exact_phrase("về menu")), "về nhà", False),
        (any_of(), "menu", False),
        (anything, "", True),
    ],
)
def test_questions_about_words(question: Condition, text: str, true: bool) -> None:
    assert question(a_turn(text)) is true


@pytest.mark.parametrize(
    ("pressed", "true", "argument"),
    [
        ("place", True, ""),
        ("place:th-3", True, "th-3"),
        ("place:a:b", True, "a:b"),
        ("places", False, ""),
        ("", False, ""),
    ],
)
def test_questions_about_buttons(pressed: str, true: bool, argument: str) -> None:
    turn = a_turn(pressed=pressed)
    assert choice("place", "agree")(turn) is true
    assert turn.argument == argument


def test_the_first_route_that_fits_answers() -> None:
    routes = (
        Route("test.a", exact_phrase("a"), first),
        Route("test.rest", anything, second),
        Route("test.b", exact_phrase("b"), first),
    )
    assert get_route(routes, a_turn("a")).name == "test.a"
    assert get_handler(routes, a_turn("a")) is first
    assert get_handler(routes, a_turn("b")) is second


def test_no_question_is_asked_after_the_first_that_fits() -> None:
    asked: list[str] = []

    def ask(name: str, answer: bool) -> Condition:
        def question(_turn: Turn) -> bool:
            asked.append(name)
            return answer

        return question

    routes = (
        Route("test.one", ask("one", False), first),
        Route("test.two", ask("two", True), second),
        Route("test.rest", anything, first),
    )
    assert get_handler(routes, a_turn("x")) is second
    assert asked == ["one", "two"]
