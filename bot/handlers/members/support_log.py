"""*/ghinhan*: a member records people they helped face to face, by kinds that are counted."""

import re

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.faq.matcher import match_question
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import support_log as words
from bot.inbox.routing import Answer, Handler, Turn, command
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.people.units import Unit, list_path_ids
from bot.tickets import help_counts, help_lines, support_log
from bot.tickets.help_kinds import HelpKind, HelpKinds
from bot.tickets.support_log import SupportEntry

is_command = command("ghinhan")


def is_log_command(turn: Turn) -> bool:
    """Return whether a team member sent the command."""
    return is_command(turn) and is_team_member(turn.session, turn.contact)


def list_kinds(turn: Turn, known: HelpKinds) -> tuple[HelpKind, ...]:
    """Return the kinds that the speaker's commune counts."""
    above = (turn.session.get(Unit, step) for step in list_path_ids(get_member(turn).scope))
    return known.list_for({unit.code for unit in above if unit is not None})


def log_help_from(get_index: GetIndex, known: HelpKinds, policy: Policy) -> Handler:
    """Return a handler that records the help of a line; without one it asks for the kind."""

    def log(turn: Turn) -> Answer:
        line, kinds = turn.text.partition(" ")[2].strip(), list_kinds(turn, known)
        if not line and kinds:
            return words.render_kinds(kinds)
        if entries := help_lines.parse_help(line, kinds):
            return tuple(record_counted(turn, entry, known, policy) for entry in entries)
        return _record_uncounted(turn, line, kinds, get_index)

    return log


def record_counted(turn: Turn, entry: SupportEntry, known: HelpKinds, policy: Policy) -> Reply:
    """Record an entry with its kinds; the same without a name a moment ago is not repeated."""
    actor, people = get_member(turn), dict(entry.kinds)
    if not entry.beneficiary:
        earlier = help_counts.find_repeated(turn.session, people, actor=actor, now=turn.now)
        if earlier is not None:
            return words.render_repeated(help_counts.list_counts(turn.session, earlier.id), known)
    row = support_log.record_entry(turn.session, entry, topic_id="", actor=actor, now=turn.now)
    counts = help_counts.add_kinds(
        turn.session, row, people, beneficiary=entry.beneficiary, actor=actor, policy=policy
    )
    return words.render_entry(row, counts, known, who=entry.beneficiary)


def _record_uncounted(
    turn: Turn, line: str, kinds: tuple[HelpKind, ...], get_index: GetIndex
) -> Reply:
    """Record help of no known kind; its subject is matched to a topic like a question."""
    entry = support_log.parse_entry(line)
    if entry is None:
        is_large = re.search(r"\d{3}", line) is not None
        too_many = texts.HELP_TOO_MANY.format(most=support_log.MOST_HOUSEHOLDS)
        raise UserError(too_many if is_large else texts.SUPPORT_HOW)
    match = match_question(get_index(turn), entry.subject)
    topic = match.topic if match.outcome == "answer" else None  # what is guessed is not recorded
    row = support_log.record_entry(
        turn.session,
        entry,
        topic_id=topic.id if topic else "",
        actor=get_member(turn),
        now=turn.now,
    )
    likely = help_lines.list_likely_kinds(line, kinds)
    subject = topic.title if topic else entry.subject
    return words.render_uncounted(row, subject, words.order_kinds(kinds, likely))
