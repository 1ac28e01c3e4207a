"""Dialogues that once failed a person, and such in other words than the practised ones, whole."""

import pytest

from tests.journeys.bot import Bot
from tests.journeys.dialogues import MORE, TEAMS, Dialogue, Stage, load_dialogues

DIALOGUES = (*load_dialogues(MORE), *load_dialogues(TEAMS))


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.id)
async def test_a_dialogue_holds_the_person(bot: Bot, dialogue: Dialogue) -> None:
    stage = Stage(bot, dialogue)
    assert not await stage.play(), "\n".join((*stage.lines, *stage.faults))
