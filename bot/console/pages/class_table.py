"""The table of classes: of a month, and of those that a figure counts."""

from collections.abc import Sequence

from bot import texts
from bot.classes.overview import ClassLine, ClassState
from bot.console.context import ConsoleRequest
from bot.console.routes import TEAM
from bot.console.tables import Column, Kind, Row, Table, make_table

_KEYS = (
    "at", "topic", "unit", "place", "teacher", "seats", "joined", "waiting", "attended", "state",
)  # fmt: skip
_KINDS = (Kind.MOMENT, *[Kind.TEXT] * 4, *[Kind.NUMBER] * 4, Kind.TEXT)


def make_class_table(
    request: ConsoleRequest,
    lines: Sequence[ClassLine],
    *,
    next_address: str = "",
    sorts: bool = True,
) -> Table:
    """Return the table of classes; only the team's titles lead to the class."""

    def link(row: Row) -> str:
        return request.url("classes.show", id=row["id"])

    columns = [
        Column(
            key,
            label,
            kind,
            link=link if key == "topic" and request.has(*TEAM) else None,
            tag=(lambda row: row["tag"]) if key == "state" else None,
        )
        for key, label, kind in zip(_KEYS, texts.CLASS_COLUMNS, _KINDS, strict=True)
    ]
    rows = [_make_row(line) for line in lines]
    return make_table(
        request, columns, rows, empty=texts.CLASSES_EMPTY, next_address=next_address, sorts=sorts
    )


def _make_row(line: ClassLine) -> Row:
    lesson = line.session
    state, tag = texts.CLASS_STATES[line.state]
    is_future = line.state is ClassState.COMING
    return {
        "id": lesson.id, "at": lesson.starts_at, "topic": lesson.topic, "unit": line.unit.name,
        "place": lesson.place, "teacher": lesson.teacher, "seats": lesson.seats,
        "joined": line.joined, "waiting": line.waiting,
        "attended": None if is_future else line.attended, "state": state, "tag": tag,
    }  # fmt: skip
