"""Earlier and shorter spellings of commands: each is read as the `bot NOUN VERB` it stands for."""

from collections.abc import Sequence

BROADCAST_VERBS = ("status", "list", "result", "left", "pause", "resume", "cancel", "resend")
ALIASES = {
    "run": "service run",
    "chat": "service chat",
    "doctor": "service check",
    "ask": "faq ask",
    "remind": "reminders send",
    "migrate": "database migrate",
    "backup": "database backup",
    "restore": "database restore",
    "move": "database move",
    "deliveries": "deliveries list",
    "broadcast": "broadcasts draft",
    **{f"broadcast {verb}": f"broadcasts {verb}" for verb in BROADCAST_VERBS},
    "live": "units live",
    "poster": "posters print",
    "loudspeaker": "loudspeaker print",
    "polls households": "households",
    "audit": "audit list",
    "report": "reports write",
    "report recount": "reports recount",
}
"""Spelling → the command it stands for. The longest spelling that fits is taken."""


def expand_alias(words: Sequence[str]) -> list[str]:
    """Return the words of a command line in the form NOUN VERB …; other words unchanged."""
    words = _put_verb_first(list(words))
    written = [" ".join(words[:size]) for size in (2, 1)]
    if not set(written).isdisjoint(ALIASES.values()):
        return words
    for size, spelling in zip((2, 1), written, strict=True):
        if len(words) >= size and spelling in ALIASES:
            return [*ALIASES[spelling].split(), *words[size:]]
    return words


def find_spellings(command: str) -> list[str]:
    """Return the other spellings of "NOUN VERB"."""
    return [alias for alias, meant in ALIASES.items() if meant == command]


def _put_verb_first(words: list[str]) -> list[str]:
    """Move the verb of `bot broadcast --json status 3` to its place."""
    looks_after = words[:1] == ["broadcast"] and not any(word.startswith("--to") for word in words)
    for at, word in enumerate(words[1:] if looks_after else (), 1):
        if word in BROADCAST_VERBS:
            return ["broadcast", word, *words[1:at], *words[at + 1 :]]
    return words
