"""What the team reads of households that an announcement has not reached."""

from collections.abc import Sequence

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.handlers.members.words.home_visits import name_house
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.people.models import Household
from bot.people.units import Unit
from bot.usecases.unreached_households import UnreachedPage, VillageTelling

TOLD = Action.HOME_TELLING
SHOWN = 60  # characters of the announcement


def render_unreached(page: UnreachedPage, sentence: str = "", undo: Choice | None = None) -> Reply:
    """List the households of a village that have not heard it, a button each."""
    progress, number = page.progress, page.broadcast.id
    heard = progress.by_chat + progress.at_home
    title = texts.TELLING_TITLE.format(
        number=number, text=page.broadcast.text[:SHOWN], unit=progress.unit.name,
        heard=heard, total=progress.households,
    )  # fmt: skip
    buttons = [_make_button(number, household) for household in page.rows]
    if page.next_id is not None:
        more = TOLD.pack("more", number, progress.unit.id, page.next_id)
        buttons.append(Choice(texts.BUTTON_TELLING_MORE, more))
    if undo is not None:
        buttons.append(undo)
    lines = (sentence, title, _describe_left(progress))
    return Reply("\n".join(filter(None, lines)), tuple(buttons))


def _describe_left(progress: VillageTelling) -> str:
    if not progress.households:
        return texts.TELLING_NO_HOUSEHOLDS.format(unit=progress.unit.name)
    if not progress.left:
        return texts.TELLING_ALL
    if not progress.needed:
        return texts.TELLING_TARGET_MET.format(target=progress.target, count=progress.left)
    return texts.TELLING_LEFT.format(count=progress.left, needed=progress.needed)


def _make_button(number: int, household: Household) -> Choice:
    return Choice(shorten_label(name_house(household)), TOLD.pack("yes", number, household.id))


def make_undo(number: int, household: Household) -> Choice:
    """Return the button that takes a press back."""
    label = texts.BUTTON_TELLING_UNDO.format(house=household.label)
    return Choice(shorten_label(label), TOLD.pack("undo", number, household.id))


def render_candidates(number: int, said: str, houses: Sequence[Household]) -> Reply:
    """Ask which of several households was told."""
    text = texts.TELLING_WHICH.format(count=len(houses), said=said)
    return Reply(text, tuple(_make_button(number, house) for house in houses))


def render_none(unit: Unit) -> Reply:
    """Say that no announcement is to be told in this unit."""
    return Reply(texts.TELLING_NONE.format(unit=unit.name))


def render_villages(broadcast: Broadcast, villages: Sequence[VillageTelling]) -> Reply:
    """Show how far each village is, for officers; those that are behind are buttons."""
    lines = [texts.TELLING_VILLAGES.format(number=broadcast.id, text=broadcast.text[:SHOWN])]
    lines += [
        texts.TELLING_VILLAGE.format(
            unit=village.unit.name,
            heard=village.by_chat + village.at_home,
            total=village.households,
            left=village.left,
        )
        for village in villages
    ]
    buttons = (
        Choice(village.unit.name, TOLD.pack("more", broadcast.id, village.unit.id, 0))
        for village in villages
        if village.left
    )
    return Reply("\n".join(lines), tuple(buttons))
