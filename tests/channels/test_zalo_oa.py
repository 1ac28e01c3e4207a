"""The Official Account against a Zalo of our own: the contract, the webhook, sending, errors."""

import asyncio
import io
import json
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot import texts
from bot.channels.file_store import FileStore
from bot.channels.zalo_oa.channel import WEBHOOK_PATH, ZaloOA
from bot.channels.zalo_oa.errors import OPERATOR_MUST_ACT, translate_code
from bot.channels.zalo_oa.parse import parse_event
from bot.channels.zalo_oa.signature import has_valid_signature
from bot.channels.zalo_oa.templates import Parameter, Template, load_templates
from bot.core.errors import (
    DeliveryError,
    Rejected,
    SettingsError,
    TryLater,
    Unreachable,
    WindowClosed,
)
from bot.messages.content import Attachment, AttachmentKind, Choice, Event, Reply, StoredFile
from tests.channels.contract import ChannelContract, Ear, Rig, serving
from tests.pictures import lay
from tests.pretend.zalo_oa import PHOTO, PretendZalo
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET, OA_ID, OA_SECRET, mac

BA_TU = "246845883529197922"
# Computed once by hand over the platform's formula; the key is invented.
RAW = (
    '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},'
    '"user_id_by_app":"552177279717587730","recipient":{"id":"388613280878808645"},'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},'
    '"timestamp":"1767225600000"}'
).encode()
MAC = "41e74c93431e60a9249ed8d2cedf4a58e1ff05fe33bb6f4829dbdc4e70ac138c"


class HandTokens:
    """Tokens without a store: what the platform holds now."""

    def __init__(self, zalo: PretendZalo) -> None:
        self.zalo, self.asked = zalo, 0
        self.known = zalo.grant.access

    async def token(self) -> str:
        return self.known

    async def another(self, refused: str) -> str:
        self.asked += 1
        assert refused == self.known
        if self.zalo.clock() > self.zalo.grant.access_until:
            self.zalo.grant.issue(self.zalo.clock())
        self.known = self.zalo.grant.access
        return self.known


def a_channel(zalo: PretendZalo, **options: Any) -> ZaloOA:
    given: dict[str, Any] = {
        "tokens": HandTokens(zalo),
        "ids": (APP_ID, OA_ID),
        "keys": (OA_SECRET, APP_SECRET),
        "media_hosts": ("127.0.0.1",),
        "buttons": True,
    }
    return ZaloOA(api_url=zalo.url, **{**given, **options})


class ZaloRig(Rig):
    max_text = 2000
    address = BA_TU

    def __init__(self, zalo: PretendZalo, channel: ZaloOA, ear: Ear) -> None:
        self.zalo, self.channel, self.ear = zalo, channel, ear
        zalo.user(BA_TU).last = zalo.clock()

    def platform_saw(self) -> list[str]:
        return self.zalo.texts()

    def platform_fails_with(self, error: type[DeliveryError]) -> None:
        self.zalo.faults.append({TryLater: -200, Unreachable: -213, Rejected: -201}[error])
        self.zalo.faults.append({TryLater: -200, Unreachable: -213, Rejected: -201}[error])

    def platform_talks_nonsense(self) -> None:
        self.zalo.faults.append("html")

    def platform_hangs_up(self) -> None:
        self.zalo.faults.append("hang up")

    def person_says(self, text: str) -> None:
        self.zalo.says(BA_TU, text)

    def person_taps(self, value: str) -> None:
        _, message = self.zalo.sent[-1]
        payloads = [one["payload"] for one in message["attachment"]["payload"]["buttons"]]
        assert f"#{value}" in payloads
        self.zalo.says(BA_TU, f"#{value}")

    async def platform_is_confirmed(self) -> None:
        await self.zalo.until_heard()


class TestOfficialAccount(ChannelContract):
    @pytest.fixture(params=["app_id", "oa_id", "escaped"])
    async def rig(self, request: pytest.FixtureRequest) -> AsyncIterator[ZaloRig]:
        ear = Ear()
        async with PretendZalo() as zalo:
            zalo.echo = False
            zalo.first = OA_ID if request.param == "oa_id" else APP_ID
            zalo.ascii = request.param == "escaped"
            channel = a_channel(zalo)
            async with serving(channel, ear) as url:
                zalo.webhook = url + WEBHOOK_PATH
                yield ZaloRig(zalo, channel, ear)


@pytest.fixture
async def zalo() -> AsyncIterator[PretendZalo]:
    async with PretendZalo() as running:
        running.user(BA_TU).last = running.clock()
        running.echo = False
        yield running


@pytest.fixture
async def channel(zalo: PretendZalo, tmp_path: Path) -> AsyncIterator[ZaloOA]:
    """The channel, at work."""
    zalo_oa = a_channel(zalo)
    zalo_oa.files = FileStore(tmp_path)
    async with serving(zalo_oa, Ear()):
        yield zalo_oa


async def say(channel: ZaloOA, reply: Reply) -> None:
    """Everything the reply becomes."""
    for part in channel.parts(reply):
        await channel.send(BA_TU, part)


# The signature


def test_the_signature_is_a_plain_hash_of_the_raw_bytes() -> None:
    keys = ["another", "test-oa-secret"]
    assert has_valid_signature(RAW, f"mac={MAC}", ["x", APP_ID], ["1767225600000"], keys)
    assert has_valid_signature(RAW, MAC.upper(), [APP_ID], ["1767225600000"], keys)
    for raw, header in (
        (RAW + b"\n", f"mac={MAC}"),
        (RAW, ""),
        (RAW, "mac="),
        (RAW, f"mac={MAC[:-1]}0"),
        (RAW, "mac=é"),
    ):
        assert not has_valid_signature(raw, header, [APP_ID], ["1767225600000"], keys)
    assert not has_valid_signature(RAW, f"mac={MAC}", [], ["1767225600000"], keys)


@pytest.mark.parametrize(
    ("raw", "signature"),
    [
        (b"{}", ""),
        (b"", ""),
        (b"not json", "mac=" + 64 * "0"),
        (RAW, "mac=" + 64 * "0"),
        (RAW, mac(RAW, "1767225600000", key="somebody-else")),
        (RAW, mac(RAW, "1767225600001")),
    ],
)
async def test_what_zalo_did_not_sign_is_answered_and_dropped(
    zalo: PretendZalo, raw: bytes, signature: str, caplog: pytest.LogCaptureFixture
) -> None:
    ear = Ear()
    with caplog.at_level(logging.WARNING):
        async with serving(a_channel(zalo), ear) as url, aiohttp.ClientSession() as session:
            for _ in range(3):
                answer = await session.post(
                    url + WEBHOOK_PATH, data=raw, headers={"X-ZEvent-Signature": signature}
                )
                assert answer.status == 200
                await answer.read()
    assert ear.heard == []
    assert caplog.text.count("without a valid signature") == 1


async def test_a_stamp_of_the_header_is_tried_too(zalo: PretendZalo) -> None:
    ear = Ear()
    raw, stamp = RAW.replace(b',"timestamp":"1767225600000"', b""), str(int(time.time() * 1000))
    headers = {"X-ZEvent-Signature": mac(raw, stamp), "X-ZEvent-Timestamp": stamp}
    async with serving(a_channel(zalo), ear) as url, aiohttp.ClientSession() as session:
        answer = await session.post(url + WEBHOOK_PATH, data=raw, headers=headers)
        assert answer.status == 200
        await answer.read()
    assert [incoming.text for incoming in ear.heard] == ["Xin chào"]


MINUTE, HOUR = 60, 3600


@pytest.mark.parametrize(
    ("age", "taken"),
    [(0, True), (2 * HOUR, True), (4 * HOUR, False), (-5 * MINUTE, True), (-HOUR, False)],
)
async def test_what_was_signed_long_ago_is_not_heard_again(
    zalo: PretendZalo, age: int, taken: bool, caplog: pytest.LogCaptureFixture
) -> None:
    stamp = str(int((time.time() - age) * 1000))
    raw = RAW.replace(b"1767225600000", stamp.encode())
    assert (await posted(zalo, raw, stamp)) == (["Xin chào"] if taken else [])
    assert ("signed long ago" in caplog.text) is not taken


def about(account: dict[str, Any], name: str) -> tuple[bytes, str]:
    stamp = str(int(time.time() * 1000))
    body = {**event(name, message={"msg_id": "o1", "text": "quen mat khau"}), **account}
    return json.dumps({**body, "timestamp": stamp}).encode(), stamp


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("user_send_text", {"recipient": {"id": "999000111222333444"}}),
        ("user_submit_info", {"recipient": {"id": "999000111222333444"}}),
        ("follow", {"oa_id": "999000111222333444", "follower": {"id": BA_TU}}),
        ("unfollow", {"oa_id": "999000111222333444", "follower": {"id": BA_TU}}),
        ("user_click_chatnow", {"oa_id": "999000111222333444"}),
        ("oa_send_text", {"sender": {"id": "999000111222333444"}, "recipient": {"id": BA_TU}}),
    ],
)
async def test_an_event_of_another_account_of_the_same_app_is_let_go_and_told(
    zalo: PretendZalo, name: str, account: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    raw, stamp = about(account, name)
    assert await posted(zalo, raw, stamp) == []
    assert "another Official Account" in caplog.text and "999000111222333444" in caplog.text


@pytest.mark.parametrize(
    "account", [{}, {"recipient": None}, {"oa_id": OA_ID}, {"recipient": {"id": APP_ID}}]
)
async def test_an_event_of_ours_is_heard_whatever_names_it(
    zalo: PretendZalo, account: dict[str, Any]
) -> None:
    raw, stamp = about(account, "user_send_text")
    assert await posted(zalo, raw, stamp) == ["quen mat khau"]


async def posted(zalo: PretendZalo, raw: bytes, stamp: str) -> list[str]:
    """What is heard of a call that Zalo signed."""
    ear = Ear()
    async with serving(a_channel(zalo), ear) as url, aiohttp.ClientSession() as session:
        headers = {"X-ZEvent-Signature": mac(raw, stamp)}
        async with session.post(url + WEBHOOK_PATH, data=raw, headers=headers) as answer:
            assert answer.status == 200
    return [incoming.text for incoming in ear.heard]


async def test_too_large_a_call_is_refused(zalo: PretendZalo) -> None:
    async with serving(a_channel(zalo), Ear()) as url, aiohttp.ClientSession() as session:
        body = io.BytesIO(b"9" * 2_000_000)
        async with session.post(url + WEBHOOK_PATH, data=body) as answer:
            assert answer.status == 413


# Events


def event(name: str, **body: Any) -> dict[str, Any]:
    return {
        "app_id": APP_ID,
        "sender": {"id": BA_TU},
        "recipient": {"id": OA_ID},
        "event_name": name,
        "timestamp": "1767225600000",
        **body,
    }


def heard(body: dict[str, Any]) -> Any:
    return parse_event(json.dumps(body).encode(), body, "zalo-oa")


def attached(kind: str, payload: Any) -> dict[str, Any]:
    message = {"msg_id": "1", "attachments": [{"type": kind, "payload": payload}]}
    return event(f"user_send_{kind}", message=message)


URL = "https://f1.photo.talk.zdn.vn/a.jpg"


@pytest.mark.parametrize(
    ("kind", "payload", "becomes"),
    [
        ("image", {"url": URL, "thumbnail": "t"}, Attachment(AttachmentKind.PHOTO, URL)),
        ("gif", {"url": URL}, Attachment(AttachmentKind.PHOTO, URL)),
        ("audio", {"url": URL}, Attachment(AttachmentKind.VOICE, URL)),
        ("video", {"thumbnail": URL}, Attachment(AttachmentKind.VIDEO, URL)),
        ("sticker", {"id": "3", "url": URL}, Attachment(AttachmentKind.STICKER, URL)),
        (
            "file",
            {"url": URL, "size": "1024", "name": "don.pdf", "checksum": "x", "type": "pdf"},
            Attachment(AttachmentKind.DOCUMENT, URL, name="don.pdf", size=1024),
        ),
        (
            "location",
            {"coordinates": {"latitude": "10.7", "longitude": "106.6"}},
            Attachment(AttachmentKind.LOCATION, latitude=10.7, longitude=106.6),
        ),
    ],
)
def test_what_is_not_words_has_its_kind(kind: str, payload: Any, becomes: Attachment) -> None:
    said = heard(attached(kind, payload))
    assert said.attachments == (becomes,)
    assert said.address == BA_TU and said.event is Event.MESSAGE


def test_a_place_says_no_words() -> None:
    place = attached("location", {"coordinates": {"latitude": "10", "longitude": "106"}})
    place["message"]["text"] = "Số 1 đường Lê Lợi"
    assert heard(place).text == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (event("user_send_business_card", message={"msg_id": "1"}), "business_card"),
        (attached("business_card", {"description": "?"}), "business_card"),
        (attached("location", {"coordinates": {"latitude": "x"}}), "location"),
        (attached("image", None), "image"),
        (attached("file", {"url": "file:../.env", "name": "a.pdf"}), "file"),
        (attached("link", {"url": "file:*"}), "link"),
    ],
)
def test_what_lies_nowhere_is_told_in_words(body: dict[str, Any], words: str) -> None:
    said = heard(body)
    assert (said.text, said.attachments) == (texts.UNSHOWN[words], ())


@pytest.mark.parametrize(
    ("text", "start", "choice", "words"),
    [
        ("Xin chào", "", "", "Xin chào"),
        ("#u-ap-03", "u-ap-03", "", "/start"),
        ("#LINK-ABCD", "link-abcd", "", "/start"),
        ("#topic:cccd", "", "topic:cccd", ""),
        ("#menu", "", "menu", ""),
        ("#2", "", "", "#2"),
        ("# hai", "", "", "# hai"),
        ("#" + 80 * "a", "", "", "#" + 80 * "a"),
    ],
)
def test_links_and_buttons_come_as_text(text: str, start: str, choice: str, words: str) -> None:
    said = heard(event("user_send_text", message={"text": text, "msg_id": "1"}))
    assert (said.start, said.choice, said.text) == (start, choice, words)


def test_ids_longer_than_a_float_holds_stay_whole() -> None:
    said = heard(event("user_send_text", message={"text": "a", "msg_id": 9007199254740993}))
    assert said.message_id == "9007199254740993"
    assert said.sent_at is not None and said.sent_at.year == 2026


def test_coming_going_and_what_a_colleague_wrote() -> None:
    body = {"oa_id": OA_ID, "follower": {"id": BA_TU}, "timestamp": "1767225600000"}
    came = heard({**body, "event_name": "follow"})
    assert (came.address, came.text, came.event) == (BA_TU, "/start", Event.MESSAGE)
    gone = heard({**body, "event_name": "unfollow"})
    assert (gone.address, gone.event) == (BA_TU, Event.BLOCKED)
    assert came.message_id != gone.message_id
    ours = event(
        "oa_send_text", sender={"id": OA_ID}, recipient={"id": BA_TU}, message={"msg_id": "7"}
    )
    assert (heard(ours).event, heard(ours).address, heard(ours).colleague) == (
        Event.AGENT_ECHO,
        BA_TU,
        False,
    )
    ours["sender"]["admin_id"] = "99"
    assert heard(ours).colleague


@pytest.mark.parametrize(
    "info",
    [
        {"name": "Bà Tư", "phone": "84900000001", "full_address": {}},
        {"name": "Bà Tư", "phone": 84900000001, "district": "x"},
    ],
)
def test_the_form_brings_name_and_phone(info: dict[str, Any]) -> None:
    said = heard(event("user_submit_info", info=info))
    assert said.event is Event.CONTACT_SHARED
    (card,) = said.attachments
    assert (card.name, card.ref) == ("Bà Tư", "84900000001")


@pytest.mark.parametrize(
    "body",
    [
        {},
        event("user_seen_message", message={"msg_ids": ["1"]}),
        event("user_received_message", message={"msg_id": "1"}),
        event("add_user_to_tag", tag={"user_ids": [BA_TU]}),
        event("something_new_in_2027", message={"msg_id": "1", "text": "x"}),
        event("user_send_group_text", message={"msg_id": "1", "text": "x"}),
        event("oa_send_group_text", message={"msg_id": "1"}),
        event("user_send_text", sender=None, message=None),
        event("oa_send_text", message=None),
        event("follow", sender=None, follower=[]),
    ],
)
def test_what_is_nothing_to_us_is_let_go(body: dict[str, Any]) -> None:
    assert heard(body) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)
NAMES = ["user_send_text", "user_send_image", "user_send_location", "oa_send_text", "follow"]


@given(st.sampled_from(NAMES), JSON, JSON, JSON)
def test_any_body_is_read_or_let_go(name: str, sender: Any, message: Any, stamp: Any) -> None:
    for body in (
        event(name, sender=sender, message=message, timestamp=stamp),
        event(
            name,
            message={"attachments": [{"type": "location", "payload": message}], "text": sender},
        ),
        event(name, follower=sender, recipient=message, message={"msg_id": stamp}),
    ):
        said = heard(body)
        assert said is None or said.address


# Sending


async def test_the_menu_is_numbered_and_buttons_stand_beside_it(
    zalo: PretendZalo, channel: ZaloOA
) -> None:
    await say(
        channel,
        Reply(
            "Bà con cần gì?",
            (Choice("Giờ làm việc", "hours"), Choice("Trang xã", url="https://a.vn")),
        ),
    )
    ((who, message),) = zalo.sent
    assert who == BA_TU
    assert message["text"] == "Bà con cần gì?\n\n1. Giờ làm việc\nTrang xã: https://a.vn"
    assert message["attachment"]["payload"]["buttons"] == [
        {"title": "Giờ làm việc", "type": "oa.query.hide", "payload": "#hours"},
        {"title": "Trang xã", "type": "oa.open.url", "payload": {"url": "https://a.vn"}},
    ]


async def test_buttons_turn_themselves_off(zalo: PretendZalo, channel: ZaloOA) -> None:
    zalo.buttons = False
    reply = Reply("Chọn:", (Choice("Menu", "menu"),))
    for _ in range(2):
        await say(channel, reply)
    assert zalo.texts() == ["Chọn:\n\n1. Menu"] * 2
    assert all("attachment" not in message for _, message in zalo.sent)
    zalo.buttons = True
    await say(channel, reply)
    assert "attachment" not in zalo.sent[-1][1]


async def test_more_than_five_choices_are_only_numbers(zalo: PretendZalo, channel: ZaloOA) -> None:
    await say(channel, Reply("Chọn:", tuple(Choice(f"Mục {n}", f"m:{n}") for n in range(6))))
    assert "attachment" not in zalo.sent[0][1]
    assert zalo.texts()[0].endswith("6. Mục 5")


def photo(path: Path, size: tuple[int, int], *, noise: bool = False) -> Attachment:
    picture = Image.effect_noise(size, 90) if noise else Image.new("RGB", size, "green")
    picture.convert("RGB").save(path)
    return Attachment(AttachmentKind.PHOTO, file=lay(path.parent, "png", path.read_bytes()))


async def test_a_photo_is_uploaded_once_and_takes_its_words_along(
    zalo: PretendZalo, channel: ZaloOA, tmp_path: Path
) -> None:
    reply = Reply("Ảnh bác hỏi", attachments=(photo(tmp_path / "a.png", (60, 40)),))
    for _ in range(3):
        await say(channel, reply)
    assert [kind for kind, *_ in zalo.uploaded] == ["image"]
    element = {"media_type": "image", "attachment_id": next(iter(zalo.uploads))}
    payload = {"template_type": "media", "elements": [element]}
    assert zalo.sent[0][1] == {
        "text": "Ảnh bác hỏi",
        "attachment": {"type": "template", "payload": payload},
    }


async def test_an_upload_that_zalo_forgot_is_made_again(
    zalo: PretendZalo, channel: ZaloOA, tmp_path: Path
) -> None:
    reply = Reply("", attachments=(photo(tmp_path / "a.png", (60, 40)),))
    await say(channel, reply)
    for handle in zalo.uploads:
        zalo.uploads[handle] -= 8 * 86_400
    await say(channel, reply)
    assert (len(zalo.uploaded), len(zalo.sent)) == (2, 2)


async def test_a_photo_from_a_phone_is_made_small_enough(
    zalo: PretendZalo, channel: ZaloOA, tmp_path: Path
) -> None:
    large = photo(tmp_path / "large.png", (2200, 1800), noise=True)
    assert (tmp_path / "large.png").stat().st_size > 1_000_000
    await say(channel, Reply("", attachments=(large,)))
    ((_, name, size),) = zalo.uploaded
    assert size <= 1_000_000 and name.endswith(".jpg")


async def test_papers_go_as_files_and_the_rest_is_said_in_words(
    zalo: PretendZalo, channel: ZaloOA, tmp_path: Path
) -> None:
    files = (
        Attachment(AttachmentKind.DOCUMENT, file=lay(tmp_path, "pdf", b"%PDF-1.4 invented")),
        Attachment(AttachmentKind.VOICE, file=lay(tmp_path, "ogg", b"OggS")),
        Attachment(AttachmentKind.LOCATION, latitude=21.03, longitude=105.85),
    )
    await say(channel, Reply("Xem ạ", attachments=files))
    assert zalo.sent[0][1] == {
        "attachment": {"type": "file", "payload": {"token": next(iter(zalo.uploads))}}
    }
    place = "Vị trí trên bản đồ: https://www.openstreetmap.org/?mlat=21.03&mlon=105.85#map=17/21.03/105.85"
    assert zalo.texts()[1] == f"Xem ạ\n\n{place}\n\n{texts.FILE_ELSEWHERE}"


async def test_a_file_zalo_does_not_take_is_given_up(channel: ZaloOA, tmp_path: Path) -> None:
    odd = lay(tmp_path, "png", b"no picture")
    huge = lay(tmp_path, "pdf", b"%PDF-" + bytes(5_000_001))
    gone = StoredFile(f"{'0' * 32}.pdf")
    for stored, kind in ((odd, "PHOTO"), (huge, "DOCUMENT"), (gone, "DOCUMENT")):
        thing = Attachment(AttachmentKind[kind], file=stored)
        with pytest.raises(Rejected):
            await channel.send(BA_TU, Reply("", attachments=(thing,)))


async def test_a_photo_of_zalo_s_own_goes_by_its_address(
    zalo: PretendZalo, channel: ZaloOA
) -> None:
    await say(channel, Reply("", attachments=(Attachment(AttachmentKind.PHOTO, URL),)))
    element = zalo.sent[0][1]["attachment"]["payload"]["elements"][0]
    assert element == {"media_type": "image", "url": URL}
    paper = Attachment(AttachmentKind.DOCUMENT, f"{zalo.url}/media/a", name="don.pdf")
    await say(channel, Reply("", attachments=(paper,)))
    assert [(kind, name) for kind, name, _ in zalo.uploaded] == [("file", "don.pdf")]


async def test_the_form_asks_for_name_and_phone(zalo: PretendZalo, channel: ZaloOA) -> None:
    empty = Attachment(AttachmentKind.CONTACT, name="Họ tên")
    await say(channel, Reply("Bác bấm vào đây", attachments=(empty,)))
    element = zalo.sent[0][1]["attachment"]["payload"]["elements"][0]
    assert element == {"title": "Họ tên", "subtitle": "Bác bấm vào đây"}


async def test_files_are_fetched_from_zalo_only(zalo: PretendZalo, channel: ZaloOA) -> None:
    assert await channel.fetch(f"{zalo.url}/media/a") == PHOTO
    odd = (f"{zalo.url}/media/gone", "https://evil.example/a", "file:///etc/passwd", "", "http://[")
    for ref in odd:
        with pytest.raises(Rejected):
            await channel.fetch(ref)


async def test_a_name_that_leads_into_our_own_network_leads_nowhere(zalo: PretendZalo) -> None:
    channel = a_channel(zalo, media_hosts=("localhost",))
    with pytest.raises(TryLater):
        await channel.fetch(f"http://localhost:{zalo.url.rpartition(':')[2]}/media/a")
    await channel.check()  # closes the session


# Tokens


@pytest.mark.parametrize("expired", [False, True])
async def test_a_refused_token_is_replaced_once(
    zalo: PretendZalo, channel: ZaloOA, expired: bool
) -> None:
    tokens = channel._api._tokens
    assert isinstance(tokens, HandTokens)
    if expired:
        zalo.grant.access_until = 0
    else:
        zalo.grant.issue(zalo.clock())
    await channel.send(BA_TU, Reply("a"))
    assert tokens.asked == 1
    zalo.faults.extend([-216, -216])
    with pytest.raises(TryLater, match="-216"):
        await channel.send(BA_TU, Reply("b"))
    assert tokens.asked == 2 and zalo.texts() == ["a"]


async def test_no_token_is_in_an_error_or_a_log(
    zalo: PretendZalo, channel: ZaloOA, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.faults.extend(["hang up", "html", -216, -216])
    with caplog.at_level(logging.DEBUG):
        for _ in range(3):
            with pytest.raises(TryLater) as caught:
                await channel.send(BA_TU, Reply("a"))
            assert "secret" not in str(caught.value)
    assert "-secret" not in caplog.text and OA_SECRET not in caplog.text


async def test_the_proof_is_sent_when_the_console_demands_it(zalo: PretendZalo) -> None:
    channel = a_channel(zalo, proof_key="test-app-secret")
    tokens = channel._api._tokens
    assert isinstance(tokens, HandTokens)
    seen: list[str] = []
    original = zalo.grant.check

    def check(headers: Any, now: float) -> None:
        seen.append(headers["appsecret_proof"])
        original({**headers, "access_token": zalo.grant.access}, now)

    zalo.grant.check = check  # type: ignore[method-assign]
    tokens.known = "test-access-token"
    await channel.check()
    assert seen == ["c7a7a56a58d03b05def128144d755b6c5bd4ba6b88fbfd8a59a909c862e52d7b"]


# Errors


@pytest.mark.parametrize(
    ("code", "error", "wait"),
    [
        (-32, TryLater, 60),
        (-200, TryLater, None),
        (-214, TryLater, None),
        (-9999, TryLater, None),
        (-201, Rejected, None),
        (-210, Rejected, None),
        (-248, Rejected, None),
        (-213, Unreachable, None),
        (-227, Unreachable, None),
        (-244, Unreachable, None),
        (-230, WindowClosed, None),
        (-232, WindowClosed, None),
        (-320, WindowClosed, None),
        (-321, WindowClosed, None),
        (-209, TryLater, 600),
        (-218, TryLater, 86_400),
        (-234, TryLater, 3600),
    ],
)
def test_each_code_is_a_plain_decision(
    code: int, error: type[DeliveryError], wait: float | None
) -> None:
    delivery_error = translate_code(code, "Zalo's words")
    assert type(delivery_error) is error
    assert getattr(delivery_error, "retry_after", None) == wait
    assert str(code) in str(delivery_error)


def test_one_person_s_wait_does_not_silence_the_account() -> None:
    waits = {code: translate_code(code, "") for code in (-211, -218, -234, -32, -209)}
    alone = {
        code
        for code, delivery_error in waits.items()
        if isinstance(delivery_error, TryLater) and delivery_error.only_this_message
    }
    assert alone == {-211, -218, -234}


def test_every_rung_says_what_is_missing() -> None:
    for code, words in OPERATOR_MUST_ACT.items():
        assert words in str(translate_code(code, "vague"))


async def test_the_doctor_hears_who_we_are_and_what_is_missing(zalo: PretendZalo) -> None:
    assert (await a_channel(zalo).check()).describe() == (
        "UBND xã Mẫu, đã xác thực, gói Tiêu chuẩn, chưa nối ví ZCA"
    )


async def test_over_the_minute_s_budget_the_account_waits(
    zalo: PretendZalo, channel: ZaloOA
) -> None:
    zalo._minute, zalo._calls = int(zalo.clock() // 60), 4001
    with pytest.raises(TryLater) as caught:
        await channel.send(BA_TU, Reply("a"))
    assert caught.value.retry_after == 60 and not caught.value.only_this_message


async def test_the_ladder_ends_and_says_so(zalo: PretendZalo) -> None:
    ear = Ear()
    ear.refusals = 99
    async with serving(a_channel(zalo), ear) as url:
        zalo.webhook = url + WEBHOOK_PATH
        zalo.says(BA_TU, "xin chào")
        await zalo.until_heard()
    assert zalo.disabled and set(zalo.answers) == {503}


async def test_a_repeat_and_a_flood_of_letters_are_taken(zalo: PretendZalo) -> None:
    ear = Ear()
    async with serving(a_channel(zalo), ear) as url:
        zalo.webhook = url + WEBHOOK_PATH
        stamp = str(int(zalo.clock() * 1000))
        raw = RAW.replace(b"1767225600000", stamp.encode())
        zalo.deliver(raw, mac(raw, stamp), times=2)
        zalo.says(BA_TU, "Thu\u031b\u0301 ba\u0300 🌾" * 1000)
        await zalo.until_heard()
        await asyncio.sleep(0)
    assert [incoming.message_id for incoming in ear.heard[:2]] == ["96d3cdf3af150460909"] * 2
    assert ear.heard[2].text.startswith("Thứ bà 🌾")


# Templates


def a_template(most: int = 40) -> Template:
    text, unit = Parameter(max_length=most), Parameter(fixed_text="UBND xã Mẫu")
    return Template("approved-1", 9, {"noi_dung": text, "don_vi": unit})


async def test_a_template_carries_what_fits_it(zalo: PretendZalo) -> None:
    zalo.templates["approved-1"] = {"noi_dung", "don_vi"}
    channel = a_channel(zalo, templates=(a_template(),))
    async with serving(channel, Ear()):
        assert channel.template_priorities == {9}
        assert await channel.send_template(BA_TU, Reply("Mai họp\nthôn."), 9)
        assert zalo.by_template == [(BA_TU, {"noi_dung": "Mai họp thôn.", "don_vi": "UBND xã Mẫu"})]
        photo = Attachment(AttachmentKind.PHOTO, URL)
        for reply, priority in (
            (Reply("x" * 41), 9),
            (Reply("Mai họp"), 5),
            (Reply("Mai họp", attachments=(photo,)), 9),
        ):
            with pytest.raises(WindowClosed):
                await channel.send_template(BA_TU, reply, priority)
        zalo.templates.clear()
        with pytest.raises(WindowClosed, match="-131"):
            await channel.send_template(BA_TU, Reply("Mai họp"), 9)


def test_templates_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "templates.toml"
    file.write_text(
        '[[template]]\nkind = "bulk"\nid = "approved-1"\n[template.parameters]\n'
        'noi_dung = { most = 40 }\ndon_vi = { words = "UBND xã Mẫu" }\n',
        "utf-8",
    )
    assert load_templates(file) == (a_template(),)
    assert load_templates(None) == ()


@pytest.mark.parametrize(
    "written",
    [
        "not toml",
        "[[template]]\nid = 'x'\n",
        "[[template]]\nkind='mail'\nid='x'\n[template.parameters]\n",
    ],
)
def test_a_wrong_file_of_templates_stops_the_start(tmp_path: Path, written: str) -> None:
    file = tmp_path / "templates.toml"
    file.write_text(written, "utf-8")
    with pytest.raises(SettingsError, match="BOT_ZALO_TEMPLATES"):
        load_templates(file)
