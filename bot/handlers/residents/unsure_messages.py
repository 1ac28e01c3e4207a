"""Conditions for holding a message (debouncing): short unsure texts, photos without text.

Sure messages are never held: buttons, numbers, commands, emergencies, intents, answers to questions
and messages for a person have routes before the free question.
"""

from datetime import timedelta

from bot.broadcasts.preview import SendingPolicy
from bot.faq.index import KnowledgeIndex
from bot.faq.intents import Emergency
from bot.faq.joined_messages import is_opening
from bot.faq.knowledge_files import Smalltalk
from bot.faq.matcher import Match, match_question
from bot.faq.question_parts import match_parts
from bot.handlers import flows
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.recognition import Intents, is_carried, is_wordless, recognise
from bot.handlers.residents.faq import QUESTION_KEY, counts_as_question, understand_question
from bot.inbox.fragments import MEMO_DUE, hold_message
from bot.inbox.routing import Condition, Turn
from bot.messages import history
from bot.messages.buttons import Action
from bot.messages.content import AttachmentKind
from bot.messages.route_names import RouteName

MAX_PIECE_WORDS = 8  # words of a piece at most; who writes more has said what they want
SURE_SHARE, SURE_WORDS = 0.95, 6  # share of belief in so few words that more may turn it round;
SURE_SHARE_IN_PIECES = 0.99  # of somebody who writes in pieces, more will
OPENING_WORDS = 4  # words that may be the beginning of anything:
FAINT_DANGER, FAINT_DANGER_IN_FEW = (
    0.3,
    0.55,
)  # with less belief than this, "mật khẩu" is no theft yet,
FAINT_WISH, CRY_FOR_HELP = 0.5, "cuu"  # nor "căn cước" anger; who cries for help is heard at once
QUESTION_VALUES = (
    Action.OWN_TICKET.prefix(),
    "agree",
    "decline",
)  # buttons of what a person asked, beside the flows' own
PHOTO_WINDOW = timedelta(seconds=3)  # between a sentence and its photo
FILE_KINDS = frozenset((AttachmentKind.PHOTO, AttachmentKind.VIDEO, AttachmentKind.DOCUMENT))
WORDLESS_KINDS = frozenset((*FILE_KINDS, AttachmentKind.STICKER))


def is_unsure(get_index: GetIndex) -> Condition:
    """Return a predicate: a short free question without a sure match."""

    def asks(turn: Turn) -> bool:
        if MEMO_DUE in turn.memo or flows.ASIDE in turn.memo or turn.choice or turn.masked:
            return False
        index = get_index(turn)
        question_match, _ = understand_question(turn, index)
        if (
            len(turn.normalized_text.split()) > MAX_PIECE_WORDS
            or len(match_parts(index, turn.text, question_match)) > 1
        ):
            return False
        return not _is_sure(turn, question_match)

    return asks


def _is_sure(turn: Turn, question_match: Match) -> bool:
    if is_opening(turn.text, question_match):
        return False
    if isinstance(question_match.entry, Smalltalk):
        return True
    if question_match.outcome != "answer":
        return False
    enough = SURE_SHARE if turn.contact.held_from is None else SURE_SHARE_IN_PIECES
    return (
        len(turn.normalized_text.split()) > SURE_WORDS
        or question_match.candidates[0].score >= enough
    )


def waits_for_words(turn: Turn) -> bool:
    """Return whether it is a photo without text (which often follows) of no answered album."""
    kinds = {thing.kind for thing in turn.attachments}
    if MEMO_DUE in turn.memo or not kinds or not kinds <= WORDLESS_KINDS or not is_wordless(turn):
        return False
    if any(thing.is_risky for thing in turn.attachments):
        return False  # a program is warned of at once, and once
    if turn.contact.held_from is not None:
        return True
    return not history.continues_album(turn.session, turn.message, now=turn.now)


def belongs_to_answered(turn: Turn) -> bool:
    """Return whether it is a photo without text, seconds after a text that was answered."""
    kinds = {thing.kind for thing in turn.attachments}
    if MEMO_DUE in turn.memo or not kinds or not kinds <= FILE_KINDS or not is_wordless(turn):
        return False
    before = history.list_previous_incoming(
        turn.session, turn.message, since=turn.now - PHOTO_WINDOW, limit=1
    )
    return any(message.asked and message.route != RouteName.HELD for message in before)


def keep_with_answered(turn: Turn) -> None:
    """Store the photo with the conversation, for a person called later; send no reply."""
    turn.message.route = RouteName.BESIDE


def is_faint(get_index: GetIndex, intents: Intents, pace: SendingPolicy) -> Condition:
    """Return a predicate: a few words that only weakly match an emergency or an intent.

    They are read again with what follows, or by themselves if nothing does.
    """

    def asks(turn: Turn) -> bool:
        if (
            MEMO_DUE in turn.memo
            or not 0 < len(turn.normalized_text.split()) <= OPENING_WORDS
            or turn.masked
        ):
            return False
        faint = _is_faint_danger(turn, intents) or is_faint_wish(turn, intents, get_index(turn))
        return faint and not is_carried(turn) and flows.find_flow(turn, pace) is None

    return asks


def _is_faint_danger(turn: Turn, intents: Intents) -> bool:
    recognition = recognise(turn, intents)
    if recognition.emergency is None:
        return False
    dangers = (share for wish, share in recognition.ranked if isinstance(wish, Emergency))
    cry = CRY_FOR_HELP in turn.normalized_text.split()
    return sum(dangers) < (
        FAINT_DANGER
        if cry or len(turn.normalized_text.split()) == OPENING_WORDS
        else FAINT_DANGER_IN_FEW
    )


def is_faint_wish(turn: Turn, intents: Intents, index: KnowledgeIndex) -> bool:
    """Return whether a known phrase or mere opening weakly matches an intent too.

    Examples: "căn cước", "đăng ký", "cho tôi hỏi". Not where a yes or no is awaited.
    """
    recognition = recognise(turn, intents)
    if recognition.best is None or recognition.ranked[0][1] >= FAINT_WISH:
        return False
    if any(button["value"].startswith(QUESTION_VALUES) for button in turn.contact.offered):
        return False
    is_known = index.exact_phrasings.get(index.reader.read(turn.text).typed, -1) >= 0
    return is_known or is_opening(turn.text, match_question(index, turn.text))


def hold_piece(turn: Turn) -> None:
    """Hold the message; send no reply yet."""
    question = turn.memo.get(QUESTION_KEY)
    opening = question is not None and is_opening(turn.text, question[0])
    is_small_talk = question is not None and not counts_as_question(turn, question[0])
    turn.message.asked = bool(turn.normalized_text) and not (opening or is_small_talk)
    hold_message(turn.contact, turn.message, now=turn.now)
