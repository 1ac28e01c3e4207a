"""What one account heard is sent by another: fetched once, kept as a file, or said to be lost."""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot import texts
from bot.channels.fake import Fake
from bot.channels.file_store import FileStore
from bot.channels.webchat.uploads import UploadStore
from bot.core.errors import Rejected, TryLater
from bot.inbox.media import MAX_BYTES, MediaStore, file_extension
from bot.messages.content import Attachment, AttachmentKind, Reply, StoredFile
from tests.channels.contract import Ear, serving
from tests.channels.telegram_rig import BA_TU, a_channel
from tests.pictures import a_picture, color_of
from tests.pretend.telegram import PretendTelegram

JPEG = a_picture("red")
JUNK = b"\xff\xd8\xff and no picture"


def from_zalo(kind: AttachmentKind, ref: str = "z-1", **more: object) -> Attachment:
    """Something that came in on the other account."""
    return Attachment(kind, ref=ref, account="zalo", **more)  # type: ignore[arg-type]


def media(folder: Path, zalo: Fake) -> MediaStore:
    """A house with two accounts."""
    return MediaStore(folder, {"zalo": zalo.fetch, "fake": Fake().fetch})


async def test_a_photo_from_another_account_becomes_a_file_the_page_can_show(
    tmp_path: Path,
) -> None:
    zalo = Fake(name="zalo")
    zalo.files["z-1"] = JPEG
    reply = Reply("ảnh đây", attachments=(from_zalo(AttachmentKind.PHOTO),))
    carried = await media(tmp_path, zalo).resolve_reply("fake", reply)
    (attachment,) = carried.attachments
    assert attachment.file is not None and (attachment.ref, attachment.account) == ("", "")
    assert UploadStore(tmp_path, "secret").get_url(attachment).startswith("/chat/photo/")
    assert color_of(await FileStore(tmp_path).read(attachment.file)) == color_of(JPEG)
    assert carried.text == "ảnh đây"


def carried_files(folder: Path) -> list[Path]:
    """What was kept."""
    return list(folder.iterdir())


async def test_it_is_fetched_once_for_many(tmp_path: Path) -> None:
    zalo = Fake(name="zalo")
    zalo.files["z-1"] = JPEG
    house = media(tmp_path, zalo)
    reply = Reply("", attachments=(from_zalo(AttachmentKind.PHOTO),))
    first = await house.resolve_reply("fake", reply)
    zalo.files.clear()
    assert await house.resolve_reply("fake", reply) == first


@pytest.mark.parametrize(
    "attachment",
    [
        Attachment(AttachmentKind.PHOTO, ref="own"),
        Attachment(AttachmentKind.PHOTO, ref="own", account="fake"),
        from_zalo(AttachmentKind.PHOTO, ref="", file=StoredFile(f"{'a' * 32}.jpg")),
        from_zalo(AttachmentKind.LOCATION, ref="", latitude=20.1, longitude=105.1),
    ],
)
async def test_what_needs_no_fetching_stays_as_it_is(
    tmp_path: Path, attachment: Attachment
) -> None:
    reply = Reply("đây", attachments=(attachment,))
    assert await media(tmp_path, Fake(name="zalo")).resolve_reply("fake", reply) == reply


@pytest.mark.parametrize(
    "attachment",
    [
        from_zalo(AttachmentKind.PHOTO, ref="gone"),
        from_zalo(AttachmentKind.PHOTO, ref="junk"),
        from_zalo(AttachmentKind.DOCUMENT, ref="junk"),
        from_zalo(AttachmentKind.PHOTO, size=MAX_BYTES + 1),
        Attachment(AttachmentKind.PHOTO, ref="x", account="closed-last-year"),
    ],
)
async def test_what_cannot_be_had_is_said_and_the_words_still_arrive(
    tmp_path: Path, attachment: Attachment
) -> None:
    reply = Reply("xem ảnh", attachments=(attachment,))
    zalo = Fake(name="zalo")
    zalo.files["junk"] = JUNK
    carried = await media(tmp_path, zalo).resolve_reply("fake", reply)
    assert carried == Reply(f"xem ảnh\n{texts.THING_LOST}")
    assert carried_files(tmp_path) == []


async def test_a_platform_that_is_away_is_tried_again_later(tmp_path: Path) -> None:
    async def away(_ref: str) -> bytes:
        raise TryLater("away")

    house = MediaStore(tmp_path, {"zalo": away})
    with pytest.raises(TryLater):
        await house.resolve_reply("fake", Reply("", attachments=(from_zalo(AttachmentKind.PHOTO),)))


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        (JPEG, AttachmentKind.DOCUMENT, "jpg"),
        (b"OggS..", AttachmentKind.VOICE, "ogg"),
        (b"....ftypM4A ", AttachmentKind.VOICE, "m4a"),
        (b"....ftypisom", AttachmentKind.VIDEO, "mp4"),
        (b"ID3..", AttachmentKind.VOICE, "mp3"),
        (b"%PDF-1.7", AttachmentKind.DOCUMENT, "pdf"),
        (b"<html><script>", AttachmentKind.PHOTO, "bin"),
        (b"", AttachmentKind.DOCUMENT, "bin"),
    ],
)
def test_the_first_bytes_say_what_it_is(data: bytes, kind: AttachmentKind, name: str) -> None:
    assert file_extension(Attachment(kind), data) == name


@pytest.mark.parametrize("name", ["../secret-key", "*", "secret-key", "", f"{'a' * 32}.jpg/../x"])
def test_a_file_of_ours_has_a_name_of_ours(name: str) -> None:
    with pytest.raises(ValueError):
        StoredFile(name)


async def test_a_handle_that_looks_like_a_path_is_asked_of_its_platform_only(
    tmp_path: Path,
) -> None:
    (tmp_path / ".env").write_text("secret")
    zalo = Fake(name="zalo")
    for ref in ("file:.env", f"file:{tmp_path}/.env", "file:*"):
        thing = from_zalo(AttachmentKind.DOCUMENT, ref=ref)
        carried = await media(tmp_path, zalo).resolve_reply(
            "fake", Reply("đây", attachments=(thing,))
        )
        assert carried == Reply(f"đây\n{texts.THING_LOST}")


async def test_where_it_was_taken_is_not_carried_along(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (21.0, 1.0, 30.0)}  # GPS
    exif[0x010F] = "a phone"
    zalo = Fake(name="zalo")
    zalo.files["z-1"] = a_picture("red", exif=exif)
    assert b"a phone" in zalo.files["z-1"]
    reply = Reply("", attachments=(from_zalo(AttachmentKind.DOCUMENT),))
    (thing,) = (await media(tmp_path, zalo).resolve_reply("fake", reply)).attachments
    assert thing.file is not None
    content = await FileStore(tmp_path).read(thing.file)
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif() and "exif" not in picture.info


async def test_a_photo_is_fetched_from_telegram_and_a_lost_one_refused() -> None:
    async with PretendTelegram() as telegram:
        telegram.know(BA_TU)
        channel, ear = a_channel(telegram), Ear()
        async with serving(channel, ear):
            telegram.photo(BA_TU, content=JPEG)
            (heard,) = await ear.hears(1)
            assert await channel.fetch(heard.attachments[0].ref) == JPEG
            with pytest.raises(Rejected) as refused:
                await channel.fetch("no-such-file")
            assert telegram.token not in str(refused.value)


async def test_a_handle_that_does_not_serve_is_fetched_on_its_own_account(tmp_path: Path) -> None:
    async def fetch(_ref: str) -> bytes:
        return b"OggS a voice"

    media = MediaStore(tmp_path, {"telegram": fetch})
    voice = Attachment(
        AttachmentKind.DOCUMENT, ref="AwAC1", account="telegram", name="tin-thoai.ogg", anew=True
    )
    (carried,) = (await media.resolve_reply("telegram", Reply("", (), (voice,)))).attachments
    assert carried.file is not None and carried.kind is AttachmentKind.DOCUMENT


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00", b"\x7fELF\x02", b"PK\x03\x04\x14AndroidManifest.xml", b"dex\n035"]
)
async def test_a_program_under_another_name_is_not_carried(tmp_path: Path, data: bytes) -> None:
    async def fetch(_ref: str) -> bytes:
        return data

    media = MediaStore(tmp_path, {"zalo-oa": fetch})
    paper = Attachment(AttachmentKind.DOCUMENT, ref="x", account="zalo-oa", name="giấy mời.pdf")
    carried = await media.resolve_reply("telegram", Reply("đây ạ", (), (paper,)))
    assert carried.attachments == () and texts.THING_LOST in carried.text
