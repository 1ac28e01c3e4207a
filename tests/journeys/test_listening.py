"""*Nghe*: an answer that somebody read aloud is heard by one press, and *Nói lại* says it again."""

from collections.abc import AsyncIterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

from bot import texts
from bot.channels.webchat.uploads import UploadStore
from bot.faq import recordings
from bot.faq.knowledge_base import KnowledgeBase
from bot.messages.content import AttachmentKind
from bot.reactions import open_database
from tests.conftest import DATA, ObedientClock
from tests.journeys.bot import Bot

TOPIC = "vneid-quen-mat-khau"
SPOKEN = b"OggS a voice of the village"


@pytest.fixture
async def bot(
    demo_url: str, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> AsyncIterator[Bot]:
    """A bot whose commune has recorded one answer."""
    folder = tmp_path / recordings.FOLDER
    folder.mkdir()
    (folder / f"{TOPIC}.ogg").write_bytes(SPOKEN)
    recorded = copy(shelf)
    recorded.shipped, faults = recordings.load_recordings(replace(shelf.shipped, data_dir=tmp_path))
    recorded._index = replace(shelf(), knowledge=recorded.shipped)
    assert faults == []
    database = open_database(demo_url)
    files = tmp_path / "photos"
    async with Bot.started(database, recorded, clock, demo=DATA / "demo", files=files) as started:
        yield started
    database.close()


async def test_one_press_plays_it_and_another_says_it_again(bot: Bot) -> None:
    await bot.hears("ong-sau", "xin chào")
    (answer,) = await bot.hears("ong-sau", choice=f"topic:{TOPIC}")
    assert f"[1. {texts.BUTTON_LISTEN}]" in answer
    await bot.hears("ong-sau", "nghe")
    await bot.hears("ong-sau", texts.BUTTON_AGAIN)
    said = [reply for _, reply in bot.channel.sent if reply.attachments]
    assert [bot.path_of(reply.attachments[0]).read_bytes() for reply in said] == [SPOKEN] * 2
    assert said[0].attachments[0].kind is AttachmentKind.VOICE
    last = bot.channel.sent[-1][1]
    labels = [choice.label for choice in last.choices]
    assert labels == [f"1. {texts.BUTTON_AGAIN}", "2. Gặp người"]
    assert last.text.startswith("Mời bác nghe: ")


async def test_saying_again_in_words_plays_it_too(bot: Bot) -> None:
    await bot.hears("ong-sau", "xin chào")
    await bot.hears("ong-sau", choice=f"listen:{TOPIC}")
    before = len(bot.channel.sent)
    await bot.hears("ong-sau", "nói lại giúp bác")
    assert any(reply.attachments for _, reply in bot.channel.sent[before:])


async def test_the_page_can_play_the_file(bot: Bot, tmp_path: Path) -> None:
    await bot.hears("webchat:ba-tu", "xin chào")
    await bot.hears("webchat:ba-tu", choice=f"listen:{TOPIC}")
    (thing,) = [attachment for _, reply in bot.page.sent for attachment in reply.attachments]
    photos = UploadStore(tmp_path / "photos", "secret")
    assert photos.get_url(thing).endswith(".ogg")
    assert thing.file is not None and photos.find_path(thing.file.name) is not None


@pytest.mark.parametrize(
    "value", ["listen:khong-co", "listen:../../x", "listen:", "listen:cccd-lam-moi"]
)
async def test_what_has_no_recording_is_an_old_button(bot: Bot, value: str) -> None:
    await bot.hears("ong-sau", "xin chào")
    (said,) = await bot.hears("ong-sau", choice=value)
    assert said.startswith(f"ong-sau ← {texts.BUTTON_OLD}")
