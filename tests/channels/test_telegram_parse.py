"""Telegram's updates in our words: real shapes as a table, then any shape at all."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.channels.telegram.parse import ALLOWED_UPDATES, get_query_id, parse_update
from bot.messages.content import Attachment, AttachmentKind, Event, Incoming

PAYLOADS = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted(Path(__file__).parent.joinpath("payloads/telegram").glob("*.json"))
}
SENT_AT = datetime(2026, 1, 1, tzinfo=UTC)
ANY = Incoming("telegram", "7012345678", "7012345678:42", name="Bà Tư", sent_at=SENT_AT)


def with_attachment(kind: AttachmentKind, ref: str = "", **fields: Any) -> Incoming:
    return replace(ANY, attachments=(Attachment(kind, ref, **fields),))


MEANINGS: dict[str, Incoming | None] = {
    "text": replace(ANY, text="Làm căn cước cho con mất bao lâu?"),
    "text_nfd": replace(ANY, text="Thứ bảy"),
    "start_payload": replace(ANY, text="/start", start="u-1203"),
    "reply": replace(ANY, text="Dạ đúng rồi", reply_to="7012345678:41"),
    "photo_caption": replace(
        with_attachment(AttachmentKind.PHOTO, "AgACAgUAAxkBAAIlarge", size=52345),
        text="Máy báo lỗi này",
    ),
    "voice": with_attachment(
        AttachmentKind.VOICE, "AwACAgUAAxkBAAIvoice", mime="audio/ogg", size=52345
    ),
    "audio": with_attachment(
        AttachmentKind.VOICE,
        "CQACAgUAAxkBAAIaudio",
        name="Ghi âm cuộc họp",
        mime="audio/mpeg",
        size=52345,
    ),
    "video": with_attachment(
        AttachmentKind.VIDEO, "BAACAgUAAxkBAAIvideo", name="may.mp4", mime="video/mp4", size=52345
    ),
    "video_note": with_attachment(AttachmentKind.VIDEO, "DQACAgUAAxkBAAIround", size=52345),
    "document": with_attachment(
        AttachmentKind.DOCUMENT,
        "BQACAgUAAxkBAAIfile",
        name="Đơn xin.pdf",
        mime="application/pdf",
        size=52345,
    ),
    "animation": with_attachment(
        AttachmentKind.DOCUMENT,
        "CgACAgUAAxkBAAIgif",
        name="vui.mp4",
        mime="video/mp4",
        size=52345,
    ),
    "location": with_attachment(AttachmentKind.LOCATION, latitude=19.8075, longitude=105.7764),
    "venue": with_attachment(
        AttachmentKind.LOCATION,
        name="Nhà văn hóa thôn 7, Xã Lúa Vàng",
        latitude=19.8075,
        longitude=105.7764,
    ),
    "contact": with_attachment(AttachmentKind.CONTACT, "+84900000001", name="Chị Lan"),
    "sticker": with_attachment(AttachmentKind.STICKER, "CAACAgUAAxkBAAIstick", size=52345),
    "poll": replace(ANY, text=f"{texts.UNSHOWN['poll']} ?"),
    "edited": replace(
        ANY,
        text="Làm căn cước cho cháu mất bao lâu?",
        event=Event.EDITED,
        sent_at=SENT_AT.replace(minute=1),
    ),
    "live_location_moved": None,
    "callback": replace(
        ANY,
        message_id="cb:7000000000000000001",
        choice="person",
        sent_at=None,
        reply_to="7012345678:43",
    ),
    "callback_old_message": replace(
        ANY,
        message_id="cb:7000000000000000002",
        choice="menu",
        sent_at=None,
        reply_to="7012345678:9",
    ),
    "callback_game": None,
    "blocked": replace(ANY, message_id="member:500000122", event=Event.BLOCKED),
    "returned": replace(ANY, message_id="member:500000123", event=Event.RETURNED),
    "group_text": None,
    "group_added": None,
    "service_notice": None,
    "channel_post": None,
}


def test_every_payload_has_a_meaning() -> None:
    assert len(PAYLOADS) > 20, "looking in the wrong place?"
    assert PAYLOADS.keys() == MEANINGS.keys()


@pytest.mark.parametrize("name", MEANINGS)
def test_payload_means(name: str) -> None:
    assert parse_update(PAYLOADS[name], "telegram") == MEANINGS[name]


def test_only_presses_have_a_query() -> None:
    pressed = {name for name, update in PAYLOADS.items() if get_query_id(update)}
    assert pressed == {"callback", "callback_old_message", "callback_game"}


def a_message(**fields: Any) -> dict[str, Any]:
    chat = {"id": 7, "type": "private"}
    return {"update_id": 1, "message": {"message_id": 2, "chat": chat, **fields}}


@pytest.mark.parametrize(
    ("text", "said", "start"),
    [
        ("/start", "/start", ""),
        ("/start  poll-3 ", "/start", "poll-3"),
        ("/start@to_so_bot class-9", "/start", "class-9"),
        ("/Start u-ap-08", "/start", "u-ap-08"),
        ("/START@To_So_Bot u-ap-08", "/start", "u-ap-08"),
        ("/start\nu-ap-08", "/start", "u-ap-08"),
        ("/starting u-1", "/starting u-1", ""),
        ("/lop 3", "/lop 3", ""),
        ("bắt đầu /start u-1", "bắt đầu /start u-1", ""),
    ],
)
def test_deep_links(text: str, said: str, start: str) -> None:
    heard = parse_update(a_message(text=text), "telegram")
    assert heard and (heard.text, heard.start) == (said, start)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": "\x00 \u200b"},
        {"text": 5},
        {"photo": []},
        {"photo": [{"file_id": "https://example.org/a.jpg", "width": 9}]},
        {"document": {"file_id": "file:/etc/passwd"}},
        {"location": {"latitude": 91, "longitude": 0}},
        {"location": {"latitude": float("nan"), "longitude": 0}},
        {"voice": None},
    ],
)
def test_what_says_nothing_is_no_message(fields: dict[str, Any]) -> None:
    assert parse_update(a_message(**fields), "telegram") is None


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"story": {"chat": {"id": 1, "type": "private"}, "id": 3}}, "story"),
        ({"giveaway": {"winner_count": 3}}, "giveaway"),
        ({"animation": {"file_id": "x"}}, "animation"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({"contact": {"first_name": "Lan"}}, "contact"),
        ({"contact": {"first_name": "Lan", "phone_number": "file:.env"}}, "contact"),
        ({"contact": {"first_name": "Lan", "phone_number": "file:*"}}, "contact"),
        ({"contact": {"first_name": "Lan", "phone_number": "0" * 40}}, "contact"),
    ],
)
def test_what_no_bot_can_fetch_is_told_in_words(fields: dict[str, Any], kind: str) -> None:
    heard = parse_update(a_message(**fields), "telegram")
    assert heard and (heard.text, heard.attachments) == (texts.UNSHOWN[kind], ())


@pytest.mark.parametrize(
    ("origin", "whose"),
    [
        ({"type": "hidden_user", "sender_user_name": "Ngân hàng"}, "Ngân hàng"),
        (
            {"type": "user", "sender_user": {"first_name": "Lê", "last_name": "Lan"}},
            "Lê Lan",
        ),
        ({"type": "chat", "sender_chat": {"title": "Hội làng"}}, "Hội làng"),
        ({"type": "channel", "chat": {"title": "Tin nóng"}, "author_signature": "X"}, "Tin nóng"),
        ({"type": "hidden_user"}, "?"),
        ({}, "?"),
        (None, ""),
        ("Ngân hàng", ""),
    ],
)
def test_what_was_passed_on_says_whose_it_is(origin: object, whose: str) -> None:
    heard = parse_update(a_message(text="Chuyển ngay 5 triệu", forward_origin=origin), "telegram")
    assert heard and heard.forwarded == whose


@pytest.mark.parametrize(
    ("fields", "quote"),
    [
        ({"quote": {"text": "bấm vào đây", "position": 0}}, "bấm vào đây"),
        (
            {
                "external_reply": {
                    "origin": {"type": "chat", "sender_chat": {"title": "Ngân hàng"}}
                },
                "quote": {"text": "bấm vào đây"},
            },
            "Ngân hàng: bấm vào đây",
        ),
        ({"external_reply": {"origin": {"type": "hidden_user"}}}, "?"),
        ({"external_reply": 5, "quote": "x"}, ""),
        ({}, ""),
    ],
)
def test_what_is_answered_to_stands_with_the_words(fields: dict[str, Any], quote: str) -> None:
    heard = parse_update(a_message(text="cái này à cháu", **fields), "telegram")
    assert heard and heard.quote == quote


LINK = "https://vneid-gov.top/x"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "bấm đây", "entities": [{"type": "text_link", "url": LINK}]}, True),
        (
            {
                "caption": "bấm đây",
                "photo": [{"file_id": "a", "width": 9}],
                "caption_entities": [{"type": "text_link", "url": LINK}],
            },
            True,
        ),
        (
            {
                "text": "bấm đây",
                "reply_markup": {"inline_keyboard": [[{"text": "Nhận", "url": LINK}]]},
            },
            True,
        ),
        ({"text": "bấm đây", "link_preview_options": {"url": LINK}}, True),
        (
            {
                "text": "bấm đây",
                "entities": [{"type": "text_link", "url": LINK}] * 3,
                "link_preview_options": {"url": LINK},
            },
            True,
        ),
        ({"text": "bấm đây", "entities": [{"type": "bold"}, 5, {"type": "text_link"}]}, False),
        ({"text": "bấm đây", "entities": 5, "reply_markup": {"inline_keyboard": [3]}}, False),
    ],
)
def test_an_address_behind_the_words_is_part_of_what_was_said(
    fields: dict[str, Any], said: bool
) -> None:
    heard = parse_update(a_message(**fields), "telegram")
    assert heard and heard.text == (f"bấm đây ({LINK})" if said else "bấm đây")


def test_an_address_on_view_is_not_said_twice() -> None:
    fields = {"text": LINK, "link_preview_options": {"url": LINK}}
    heard = parse_update(a_message(**fields), "telegram")
    assert heard and heard.text == LINK


def test_photos_of_an_album_say_that_they_belong_together() -> None:
    photo = [{"file_id": "AgAC0", "width": 90}]
    heard = parse_update(a_message(photo=photo, media_group_id="13579"), "telegram")
    assert heard and heard.album == "13579"
    alone = parse_update(a_message(photo=photo), "telegram")
    assert alone and alone.album == ""


def test_lone_surrogates_can_be_stored() -> None:
    heard = parse_update(a_message(text="a\ud83d b"), "telegram")
    assert heard and heard.text.encode()


@pytest.mark.parametrize("date", [0, -5, 2**60, "hôm qua", True, None])
def test_odd_dates_are_no_dates(date: object) -> None:
    heard = parse_update(a_message(text="a", date=date), "telegram")
    assert heard and heard.sent_at is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = sorted(
    {
        key
        for update in PAYLOADS.values()
        for part in update.values()
        if isinstance(part, dict)
        for key in part
    }
    | {"file_id", "type", "id", "status"}
)
NEARLY = st.recursive(
    ANYTHING | st.sampled_from(["private", "kicked", "member", 7, "/start x", "cb"]),
    lambda inner: (
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=8) | st.lists(inner, max_size=3)
    ),
    max_leaves=20,
)


@given(ANYTHING)
def test_any_json_is_survived(update: Any) -> None:
    parse_update(update, "telegram")
    get_query_id(update)


@given(st.sampled_from(ALLOWED_UPDATES), NEARLY, st.dictionaries(st.sampled_from(KEYS), NEARLY))
def test_nearly_right_json_is_survived(kind: str, value: Any, more: dict[str, Any]) -> None:
    chat = {"id": 7, "type": "private"}
    inner = {"message_id": 1, "chat": chat, "from": {"first_name": "A"}, "id": "9", **more}
    for one in (value, inner, {**inner, "message": inner}):
        heard = parse_update({"update_id": 1, kind: one}, "telegram")
        get_query_id({"update_id": 1, kind: one})
        assert heard is None or (heard.address and heard.message_id)
