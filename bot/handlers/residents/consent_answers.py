"""Answers in words to the consent question: *ừ*, *ok*, *để sau*, *thôi*."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.handlers.recognition import Intents, means
from bot.handlers.residents import start, village
from bot.handlers.residents.start import AGREE_VERB, find_agree_value
from bot.inbox.routing import (
    Answer,
    Condition,
    Handler,
    Route,
    Turn,
    exact_phrase,
    get_handler,
    list_replies,
)
from bot.messages.content import Reply
from bot.vietnamese.letters import normalize_for_match

_AGREE_INTENTS = ("yes", "done")  # "được rồi" is a yes here
_DECLINE_INTENTS = ("no", "not-now", "cancel", "withdraw", "stop")
# And then something more: "ok em, cho hỏi…", "ừ đồng ý. tôi ở …".
_AGREEMENT_PATTERN = re.compile(
    r"(?:(?:bac|toi|tui|em|chau|minh) )?(?:dong y|ok|oke|okie|oki|vang|u|uh|um"
    r"|uhm|duoc|dc|da|yes|nhat tri)"
    r"(?: (?:em|chau|con|ban|bot|a|nhe|nha|nhen|nghe|roi|thoi|di|luon"
    r"|dong y|vang|duoc|oi|bac|toi|tui|u|do|het))*"
)
_says_stop = exact_phrase(*texts.SAID_STOP)


def _split_agreement(turn: Turn) -> tuple[str, str]:
    """Split "Đồng ý. tôi ở thôn Nam Hải" into the yes and what comes after it."""
    for mark in (".", ",", ";", "\n", "!"):
        head, separator, rest = turn.text.partition(mark)
        if (
            separator
            and _AGREEMENT_PATTERN.fullmatch(normalize_for_match(head))
            and normalize_for_match(rest)
        ):
            return head, rest.strip()
    return turn.text, ""


def gives_consent(intents: Intents) -> Condition:
    """Return a predicate: whether consent is given in words, alone or before something else."""
    says_yes = means(intents, *_AGREE_INTENTS)
    return lambda turn: (
        find_agree_value(turn) is not None and (says_yes(turn) or bool(_split_agreement(turn)[1]))
    )


def give_consent(routes: Sequence[Route]) -> Handler:
    """Record consent as the button does, then answer a place or a question in the same message."""

    def agreed(turn: Turn) -> Answer:
        value, rest = find_agree_value(turn) or AGREE_VERB, _split_agreement(turn)[1]
        answer = start.give_consent(replace(turn, choice=value))
        if not rest:
            return answer
        thanks = list_replies(answer)[0]
        if (village_reply := village.answer_place_name(replace(turn, text=rest))) is not None:
            return thanks, village_reply
        asked = replace(turn, text=rest, memo={})
        more = get_handler(routes, asked)(asked)
        return Reply(thanks.text), *list_replies(more)

    return agreed


def declines_consent(intents: Intents) -> Condition:
    """Return a predicate: whether consent is declined in words.

    The exact phrase *dừng* always means the announcements, whatever is asked.
    """
    says_no = means(intents, *_DECLINE_INTENTS)
    return lambda turn: (
        find_agree_value(turn) is not None and says_no(turn) and not _says_stop(turn)
    )
