"""Texts and buttons of a broadcast: preview, files, possible actions. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.broadcasts.models import Broadcast, BroadcastState, Urgency
from bot.broadcasts.preview import Preview
from bot.messages.content import Attachment, Choice
from bot.outbox import content_summary
from bot.vietnamese.dates.formatting import format_moment

MAX_VILLAGES = 20  # villages


def render_preview(
    broadcast: Broadcast, preview: Preview, *, zone: ZoneInfo, price: int = 0
) -> str:
    """Render the preview: recipients, time, duration, advice; the text itself last.

    `price` is đồng for a message the platform charges for, 0 when unknown.
    """
    lines = [
        texts.PREVIEW_TOTAL.format(number=broadcast.id, told=preview.reachable, total=preview.total)
    ]
    accounts = ", ".join(f"{count} {name}" for name, count in sorted(preview.accounts.items()))
    if accounts:
        lines.append(texts.PREVIEW_ACCOUNTS.format(accounts=accounts))
    if preview.unreachable:
        lines.append(_render_unreachable(preview))
    lines += _render_villages(preview)
    when = texts.PREVIEW_NIGHT if preview.deferred else texts.PREVIEW_WHEN
    begins = format_moment(preview.begins_at, now=broadcast.drafted_at, zone=zone)
    lines.append(when.format(time=begins, lasts=format_duration(preview.duration)))
    if broadcast.send_before is not None:
        ends = format_moment(broadcast.send_before, now=broadcast.drafted_at, zone=zone)
        lines.append(texts.PREVIEW_BEFORE.format(time=ends))
    if broadcast.urgency == Urgency.URGENT:
        lines.append(texts.PREVIEW_URGENT)
    if preview.in_digest:
        lines.append(texts.PREVIEW_GATHERED.format(count=preview.in_digest))
    lines += _render_windows(broadcast, preview, price)
    if preview.trial:
        lines.append(texts.PREVIEW_TRIAL)
    if preview.duplicate_of:
        lines.append(texts.PREVIEW_TWIN.format(number=preview.duplicate_of))
    lines += [texts.PREVIEW_ADVICE.format(words=item.text) for item in preview.advice]
    lines += _render_samples(broadcast, preview)
    if broadcast.buttons:
        labels = ", ".join(item["label"] for item in broadcast.buttons)
        lines.append(texts.PREVIEW_BUTTONS.format(labels=labels))
    along = content_summary.describe_contents(
        broadcast.text, decode_buttons(broadcast), decode_files(broadcast)
    )
    return "\n".join([*lines, *([texts.CONTENTS, *along] if along else [])])


def decode_buttons(broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the stored buttons of a broadcast."""
    return tuple(Choice(**button) for button in broadcast.buttons)


def decode_files(broadcast: Broadcast) -> tuple[Attachment, ...]:
    """Return the stored files of a broadcast."""
    return tuple(Attachment.from_json(file) for file in broadcast.files)


def _render_unreachable(preview: Preview) -> str:
    why = ", ".join(
        texts.PREVIEW_REASONS[reason].format(count=count)
        for reason, count in sorted(preview.unreachable.items())
    )
    return texts.PREVIEW_UNREACHABLE.format(reasons=why)


def _render_windows(broadcast: Broadcast, preview: Preview, price: int) -> list[str]:
    """Render who costs money to reach, and who gets it only after writing to the bot."""
    lines = []
    if preview.paid:
        cost = texts.PREVIEW_PRICE.format(sum=f"{preview.paid * price:,}".replace(",", "."))
        template = texts.PREVIEW_PAID if broadcast.paid else texts.PREVIEW_UNPAID
        price_text = cost if price else texts.PREVIEW_PRICE_UNKNOWN
        lines.append(template.format(count=preview.paid, price=price_text))
    if preview.outside_window:
        lines.append(texts.PREVIEW_SHUT.format(count=preview.outside_window))
    return lines


def _render_villages(preview: Preview) -> list[str]:
    lines = [
        texts.PREVIEW_VILLAGE.format(unit=name, told=reachable, total=total)
        for name, total, reachable in preview.villages[:MAX_VILLAGES]
    ]
    more = len(preview.villages) - MAX_VILLAGES
    return [*lines, texts.PREVIEW_MORE.format(count=more)] if more > 0 else lines


def _render_samples(broadcast: Broadcast, preview: Preview) -> list[str]:
    """Render the message as each channel shows it; channels that show the same share one sample."""
    shown: dict[tuple[str, ...], list[str]] = {}
    for name, parts in preview.samples.items():
        shown.setdefault(tuple(parts), []).append(name)
    if not shown:
        return [texts.PREVIEW_WORDS.format(count=len(broadcast.text), text=broadcast.text)]
    return [
        texts.PREVIEW_SAMPLE.format(
            accounts=", ".join(names),
            parts=len(parts),
            count=sum(map(len, parts)),
            text="\n".join(parts),
        )
        for parts, names in shown.items()
    ]


def list_actions(broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the buttons for the actions that the broadcast's state allows."""
    see = Choice(texts.BUTTON_BROADCAST_SEE, f"tb:see:{broadcast.id}")
    stop = Choice(texts.BUTTON_BROADCAST_STOP, f"tb:stop:{broadcast.id}")
    paper = Choice(texts.BUTTON_BROADCAST_PAPER, f"tb:paper:{broadcast.id}")
    match broadcast.state:
        case BroadcastState.APPROVED | BroadcastState.SENDING:
            return (
                see,
                Choice(texts.BUTTON_BROADCAST_PAUSE, f"tb:pause:{broadcast.id}"),
                stop,
                paper,
            )
        case BroadcastState.PAUSED:
            return see, Choice(texts.BUTTON_BROADCAST_GO, f"tb:go:{broadcast.id}"), stop, paper
        case BroadcastState.DONE:
            again = Choice(texts.BUTTON_BROADCAST_RESEND, f"tb:resend:{broadcast.id}")
            return Choice(texts.BUTTON_BROADCAST_LEFT, f"tb:left:{broadcast.id}"), again, paper
        case BroadcastState.WAITING:
            return Choice(texts.BUTTON_BROADCAST_EDIT, f"tb:edit:{broadcast.id}"), stop
        case BroadcastState.DRAFT:
            return Choice(texts.BUTTON_BROADCAST_GO_ON, f"tb:edit:{broadcast.id}"), stop
        case BroadcastState.REFUSED:
            return (Choice(texts.BUTTON_BROADCAST_MEND, f"tb:edit:{broadcast.id}"),)
    return ()


def format_duration(span: timedelta) -> str:
    """Format a duration as "2 phút" or "1 giờ 5 phút"; at least one minute."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return texts.LASTS_MINUTES.format(minutes=minutes)
    return texts.LASTS_HOURS.format(hours=minutes // 60, minutes=minutes % 60)
