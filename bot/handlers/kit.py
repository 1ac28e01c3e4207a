"""What the routes are built from: knowledge, policies, and limits on attempts."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcasts.authenticity import ScamPattern
from bot.broadcasts.preview import SendingPolicy
from bot.channels.file_store import FileStore
from bot.classes.skills import Skill
from bot.core.official_sites import NO_SITES, OfficialSites
from bot.core.policy import Policy
from bot.handlers import flows
from bot.handlers.knowledge_source import GetIndex, KnowledgeSource, make_index_getter
from bot.handlers.recognition import Intents, means
from bot.handlers.residents import faq
from bot.inbox.routing import Condition, Handler, any_of, exact_phrase
from bot.outreach.setups import SetUps
from bot.polls.voting_config import VotingConfig
from bot.reminders.deadlines import Deadline
from bot.tickets.help_kinds import HelpKinds


@dataclass(frozen=True, slots=True)
class Kit:
    """The dependencies of the route table. `limit_attempts` wraps a handler to limit wrong
    codes."""

    knowledge: KnowledgeSource
    policy: Policy
    pace: SendingPolicy
    scams: tuple[ScamPattern, ...]
    booth: VotingConfig
    limit_attempts: Callable[[Handler], Handler]
    intents: Intents
    deadlines: tuple[Deadline, ...]
    skills: tuple[Skill, ...]
    help_kinds: HelpKinds
    setups: SetUps = ()
    official: OfficialSites = NO_SITES
    files: FileStore | None = None  # what people sent; without it no list is read

    @property
    def get_index(self) -> GetIndex:
        """The index for whoever speaks in a turn."""
        return make_index_getter(self.knowledge)

    @property
    def answer_question(self) -> Handler:
        """The handler of free questions."""
        return faq.answer_free_question(self.get_index)

    def says(self, phrases: tuple[str, ...], *names: str) -> Condition:
        """Return a predicate: the text is one of the phrases, or expresses one of the named
        intents.

        An intent does not count when the text answers the step of an officer's draft: "chi to" is
        the team.
        """
        means_intent = means(self.intents, *names)
        return any_of(
            exact_phrase(*phrases),
            lambda turn: means_intent(turn) and not flows.fits_step(turn, self.pace),
        )

    def guard_flow(self, handler: Handler) -> Handler:
        """Wrap the handler of a flow: an error keeps the flow's question open."""
        return flows.guard_flow(handler, self.pace)
