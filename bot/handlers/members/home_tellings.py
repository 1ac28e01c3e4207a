"""*/chuabao*: the households an announcement has not reached, told at their door by one tap."""

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import home_tellings as words
from bot.handlers.members.words.home_visits import name_house
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Answer, Turn, any_of, command, exact_phrase, parse_id
from bot.messages.content import Choice, Reply
from bot.outreach.household_search import score_household, split_wanted
from bot.people import households
from bot.people.actor import Actor, get_own_unit
from bot.people.linking import is_team_member
from bot.people.models import Household
from bot.people.units import Unit, UnitKind
from bot.usecases import unreached_households as unreached

PAGE, MOST = 8, 5_000  # households on a page, in a village
_is_command = command("chuabao")
asks_unreached = any_of(_is_command, exact_phrase(*texts.SAID_HOME_TELLING))


def show_unreached(turn: Turn) -> Answer:
    """List the village's households that have not heard the last announcement; of a commune, its
    villages. Raises NotAllowed."""
    if not is_team_member(turn.session, turn.contact):
        raise NotAllowed(texts.LEFT_NOT_YOURS)
    actor = get_member(turn)
    unit = get_own_unit(turn.session, actor)
    broadcast = unreached.find_last_announcement(turn.session, unit)
    if broadcast is None:
        return words.render_none(unit)
    if unit.kind != UnitKind.VILLAGE:
        villages = unreached.list_progress(turn.session, broadcast.id, actor=actor)
        return words.render_villages(broadcast, villages)
    if said := turn.text.partition(" ")[2].strip() if _is_command(turn) else "":
        return _tell_by_name(turn, broadcast.id, unit, said, actor)
    return _show_page(turn, broadcast.id, unit, actor)


def _show_page(
    turn: Turn,
    broadcast_id: int,
    unit: Unit,
    actor: Actor,
    *,
    after_id: int = 0,
    sentence: str = "",
    undo: Choice | None = None,
) -> Reply:
    page = unreached.list_unreached(
        turn.session, broadcast_id, unit, actor=actor, after_id=after_id, limit=PAGE
    )
    return words.render_unreached(page, sentence, undo)


def _tell_by_name(turn: Turn, broadcast_id: int, unit: Unit, said: str, actor: Actor) -> Reply:
    """Tell the household that the words mean, of those that have not heard it."""
    page = unreached.list_unreached(turn.session, broadcast_id, unit, actor=actor, limit=MOST)
    wanted = split_wanted(said)
    houses = [house for house in page.rows if score_household(wanted, house)]
    if not houses:
        raise UserError(texts.TELLING_UNKNOWN.format(said=said))
    if len(houses) > 1:
        return words.render_candidates(broadcast_id, said, houses[:PAGE])
    return _tell(turn, broadcast_id, houses[0].id, actor)


def press_telling(turn: Turn) -> Answer:
    """Handle "told:yes|undo:<broadcast>:<household>" and "told:more:<broadcast>:<unit>:<after>"."""
    verb, *values = turn.argument.split(SEPARATOR)
    numbers = [parse_id(value) for value in values]
    if len(numbers) < 2 or not is_team_member(turn.session, turn.contact):
        return reject_old_button(turn)
    actor = get_member(turn)
    match verb:
        case "yes":
            return _tell(turn, numbers[0], numbers[1], actor)
        case "undo":
            return _untell(turn, numbers[0], numbers[1], actor)
        case "more" if unit := turn.session.get(Unit, numbers[1]):
            after_id = numbers[2] if len(numbers) > 2 else 0
            return _show_page(turn, numbers[0], unit, actor, after_id=after_id)
    return reject_old_button(turn)


def _tell(turn: Turn, broadcast_id: int, household_id: int, actor: Actor) -> Reply:
    is_new = unreached.tell_household(
        turn.session, broadcast_id, household_id, actor=actor, now=turn.now
    )
    household, unit = _get_household(turn, household_id, actor)
    template = texts.TELLING_TOLD if is_new else texts.TELLING_TOLD_BEFORE
    sentence = template.format(house=name_house(household))
    undo = words.make_undo(broadcast_id, household)
    return _show_page(turn, broadcast_id, unit, actor, sentence=sentence, undo=undo)


def _untell(turn: Turn, broadcast_id: int, household_id: int, actor: Actor) -> Reply:
    was_told = unreached.untell_household(
        turn.session, broadcast_id, household_id, actor=actor, now=turn.now
    )
    household, unit = _get_household(turn, household_id, actor)
    template = texts.TELLING_UNTOLD if was_told else texts.TELLING_NOT_TOLD
    sentence = template.format(house=name_house(household))
    return _show_page(turn, broadcast_id, unit, actor, sentence=sentence)


def _get_household(turn: Turn, household_id: int, actor: Actor) -> tuple[Household, Unit]:
    return households.get_household(turn.session, household_id, actor=actor)
