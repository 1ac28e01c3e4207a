"""What the table of contents is made with: the knowledge, the rules, who may try how often."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcasts.authenticity import Scam
from bot.broadcasts.preview import Pace
from bot.classes.skills import Skill
from bot.core.policy import Policy
from bot.handlers import flows
from bot.handlers.residents import faq
from bot.handlers.residents.faq import Shelf
from bot.handlers.understanding import Intents, means
from bot.inbox.routing import Handler, Question, any_of, words
from bot.polls.booth import Booth
from bot.reminders.deadlines import Deadline


@dataclass(frozen=True, slots=True)
class Kit:
    """What the routes are made with. `guarded` counts wrong codes; `flow` keeps a question open."""

    shelf: Shelf
    policy: Policy
    pace: Pace
    scams: tuple[Scam, ...]
    booth: Booth
    guarded: Callable[[Handler], Handler]
    intents: Intents
    deadlines: tuple[Deadline, ...]
    skills: tuple[Skill, ...]

    @property
    def answer(self) -> Handler:
        """The handler of a free question."""
        return faq.answer_from(self.shelf)

    def says(self, phrases: tuple[str, ...], *names: str) -> Question:
        """One of these phrases word for word, or words that mean one of these intents.

        What answers the open step of an officer's draft means that: "chi to" is the team.
        """
        meant = means(self.intents, *names)
        return any_of(
            words(*phrases),
            lambda turn: meant(turn) and not flows.fits_step(turn, self.pace),
        )

    def flow(self, handler: Handler) -> Handler:
        """The handler of a question's answer: its faults leave the question open."""
        return flows.guarded(handler, self.pace)
