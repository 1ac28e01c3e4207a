"""The table of commands: each noun, what it is about, and the modules that hold its verbs.

Help of all nouns needs none of the modules, and a command imports only those up to its own.
"""

from dataclasses import dataclass
from importlib import import_module

from bot.cli.parser import Commands


@dataclass(frozen=True, slots=True)
class Noun:
    """What the commands of a noun are about, and their modules under `bot.cli`."""

    help: str
    modules: tuple[str, ...]


NOUNS = {
    "service": Noun("The bot itself: run, talk, check.", ("service",)),
    "database": Noun(
        "Upgrade, backup, restore and move.", ("database", "database_restore", "database_move")
    ),
    "keys": Noun("The keys that phone numbers and tokens are sealed with.", ("keys",)),
    "faq": Noun("The knowledge.", ("faq", "faq_drafts", "faq_reports", "faq_documents")),
    "facts": Noun("What a commune fills into the answers.", ("facts",)),
    "units": Noun("The tree of provinces, communes and villages.", ("units",)),
    "team": Noun("Members of the villages' digital-technology teams.", ("team",)),
    "imports": Noun("Lists that were imported, and taking one back.", ("imports",)),
    "settings": Noun("What communes decide over the operator's default.", ("settings",)),
    "households": Noun("Households and their codes.", ("households",)),
    "outreach": Noun("Going from door to door.", ("outreach",)),
    "duty": Noun("Working hours and days off.", ("duty",)),
    "tickets": Noun("Residents who want to talk with a person.", ("tickets",)),
    "classes": Noun(
        "Classes: import, list, weekly series, cancel.",
        ("classes", "classes_learners", "classes_proposals"),
    ),
    "reminders": Noun("Reminders that are due.", ("reminders",)),
    "broadcasts": Noun(
        "Announcements: draft, watch, stop.",
        ("broadcasts", "broadcasts_draft"),
    ),
    "posters": Noun("Posters with a QR code.", ("posters",)),
    "loudspeaker": Noun("Announcements to be read out.", ("loudspeaker",)),
    "polls": Noun("Opinion polls.", ("polls", "polls_states")),
    "commitments": Noun("What the communes promised.", ("commitments",)),
    "deliveries": Noun("Messages on their way.", ("deliveries",)),
    "indicators": Noun("Indicators: sets, values, points.", ("indicators",)),
    "reports": Noun("Figures of villages by week and month.", ("reports",)),
    "evidence": Noun("What figures stand on, for an inspection.", ("evidence",)),
    "contacts": Noun("Residents' chats: block for a while.", ("contacts",)),
    "privacy": Noun("People's own data, when they ask for it on paper.", ("privacy",)),
    "admin": Noun("Signing in to the officers' console.", ("admin",)),
    "audit": Noun("Who did what.", ("audit",)),
    "zalo": Noun("The Zalo Official Account.", ("zalo",)),
    "demo": Noun("The invented communes.", ("demo",)),
}


def add_verbs(noun: Noun, verbs: Commands, wanted: str | None) -> None:
    """Add the verbs of a noun, module by module until `wanted` is among them (None: all)."""
    for name in noun.modules:
        import_module(f"bot.cli.{name}").add_verbs(verbs)
        if wanted in verbs.choices:
            return
