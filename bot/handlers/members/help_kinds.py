"""Buttons of kinds of help: record one, correct an entry, take it back, look at today's."""

from collections.abc import Sequence
from datetime import datetime, time

from bot.core.events import list_pending
from bot.core.policy import Policy
from bot.handlers.members.speaker import get_member
from bot.handlers.members.support_log import list_kinds, record_counted
from bot.handlers.members.words import support_log as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, list_replies, parse_id
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.tickets import help_counts, help_entries, help_lines
from bot.tickets.events import HelpDeed, TicketClosed
from bot.tickets.help_kinds import HelpKind, HelpKinds
from bot.tickets.models import SupportLog, Ticket, TicketKind, TicketOutcome
from bot.tickets.support_log import SupportEntry

HELPING_OUTCOMES = (TicketOutcome.DONE, TicketOutcome.HELPED)


def press_help_button(known: HelpKinds, policy: Policy) -> Handler:
    """Return a handler for "help:new:<kind>", "help:page:<n>", "help:today", "help:<entry>:…"."""

    def pressed(turn: Turn) -> Answer:
        subject, verb, rest = (*turn.argument.split(SEPARATOR, 2), "", "")[:3]
        if not is_team_member(turn.session, turn.contact):
            return reject_old_button(turn)
        match subject:
            case words.NEW:
                return _record_new(turn, known, verb, policy)
            case "page":
                return words.render_kinds(list_kinds(turn, known), _read_page(verb))
            case words.TODAY:
                return _show_today(turn, known, policy)
        log_id = parse_id(subject)
        if not log_id:
            return reject_old_button(turn)
        return _change_entry(turn, known, policy, log_id, verb, rest)

    return pressed


def _read_page(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 3 else 0


def _record_new(turn: Turn, known: HelpKinds, kind_id: str, policy: Policy) -> Answer:
    kind = next((kind for kind in list_kinds(turn, known) if kind.id == kind_id), None)
    if kind is None:
        return reject_old_button(turn)
    return record_counted(turn, SupportEntry(kind.short, 1, "", ((kind.id, 1),)), known, policy)


def _show_today(turn: Turn, known: HelpKinds, policy: Policy) -> Reply:
    since = datetime.combine(policy.today(turn.now), time(), policy.zone)
    entries = help_entries.list_own_entries(turn.session, since=since, actor=get_member(turn))
    return words.render_today(entries, known, zone=policy.zone)


def _change_entry(
    turn: Turn, known: HelpKinds, policy: Policy, log_id: int, verb: str, rest: str
) -> Answer:
    log = help_counts.get_entry(turn.session, log_id, actor=get_member(turn))
    match verb:
        case "k":
            return _toggle_kind(turn, known, policy, log, rest)
        case "n" if rest.isdecimal() and len(rest) < 4:
            return _set_people(turn, known, policy, log, int(rest))
        case "more":
            return _show_kinds(turn, known, log, _read_page(rest))
        case "off" | "on":
            return _withdraw_or_restore(turn, known, policy, log, withdraws=verb == "off")
        case "show":
            return words.render_entry(log, help_counts.list_counts(turn.session, log.id), known)
    return reject_old_button(turn)


def _toggle_kind(
    turn: Turn, known: HelpKinds, policy: Policy, log: SupportLog, kind_id: str
) -> Answer:
    """Count the kind for the entry, or take it away when it is counted."""
    counts = help_counts.list_counts(turn.session, log.id)
    has_kind = any(count.kind == kind_id for count in counts)
    if not has_kind and all(kind.id != kind_id for kind in list_kinds(turn, known)):
        return reject_old_button(turn)
    people = 0 if has_kind else max([log.households, *(count.people for count in counts)])
    counts = help_counts.add_kinds(
        turn.session,
        log,
        {kind_id: people},
        beneficiary=help_lines.find_beneficiary(log.words),
        actor=get_member(turn),
        policy=policy,
    )
    # The list stays, with its page, until the member says that it is enough.
    kinds = order_kinds_of(turn, known, log)
    place = next((at for at, kind in enumerate(kinds) if kind.id == kind_id), 0)
    return words.render_more_kinds(log, counts, kinds, place // words.PAGE_SIZE, known)


def _set_people(
    turn: Turn, known: HelpKinds, policy: Policy, log: SupportLog, people: int
) -> Answer:
    counts = help_counts.list_counts(turn.session, log.id)
    counts = help_counts.add_kinds(
        turn.session,
        log,
        {count.kind: people for count in counts},
        actor=get_member(turn),
        policy=policy,
    )
    return words.render_entry(log, counts, known)


def _show_kinds(turn: Turn, known: HelpKinds, log: SupportLog, page: int) -> Reply:
    counts = help_counts.list_counts(turn.session, log.id)
    kinds = order_kinds_of(turn, known, log)
    return words.render_more_kinds(log, counts, kinds, page, known)


def order_kinds_of(turn: Turn, known: HelpKinds, log: SupportLog) -> Sequence[HelpKind]:
    """Return the kinds, those first that the entry's words or its ticket name."""
    kinds, said = list_kinds(turn, known), log.words
    ticket = turn.session.get(Ticket, log.ticket_id) if log.ticket_id else None
    if ticket is not None:
        said = f"{ticket.subject} {ticket.text}"
    return words.order_kinds(kinds, help_lines.list_likely_kinds(said, kinds))


def _withdraw_or_restore(
    turn: Turn, known: HelpKinds, policy: Policy, log: SupportLog, *, withdraws: bool
) -> Reply:
    deed = HelpDeed.WITHDRAW if withdraws else HelpDeed.RESTORE
    log = help_counts.change_entry(turn.session, log.id, deed, actor=get_member(turn), now=turn.now)
    if withdraws:
        return words.render_withdrawn(log, zone=policy.zone)
    return words.render_restored(help_counts.list_counts(turn.session, log.id), known)


def ask_after_closing(handler: Handler, known: HelpKinds) -> Handler:
    """Wrap a handler: a member who closed a ticket by it is asked which kinds of help it was."""

    def asked(turn: Turn) -> Answer:
        answer = handler(turn)
        closed = list_pending(turn.session, TicketClosed)
        ticket_ids = [event.ticket_id for event in closed if event.outcome in HELPING_OUTCOMES]
        if len(ticket_ids) != 1 or not is_team_member(turn.session, turn.contact):
            return answer
        if turn.session.get_one(Ticket, ticket_ids[0]).kind == TicketKind.REPORT:
            return answer  # a hole in the road is no digital help
        log = help_counts.find_ticket_entry(turn.session, ticket_ids[0])
        if log is None or not (kinds := order_kinds_of(turn, known, log)):
            return answer
        *before, last = list_replies(answer)
        return (*before, words.add_ticket_question(last, log.id, kinds))

    return asked
