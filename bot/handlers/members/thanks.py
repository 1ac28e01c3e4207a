"""A member's wish to get no monthly thanks, or to get them again."""

from bot import texts
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import thanks as words
from bot.inbox.routing import SEPARATOR, Turn
from bot.messages.buttons import Action
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.reports.thanks import set_thanks
from bot.vietnamese.letters import normalize_for_match

WANTED = {"stop": False, "again": True}
PHRASES = {
    **dict.fromkeys(map(normalize_for_match, texts.SAID_NO_THANKS), False),
    **dict.fromkeys(map(normalize_for_match, texts.SAID_THANKS_AGAIN), True),
}


def is_thanks_wish(turn: Turn) -> bool:
    """Return whether a team member pressed the button or said the phrase."""
    return _read_wish(turn) is not None and is_team_member(turn.session, turn.contact)


def switch_thanks(turn: Turn) -> Reply:
    """Write down the wish; the answer has the button that takes it back."""
    wanted = bool(_read_wish(turn))
    set_thanks(turn.session, wanted=wanted, actor=get_member(turn), now=turn.now)
    return words.render_wish(wanted=wanted)


def _read_wish(turn: Turn) -> bool | None:
    action, _, argument = turn.choice.partition(SEPARATOR)
    if action:
        return WANTED.get(argument) if action == Action.THANKS else None
    return PHRASES.get(turn.normalized_text)
