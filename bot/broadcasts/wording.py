"""Texts of a broadcast: its preview, and where it stands. Pure."""

from datetime import timedelta

from bot import texts
from bot.broadcasts.content import decode_buttons, decode_files
from bot.broadcasts.models import Broadcast, Urgency
from bot.broadcasts.preview import Preview, SendingPolicy
from bot.outbox import content_summary
from bot.vietnamese.dates.formatting import format_moment

MAX_VILLAGES = 20  # villages


def render_preview(broadcast: Broadcast, preview: Preview, *, policy: SendingPolicy) -> str:
    """Render the preview: recipients, time, duration, advice; the text itself last."""
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
    begins = format_moment(preview.begins_at, now=broadcast.drafted_at, zone=policy.policy.zone)
    lines.append(when.format(time=begins, lasts=format_duration(preview.duration)))
    if broadcast.send_before is not None:
        ends = format_moment(
            broadcast.send_before, now=broadcast.drafted_at, zone=policy.policy.zone
        )
        lines.append(texts.PREVIEW_BEFORE.format(time=ends))
    if broadcast.urgency == Urgency.URGENT:
        lines.append(texts.PREVIEW_URGENT)
    if preview.in_digest:
        lines.append(texts.PREVIEW_GATHERED.format(count=preview.in_digest))
    lines += _render_windows(broadcast, preview, _get_price(broadcast, policy))
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


def _render_unreachable(preview: Preview) -> str:
    why = ", ".join(
        texts.PREVIEW_REASONS[reason].format(count=count)
        for reason, count in sorted(preview.unreachable.items())
    )
    return texts.PREVIEW_UNREACHABLE.format(reasons=why)


def _get_price(broadcast: Broadcast, policy: SendingPolicy) -> int:
    return policy.policy.for_unit(broadcast.unit_id).message_price


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


def format_duration(span: timedelta) -> str:
    """Format a duration as "2 phút" or "1 giờ 5 phút"; at least one minute."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return texts.LASTS_MINUTES.format(minutes=minutes)
    return texts.LASTS_HOURS.format(hours=minutes // 60, minutes=minutes % 60)


def render_submission_result(broadcast: Broadcast, count: int) -> str:
    """Return the text for whoever submitted: how many approvers were notified."""
    template = texts.BROADCAST_ASKED if count else texts.BROADCAST_NO_APPROVER
    return template.format(number=broadcast.id, count=count)
