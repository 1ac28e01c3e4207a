"""What members are told of the help they wrote down, with buttons for its kinds."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.tickets.help_entries import HelpEntry
from bot.tickets.help_kinds import HelpKind, HelpKinds
from bot.tickets.models import HelpCount, SupportLog
from bot.vietnamese.dates.formatting import format_clock

PAGE_SIZE = 7
PEOPLE_STEPS = (2, 3, 5, 10)
NEW = "new"
TODAY = "today"


def order_kinds(kinds: Sequence[HelpKind], likely: Sequence[str]) -> list[HelpKind]:
    """Return the kinds with the likely ones first."""
    return sorted(kinds, key=lambda kind: kind.id not in likely)


def describe_counts(counts: Sequence[HelpCount], known: HelpKinds) -> str:
    """Return the kinds and how many of each, as a list in one line."""
    return "; ".join(
        texts.HELP_RECORDED_KIND.format(
            name=kind.short if (kind := known.find(count.kind)) else count.kind,
            count=count.people,
            measure=kind.measure if kind else "",
        )
        for count in counts
    )


def list_kind_choices(
    kinds: Sequence[HelpKind], ticked: Sequence[str], subject: object, page: int
) -> list[Choice]:
    """Return a page of buttons of kinds for an entry (its id) or a new one (`NEW`)."""
    shown = kinds[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    choices = []
    for kind in shown:
        name = kind.short
        label = texts.HELP_TICKED.format(name=name) if kind.id in ticked else name
        verb = (subject, kind.id) if subject == NEW else (subject, "k", kind.id)
        choices.append(Choice(shorten_label(label), Action.HELP.pack(*verb)))
    if len(kinds) > PAGE_SIZE:
        following = page + 1 if len(kinds) > (page + 1) * PAGE_SIZE else 0
        more = ("page", following) if subject == NEW else (subject, "more", following)
        choices.append(Choice(texts.HELP_OTHER_KINDS_BUTTON, Action.HELP.pack(*more)))
    return choices


def render_kinds(kinds: Sequence[HelpKind], page: int = 0) -> Reply:
    """Ask which help was given, with a button for each kind."""
    choices = list_kind_choices(kinds, (), NEW, page)
    choices.append(Choice(texts.HELP_TODAY_BUTTON, Action.HELP.pack(TODAY)))
    return Reply(texts.HELP_ASK, tuple(choices))


def render_entry(
    log: SupportLog, counts: Sequence[HelpCount], known: HelpKinds, *, who: str = ""
) -> Reply:
    """Say what is recorded, and give buttons to correct it, to add a kind, to take it back."""
    text = texts.HELP_RECORDED_NONE
    if counts:
        of = texts.HELP_RECORDED_WHO.format(who=who) if who else ""
        text = texts.HELP_RECORDED.format(kinds=describe_counts(counts, known), who=of)
    less = [count for count in counts if count.counted < count.people]
    if less and log.withdrawn_at is None:
        text += "\n" + texts.HELP_NOT_TWICE.format(kinds=describe_counts(less, known))
    return Reply(text, tuple(_list_entry_choices(log, counts, known)))


def _list_entry_choices(
    log: SupportLog, counts: Sequence[HelpCount], known: HelpKinds
) -> list[Choice]:
    def button(label: str, *verb: object) -> Choice:
        return Choice(label, Action.HELP.pack(log.id, *verb))

    choices = [button(texts.HELP_MORE_KINDS_BUTTON, "more", 0)]
    if counts and log.ticket_id is None and all(count.people == 1 for count in counts):
        measures = {kind.measure for count in counts if (kind := known.find(count.kind))}
        measure = measures.pop() if len(measures) == 1 else texts.HELP_PEOPLE
        choices += [
            button(texts.HELP_PEOPLE_BUTTON.format(count=number, measure=measure), "n", number)
            for number in PEOPLE_STEPS
        ]
    return [*choices, button(texts.HELP_WITHDRAW_BUTTON, "off")]


def render_more_kinds(
    log: SupportLog,
    counts: Sequence[HelpCount],
    kinds: Sequence[HelpKind],
    page: int,
    known: HelpKinds,
) -> Reply:
    """Show the kinds to tick for an entry, under what is recorded so far."""
    recorded = texts.HELP_RECORDED_NONE
    if counts:
        recorded = texts.HELP_RECORDED.format(kinds=describe_counts(counts, known), who="")
    ticked = [count.kind for count in counts]
    choices = list_kind_choices(kinds, ticked, log.id, page)
    choices.append(Choice(texts.HELP_DONE_BUTTON, Action.HELP.pack(log.id, "show")))
    return Reply(f"{recorded}\n{texts.HELP_ASK_MORE}", tuple(choices))


def add_ticket_question(reply: Reply, log_id: int, kinds: Sequence[HelpKind]) -> Reply:
    """Return the reply about a closed ticket with the question which help it was."""
    choices = (*reply.choices, *list_kind_choices(kinds, (), log_id, 0))
    return Reply(f"{reply.text}\n\n{texts.HELP_ASK_TICKET}", choices, reply.attachments)


def render_uncounted(log: SupportLog, subject: str, kinds: Sequence[HelpKind]) -> Reply:
    """Confirm an entry whose kind is not known, with buttons for the kinds."""
    text = texts.SUPPORT_LOGGED.format(count=log.households, subject=subject)
    if not kinds:
        return Reply(text)
    choices = list_kind_choices(kinds, (), log.id, 0)
    return Reply(f"{text}\n{texts.HELP_GUESS}", tuple(choices))


def render_repeated(counts: Sequence[HelpCount], known: HelpKinds) -> Reply:
    """Say that the same line was written down a moment ago."""
    return Reply(texts.HELP_REPEATED.format(kinds=describe_counts(counts, known)))


def render_withdrawn(log: SupportLog, *, zone: ZoneInfo) -> Reply:
    """Say that an entry was taken back, with the way back."""
    day = f"{log.at.astimezone(zone):%d/%m}"
    restore = Choice(texts.HELP_RESTORE_BUTTON, Action.HELP.pack(log.id, "on"))
    return Reply(texts.HELP_WITHDRAWN.format(day=day), (restore,))


def render_restored(counts: Sequence[HelpCount], known: HelpKinds) -> Reply:
    """Say that an entry counts again."""
    return Reply(texts.HELP_RESTORED.format(kinds=describe_counts(counts, known)))


def render_today(entries: Sequence[HelpEntry], known: HelpKinds, *, zone: ZoneInfo) -> Reply:
    """List what the member wrote down today, with a button each."""
    if not entries:
        return Reply(texts.HELP_TODAY_NONE)
    choices = tuple(
        Choice(_label_entry(entry, known, zone), Action.HELP.pack(entry.log.id, "show"))
        for entry in entries
    )
    return Reply(texts.HELP_TODAY.format(count=len(entries)), choices)


def _label_entry(entry: HelpEntry, known: HelpKinds, zone: ZoneInfo) -> str:
    at: datetime = entry.log.at.astimezone(zone)
    gone = entry.log.withdrawn_at is not None
    label = texts.HELP_ENTRY_GONE if gone else texts.HELP_ENTRY_LABEL
    kinds = describe_counts(entry.counts, known)
    return shorten_label(label.format(time=format_clock(at), kinds=kinds))
