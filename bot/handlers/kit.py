"""What the routes are built from: knowledge, policies, and limits on attempts."""

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
    """The dependencies of the route table. `limit_attempts` wraps a handler to limit wrong codes."""

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
        """The handler of free questions."""
        return faq.answer_from(self.shelf)

    def says(self, phrases: tuple[str, ...], *names: str) -> Question:
        """Return a predicate: the text is one of the phrases, or expresses one of the named intents.

        An intent does not count when the text answers the step of an officer's draft: "chi to" is
        the team.
        """
        meant = means(self.intents, *names)
        return any_of(
            words(*phrases),
            lambda turn: meant(turn) and not flows.fits_step(turn, self.pace),
        )

    def flow(self, handler: Handler) -> Handler:
        """Wrap the handler of a flow: an error keeps the flow's question open."""
        return flows.guarded(handler, self.pace)
