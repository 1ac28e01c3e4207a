"""An announcement's look-over in words, for a chat and for a terminal. Pure but for the row."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.broadcasts.models import Broadcast, Urgency
from bot.broadcasts.preview import Preview

SHOWN = 20  # villages


def preview(one: Broadcast, found: Preview, *, zone: ZoneInfo, price: int = 0) -> str:
    """Who, who not, when, how long, what to mend; the words themselves last. `price`: đồng for a
    message the platform charges for, 0 when nobody knows."""
    lines = [texts.PREVIEW_TOTAL.format(number=one.id, told=found.told, total=found.total)]
    accounts = ", ".join(f"{count} {name}" for name, count in sorted(found.accounts.items()))
    if accounts:
        lines.append(texts.PREVIEW_ACCOUNTS.format(accounts=accounts))
    if found.unreachable:
        lines.append(_unreachable(found))
    lines += _villages(found)
    local = found.begins_at.astimezone(zone)
    day = f"{local:%H:%M} {local.day}/{local.month}"
    when = texts.PREVIEW_NIGHT if found.deferred else texts.PREVIEW_WHEN
    lines.append(when.format(time=day, lasts=lasting(found.lasts)))
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
    return "\n".join(lines)


def _unreachable(found: Preview) -> str:
    why = ", ".join(
        texts.PREVIEW_REASONS[reason].format(count=count)
        for reason, count in sorted(found.unreachable.items())
    )
    return texts.PREVIEW_UNREACHABLE.format(reasons=why)


def _windows(one: Broadcast, found: Preview, price: int) -> list[str]:
    """Who is charged for, and who hears it only once they write."""
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
    long = [(name, len(parts)) for name, parts in found.samples.items() if len(parts) > 1]
    lines = [texts.PREVIEW_PARTS.format(account=name, count=count) for name, count in long]
    words = texts.PREVIEW_WORDS.format(count=len(one.text), text=one.text)
    return [*lines, words]


def lasting(span: timedelta) -> str:
    """ "2 phút", "1 giờ 5 phút"; never less than a minute."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return texts.LASTS_MINUTES.format(minutes=minutes)
    return texts.LASTS_HOURS.format(hours=minutes // 60, minutes=minutes % 60)
