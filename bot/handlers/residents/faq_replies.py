"""Render the reply to a question: first the points asked, then the next actions.

Used by the chat and by `bot faq ask`. What depends on the asker (facts of the commune, its
name, the menu) is read through an `AnswerContext`, and only when an answer needs it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import texts
from bot.faq import offices, recordings
from bot.faq.answers import (
    FACT_NAMES,
    compose_answer,
    compose_points,
    fill_placeholders,
    has_placeholders,
    is_expired,
    render_caveat,
    render_detail,
)
from bot.faq.detail_matching import DetailSelection
from bot.faq.details import DetailKind, pack_detail_choice
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Outside, Smalltalk, Topic, Vague
from bot.faq.matcher import Candidate, Match
from bot.handlers.residents.menu import offer_menu_and_person
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.vietnamese.letters import to_plain_letters

REPORT_TOPIC_ID = "phan-anh-hien-truong"  # the topic whose answer leads to the form
MAX_STATED_CHOICES = 2  # choices whose point is stated at once: more do not fit a small phone
LONG_TEXT_WORDS = 25  # words: who tells so much and is not understood is brought to a person


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What an answer depends on besides the question; each field is called only when needed."""

    get_facts: Callable[[], Mapping[str, str]]
    get_place_name: Callable[[], str]  # the asker's commune and what is above it; "" when not known
    get_menu_choices: Callable[[], tuple[Choice, ...]]


def render_answer(
    index: KnowledgeIndex,
    question_match: Match,
    text: str,
    context: AnswerContext,
    question_id: int,
) -> Reply:
    """Return the reply to one question; `question_id` identifies it in the feedback buttons."""
    if question_match.outcome == "choices":
        return _render_choices(index, question_match, text, context)
    match question_match.entry:
        case Topic() as topic if question_match.outcome == "answer":
            return _render_match(index, topic, question_match, context, question_id)
        case Smalltalk() as small:
            return Reply(small.reply, context.get_menu_choices())
        case Outside() as outside:
            return offer_menu_and_person(_outside_text(outside))
    return _render_not_understood(
        text, texts.ONLY_VIETNAMESE if _is_foreign_script(text) else texts.NOT_UNDERSTOOD
    )


def _render_choices(
    index: KnowledgeIndex, question_match: Match, text: str, context: AnswerContext
) -> Reply:
    """Offer the topics a vague question may mean; ask to say more when none is near."""
    match question_match.entry:
        case Vague() as vague:
            offered = [index.knowledge.topics[name] for name in vague.topics]
            return offer_topics(
                vague.prompt, offered or candidate_topics(question_match.candidates)
            )
        case None:
            return _render_not_understood(text, texts.SAY_MORE)
    return _render_candidates(index, question_match.candidates, context)


def render_topic(
    index: KnowledgeIndex, topic: Topic, context: AnswerContext, question_id: int
) -> Reply:
    """Return a topic's whole answer, as its button shows it."""
    text = compose_answer(topic, _get_needed_facts(topic, context), index.knowledge.day)
    return Reply(text, (*_next_choices(index, topic), *verdict_choices(question_id)))


def render_points(
    index: KnowledgeIndex,
    topic: Topic,
    asked: DetailSelection,
    context: AnswerContext,
    question_id: int,
) -> Reply:
    """Return a short block for each point asked, the legal basis, and a whole-answer button."""
    template = compose_points(topic, asked.details, index.knowledge.day, is_sure=asked.sure)
    text = fill_placeholders(template, context.get_facts() if "{{" in template else {})
    whole = Choice(texts.BUTTON_ALL, f"topic:{topic.id}")
    return Reply(text, (whole, *_next_choices(index, topic), *verdict_choices(question_id)))


def _render_match(
    index: KnowledgeIndex,
    topic: Topic,
    question_match: Match,
    context: AnswerContext,
    question_id: int,
) -> Reply:
    asked = question_match.selection
    if topic.id.startswith(offices.TOPIC_PREFIX):
        return _render_contact(index, topic, context, question_id)
    if asked.missing_kind is not None:
        return _render_missing_point(index, topic, asked.missing_kind, context, question_id)
    if not asked.details:
        return render_topic(index, topic, context, question_id)
    if not asked.general:
        return render_points(index, topic, asked, context, question_id)
    return _render_with_points(index, topic, asked, context, question_id)


def _render_with_points(
    index: KnowledgeIndex,
    topic: Topic,
    asked: DetailSelection,
    context: AnswerContext,
    question_id: int,
) -> Reply:
    """Return the whole answer followed by the points asked."""
    day = index.knowledge.day
    current = (detail for detail in asked.details if not is_expired(detail, day))
    blocks = [render_detail(detail, day) for detail in current]
    blocks += () if asked.sure else (texts.POINT_DOUBT,)
    with_points = replace(topic, answer="\n\n".join([topic.answer.strip(), *blocks]))
    said = render_topic(index, with_points, context, question_id)
    # What can be heard is the answer as it is without the points.
    return replace(said, choices=(*_next_choices(index, topic), *verdict_choices(question_id)))


def _render_missing_point(
    index: KnowledgeIndex, topic: Topic, kind: DetailKind, context: AnswerContext, question_id: int
) -> Reply:
    """Say that the point asked is not known, followed by what is known about the topic."""
    missing_text = texts.POINT_MISSING.format(kind=index.cues.names[kind], title=topic.title)
    answer = fill_placeholders(topic.answer, _get_needed_facts(topic, context))
    known = texts.POINT_KNOWN.format(answer=answer)
    notice = render_caveat(topic, index.knowledge.day)
    person = Choice(texts.BUTTON_PERSON, "person")
    whole = Choice(texts.BUTTON_ALL, f"topic:{topic.id}")
    text = "\n\n".join(filter(None, (missing_text, notice, known)))
    return Reply(text, (person, whole, *verdict_choices(question_id)[:2]))


def _get_needed_facts(topic: Topic, context: AnswerContext) -> Mapping[str, str]:
    return context.get_facts() if has_placeholders(topic) else {}


def _next_choices(index: KnowledgeIndex, topic: Topic) -> Iterator[Choice]:
    """Yield the actions that fit a topic: listen, go step by step, file a field report."""
    if recordings.find_recording(index.knowledge, topic) is not None:
        yield Choice(texts.BUTTON_LISTEN, Action.LISTEN.pack(topic.id))
    if topic.steps:
        yield Choice(texts.BUTTON_GUIDE, f"guide:{topic.id}")
    if topic.id == REPORT_TOPIC_ID:
        yield Choice(texts.BUTTON_REPORT, "report")


def verdict_choices(question_id: int) -> tuple[Choice, Choice, Choice]:
    """Return the feedback buttons: helped, did not help, a person."""
    return (
        Choice(texts.BUTTON_GOOD, f"good:{question_id}"),
        Choice(texts.BUTTON_BAD, f"bad:{question_id}"),
        Choice(texts.BUTTON_PERSON, "person"),
    )


def _render_contact(
    index: KnowledgeIndex, topic: Topic, context: AnswerContext, question_id: int
) -> Reply:
    """Return an office of the asker's own commune and name it; ask for the village if unknown."""
    place = context.get_place_name()
    if not place:
        text = compose_answer(
            topic, dict.fromkeys(FACT_NAMES, texts.CONTACT_CHOOSE), index.knowledge.day
        )
        return Reply(text, (Choice(texts.BUTTON_VILLAGE, "places"), *verdict_choices(question_id)))
    text = compose_answer(topic, context.get_facts(), index.knowledge.day)
    return Reply(f"{text}\n{texts.CONTACT_OF.format(place=place)}", verdict_choices(question_id))


def _render_candidates(
    index: KnowledgeIndex, candidates: Sequence[Candidate], context: AnswerContext
) -> Reply:
    """Offer up to three topics; when a point was asked, each comes with its own value of it."""
    lines = [
        texts.CHOICE_POINT.format(
            title=topic.title, answer=render_detail(detail, index.knowledge.day)
        )
        for topic, detail in ((candidate.topic, candidate.detail) for candidate in candidates)
        if detail is not None
    ][:MAX_STATED_CHOICES]
    if not lines:
        return offer_topics(_question_back(index, candidates), candidate_topics(candidates))
    template = "\n\n".join([texts.DID_YOU_MEAN_POINTS, *lines, texts.POINT_DOUBT])
    text = fill_placeholders(template, context.get_facts() if "{{" in template else {})
    none_of_these = Choice(texts.BUTTON_NONE_OF_THESE, "notthese")
    person = Choice(texts.BUTTON_PERSON, "person")
    return Reply(
        text,
        (*(_candidate_choice(index, candidate) for candidate in candidates), none_of_these, person),
    )


def _question_back(index: KnowledgeIndex, candidates: Sequence[Candidate]) -> str:
    """Return what to ask back: the question written for just these topics, if there is one."""
    offered = {candidate.topic.id for candidate in candidates}
    written = (vague for vague in index.knowledge.vague.values() if {*vague.topics} == offered)
    return next((vague.prompt for vague in written), texts.DID_YOU_MEAN)


def _candidate_choice(index: KnowledgeIndex, candidate: Candidate) -> Choice:
    """Return a topic's button, naming the point asked: "Mức phạt: Khai sinh quá hạn"."""
    topic, detail = candidate.topic, candidate.detail
    if detail is None:
        return Choice(shorten_label(topic.title), f"topic:{topic.id}")
    label = texts.CHOICE_KIND.format(kind=index.cues.names.get(detail.kind, ""), title=topic.title)
    return Choice(shorten_label(label), pack_detail_choice(topic.id, detail.id))


def candidate_topics(candidates: Sequence[Candidate]) -> list[Topic]:
    """Return the topics of the candidates."""
    return [candidate.topic for candidate in candidates]


def offer_topics(text: str, topics: Sequence[Topic]) -> Reply:
    """Offer topics to choose from, and a button for none of them."""
    buttons = [Choice(shorten_label(topic.title), f"topic:{topic.id}") for topic in topics]
    return Reply(text, (*buttons, Choice(texts.BUTTON_NONE_OF_THESE, "notthese")))


def _render_not_understood(text: str, sentence: str) -> Reply:
    """Reply that nothing was understood: offer a person for a long text, else ask to rephrase."""
    if len(text.split()) < LONG_TEXT_WORDS:
        return offer_menu_and_person(sentence)
    return Reply(texts.STORY_NOT_UNDERSTOOD, pass_on_choices())


def pass_on_choices() -> tuple[Choice, ...]:
    """Return two buttons: a person first, then the menu."""
    return Choice(texts.BUTTON_PASS_ON, "person"), Choice(texts.BUTTON_MENU, "menu")


def _outside_text(outside: Outside) -> str:
    if outside.reply:
        return outside.reply
    if outside.referral:
        return texts.OUTSIDE_ASK.format(subject=outside.subject, ask=outside.referral)
    return texts.OUTSIDE.format(subject=outside.subject)


def _is_foreign_script(text: str) -> bool:
    """Return whether most letters belong to a script that Vietnamese does not use."""
    letters = [letter for letter in to_plain_letters(text) if letter.isalpha()]
    return bool(letters) and sum(ord(letter) > 0x1EFF for letter in letters) * 2 > len(letters)
