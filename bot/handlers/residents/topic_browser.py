"""Topics by buttons: the categories, then the topics of a category, page by page."""

from collections.abc import Sequence

from bot import texts
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Topic
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Handler, Turn
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label

PAGE_SIZE = 8  # buttons a page: what fits on a small phone's screen


def browse_topics(get_index: GetIndex) -> Handler:
    """Show the categories, or a page of one category's topics: "topics:<category>:<page>"."""

    def show(turn: Turn) -> Reply:
        category, _, page = turn.argument.partition(SEPARATOR)
        categories = _group_by_category(get_index(turn))
        number = int(page) if page.isdecimal() else 0
        if not category.isdecimal():
            entries = [(name, f"topics:{at}:0") for at, name in enumerate(categories)]
            return _render_page(texts.CATEGORIES, entries, "", number)
        if int(category) >= len(categories):
            return reject_old_button(turn)
        name = list(categories)[int(category)]
        entries = [(topic.title, f"topic:{topic.id}") for topic in categories[name]]
        return _render_page(texts.TOPICS_OF.format(category=name), entries, category, number)

    return show


def _group_by_category(index: KnowledgeIndex) -> dict[str, list[Topic]]:
    groups: dict[str, list[Topic]] = {}
    for topic in index.knowledge.topics.values():
        groups.setdefault(topic.category, []).append(topic)
    return groups


def _render_page(text: str, entries: Sequence[tuple[str, str]], category: str, page: int) -> Reply:
    shown = entries[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    buttons = [Choice(shorten_label(label), value) for label, value in shown]
    if len(entries) > (page + 1) * PAGE_SIZE:
        buttons.append(Choice(texts.BUTTON_MORE, f"topics:{category}:{page + 1}"))
    if page:
        buttons.append(Choice(texts.BUTTON_BACK, f"topics:{category}:{page - 1}"))
    return Reply(text, tuple(buttons))
