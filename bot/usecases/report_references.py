"""The name of a report's Word file that is generated when it is sent: unit and days. Pure."""

import re
from datetime import date

REFERENCE_PATTERN = re.compile(
    r"report:(?P<unit>\d{1,18}):(?P<first>\d{4}-\d\d-\d\d):(?P<last>\d{4}-\d\d-\d\d)", re.ASCII
)


def make_reference(unit_id: int, first: date, last: date) -> str:
    """Return the reference of the report of a unit from `first` to `last`."""
    return f"report:{unit_id}:{first}:{last}"
