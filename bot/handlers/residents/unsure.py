"""Conditions for holding a message (debouncing): short unsure texts, photos without text.

Sure messages are never held: buttons, numbers, commands, emergencies, intents, answers to questions
and messages for a person have routes before the free question.
"""

from datetime import timedelta

from bot.broadcasts.preview import Pace
from bot.faq.index import Index
from bot.faq.intents import Emergency
from bot.faq.joining import opens
from bot.faq.matcher import Match, match
from bot.faq.questions import match_parts
from bot.faq.store import Smalltalk
from bot.handlers import flows
from bot.handlers.residents import non_text
from bot.handlers.residents.faq import QUESTION, Shelf, is_asked, understand
from bot.handlers.understanding import Intents, is_carried, recognise
from bot.inbox.fragments import DUE, hold
from bot.inbox.routing import Question, Turn
from bot.messages import history
from bot.messages.content import AttachmentKind
from bot.messages.history import BESIDE, HELD

PIECE = 8  # words of a piece at most; who writes more has said what they want
THIN, FEW = 0.95, 6  # share of belief in so few words that more may turn it round;
THIN_IN_PIECES = 0.99  # of somebody who writes in pieces, more will
BREATH = 4  # words that may be the beginning of anything:
FAINT, FAINT_IN_FEW = 0.3, 0.55  # with less belief than this, "mật khẩu" is no theft yet,
FAINT_WISH, HELP = 0.5, "cuu"  # nor "căn cước" anger; who cries for help is heard at once
ASKING = ("my:", "agree", "decline")  # buttons of what a person asked, beside the flows' own
TOGETHER = timedelta(seconds=3)  # between a sentence and its photo
THINGS = frozenset((AttachmentKind.PHOTO, AttachmentKind.VIDEO, AttachmentKind.DOCUMENT))
BESIDE_WORDS = frozenset((*THINGS, AttachmentKind.STICKER))


def is_unsure(shelf: Shelf) -> Question:
    """Return a predicate: a short free question without a sure match."""

    def asks(turn: Turn) -> bool:
        if DUE in turn.memo or flows.ASIDE in turn.memo or turn.choice or turn.masked:
            return False
        index = shelf()
        found, _ = understand(turn, index)
        if len(turn.bare.split()) > PIECE or len(match_parts(index, turn.text, found)) > 1:
            return False
        return not _is_sure(turn, found)

    return asks


def _is_sure(turn: Turn, found: Match) -> bool:
    if opens(turn.text, found):
        return False
    if isinstance(found.entry, Smalltalk):
        return True
    if found.outcome != "answer":
        return False
    enough = THIN if turn.contact.held_from is None else THIN_IN_PIECES
    return len(turn.bare.split()) > FEW or found.candidates[0].score >= enough


def waits_for_words(turn: Turn) -> bool:
    """Return whether it is a photo without text (which often follows) of no answered album."""
    kinds = {thing.kind for thing in turn.attachments}
    if DUE in turn.memo or not kinds or not kinds <= BESIDE_WORDS or not non_text.wordless(turn):
        return False
    if any(thing.is_risky for thing in turn.attachments):
        return False  # a program is warned of at once, and once
    if turn.contact.held_from is not None:
        return True
    return not history.continues_album(turn.session, turn.message, now=turn.now)


def is_beside(turn: Turn) -> bool:
    """Return whether it is a photo without text, seconds after a text that was answered."""
    kinds = {thing.kind for thing in turn.attachments}
    if DUE in turn.memo or not kinds or not kinds <= THINGS or not non_text.wordless(turn):
        return False
    before = history.list_heard_before(
        turn.session, turn.message, since=turn.now - TOGETHER, limit=1
    )
    return any(said.asked and said.route != HELD for said in before)


def keep_beside(turn: Turn) -> None:
    """Store the photo with the conversation, for a person called later; send no reply."""
    turn.message.route = BESIDE


def is_faint(shelf: Shelf, intents: Intents, pace: Pace) -> Question:
    """Return a predicate: a few words that only weakly match an emergency or an intent.

    They are read again with what follows, or by themselves if nothing does.
    """

    def asks(turn: Turn) -> bool:
        if DUE in turn.memo or not 0 < len(turn.bare.split()) <= BREATH or turn.masked:
            return False
        faint = _is_faint_danger(turn, intents) or is_faint_wish(turn, intents, shelf())
        return faint and not is_carried(turn) and flows.find_flow(turn, pace) is None

    return asks


def _is_faint_danger(turn: Turn, intents: Intents) -> bool:
    recognition = recognise(turn, intents)
    if recognition.emergency is None:
        return False
    dangers = (share for wish, share in recognition.ranked if isinstance(wish, Emergency))
    cry = HELP in turn.bare.split()
    return sum(dangers) < (FAINT if cry or len(turn.bare.split()) == BREATH else FAINT_IN_FEW)


def is_faint_wish(turn: Turn, intents: Intents, index: Index) -> bool:
    """Return whether a known phrase or mere opening weakly matches an intent too.

    Examples: "căn cước", "đăng ký", "cho tôi hỏi". Not where a yes or no is awaited.
    """
    recognition = recognise(turn, intents)
    if recognition.best is None or recognition.ranked[0][1] >= FAINT_WISH:
        return False
    if any(button["value"].startswith(ASKING) for button in turn.contact.offered):
        return False
    known = index.exact.get(index.reader.read(turn.text).typed, -1) >= 0
    return known or opens(turn.text, match(index, turn.text))


def hold_piece(turn: Turn) -> None:
    """Hold the message; send no reply yet."""
    known = turn.memo.get(QUESTION)
    opening = known is not None and opens(turn.text, known[0])
    small = known is not None and not is_asked(turn, known[0])
    turn.message.asked = bool(turn.bare) and not (opening or small)
    hold(turn.contact, turn.message, now=turn.now)
