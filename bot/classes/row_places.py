"""The unit of a class in a list: its cell, its group, else where it is held, else the sheet's."""

import re

from bot import texts
from bot.documents.tables import TableRow
from bot.people.list_places import PlaceReader, PlaceReading
from bot.people.unit_names import UnitDirectory
from bot.vietnamese.letters import normalize_for_match

_COMMUNE_HALL = re.compile(r".*\b(?:ubnd|uy ban|xa|phuong|hanh chinh cong)\b.*")


def find_class_unit(directory: UnitDirectory, places: PlaceReader, row: TableRow) -> PlaceReading:
    """Return the unit of a class, or why it is not known: «NVH thôn 1» says it as well."""
    written = row.values.get("unit", "")
    if written or row.section:
        return _require_one(places.read(row, written))
    held = directory.find_places(row.values.get("place", ""))
    if held.villages or held.unknown:
        return _require_one(places.read_name(row.values["place"]))
    around = places.read(row, "")
    if around.units:
        return _require_one(around)
    communes = directory.communes
    if _COMMUNE_HALL.fullmatch(normalize_for_match(row.values.get("place", ""))):
        named = [mention[0] for mention in held.mentions if len(mention) == 1]
        if len(named or communes) == 1:
            return PlaceReading(((named or communes)[0],))
    return PlaceReading(reason=texts.LIST_CLASS_NO_PLACE)


def _require_one(place: PlaceReading) -> PlaceReading:
    if len(place.units) > 1:
        names = ", ".join(unit.name for unit in place.units)
        return PlaceReading(reason=texts.LIST_ONE_PLACE.format(places=names))
    return place
