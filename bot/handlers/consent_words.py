"""*Ừ*, *ok*, *để sau*, *thôi*: the answer in words to "may the commune remember you?"."""

from dataclasses import replace

from bot import texts
from bot.handlers import start, village
from bot.handlers.understanding import Intents, means
from bot.messages import Reply
from bot.routing import SEPARATOR, Answer, Question, Turn, words
from bot.vietnamese import bare

AGREE = "agree"
_YES = ("yes", "done")  # "được rồi" is a yes here
_NO = ("no", "not-now", "cancel", "withdraw", "stop")
_FIRST = ("dong y", "ok", "oke", "vang", "u", "duoc", "da")  # and then something more
_stops = words(*(said for said in texts.SAID_STOP if said != texts.SAID_CANCEL))


def _asked(turn: Turn) -> str | None:
    """The value of the button that agrees, while the question is the last thing that was asked."""
    if turn.choice or turn.contact.consented_at is not None:
        return None
    values = [button["value"] for button in turn.contact.offered]
    return next((v for v in values if v.partition(SEPARATOR)[0] == AGREE), None)


def _clauses(turn: Turn) -> tuple[str, str]:
    """ "Đồng ý. tôi ở thôn Nam Hải": the yes, and what comes after it."""
    for mark in (".", ",", ";", "\n", "!"):
        head, found, rest = turn.text.partition(mark)
        if found and bare(head) in _FIRST and bare(rest):
            return head, rest.strip()
    return turn.text, ""


def agrees(intents: Intents) -> Question:
    """A yes in words, alone or before something more."""
    says_yes = means(intents, *_YES)
    return lambda turn: _asked(turn) is not None and (says_yes(turn) or bool(_clauses(turn)[1]))


def agree(turn: Turn) -> Answer:
    """Agree as the button does; a place that was named in the same breath is taken too."""
    value, rest = _asked(turn) or AGREE, _clauses(turn)[1]
    answer = start.agree(replace(turn, choice=value))
    if rest and (place := village.name_typed(replace(turn, text=rest))) is not None:
        return answer if isinstance(answer, Reply) else answer[0], place
    return answer


def declines(intents: Intents) -> Question:
    """A no in words; *dừng* word for word is about messages, whatever is asked."""
    says_no = means(intents, *_NO)
    return lambda turn: _asked(turn) is not None and says_no(turn) and not _stops(turn)
