"""What a platform says is never a file of ours, and what tables cannot hold is refused at the door:
every parser, the same hostile values."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import json_values
from bot.channels.telegram import parse as telegram_parse
from bot.channels.webchat import frames
from bot.channels.zalo_bot import parse as zalo_bot_parse
from bot.channels.zalo_oa import parse as zalo_oa_parse
from bot.messages.content import Attachment, Incoming
from bot.vietnamese.letters import nfc

HOSTILE = [
    "file:../.env",
    "file:/etc/passwd",
    "file:*",
    "file:",
    "minutes:1:pdf:AAAA",
    "poster:1:AAAA",
    f"{'a' * 32}.jpg",
    "../../etc/passwd",
    "https://a.zdn.vn/\x00",
    "https://a.zdn.vn/\ud83d",
    "https://a.zdn.vn/\nHost: evil",
    "javascript:alert(1)",
    "https:\\\\a.zdn.vn",
    "https://" + "a" * 2000,
    "x" * 5000,
    "\u202egpj.exe",
]
PLACES = ("url", "thumbnail", "photo", "photo_url", "voice_url")


def telegram(value: Any) -> list[Incoming | None]:
    """Where Telegram could say it."""
    chat = {"id": 7, "type": "private"}
    said: list[dict[str, Any]] = [
        {"photo": [{"file_id": value, "width": 9}]},
        *({kind: {"file_id": value}} for kind in ("voice", "audio", "video", "document")),
        *({kind: {"file_id": value}} for kind in ("sticker", "video_note")),
        {"contact": {"phone_number": value, "first_name": "A"}},
        {"document": {"file_id": "BQAC", "file_name": value, "mime_type": value}},
    ]
    heard = [
        telegram_parse.parse_update({"message": {"message_id": 1, "chat": chat, **one}}, "t")
        for one in said
    ]
    press = {"id": value, "data": value, "message": {"message_id": 1, "chat": chat}}
    return [*heard, telegram_parse.parse_update({"callback_query": press}, "t")]


def zalo_oa(value: Any) -> list[Incoming | None]:
    """Where an Official Account's event could say it."""
    payload = {**dict.fromkeys(PLACES, value), "name": value, "size": value}
    kinds = ("image", "gif", "audio", "video", "sticker", "file", "link", "business_card")
    bodies: list[dict[str, Any]] = [
        {
            "event_name": f"user_send_{kind}",
            "sender": {"id": "7"},
            "message": {"msg_id": value, "attachments": [{"type": kind, "payload": payload}]},
        }
        for kind in kinds
    ]
    bodies += [
        {"event_name": "user_submit_info", "sender": {"id": "7"}, "info": {"phone": value}},
        {"event_name": "user_send_text", "sender": {"id": value}, "message": {"text": "a"}},
        {"event_name": "follow", "follower": {"id": value}},
        {"event_name": "oa_send_text", "recipient": {"id": value}, "message": {"msg_id": value}},
        {"event_name": value, "sender": {"id": value}},
        {
            "event_name": "user_send_location",
            "sender": {"id": "7"},
            "message": {
                "quote_msg_id": value,
                "attachments": [
                    {"type": "location", "payload": {"coordinates": {"latitude": value}}}
                ],
            },
        },
    ]
    return [zalo_oa_parse.parse_event(json.dumps(body).encode(), body, "z") for body in bodies]


def zalo_bot(value: Any) -> list[Incoming | None]:
    """Where a Zalo Bot's update could say it."""
    chat = {"id": "7", "chat_type": "PRIVATE"}
    things = {name: value for name in PLACES}
    return [
        zalo_bot_parse.parse_update({"event_name": event, "message": message}, "b")
        for event, message in (
            *(
                (f"message.{kind}.received", {"chat": chat, "message_id": "1", **things})
                for kind in ("image", "voice", "sticker", "unsupported")
            ),
            ("message.text.received", {"chat": {"id": value}, "message_id": value, "text": "a"}),
            (value, {"chat": chat, "message_id": "1"}),
        )
    ]


def all_heard(value: Any) -> list[Incoming]:
    """What every parser makes of it."""
    heard = [*telegram(value), *zalo_oa(value), *zalo_bot(value)]
    return [incoming for incoming in heard if incoming is not None]


def assert_harmless(incoming: Incoming) -> None:
    """It can be stored, and names nothing of ours."""
    assert incoming.address and len(incoming.address) <= json_values.LONGEST_ADDRESS
    for written in (incoming.address, incoming.message_id, incoming.choice, incoming.reply_to):
        assert written.isprintable() and len(written) <= 203
    stored = json.dumps(incoming.as_json(), ensure_ascii=False)
    assert stored.encode() and "\0" not in stored
    for attachment in incoming.attachments:
        assert attachment.file is None and attachment.account == ""
        assert attachment.ref.isprintable() and len(attachment.ref) <= json_values.LONGEST_URL
        scheme = attachment.ref.partition(":")[0] if ":" in attachment.ref else ""
        assert scheme in ("", "http", "https")
        assert "/" not in attachment.ref or scheme
        assert len(attachment.name) <= 120 and len(attachment.mime) <= 120


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:30])
def test_what_a_platform_says_is_no_file_of_ours(value: str) -> None:
    heard = all_heard(value)
    assert len(heard) > 8, "nothing was parsed at all"
    for incoming in heard:
        assert_harmless(incoming)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ODD = st.sampled_from([[], {}, [[]], 10**400, 10**4000, float("inf"), "\ud800", "é" * 300])


@given(SCALARS | ODD | st.sampled_from(HOSTILE))
def test_whatever_stands_where_an_id_or_a_handle_should_is_survived(value: Any) -> None:
    for incoming in all_heard(value):
        assert_harmless(incoming)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:30])
def test_a_page_names_no_file_by_a_path(value: str) -> None:
    for frame in (
        {"type": "photo", "id": "1", "ref": value},
        {"type": "press", "id": "1", "value": value},
        {"type": "say", "id": value, "text": value},
        {"type": "hello", "token": value, "unit": value, "id": value},
    ):
        read = frames.parse_frame(json.dumps(frame))
        if isinstance(read, frames.MessageFrame):
            assert read.choice.isprintable() and len(read.choice.encode()) <= 64
            assert read.text == nfc(read.text)
            assert read.photo in ("", f"{'a' * 32}.jpg")


def test_a_stored_handle_that_looks_like_a_path_stays_a_handle() -> None:
    known = Attachment.from_json({"kind": "photo", "ref": f"file:var/photos/{'a' * 32}.jpg"})
    assert known.file is None
