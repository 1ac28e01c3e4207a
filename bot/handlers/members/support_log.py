"""*/ghinhan*: a member records people they helped face to face."""

from bot import texts
from bot.core.errors import UserError
from bot.faq.matcher import match_question
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.members.speaker import get_member
from bot.inbox.routing import Handler, Turn, command
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.tickets import support_log

is_command = command("ghinhan")


def is_log_command(turn: Turn) -> bool:
    """Return whether a team member sent the command."""
    return is_command(turn) and is_team_member(turn.session, turn.contact)


def log_help_from(get_index: GetIndex) -> Handler:
    """Return a handler that records the help; its subject is matched to a topic like a question."""

    def log(turn: Turn) -> Reply:
        helped = support_log.parse_entry(turn.text.partition(" ")[2].strip())
        if helped is None:
            raise UserError(texts.SUPPORT_HOW)
        candidates = match_question(get_index(turn), helped.subject).candidates
        topic = candidates[0].topic if candidates else None
        topic_id = topic.id if topic else ""
        support_log.record_entry(
            turn.session, helped, topic_id=topic_id, actor=get_member(turn), now=turn.now
        )
        subject = topic.title if topic else helped.subject
        return Reply(texts.SUPPORT_LOGGED.format(count=helped.households, subject=subject))

    return log
