"""Loudspeaker script of an announcement: every number in words, read twice, with its duration.

The duration is an estimate: announcers read about 150 syllables a minute when old people are to
follow, and a Vietnamese word between blanks is one syllable.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot import texts
from bot.documents.office_form import Letterhead, OfficeDocument, Paragraph, Tone
from bot.vietnamese.read_aloud import ReadingTable, spell_out_text

SYLLABLES_A_MINUTE = 150
TYPE_SIZE = 18.0  # points: read standing, by any light
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")


@dataclass(frozen=True, slots=True)
class Script:
    """A script, sentence by sentence."""

    opening: str
    sentences: Sequence[str]
    closing: str

    @property
    def lines(self) -> Sequence[str]:
        """All lines in reading order; the body is read twice."""
        body = list(self.sentences)
        return [self.opening, *body, texts.LOUDSPEAKER_AGAIN, *body, self.closing]

    @property
    def duration(self) -> timedelta:
        """The estimated reading time."""
        syllables = sum(len(line.split()) for line in self.lines)
        return timedelta(minutes=syllables / SYLLABLES_A_MINUTE)


def make_script(unit: str, text: str, table: ReadingTable, *, code: str = "") -> Script:
    """Return the script of an announcement of `unit`; its check `code` is read at the end."""
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip()]
    if code:
        sentences.append(texts.LOUDSPEAKER_CODE.format(code=code))
    spoken_sentences = [
        _capitalize_first(spell_out_text(sentence, table)) for sentence in sentences
    ]
    opening = texts.LOUDSPEAKER_OPENING.format(unit=spell_out_text(unit, table))
    return Script(opening, spoken_sentences, texts.LOUDSPEAKER_CLOSING)


def _capitalize_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def make_document(
    script: Script, title: str, letterhead: Letterhead, *, day: date
) -> OfficeDocument:
    """Return the script in large type, one sentence a line, its duration on top."""
    seconds = round(script.duration.total_seconds())
    head = texts.LOUDSPEAKER_HEAD.format(minutes=seconds // 60, seconds=seconds % 60)
    return OfficeDocument(
        letterhead,
        texts.LOUDSPEAKER_KIND,
        title,
        [Paragraph(head, Tone.NOTE), *(Paragraph(line, Tone.LINE) for line in script.lines)],
        day=day,
        size=TYPE_SIZE,
    )
