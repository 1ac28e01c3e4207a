"""Texts and buttons of a broadcast: preview, files, possible actions. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.broadcasts.models import Broadcast, State, Urgency
from bot.broadcasts.preview import Preview
from bot.messages.content import Attachment, Choice
from bot.outbox import contents
from bot.vietnamese.dates.words import moment_words

SHOWN = 20  # villages


def preview(one: Broadcast, found: Preview, *, zone: ZoneInfo, price: int = 0) -> str:
    """Render the preview: recipients, time, duration, advice; the text itself last.

    `price` is đồng for a message the platform charges for, 0 when unknown.
    """
    lines = [texts.PREVIEW_TOTAL.format(number=one.id, told=found.told, total=found.total)]
    accounts = ", ".join(f"{count} {name}" for name, count in sorted(found.accounts.items()))
    if accounts:
        lines.append(texts.PREVIEW_ACCOUNTS.format(accounts=accounts))
    if found.unreachable:
        lines.append(_unreachable(found))
    lines += _villages(found)
    when = texts.PREVIEW_NIGHT if found.deferred else texts.PREVIEW_WHEN
    begins = moment_words(found.begins_at, now=one.drafted_at, zone=zone)
    lines.append(when.format(time=begins, lasts=lasting(found.lasts)))
    if one.send_before is not None:
        ends = moment_words(one.send_before, now=one.drafted_at, zone=zone)
        lines.append(texts.PREVIEW_BEFORE.format(time=ends))
    if one.urgency == Urgency.URGENT:
        lines.append(texts.PREVIEW_URGENT)
    if found.gathered:
        lines.append(texts.PREVIEW_GATHERED.format(count=found.gathered))
    lines += _windows(one, found, price)
    if found.trial:
        lines.append(texts.PREVIEW_TRIAL)
    if found.twin:
        lines.append(texts.PREVIEW_TWIN.format(number=found.twin))
    lines += [texts.PREVIEW_ADVICE.format(words=each.words) for each in found.advice]
    lines += _samples(one, found)
    if one.buttons:
        labels = ", ".join(each["label"] for each in one.buttons)
        lines.append(texts.PREVIEW_BUTTONS.format(labels=labels))
    along = contents.describe(one.text, buttons_of(one), files_of(one))
    return "\n".join([*lines, *([texts.CONTENTS, *along] if along else [])])


def buttons_of(one: Broadcast) -> tuple[Choice, ...]:
    """Return the stored buttons of a broadcast."""
    return tuple(Choice(**each) for each in one.buttons)


def files_of(one: Broadcast) -> tuple[Attachment, ...]:
    """Return the stored files of a broadcast."""
    return tuple(Attachment.from_json(each) for each in one.files)


def _unreachable(found: Preview) -> str:
    why = ", ".join(
        texts.PREVIEW_REASONS[reason].format(count=count)
        for reason, count in sorted(found.unreachable.items())
    )
    return texts.PREVIEW_UNREACHABLE.format(reasons=why)


def _windows(one: Broadcast, found: Preview, price: int) -> list[str]:
    """Render who costs money to reach, and who gets it only after writing to the bot."""
    lines = []
    if found.paid:
        cost = texts.PREVIEW_PRICE.format(sum=f"{found.paid * price:,}".replace(",", "."))
        words = texts.PREVIEW_PAID if one.paid else texts.PREVIEW_UNPAID
        known = cost if price else texts.PREVIEW_PRICE_UNKNOWN
        lines.append(words.format(count=found.paid, price=known))
    if found.shut:
        lines.append(texts.PREVIEW_SHUT.format(count=found.shut))
    return lines


def _villages(found: Preview) -> list[str]:
    lines = [
        texts.PREVIEW_VILLAGE.format(unit=name, told=told, total=total)
        for name, total, told in found.villages[:SHOWN]
    ]
    more = len(found.villages) - SHOWN
    return [*lines, texts.PREVIEW_MORE.format(count=more)] if more > 0 else lines


def _samples(one: Broadcast, found: Preview) -> list[str]:
    """Render the message as each channel shows it; channels that show the same share one sample."""
    shown: dict[tuple[str, ...], list[str]] = {}
    for name, parts in found.samples.items():
        shown.setdefault(tuple(parts), []).append(name)
    if not shown:
        return [texts.PREVIEW_WORDS.format(count=len(one.text), text=one.text)]
    return [
        texts.PREVIEW_SAMPLE.format(
            accounts=", ".join(names),
            parts=len(parts),
            count=sum(map(len, parts)),
            text="\n".join(parts),
        )
        for parts, names in shown.items()
    ]


def running(one: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons for the actions that the broadcast's state allows."""
    see = Choice(texts.BUTTON_BROADCAST_SEE, f"tb:see:{one.id}")
    stop = Choice(texts.BUTTON_BROADCAST_STOP, f"tb:stop:{one.id}")
    paper = Choice(texts.BUTTON_BROADCAST_PAPER, f"tb:paper:{one.id}")
    match one.state:
        case State.APPROVED | State.SENDING:
            return see, Choice(texts.BUTTON_BROADCAST_PAUSE, f"tb:pause:{one.id}"), stop, paper
        case State.PAUSED:
            return see, Choice(texts.BUTTON_BROADCAST_GO, f"tb:go:{one.id}"), stop, paper
        case State.DONE:
            again = Choice(texts.BUTTON_BROADCAST_RESEND, f"tb:resend:{one.id}")
            return Choice(texts.BUTTON_BROADCAST_LEFT, f"tb:left:{one.id}"), again, paper
        case State.WAITING:
            return Choice(texts.BUTTON_BROADCAST_EDIT, f"tb:edit:{one.id}"), stop
        case State.DRAFT:
            return Choice(texts.BUTTON_BROADCAST_GO_ON, f"tb:edit:{one.id}"), stop
        case State.REFUSED:
            return (Choice(texts.BUTTON_BROADCAST_MEND, f"tb:edit:{one.id}"),)
    return ()


def lasting(span: timedelta) -> str:
    """Format a duration as "2 phút" or "1 giờ 5 phút"; at least one minute."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return texts.LASTS_MINUTES.format(minutes=minutes)
    return texts.LASTS_HOURS.format(hours=minutes // 60, minutes=minutes % 60)
