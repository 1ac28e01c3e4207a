"""Long forms that are not sent yet: kept while she types, shown again when she comes back.

A page that has such a form names it in the hidden field `unsent`; htmx sends the form here as it is
typed, and every button that only changes the form keeps it too, without any script.
"""

import re

from bot.console.context import ConsoleRequest
from bot.console.forms import FORM_KEY, FormData
from bot.people import unsent_forms
from bot.people.unsent_forms import UnsentForm

FIELD = "unsent"
_NAME = re.compile(r"[a-z]{2,20}:[\w.\-]{1,59}")
MAX_NAME = 80  # characters, as the column


def name_form(page: str, what: object) -> str:
    """Return the name of one form: of which page, about what."""
    return f"{page}:{what}"[:MAX_NAME]


async def find_unsent(request: ConsoleRequest, name: str) -> UnsentForm | None:
    """Return what she left in the form, or None."""
    person_id = request.actor.person_id
    return await request.read(unsent_forms.find_unsent, name, person_id=person_id)


def read_field(kept: UnsentForm, name: str) -> str:
    """Return what stood in a field, "" for one that was not there."""
    values = kept.fields.get(name, ())
    return values[0] if values else ""


async def keep_unsent(request: ConsoleRequest, posted: FormData) -> bool:
    """Keep what stands in a form. Returns False for one without a name, or too long.

    It is no deed: it claims no form key.
    """
    name, person_id = posted.get(FIELD), request.actor.person_id
    if not _NAME.fullmatch(name) or person_id is None:
        return False
    fields = {
        key: values for key, values in posted.fields.items() if key not in (FIELD, FORM_KEY, "do")
    }
    return await request.services.db.write(
        unsent_forms.save_unsent, name, fields, person_id=person_id, now=request.now
    )


async def drop_unsent(request: ConsoleRequest, name: str) -> None:
    """Forget what was left in a form: it was sent, or she does not want it."""
    if name:
        person_id = request.actor.person_id
        await request.services.db.write(unsent_forms.drop_unsent, name, person_id=person_id)
