"""Dialogues in other words than the practised ones: each holds the person."""

import pytest

from tests.journeys.bot import Bot
from tests.journeys.dialogues import MORE, Dialogue, Stage, load_dialogues


@pytest.mark.parametrize("dialogue", load_dialogues(MORE), ids=lambda dialogue: dialogue.id)
async def test_a_dialogue_holds_the_person(bot: Bot, dialogue: Dialogue) -> None:
    stage = Stage(bot, dialogue)
    assert not await stage.play(), "\n".join(stage.lines)
