"""The columns of a report: each figure with its heading, its kind and how it is computed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot import texts
from bot.reports.figures import Figures
from bot.reports.models import CountName

Number = float | None


class FigureKind(StrEnum):
    """How a figure is written."""

    COUNT = "count"  # 1.234
    SHARE = "share"  # 56 %
    MINUTES = "minutes"  # 12
    STARS = "stars"  # 4,3


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One figure of a report."""

    key: str
    kind: FigureKind
    compute: Callable[[Figures], Number]

    @property
    def heading(self) -> str:
        """What the column is called."""
        return texts.FIGURE_HEADINGS[self.key]


def _count(name: CountName) -> FigureColumn:
    return FigureColumn(str(name), FigureKind.COUNT, lambda figures: figures.get(name))


COLUMNS: tuple[FigureColumn, ...] = (
    FigureColumn("questions", FigureKind.COUNT, lambda figures: figures.questions),
    _count(CountName.ANSWERED),
    _count(CountName.CHOICES),
    _count(CountName.MISSED),
    FigureColumn("answered_share", FigureKind.SHARE, lambda figures: figures.answered_share),
    _count(CountName.TOPIC_OPENED),
    _count(CountName.HELPED),
    _count(CountName.NOT_HELPED),
    _count(CountName.TICKET_OPENED),
    _count(CountName.TICKET_TAKEN),
    _count(CountName.TICKET_RESOLVED),
    _count(CountName.TICKET_REOPENED),
    _count(CountName.TICKET_LATE),
    _count(CountName.TO_NEIGHBOUR),
    _count(CountName.TO_COMMUNE),
    _count(CountName.UNTAKEN),
    FigureColumn("median_response", FigureKind.MINUTES, lambda figures: figures.median_response),
    FigureColumn("p95_response", FigureKind.MINUTES, lambda figures: figures.p95_response),
    FigureColumn("average_rating", FigureKind.STARS, lambda figures: figures.average_rating),
    _count(CountName.VISIT),
    _count(CountName.FACE_TO_FACE),
    _count(CountName.HOUSE_VISIT),
    _count(CountName.HOUSE_SET_UP),
    _count(CountName.HOUSE_REACHED),
    _count(CountName.HOUSE_TOLD),
    _count(CountName.CLASS_HELD),
    _count(CountName.ENROLLED),
    _count(CountName.ATTENDED),
    _count(CountName.BROADCAST),
    _count(CountName.ADDRESSED),
    _count(CountName.DELIVERED),
    _count(CountName.UNREACHED),
    FigureColumn("reached_share", FigureKind.SHARE, lambda figures: figures.reached_share),
    _count(CountName.BALLOT),
    # Of somebody new the village is not known, nor, of several communes, which: no figure then.
    FigureColumn(
        "started", FigureKind.COUNT, lambda figures: figures.get(CountName.STARTED) or None
    ),
    _count(CountName.LINKED),
    _count(CountName.CONSENTED),
    _count(CountName.STEP_SHOWN),
    _count(CountName.STEP_STUCK),
)
"""All figures, in the order of the sheet."""


def get_column(key: str) -> FigureColumn:
    """Return the figure with this key. Raises KeyError."""
    return {column.key: column for column in COLUMNS}[key]
