"""The buttons of a visit's form and of a visit that was recorded: "home-visit:<verb>[:<value>]"."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from bot import texts
from bot.core.errors import NotFound
from bot.core.policy import Policy
from bot.handlers.members import home_visits
from bot.handlers.members.home_visit_state import Telling
from bot.handlers.members.words import home_visits as words
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, parse_id
from bot.messages.content import Reply
from bot.outreach import drafts, visits
from bot.outreach.models import HomeVisitOutcome, VisitDraft, VisitStep
from bot.outreach.setups import SetUps
from bot.outreach.visit_lines import VisitLine
from bot.people import households
from bot.people.linking import is_team_member
from bot.people.models import Household

Press = Callable[[Telling, VisitDraft, str], Answer]


def press_visit_button(policy: Policy, setups: SetUps) -> Handler:
    """Return a handler for all buttons of visits."""

    def pressed(turn: Turn) -> Answer:
        if not is_team_member(turn.session, turn.contact):
            return reject_old_button(turn)
        telling = Telling.of(turn, policy, setups)
        verb, _, value = turn.argument.partition(SEPARATOR)
        match verb:
            case "begin":
                return _begin(telling)
            case "house":
                return _press_house(telling, parse_id(value))
            case "no":
                return Reply(home_visits.leave_visit(turn), show_menu(turn).choices)
            case "yes":
                return _press_yes(telling, value)
            case "fix" | "drop":
                return RECORDED_PRESSES[verb](telling, parse_id(value))
        draft = telling.find_draft()
        known = draft is not None and verb in PRESSES
        return PRESSES[verb](telling, draft, value) if draft and known else reject_old_button(turn)

    return pressed


def _begin(telling: Telling) -> Answer:
    telling.begin()
    return telling.ask_household()


def _press_house(telling: Telling, household_id: int) -> Answer:
    """Choose the household of the open form, or begin a visit there."""
    household, _ = households.get_household(telling.turn.session, household_id, actor=telling.actor)
    draft = telling.find_draft()
    if draft is None or draft.step not in (VisitStep.HOUSEHOLD, VisitStep.CONFIRM):
        draft = telling.begin()
    return home_visits.choose_household(telling, draft, household)


def _press_new(telling: Telling, draft: VisitDraft, _value: str) -> Answer:
    """Take the words that no household fits as a new one."""
    if not draft.label or not telling.may_add:
        return telling.ask_household()
    draft.step = VisitStep.OUTCOME  # the household's question is left
    return telling.ask_next(draft)


def _press_outcome(telling: Telling, draft: VisitDraft, value: str) -> Answer:
    if value not in tuple(HomeVisitOutcome):
        return reject_old_button(telling.turn)
    line = VisitLine(outcome=HomeVisitOutcome(value))
    drafts.fill_draft(telling.turn.session, draft, line, now=telling.turn.now)
    return telling.ask_next(draft)


def _press_setup(telling: Telling, draft: VisitDraft, value: str) -> Answer:
    """Tick a set-up, or take it back; *Xong* goes on."""
    if value == "done":
        return telling.ask_next(draft, setups_told=True)
    if not value.isdecimal() or int(value) >= len(telling.setups):
        return reject_old_button(telling.turn)
    chosen = set(draft.setups) ^ {telling.setups[int(value)].id}
    draft.setups = [setup.id for setup in telling.setups if setup.id in chosen]
    draft.step, draft.moved_at = VisitStep.SETUPS, telling.turn.now
    telling.turn.session.flush()
    house = telling.name_household(draft)
    return words.render_setups_question(house, telling.setups, draft.setups)


def _press_due(telling: Telling, draft: VisitDraft, value: str) -> Answer:
    try:
        due_on = date.fromisoformat(value)
    except ValueError:
        return reject_old_button(telling.turn)
    outcome = HomeVisitOutcome(draft.outcome or HomeVisitOutcome.LATER)
    draft.due_hint = ""
    line = VisitLine(outcome=outcome, due_on=due_on)
    drafts.fill_draft(telling.turn.session, draft, line, now=telling.turn.now)
    return telling.ask_next(draft, setups_told=True)


def _press_day(telling: Telling, draft: VisitDraft, value: str) -> Answer:
    if not value.isdecimal() or int(value) not in texts.VISIT_DAYS_AGO:
        return reject_old_button(telling.turn)
    line = VisitLine(visited_on=telling.today - timedelta(days=int(value)))
    drafts.fill_draft(telling.turn.session, draft, line, now=telling.turn.now)
    return telling.ask_next(draft, setups_told=True)


def _press_consent(telling: Telling, draft: VisitDraft, value: str) -> Answer:
    if value not in ("0", "1"):
        return reject_old_button(telling.turn)
    draft.consent, draft.moved_at = value == "1", telling.turn.now
    return telling.ask_next(draft, setups_told=True)


EDITED_STEPS = {
    "house": VisitStep.HOUSEHOLD,
    "out": VisitStep.OUTCOME,
    "set": VisitStep.SETUPS,
    "due": VisitStep.DUE,
}


def _press_edit(telling: Telling, draft: VisitDraft, value: str) -> Answer:
    """Ask one question again; without a field, ask which."""
    if value == "day":
        return words.render_day_question()
    if value == "back":
        return telling.ask_next(draft, setups_told=True)
    if value not in EDITED_STEPS:
        return words.render_edit_question(draft)
    draft.step = EDITED_STEPS[value]
    telling.turn.session.flush()
    return telling.ask_step(draft)


def _press_yes(telling: Telling, key: str) -> Answer:
    """Record the visit that was said back; pressed twice, it is recorded once."""
    draft = telling.find_draft()
    if draft is not None and draft.key == key and draft.step == VisitStep.CONFIRM:
        return home_visits.submit_visit(telling, draft)
    try:
        visit = visits.find_visit_by_key(telling.turn.session, key, actor=telling.actor)
    except (NotFound, ValueError):
        visit = None
    if visit is None or visit.withdrawn_at is not None:
        return reject_old_button(telling.turn)
    household = telling.turn.session.get_one(Household, visit.household_id)
    sentence = texts.VISIT_ALREADY.format(
        house=words.name_house(household), summary=words.describe_visit(visit, telling.setups)
    )
    return words.render_recorded(sentence, telling.describe_progress(visit.unit_id), visit, ())


def _fix(telling: Telling, visit_id: int) -> Answer:
    """Begin to correct a recorded visit."""
    turn = telling.turn
    visit = visits.get_visit(turn.session, visit_id, actor=telling.actor)
    if visit.withdrawn_at is not None:
        return reject_old_button(turn)
    draft = drafts.begin_correction(turn.session, turn.contact.id, visit, now=turn.now)
    return words.render_edit_question(draft)


def _drop(telling: Telling, visit_id: int) -> Answer:
    """Take a recorded visit back."""
    turn = telling.turn
    drafts.drop_draft(turn.session, turn.contact.id)
    visit = visits.withdraw_visit(turn.session, visit_id, actor=telling.actor, now=turn.now)
    household = turn.session.get_one(Household, visit.household_id)
    progress = telling.describe_progress(visit.unit_id)
    return words.render_withdrawn(words.name_house(household), progress)


RECORDED_PRESSES: Mapping[str, Callable[[Telling, int], Answer]] = {"fix": _fix, "drop": _drop}
PRESSES: Mapping[str, Press] = {
    "new": _press_new,
    "out": _press_outcome,
    "set": _press_setup,
    "due": _press_due,
    "day": _press_day,
    "ok": _press_consent,
    "edit": _press_edit,
}
"""The buttons that need an open form."""
