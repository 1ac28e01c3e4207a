"""The one door for words: every field of what comes in is decided, and covered if it is words."""

from dataclasses import fields, replace

import pytest
from sqlmodel import Session, select

from bot.messages.content import Attachment, AttachmentKind, Event, Incoming
from bot.messages.history import Message
from bot.messages.masking.mask import COVER
from bot.privacy import incoming_mask
from tests.journeys.bot import Bot

SECRET = "cccd 001085012345"


def test_every_field_of_a_message_is_decided() -> None:
    assert set(incoming_mask.FIELDS) == {field.name for field in fields(Incoming)}
    assert set(incoming_mask.ATTACHMENT_FIELDS) == {field.name for field in fields(Attachment)}


@pytest.mark.parametrize("name", [name for name, cover in incoming_mask.FIELDS.items() if cover])
def test_words_in_any_field_are_covered(name: str) -> None:
    said = replace(Incoming("telegram", "ba-tu", "1"), **{name: SECRET})  # type: ignore[arg-type]
    assert getattr(incoming_mask.mask_incoming(said), name) == f"cccd {COVER}"


@pytest.mark.parametrize("kind", list(AttachmentKind))
def test_the_name_of_any_thing_is_covered(kind: AttachmentKind) -> None:
    thing = Attachment(kind, ref="0912345678", name=SECRET)
    covered = incoming_mask.mask_attachment(thing)
    assert (covered.name, covered.ref) == (f"cccd {COVER}", "0912345678")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("otp 482913.jpg", f"otp {COVER}.jpg"),
        ("mật khẩu vneid là Lan@1970.docx", f"mật khẩu vneid là {COVER}.docx"),
        ("001085012345.pdf", f"{COVER}.pdf"),
        ("don-xin-xac-nhan.docx", "don-xin-xac-nhan.docx"),
        ("app.apk", "app.apk"),
        ("IMG_20250715_0830.jpg", "IMG_20250715_0830.jpg"),
    ],
)
def test_a_file_keeps_its_ending(given: str, kept: str) -> None:
    assert incoming_mask.mask_file_name(given).text == kept


@pytest.mark.parametrize("value", ["0912345678", "+84 912 345 678", "1900 1234", "912345678"])
def test_the_phone_of_a_card_stays(value: str) -> None:
    card = Attachment(AttachmentKind.CONTACT, ref=value, name="Chị Hoa")
    assert incoming_mask.mask_attachment(card) == card


@pytest.mark.parametrize("value", ["001085012345", "otp 482913", "stk 10123456789 bidv"])
def test_what_is_no_phone_is_covered_in_a_card(value: str) -> None:
    card = Attachment(AttachmentKind.CONTACT, ref=value)
    assert COVER in incoming_mask.mask_attachment(card).ref


@pytest.mark.parametrize(
    "value",
    [
        "ticket:123456789:take",
        "u-ap-03",
        "link-K7M3Q9ZX2WPT",
        "topic:otp-la-gi",
        "class:join:1",
        "menu",
    ],
)
def test_our_own_buttons_and_links_stay(value: str) -> None:
    assert incoming_mask.mask_value(value) == (value, False)


@pytest.mark.parametrize("value", ["otp:482913", "001085012345", "mk-hoasen99: hoasen99"])
def test_a_button_written_by_hand_is_words(value: str) -> None:
    assert COVER in incoming_mask.mask_value(value).text


def stored(session: Session) -> str:
    """Everything that was written down, in one string."""
    rows = session.exec(select(Message)).all()
    return " ".join(f"{row.text} {row.choice} {row.payload}" for row in rows)


async def test_a_code_in_the_next_breath_is_covered_and_said_so(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    await bot.hears("ba-tu", "mã otp em nhận được là")
    answer = await bot.hears("ba-tu", "771182")
    assert "che số hoặc mật khẩu" in answer[0]
    await bot.hears("ba-tu", "pass em là")
    await bot.hears("ba-tu", "hoasen99")
    words = await bot.db.read(stored)
    assert "771182" not in words
    assert "hoasen99" not in words


async def test_an_announcement_is_remembered_for_one_message(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    await bot.hears("ba-tu", "mã otp em nhận được là")
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("ba-tu", "ruộng nhà tôi 771182 mét")
    assert "771182" in await bot.db.read(stored)


async def test_a_photo_in_between_does_not_hide_the_code(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    await bot.hears("ba-tu", "mã otp em nhận được là")
    await bot.hears("ba-tu", attachments=[Attachment(AttachmentKind.PHOTO, ref="p1")])
    await bot.hears("ba-tu", "771182")
    assert "771182" not in await bot.db.read(stored)


async def test_no_field_brings_a_secret_into_the_house(bot: Bot) -> None:
    secret = "001085012345"
    await bot.hears("ba-tu", "/start", start=secret, name=f"Lan {secret}")
    await bot.hears("ba-tu", "đồng ý", choice="agree", name=f"Lan {secret}")
    await bot.hears("ba-tu", choice=f"cccd {secret}")
    place = Attachment(AttachmentKind.LOCATION, name=f"nhà {secret}", latitude=1.0, longitude=1.0)
    card = Attachment(AttachmentKind.CONTACT, ref=secret, name=f"Tư {secret}")
    file = Attachment(AttachmentKind.DOCUMENT, ref="d1", name=f"{secret}.pdf")
    await bot.hears("ba-tu", f"ảnh {secret}", attachments=[place, card, file])
    await bot.hears("ba-tu", f"sửa {secret}", event=Event.EDITED, message_id="1")
    await bot.hears("ba-tu", attachments=[card], event=Event.CONTACT_SHARED)

    def everything(session: Session) -> str:
        dump = session.connection().connection.driver_connection
        assert dump is not None
        return "\n".join(dump.iterdump())

    assert secret not in await bot.db.read(everything)
