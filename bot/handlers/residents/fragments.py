"""Debounced messages: held messages are merged with the next one, or answered separately.

`unsure_messages` decides which messages are held; `inbox.fragments` for how long, and stores them
so that a crash does not lose them.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.faq.context import is_follow_up
from bot.faq.index import KnowledgeIndex
from bot.faq.joined_messages import join_pieces
from bot.faq.knowledge_files import Smalltalk, Topic
from bot.faq.matcher import Match, match_question
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.recognition import INTENTS_KEY, NO_RECOGNITION, Intents
from bot.handlers.residents import start
from bot.handlers.residents.faq import QUESTION_KEY
from bot.handlers.residents.unsure_messages import hold_piece, is_faint_wish
from bot.inbox.fragments import MEMO_DUE, is_full, list_attachments, list_held, release_held
from bot.inbox.routing import Answer, Handler, Route, Turn, get_route, list_replies
from bot.messages import history
from bot.messages.content import Event, Reply
from bot.messages.history import MERGED_TEXT, Message
from bot.messages.route_names import RouteName

READ = "read"  # in a turn's memo: it was looked at together with what waited


def continues_pieces(turn: Turn) -> bool:
    """Return whether held messages of this chat must be handled together with this turn."""
    if turn.contact.held_from is None or READ in turn.memo:
        return False
    return turn.message.event == Event.MESSAGE or _edits_piece(turn)


def _edits_piece(turn: Turn) -> bool:
    """Return whether the turn edits a message that is held."""
    edited = turn.message.event == Event.EDITED
    original = history.find_original(turn.session, turn.message) if edited else None
    return original is not None and original.route == RouteName.HELD


def read_pieces(routes: Sequence[Route], get_index: GetIndex, intents: Intents) -> Handler:
    """Return a handler that answers the held messages merged with this one, or separately."""

    def read(turn: Turn) -> Answer:
        pieces = list_held(turn.session, turn.contact)
        turn.memo[READ] = True
        if MEMO_DUE in turn.memo:
            if is_faint_wish(turn, intents, get_index(turn)):
                # Nothing followed: the knowledge has these very words.
                turn.memo[INTENTS_KEY] = NO_RECOGNITION
            return _answer_together(turn, pieces, routes, get_index)
        if turn.message.event == Event.EDITED:
            _replace_piece(turn, pieces)
        return _answer_merged_or_apart(turn, pieces, routes, get_index)

    return read


def _replace_piece(turn: Turn, pieces: list[Message]) -> None:
    """Replace a held message by its edited text."""
    original = history.find_original(turn.session, turn.message)
    if original is not None and original in pieces:
        pieces.remove(original)
        original.route, original.asked = RouteName.EDITED, False


def _answer_merged_or_apart(
    turn: Turn, pieces: list[Message], routes: Sequence[Route], get_index: GetIndex
) -> Answer:
    """Answer the held messages and this one: as one text, one after the other, or later."""
    route = get_route(routes, turn)
    merged = _merge_turn(turn, pieces, get_index(turn))
    merged_route = get_route(routes, merged)
    if merged_route.name == RouteName.EMERGENCY or start.is_first_message(turn):
        return _answer_and_release(merged, pieces, merged_route)
    if route.handler is hold_piece:
        if merged_route.handler is not hold_piece and QUESTION_KEY not in merged.memo:
            return _answer_and_release(merged, pieces, merged_route)
        if turn.text and is_full(pieces, now=turn.now):
            return _answer_together(turn, [*pieces, turn.message], routes, get_index)
        return _answer_by(route, turn)
    if QUESTION_KEY not in turn.memo:  # a button, a command, a wish: another matter
        return _answer_and_release(replace(turn, attachments=merged.attachments), pieces, route)
    if _adds_meaning(turn, merged) and not _is_separate_matter(turn, pieces, get_index(turn)):
        return _answer_and_release(merged, pieces, merged_route)
    earlier = _answer_earlier_question(turn, pieces, routes, get_index)
    return (*earlier, *list_replies(_answer_and_release(turn, pieces, route)))


def _adds_meaning(turn: Turn, together: Turn) -> bool:
    """Return whether a text that is sure alone gets another meaning when merged."""
    (alone, _), merged_question = turn.memo[QUESTION_KEY], together.memo.get(QUESTION_KEY)
    if together.text == turn.text or merged_question is None:
        return True
    merged_match: Match = merged_question[0]
    if alone.outcome != "answer" or alone.topic is None:
        return not isinstance(alone.entry, Smalltalk)
    if merged_match.outcome != "answer":
        return False
    same = merged_match.topic is not None and merged_match.topic.id == alone.topic.id
    surer = merged_match.candidates[0].score >= alone.candidates[0].score
    return same or surer or is_follow_up(turn.text)


def _is_separate_matter(turn: Turn, pieces: Sequence[Message], index: KnowledgeIndex) -> bool:
    """Return whether the held messages and this one are each a sure question of their own."""
    (alone, _) = turn.memo[QUESTION_KEY]
    waited = match_question(index, join_pieces(index, [piece.text for piece in pieces]))
    sure = alone.outcome == "answer" and waited.outcome == "answer"
    return sure and waited.topic != alone.topic and not is_follow_up(turn.text)


def _answer_earlier_question(
    turn: Turn, pieces: list[Message], routes: Sequence[Route], get_index: GetIndex
) -> tuple[Reply, ...]:
    """Answer the held messages before this one, if they are another question."""
    earlier_match = match_question(
        get_index(turn), join_pieces(get_index(turn), [piece.text for piece in pieces])
    )
    is_question = isinstance(earlier_match.entry, Topic) and earlier_match.outcome != "none"
    alone, _ = turn.memo[QUESTION_KEY]
    if not is_question or earlier_match.topic == alone.topic:
        return ()
    last = next(piece for piece in reversed(pieces) if piece.text)
    earlier_turn = replace(
        turn, message=last, text=last.text, attachments=(), memo={MEMO_DUE: True}
    )
    return list_replies(_answer_together(earlier_turn, pieces, routes, get_index))


def _answer_together(
    turn: Turn, pieces: list[Message], routes: Sequence[Route], get_index: GetIndex
) -> Answer:
    others = [piece for piece in pieces if piece.id != turn.message.id]
    merged = _merge_turn(turn, others, get_index(turn))
    merged.memo[MEMO_DUE] = True
    return _answer_and_release(merged, others, get_route(routes, merged))


def _merge_turn(turn: Turn, pieces: Sequence[Message], index: KnowledgeIndex) -> Turn:
    """Return a turn that contains the text and the attachments of all messages."""
    text = join_pieces(index, [*(piece.text for piece in pieces), turn.text])
    things = tuple(thing for piece in pieces for thing in list_attachments(piece))
    late = list_attachments(turn.message) if MEMO_DUE in turn.memo else turn.attachments
    alone = turn.memo if text == turn.text else {}
    kept = {key: alone[key] for key in (INTENTS_KEY,) if key in alone}
    return replace(turn, text=text, attachments=(*things, *late), memo={READ: True, **kept})


def _answer_and_release(turn: Turn, pieces: Sequence[Message], route: Route) -> Answer:
    """Answer by the route and release the held messages."""
    message = turn.message
    is_merged = turn.text != message.text
    if is_merged:
        message.payload = {**message.payload, MERGED_TEXT: turn.text}
        for piece in pieces:
            piece.asked = False  # its words stand in the last one's
    release_held(turn.contact, pieces, route.name)
    return _answer_by(route, turn)


def _answer_by(route: Route, turn: Turn) -> Answer:
    turn.message.route = route.name
    return route.handler(turn)
