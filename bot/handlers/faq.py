"""A free question: the answer, up to three choices, or an honest no."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from bot import texts
from bot.faq import service
from bot.faq.answers import compose
from bot.faq.index import Index
from bot.faq.matcher import Candidate, Match, match
from bot.faq.store import Outside, Smalltalk, Topic, Vague
from bot.handlers.menu import dead_end, show_menu
from bot.messages import Choice, Reply
from bot.routing import SEPARATOR, Handler, Turn

Shelf = Callable[[], Index]
PAGE = 8
LABEL = 60  # characters of a button that a small phone still shows


def answer_from(shelf: Shelf) -> Handler:
    """The handler of free questions."""

    def answer_question(turn: Turn) -> Reply:
        index = shelf()
        found = match(index, turn.text)
        service.note_question(turn.session, turn.contact, turn.message, found, now=turn.now)
        return _reply(turn, index, found)

    return answer_question


def _reply(turn: Turn, index: Index, found: Match) -> Reply:
    match found.entry:
        case Topic() as topic if found.outcome == "answer":
            return _answered(turn, topic)
        case Vague() as vague if found.outcome == "choices":
            offered = [index.knowledge.topics[one] for one in vague.topics]
            return _offer(vague.ask, offered or [one.topic for one in found.candidates])
        case _ if found.outcome == "choices":
            return _offer(texts.DID_YOU_MEAN, _topics(found.candidates))
        case Smalltalk() as small:
            return Reply(small.reply, show_menu(turn).choices)
        case Outside() as outside:
            return dead_end(_outside(outside))
    return dead_end(texts.ONLY_VIETNAMESE if _foreign(turn.text) else texts.NOT_UNDERSTOOD)


def _answered(turn: Turn, topic: Topic) -> Reply:
    facts = service.facts_for(turn.session, turn.contact.unit_id)
    return Reply(compose(topic, facts))


def _topics(candidates: Sequence[Candidate]) -> list[Topic]:
    return [candidate.topic for candidate in candidates]


def _offer(text: str, topics: Sequence[Topic]) -> Reply:
    buttons = [Choice(_short(topic.title), f"topic:{topic.id}") for topic in topics]
    return Reply(text, (*buttons, Choice(texts.BUTTON_NONE_OF_THESE, "notthese")))


def _outside(outside: Outside) -> str:
    if outside.ask:
        return texts.OUTSIDE_ASK.format(subject=outside.subject, ask=outside.ask)
    return texts.OUTSIDE.format(subject=outside.subject)


@lru_cache(maxsize=4096)
def _short(title: str) -> str:
    """A title that fits a button, cut at a word."""
    if len(title) <= LABEL:
        return title
    return title[: LABEL - 1].rsplit(" ", 1)[0] + "…"


def _foreign(text: str) -> bool:
    """Words in letters no Vietnamese uses: another script."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(ord(letter) > 0x1EFF for letter in letters) * 2 > len(letters)


def show_topic(shelf: Shelf) -> Handler:
    """A topic's button: "topic:<id>"."""

    def show(turn: Turn) -> Reply:
        topic = shelf().knowledge.topics.get(turn.argument)
        if topic is None:
            return Reply(texts.BUTTON_OLD, show_menu(turn).choices)
        return _answered(turn, topic)

    return show


def browse(shelf: Shelf) -> Handler:
    """Categories, then a category's topics, page by page: "topics:<category>:<page>"."""

    def show_shelf(turn: Turn) -> Reply:
        category, _, page = turn.argument.partition(SEPARATOR)
        categories = _by_category(shelf())
        number = int(page) if page.isdecimal() else 0
        if not category.isdecimal():
            entries = [(name, f"topics:{at}:0") for at, name in enumerate(categories)]
            return _paged(texts.CATEGORIES, entries, "", number)
        if int(category) >= len(categories):
            return Reply(texts.BUTTON_OLD, show_menu(turn).choices)
        name = list(categories)[int(category)]
        entries = [(topic.title, f"topic:{topic.id}") for topic in categories[name]]
        return _paged(texts.TOPICS_OF.format(category=name), entries, category, number)

    return show_shelf


def _by_category(index: Index) -> dict[str, list[Topic]]:
    groups: dict[str, list[Topic]] = {}
    for topic in index.knowledge.topics.values():
        groups.setdefault(topic.category, []).append(topic)
    return groups


def _paged(text: str, entries: Sequence[tuple[str, str]], category: str, page: int) -> Reply:
    shown = entries[page * PAGE : (page + 1) * PAGE]
    buttons = [Choice(_short(label), value) for label, value in shown]
    if len(entries) > (page + 1) * PAGE:
        buttons.append(Choice(texts.BUTTON_MORE, f"topics:{category}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"topics:{category}:{page - 1}"))
    return Reply(text, tuple(buttons))


def none_of_these(_turn: Turn) -> Reply:
    """None of the offered topics was meant."""
    return dead_end(texts.NONE_OF_THESE)
