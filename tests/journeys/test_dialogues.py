"""Dialogues that once failed a person, played whole."""

import pytest

from tests.journeys.bot import Bot
from tests.journeys.dialogues import TEAMS, Dialogue, Stage, load_dialogues


@pytest.mark.parametrize("dialogue", load_dialogues(TEAMS), ids=lambda dialogue: dialogue.id)
async def test_the_dialogue_holds_the_person(bot: Bot, dialogue: Dialogue) -> None:
    stage = Stage(bot, dialogue)
    assert not await stage.play(), "\n".join((*stage.lines, *stage.faults))
