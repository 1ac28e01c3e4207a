"""Topics by buttons: the categories, then the topics of a category, page by page."""

from collections.abc import Sequence

from bot import texts
from bot.faq.index import Index
from bot.faq.store import Topic
from bot.handlers.residents.answering import short
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn
from bot.messages.content import Choice, Reply

PAGE = 8  # buttons a page: what fits on a small phone's screen


def show_shelf(shelf: Shelf) -> Handler:
    """Show the categories, or a page of one category's topics: "topics:<category>:<page>"."""

    def show(turn: Turn) -> Reply:
        category, _, page = turn.argument.partition(SEPARATOR)
        categories = _by_category(shelf())
        number = int(page) if page.isdecimal() else 0
        if not category.isdecimal():
            entries = [(name, f"topics:{at}:0") for at, name in enumerate(categories)]
            return _paged(texts.CATEGORIES, entries, "", number)
        if int(category) >= len(categories):
            return old_button(turn)
        name = list(categories)[int(category)]
        entries = [(topic.title, f"topic:{topic.id}") for topic in categories[name]]
        return _paged(texts.TOPICS_OF.format(category=name), entries, category, number)

    return show


def _by_category(index: Index) -> dict[str, list[Topic]]:
    groups: dict[str, list[Topic]] = {}
    for topic in index.knowledge.topics.values():
        groups.setdefault(topic.category, []).append(topic)
    return groups


def _paged(text: str, entries: Sequence[tuple[str, str]], category: str, page: int) -> Reply:
    shown = entries[page * PAGE : (page + 1) * PAGE]
    buttons = [Choice(short(label), value) for label, value in shown]
    if len(entries) > (page + 1) * PAGE:
        buttons.append(Choice(texts.BUTTON_MORE, f"topics:{category}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"topics:{category}:{page - 1}"))
    return Reply(text, tuple(buttons))
