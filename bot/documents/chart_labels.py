"""The names beside the bars of a chart: how wide they are, and in which lines they stand."""

from bot.documents.typeface import measure

SIZE = 13  # px, as the pictures write
# The page writes in whatever the reader's machine has. The widest of the usual faces (DejaVu Sans,
# Verdana) take a third more than the one that is measured.
WIDEST_FACE = 1.35
CUT = "…"


def measure_label(text: str) -> float:
    """Return how many px a text takes at the most."""
    return measure(text, SIZE) * WIDEST_FACE


def wrap_label(label: str, room: float) -> list[str]:
    """Return a label in at most two lines of `room` px; what does not fit is cut at its end."""
    words = label.split()
    if measure_label(" ".join(words)) <= room or len(words) < 2:
        return [_cut(" ".join(words), room)]
    fitting = [at for at in range(1, len(words)) if measure_label(" ".join(words[:at])) <= room]
    both = [at for at in fitting if measure_label(" ".join(words[at:])) <= room]
    # Of two lines that both fit the more even ones; else as much as fits into the first.
    at = min(both, key=lambda at: _unevenness(words, at)) if both else max(fitting, default=1)
    return [_cut(" ".join(words[:at]), room), _cut(" ".join(words[at:]), room)]


def _unevenness(words: list[str], at: int) -> float:
    return abs(measure_label(" ".join(words[:at])) - measure_label(" ".join(words[at:])))


def _cut(text: str, room: float) -> str:
    if measure_label(text) <= room:
        return text
    while text and measure_label(text + CUT) > room:
        text = text[:-1]
    return text.rstrip() + CUT
