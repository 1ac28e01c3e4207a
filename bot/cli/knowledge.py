"""The shipped knowledge as commands read it: built once, then read from the cache."""

from pathlib import Path

from bot.cli import argument_types
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase


def load_knowledge_base(settings: Settings, data_dir: Path | None = None) -> KnowledgeBase:
    """Return today's knowledge base of a folder, by default that of the settings."""
    today = argument_types.local_today(settings)
    return KnowledgeBase(data_dir or settings.data_dir, today=today, cache_dir=settings.cache_dir)
