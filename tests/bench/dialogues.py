"""`make bench ARGS=dialogues`: how many scripted dialogues hold, by kind."""

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from bot.core import upgrade
from bot.faq.knowledge_base import KnowledgeBase
from bot.reactions import open_database
from tests.conftest import DATA, FIRST_DAY, ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.dialogues import FILE, MORE, TEAMS, Dialogue, Stage, load_dialogues, transcripts


def main() -> None:
    """Play all dialogues, or those whose id holds BENCH_ONLY; print transcripts of what failed."""
    given = os.environ.get("BENCH_DIALOGUES")
    paths = (Path(given),) if given else (FILE, MORE, TEAMS)
    only = os.environ.get("BENCH_ONLY", "")
    dialogues = [
        dialogue for path in paths for dialogue in load_dialogues(path) if only in dialogue.id
    ]
    stages = asyncio.run(_play(dialogues))
    for transcript in transcripts(stages):
        print(transcript, end="\n\n")
    held, played = Counter[str](), Counter[str]()
    for stage in stages:
        played[stage.dialogue.kind] += 1
        held[stage.dialogue.kind] += not stage.faults
    print(f"{'kind':16} {'held':>6} {'played':>7}")
    for kind, number in sorted(played.items()):
        print(f"{kind:16} {held[kind]:6d} {number:7d}")
    print(f"{'all':16} {held.total():6d} {played.total():7d}")


async def _play(dialogues: list[Dialogue]) -> list[Stage]:
    shelf = KnowledgeBase(DATA, today=FIRST_DAY)
    stages = []
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        database = open_database(f"sqlite:///{template}")
        upgrade.upgrade_database(database)
        database.close()
        for dialogue in dialogues:
            path = Path(folder) / f"{dialogue.id}.db"
            shutil.copyfile(template, path)
            stages.append(await _play_alone(dialogue, shelf, path))
    return stages


async def _play_alone(dialogue: Dialogue, shelf: KnowledgeBase, path: Path) -> Stage:
    database = open_database(f"sqlite:///{path}")
    try:
        async with Bot.started(
            database, shelf, ObedientClock(), demo=DATA / "demo", files=path.with_suffix(".files")
        ) as bot:
            stage = Stage(bot, dialogue)
            await stage.play()
            return stage
    finally:
        await asyncio.to_thread(database.close)
