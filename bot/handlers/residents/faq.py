"""Free questions: an answer, up to three choices, or the statement that it is not known."""

from collections.abc import Sequence

from bot import texts
from bot.faq import context, corrections, recordings, service
from bot.faq.detail_matching import DetailSelection
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Smalltalk
from bot.faq.matcher import Match, match_question
from bot.faq.models import Question
from bot.faq.question_parts import MAX_QUESTIONS_AT_ONCE, match_parts
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.residents import faq_replies, repeated_questions
from bot.handlers.residents.faq_replies import AnswerContext, render_answer
from bot.handlers.residents.menu import offer_menu_and_person, reject_old_button, show_menu
from bot.inbox.routing import Answer, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.people import units

QUESTION_KEY = "question"  # in a turn's memo: what was understood of it as a free question


def answer_free_question(get_index: GetIndex) -> Handler:
    """Return the handler of free questions."""

    def answer_question(turn: Turn) -> Answer:
        index = get_index(turn)
        question_match, before = understand_question(turn, index)
        turn.message.asked = counts_as_question(turn, question_match)
        parts = match_parts(index, turn.text, question_match)
        if len(parts) > 1:
            return _answer_each_part(turn, index, parts)
        if (
            before.not_understood
            and question_match.outcome == "none"
            and question_match.entry is None
        ):
            _record_question(turn, question_match)
            return Reply(texts.NOT_UNDERSTOOD_TWICE, faq_replies.pass_on_choices())
        is_lost = question_match.outcome != "answer" and _is_third_miss(turn, question_match)
        is_repeat = repeated_questions.is_repeat(turn, index, question_match)
        reply = _answer_and_record(turn, index, question_match)
        if is_repeat and question_match.topic is not None:
            return repeated_questions.shorten_answer(reply, question_match.topic)
        return _put_person_first(reply) if is_lost else reply

    return answer_question


def _answer_each_part(
    turn: Turn, index: KnowledgeIndex, parts: Sequence[Match]
) -> tuple[Reply, ...]:
    """Answer two questions of one message in order; offer the topic of a third."""
    replies = [_answer_and_record(turn, index, part) for part in parts[:MAX_QUESTIONS_AT_ONCE]]
    for part in parts[MAX_QUESTIONS_AT_ONCE : MAX_QUESTIONS_AT_ONCE + 1]:
        if part.topic is not None:
            text = texts.ALSO_ASKED.format(title=part.topic.title)
            replies.append(faq_replies.offer_topics(text, [part.topic]))
    return tuple(replies)


def make_answer_context(turn: Turn) -> AnswerContext:
    """Return what an answer depends on besides the question, for this turn's contact."""
    session, unit_id = turn.session, turn.contact.place_id

    def place() -> str:
        unit = service.find_facts_unit(session, unit_id)
        line = units.list_ancestors(session, unit) if unit else []
        return ", ".join(above.name for above in reversed(line))

    return AnswerContext(
        lambda: service.load_facts(session, unit_id),
        place,
        lambda: show_menu(turn).choices,
    )


def understand_question(turn: Turn, index: KnowledgeIndex) -> tuple[Match, service.LastQuestion]:
    """Match a question in the context of the previous one; computed once a turn."""
    if QUESTION_KEY not in turn.memo:
        before = service.find_last_question(turn.session, turn.contact.id, now=turn.now)
        topic = index.knowledge.topics.get(before.topic_id)
        asked = (before.text, topic.title if topic else "")
        another = topic is not None and context.names_other_subject(
            match_question(index, turn.text), topic
        )
        question_match = corrections.match_corrected(
            index, turn.text, asked, before.topic_id, another=another
        )
        if question_match is None and topic is None:
            question_match = context.match_after_choices(index, turn.text, before.text)
        question_match = question_match or context.match_in_context(
            index, turn.text, topic, before.text
        )
        turn.memo[QUESTION_KEY] = question_match, before
    understood: tuple[Match, service.LastQuestion] = turn.memo[QUESTION_KEY]
    return understood


def counts_as_question(turn: Turn, question_match: Match) -> bool:
    """Return whether the text states a matter that a member who takes over should read."""
    return not isinstance(question_match.entry, Smalltalk) and _has_letters(turn.text)


def _is_third_miss(turn: Turn, question_match: Match) -> bool:
    """Return whether this is the third question in a row without an answer."""
    if isinstance(question_match.entry, Smalltalk):
        return False
    return service.has_repeated_misses(turn.session, turn.contact.id, now=turn.now)


def _put_person_first(reply: Reply) -> Reply:
    """Return the reply with a person as its first button."""
    others = tuple(choice for choice in reply.choices if choice.value != "person")
    return Reply(reply.text, (faq_replies.pass_on_choices()[0], *others), reply.attachments)


def _record_question(turn: Turn, question_match: Match) -> int:
    note = service.record_question(
        turn.session, turn.contact, turn.message, question_match, now=turn.now
    )
    return note.id


def _answer_and_record(turn: Turn, index: KnowledgeIndex, question_match: Match) -> Reply:
    """Record one question and return its reply."""
    return render_answer(
        index,
        question_match,
        turn.text,
        make_answer_context(turn),
        _record_question(turn, question_match),
    )


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def show_topic(get_index: GetIndex) -> Handler:
    """Handle a topic's button: "topic:<id>"."""

    def show(turn: Turn) -> Reply:
        index = get_index(turn)
        topic = index.knowledge.topics.get(turn.argument)
        if topic is None:
            return reject_old_button(turn)
        question = service.record_chosen_topic(
            turn.session, turn.contact, turn.message, topic.id, now=turn.now
        )
        return faq_replies.render_topic(index, topic, make_answer_context(turn), question.id)

    return show


def show_point(get_index: GetIndex) -> Handler:
    """Handle the button of one point of a topic: "point:<topic>.<detail>"."""

    def show(turn: Turn) -> Reply:
        index = get_index(turn)
        name, _, point = turn.argument.partition(".")
        topic = index.knowledge.topics.get(name)
        details = tuple(detail for detail in topic.details if detail.id == point) if topic else ()
        if topic is None or not details:
            return reject_old_button(turn)
        question = service.record_chosen_topic(
            turn.session, turn.contact, turn.message, topic.id, now=turn.now
        )
        asked = DetailSelection(details, sure=True)
        return faq_replies.render_points(
            index, topic, asked, make_answer_context(turn), question.id
        )

    return show


def play_recording(get_index: GetIndex) -> Handler:
    """*Nghe*: send the recording of an answer read aloud: "nghe:<topic>"."""

    def play(turn: Turn) -> Reply:
        knowledge = get_index(turn).knowledge
        topic = knowledge.topics.get(turn.argument)
        recording = recordings.find_recording(knowledge, topic)
        if recording is None:
            return reject_old_button(turn)
        ways = Choice(texts.BUTTON_AGAIN, "again"), Choice(texts.BUTTON_PERSON, "person")
        spoken = recordings.make_attachment(recording)
        return Reply(texts.LISTEN_TO.format(title=recording.topic.title), ways, (spoken,))

    return play


def praise_answer(turn: Turn) -> Reply:
    """👍: record that the answer helped."""
    _record_verdict(turn, helped=True)
    return Reply(texts.FEEDBACK_GOOD, show_menu(turn).choices)


def complain_about_answer(get_index: GetIndex) -> Handler:
    """👎: record that the answer did not help; offer the next-best topics, then a person."""

    def complain(turn: Turn) -> Reply:
        question, question_text = _record_verdict(turn, helped=False)
        candidates = faq_replies.candidate_topics(
            match_question(get_index(turn), question_text).candidates
        )
        others = [topic for topic in candidates if topic.id != question.topic_id]
        if not others:
            return offer_menu_and_person(texts.FEEDBACK_BAD_NOTHING)
        offered = faq_replies.offer_topics(texts.FEEDBACK_BAD, others)
        return Reply(offered.text, (*offered.choices, Choice(texts.BUTTON_PERSON, "person")))

    return complain


def _record_verdict(turn: Turn, *, helped: bool) -> tuple[Question, str]:
    """Store the verdict; return the question it is about and the text that asked it."""
    number = int(turn.argument) if turn.argument.isdecimal() else 0
    return service.record_feedback(turn.session, turn.contact, number, helped=helped, now=turn.now)


def reject_choices(_turn: Turn) -> Reply:
    """Handle the button for none of the offered topics."""
    return offer_menu_and_person(texts.NONE_OF_THESE)
