"""What a volunteer reads while telling of a visit."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot import texts
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.labels import shorten_label
from bot.outreach.models import HomeVisit, HomeVisitOutcome, VisitDraft
from bot.outreach.setups import SetUps, name_setups
from bot.outreach.stops import PlanProgress
from bot.outreach.visits import WITH_SETUPS
from bot.people.models import Household
from bot.people.units import Unit
from bot.vietnamese.dates.formatting import format_day

VISIT = Action.HOME_VISIT
STOP = Choice(texts.BUTTON_VISIT_STOP, VISIT.pack("no"))
SATURDAY = 5


def name_house(household: Household) -> str:
    """Return a household as a volunteer tells it from its neighbours."""
    if not household.address:
        return household.label
    return texts.VISIT_HOUSE.format(label=household.label, address=household.address)


def make_house_buttons(houses: Sequence[Household]) -> tuple[Choice, ...]:
    """Return a button for each household; namesakes at one address also show the year."""
    names = [name_house(house) for house in houses]
    labels = [
        texts.VISIT_HOUSE_YEAR.format(house=name, year=house.year)
        if names.count(name) > 1 and house.year
        else name
        for name, house in zip(names, houses, strict=True)
    ]
    return tuple(
        Choice(shorten_label(label), VISIT.pack("house", house.id))
        for label, house in zip(labels, houses, strict=True)
    )


def render_house_question(houses: Sequence[Household], progress: str) -> Reply:
    """Ask which household it was; those that come next are buttons."""
    text = "\n".join(filter(None, (progress, texts.VISIT_ASK_HOUSE)))
    return Reply(text, (*make_house_buttons(houses), STOP))


def render_candidates(said: str, houses: Sequence[Household], *, may_add: bool) -> Reply:
    """Ask which of several households was meant."""
    text = texts.VISIT_ASK_HOUSE_MANY.format(count=len(houses), said=said)
    new = (_make_new_button(said),) if may_add else ()
    return Reply(text, (*make_house_buttons(houses), *new, STOP))


def render_unknown_house(said: str, unit: Unit, *, may_add: bool) -> Reply:
    """Say that no household fits; a village's volunteer may add it."""
    template = texts.VISIT_UNKNOWN if may_add else texts.VISIT_UNKNOWN_COMMUNE
    new = (_make_new_button(said),) if may_add else ()
    return Reply(template.format(said=said, unit=unit.name), (*new, STOP))


def _make_new_button(said: str) -> Choice:
    return Choice(shorten_label(texts.BUTTON_VISIT_NEW.format(said=said)), VISIT.pack("new"))


def render_outcome_question(house: str, remark: str = "") -> Reply:
    """Ask how the visit ended."""
    buttons = (
        Choice(texts.HOME_VISIT_OUTCOMES[outcome].capitalize(), VISIT.pack("out", outcome))
        for outcome in HomeVisitOutcome
    )
    return _ask(texts.VISIT_OUTCOME.format(house=house), remark, (*buttons, STOP))


def render_setups_question(
    house: str, setups: SetUps, chosen: Sequence[str], remark: str = ""
) -> Reply:
    """Ask what was set up: several at once by their numbers, or one press each."""
    if chosen:
        named = ", ".join(name_setups(setups, chosen))
        question = texts.VISIT_SETUPS_CHOSEN.format(chosen=named)
    else:
        question = texts.VISIT_SETUPS.format(house=house)
    buttons = (
        Choice(
            texts.BUTTON_VISIT_SETUP_CHOSEN.format(setup=setup.short)
            if setup.id in chosen
            else setup.short,
            VISIT.pack("set", place),
        )
        for place, setup in enumerate(setups)
    )
    done = Choice(texts.BUTTON_VISIT_SETUPS_DONE, VISIT.pack("set", "done"))
    return _ask(question, remark, (*buttons, done, STOP))


def render_due_question(house: str, today: date, remark: str = "") -> Reply:
    """Ask for the day of the appointment."""
    saturday = today + timedelta(days=(SATURDAY - today.weekday() - 1) % 7 + 1)
    days = (
        (today + timedelta(days=1), texts.BUTTON_VISIT_TOMORROW),
        (saturday, texts.BUTTON_VISIT_SATURDAY),
        (saturday + timedelta(days=1), texts.BUTTON_VISIT_SUNDAY),
    )
    buttons = (
        Choice(label.format(day=f"{day.day}/{day.month}"), VISIT.pack("due", f"{day:%Y%m%d}"))
        for day, label in days
    )
    return _ask(texts.VISIT_DUE.format(house=house), remark, (*buttons, STOP))


def _ask(question: str, remark: str, choices: tuple[Choice, ...]) -> Reply:
    return Reply("\n".join(filter(None, (remark, question))), choices)


def render_confirmation(
    draft: VisitDraft, house: str, setups: SetUps, today: date, remark: str = ""
) -> Reply:
    """Say everything back before it counts."""
    title = texts.VISIT_CONFIRM if draft.visit_id is None else texts.VISIT_CONFIRM_FIX
    text = "\n".join(filter(None, (remark, title, *_list_lines(draft, house, setups, today))))
    consents = (True, False) if draft.consent is None else (not draft.consent,)
    return Reply(
        text,
        (
            Choice(texts.BUTTON_VISIT_YES, VISIT.pack("yes", draft.key)),
            Choice(texts.BUTTON_VISIT_EDIT, VISIT.pack("edit")),
            *(
                Choice(texts.BUTTON_VISIT_CONSENT[answer], VISIT.pack("ok", int(answer)))
                for answer in consents
                if draft.outcome in WITH_SETUPS
            ),
            Choice(texts.BUTTON_VISIT_CANCEL, VISIT.pack("no")),
        ),
    )


def _list_lines(draft: VisitDraft, house: str, setups: SetUps, today: date) -> list[str]:
    lines = [
        texts.VISIT_LINE_HOUSE.format(house=house),
        texts.VISIT_LINE_OUTCOME.format(outcome=texts.HOME_VISIT_OUTCOMES[draft.outcome]),
    ]
    if draft.setups:
        named = ", ".join(name_setups(setups, draft.setups))
        lines.append(texts.VISIT_LINE_SETUPS.format(setups=named))
    if draft.due_on is not None:
        due = " ".join(filter(None, (draft.due_hint, format_day(draft.due_on))))
        lines.append(texts.VISIT_LINE_DUE.format(day=due))
    lines.append(texts.VISIT_LINE_DAY.format(day=describe_day(draft.visited_on, today)))
    if draft.note:
        lines.append(texts.VISIT_LINE_NOTE.format(note=draft.note))
    if draft.consent is not None:
        lines.append(texts.VISIT_LINE_CONSENT.format(answer=texts.VISIT_CONSENT[draft.consent]))
    return lines


def describe_day(day: date, today: date) -> str:
    """Return the day of a visit: "hôm qua", or with its date."""
    return texts.VISIT_DAYS_AGO.get((today - day).days) or format_day(day)


def describe_visit(visit: HomeVisit, setups: SetUps) -> str:
    """Return what a visit came to, in a few words."""
    outcome = texts.HOME_VISIT_OUTCOMES[visit.outcome]
    details = name_setups(setups, visit.setups)
    if visit.due_on is not None:
        details.append(" ".join(filter(None, (visit.due_hint, format_day(visit.due_on)))))
    return (
        texts.VISIT_TOLD.format(outcome=outcome, setups=", ".join(details)) if details else outcome
    )


def render_edit_question(draft: VisitDraft) -> Reply:
    """Ask which answer is to be changed."""
    due = draft.due_on is not None
    fields = [name for name in texts.BUTTONS_VISIT_FIELDS if name != "due" or due]
    if draft.outcome not in (HomeVisitOutcome.DONE, HomeVisitOutcome.LATER):
        fields.remove("set")
    buttons = (
        Choice(texts.BUTTONS_VISIT_FIELDS[name], VISIT.pack("edit", name)) for name in fields
    )
    back = Choice(texts.BUTTON_VISIT_BACK, VISIT.pack("edit", "back"))
    return Reply(texts.VISIT_EDIT, (*buttons, back, STOP))


def render_day_question() -> Reply:
    """Ask on which day it was."""
    buttons = (
        Choice(day.capitalize(), VISIT.pack("day", days))
        for days, day in texts.VISIT_DAYS_AGO.items()
    )
    return Reply(texts.VISIT_DAY, (*buttons, STOP))


def render_recorded(
    sentence: str, progress: str, visit: HomeVisit, following: Sequence[Household]
) -> Reply:
    """Confirm what was recorded, how far the village is, and offer the next door."""
    lines = [sentence, progress, texts.VISIT_NEXT if following else ""]
    another = () if following else (Choice(texts.BUTTON_VISIT_ANOTHER, VISIT.pack("begin")),)
    return Reply(
        "\n".join(filter(None, lines)),
        (
            *make_house_buttons(following),
            *another,
            Choice(texts.BUTTON_VISIT_FIX, VISIT.pack("fix", visit.id)),
            Choice(texts.BUTTON_VISIT_DROP, VISIT.pack("drop", visit.id)),
        ),
    )


def render_withdrawn(house: str, progress: str) -> Reply:
    """Confirm that a visit is taken back."""
    another = Choice(texts.BUTTON_VISIT_ANOTHER, VISIT.pack("begin"))
    text = texts.VISIT_WITHDRAWN.format(house=house, progress=progress).strip()
    return Reply(text, (another, Choice(texts.BUTTON_MENU, "menu")))


def render_progress(unit: Unit, progress: PlanProgress) -> str:
    """Return how far a village is; "" while nothing is known of its households."""
    if not progress.total:
        return ""
    if progress.reached >= progress.total:
        return texts.VISIT_PROGRESS_ALL.format(unit=unit.name, total=progress.total)
    return texts.VISIT_PROGRESS.format(
        unit=unit.name, reached=progress.reached, total=progress.total
    )
