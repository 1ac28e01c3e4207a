"""Detect ambiguous duty lines, which are asked about instead of being stored. Pure."""

from datetime import date

from bot import texts
from bot.duty.lines import (
    DAY_WORDS,
    HOUR_WORDS,
    PART_WORDS,
    WeeklyPattern,
    mark_evenings,
    parse_duty,
)
from bot.vietnamese.dates.hour_spans import is_ambiguous
from bot.vietnamese.dates.weekdays import list_weekday_mismatches
from bot.vietnamese.tone_matching import resolve_tone_homographs


def find_ambiguity(text: str, *, today: date) -> str:
    """Return the question about an ambiguous line: wrong weekday for the date, "2h-4h", "7-12".

    Returns "" when the line is unambiguous or not about duty.
    """
    lines = parse_duty(text, today=today)
    if not lines or isinstance(lines[0], WeeklyPattern):
        return ""
    for misfit in list_weekday_mismatches(text, today):
        return misfit.sentence
    folded = mark_evenings(resolve_tone_homographs(text))
    dated, parted = DAY_WORDS.search(folded), PART_WORDS.search(folded)
    for span in HOUR_WORDS.finditer(DAY_WORDS.sub(" ", folded)):
        start, end = span["start"] or span["only_start"] or "", span["end"] or ""
        piece = span[0].strip()
        if start and not parted and is_ambiguous(start):
            return texts.HOURS_DOUBTFUL.format(piece=piece)
        if start.isdecimal() and end.isdecimal() and int(end) <= 12 and not (dated or parted):
            return texts.DUTY_DAY_OR_HOURS.format(piece=piece, start=start, end=end)
    return ""
