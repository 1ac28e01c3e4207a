"""*/tham*: a volunteer tells of a visit, in one line or by questions; it is said back, then counts.

The form waits while its way out ("home-visit:no") is among the buttons that were shown last.
"""

from bot import texts
from bot.core.policy import Policy
from bot.handlers.members.home_visit_state import MOST_NEXT_AFTER, Telling
from bot.handlers.members.words import home_visits as words
from bot.inbox.routing import Answer, Condition, Handler, Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.outreach import drafts, household_search
from bot.outreach.models import HomeVisitOutcome, VisitDraft, VisitStep
from bot.outreach.setups import SetUps
from bot.outreach.visit_lines import (
    VisitLine,
    parse_due_day,
    parse_note,
    parse_setup_numbers,
    parse_visit_line,
)
from bot.outreach.visits import WITH_DUE
from bot.people.linking import is_team_member
from bot.people.models import Household

MOST_CANDIDATES = 8  # households to choose from
_is_command = command("tham")
_begins = any_of(_is_command, exact_phrase(*texts.SAID_HOME_VISIT))
_says_yes = exact_phrase(*texts.SAID_VISIT_YES)
_says_edit = exact_phrase(*texts.SAID_VISIT_EDIT)
_says_none = exact_phrase(*texts.SAID_NO_SETUPS)


def tells_visit(turn: Turn) -> bool:
    """Return whether a team member begins to tell of a visit."""
    return not turn.choice and _begins(turn) and is_team_member(turn.session, turn.contact)


def begin_visit(policy: Policy, setups: SetUps) -> Handler:
    """Return a handler for the command, alone or with everything in one line."""

    def begun(turn: Turn) -> Answer:
        telling = Telling.of(turn, policy, setups)
        said = turn.text.partition(" ")[2].strip() if _is_command(turn) else ""
        draft = telling.find_draft()
        if not said and draft is not None and (draft.household_id or draft.outcome):
            return telling.ask_next(draft, setups_told=True, remark=texts.VISIT_RESUMED)
        draft = telling.begin()
        return _take_line(telling, draft, said) if said else telling.ask_household()

    return begun


def fills_visit(turn: Turn) -> bool:
    """Return whether the turn is text while a visit's form waits for some."""
    if turn.choice or turn.attachments or not turn.normalized_text or turn.text.startswith("/"):
        return False
    if not any(button["value"] == words.STOP.value for button in turn.contact.offered):
        return False
    if not is_team_member(turn.session, turn.contact):
        return False
    return drafts.find_draft(turn.session, turn.contact.id, now=turn.now) is not None


def answers_visit(policy: Policy, setups: SetUps) -> Condition:
    """Return a predicate: whether the text surely answers the question of the visit's form.

    Asked before the words that leave a form: "từ chối" and "hẹn lại" sound like them.
    """

    def answers(turn: Turn) -> bool:
        if not fills_visit(turn):
            return False
        telling = Telling.of(turn, policy, setups)
        draft = telling.find_draft()
        return draft is not None and _fits(telling, draft)

    return answers


def _fits(telling: Telling, draft: VisitDraft) -> bool:
    text, today = telling.turn.text, telling.today
    line = parse_visit_line(text, telling.setups, today)
    match draft.step:
        case VisitStep.HOUSEHOLD:
            said = text if line.is_empty else line.household
            return line.names_outcome or bool(said and _search(telling, said))
        case VisitStep.SETUPS:
            numbers = parse_setup_numbers(text, telling.setups)
            return numbers is not None or not line.is_empty or _says_none(telling.turn)
        case VisitStep.DUE:
            return parse_due_day(text, today)[0] is not None or not line.is_empty
        case VisitStep.CONFIRM:
            known = _says_yes(telling.turn) or _says_edit(telling.turn) or parse_note(text)
            return bool(known) or not line.is_empty or _find_due(telling, draft) is not None
    return not line.is_empty


def take_words(policy: Policy, setups: SetUps) -> Handler:
    """Return a handler for text that the form waits for."""

    def taken(turn: Turn) -> Answer:
        telling = Telling.of(turn, policy, setups)
        draft = telling.find_draft()
        if draft is None:
            return telling.ask_household()
        match draft.step:
            case VisitStep.HOUSEHOLD:
                return _take_line(telling, draft, turn.text)
            case VisitStep.SETUPS:
                return _take_setups(telling, draft)
            case VisitStep.DUE:
                return _take_due(telling, draft)
            case VisitStep.CONFIRM:
                return _take_confirmation(telling, draft)
        return _take_outcome(telling, draft)

    return taken


def _take_line(telling: Telling, draft: VisitDraft, text: str) -> Answer:
    """Take a line that begins with the household, or is nothing else."""
    line = parse_visit_line(text, telling.setups, telling.today)
    drafts.fill_draft(telling.turn.session, draft, line, now=telling.turn.now)
    said = text if line.is_empty else line.household
    return _find_household(telling, draft, said) if said else telling.ask_next(draft)


def _find_household(telling: Telling, draft: VisitDraft, said: str) -> Answer:
    session = telling.turn.session
    houses = _search(telling, said)
    if len(houses) == 1:
        return choose_household(telling, draft, houses[0])
    drafts.set_household(session, draft, None, said)
    draft.step = VisitStep.HOUSEHOLD
    session.flush()
    if houses:
        return words.render_candidates(said, houses, may_add=telling.may_add)
    return words.render_unknown_house(said, telling.unit, may_add=telling.may_add)


def _search(telling: Telling, said: str) -> list[Household]:
    route = {house.id for house in telling.list_next(MOST_CANDIDATES)}
    houses = household_search.search_households(
        telling.turn.session, said, actor=telling.actor, first_ids=route, limit=MOST_CANDIDATES
    )
    return list(houses)


def choose_household(telling: Telling, draft: VisitDraft, household: Household) -> Reply:
    """Take the household; a visit of the same day there is told kindly."""
    drafts.set_household(telling.turn.session, draft, household)
    remark = ""
    if draft.visit_id is None:
        remark = telling.describe_earlier(household, draft.visited_on)
    return telling.ask_next(draft, setups_told=bool(draft.visit_id), remark=remark)


def _take_outcome(telling: Telling, draft: VisitDraft) -> Answer:
    turn = telling.turn
    line = parse_visit_line(turn.text, telling.setups, telling.today)
    if line.outcome is None:
        remark = texts.VISIT_OUTCOME_AGAIN.format(said=turn.text[:60])
        return telling.ask_next(draft, remark=remark)
    drafts.fill_draft(turn.session, draft, line, now=turn.now)
    return telling.ask_next(draft)


def _take_setups(telling: Telling, draft: VisitDraft) -> Answer:
    """Take several numbers or names at once: that is all there was."""
    turn = telling.turn
    numbers = parse_setup_numbers(turn.text, telling.setups)
    line = parse_visit_line(turn.text, telling.setups, telling.today)
    if numbers is None and line.is_empty and not _says_none(turn):
        remark = texts.VISIT_SETUPS_AGAIN.format(said=turn.text[:60])
        return telling.ask_next(draft, remark=remark)
    chosen = numbers or line.setups
    if numbers is None and not _says_none(turn):
        drafts.fill_draft(turn.session, draft, line, now=turn.now)
    if chosen:
        draft.setups = [*dict.fromkeys((*draft.setups, *chosen))]
    return telling.ask_next(draft, setups_told=True)


def _take_due(telling: Telling, draft: VisitDraft) -> Answer:
    turn = telling.turn
    due_on, hint = parse_due_day(turn.text, telling.today)
    line = parse_visit_line(turn.text, telling.setups, telling.today)
    if due_on is None and line.is_empty:
        remark = texts.VISIT_DUE_AGAIN.format(said=turn.text[:60])
        return telling.ask_next(draft, remark=remark)
    if due_on is not None:
        outcome = draft.outcome or HomeVisitOutcome.LATER
        line = VisitLine(outcome=HomeVisitOutcome(outcome), due_on=due_on, due_hint=hint)
    drafts.fill_draft(turn.session, draft, line, now=turn.now)
    return telling.ask_next(draft, setups_told=True)


def _take_confirmation(telling: Telling, draft: VisitDraft) -> Answer:
    """Take yes, "sửa", a correction in words, or else a note."""
    turn = telling.turn
    if _says_yes(turn):
        return submit_visit(telling, draft)
    if _says_edit(turn):
        return words.render_edit_question(draft)
    line = parse_visit_line(turn.text, telling.setups, telling.today)
    if line.is_empty:
        note = parse_note(turn.text) or turn.text
        line = _find_due(telling, draft) or VisitLine(note=note)
    drafts.fill_draft(turn.session, draft, line, now=turn.now)
    if line.household and (houses := _search(telling, line.household)) and len(houses) == 1:
        return choose_household(telling, draft, houses[0])
    return telling.ask_next(draft, setups_told=line.outcome is None or bool(draft.setups))


def _find_due(telling: Telling, draft: VisitDraft) -> VisitLine | None:
    """Return the line that only names another day of the appointment, or None."""
    if draft.outcome not in WITH_DUE:
        return None
    due_on, hint = parse_due_day(telling.turn.text, telling.today)
    return VisitLine(due_on=due_on, due_hint=hint) if due_on is not None else None


def submit_visit(telling: Telling, draft: VisitDraft) -> Reply:
    """Record what was said back, and offer the next door."""
    turn, is_correction = telling.turn, draft.visit_id is not None
    recorded = drafts.submit_draft(
        turn.session, draft, actor=telling.actor, now=turn.now, policy=telling.policy
    )
    template = texts.VISIT_CORRECTED if is_correction else texts.HOME_VISIT_RECORDED
    if not recorded.is_new:
        template = texts.VISIT_ALREADY
    visit = recorded.visit
    sentence = template.format(
        house=words.name_house(recorded.household),
        summary=words.describe_visit(visit, telling.setups),
    )
    progress = telling.describe_progress(visit.unit_id)
    following = telling.list_next(MOST_NEXT_AFTER)
    return words.render_recorded(sentence, progress, visit, following)


def leave_visit(turn: Turn) -> str:
    """Drop the visit that is being told; return a sentence that says so."""
    draft = turn.session.get(VisitDraft, turn.contact.id)
    kept = draft is not None and draft.visit_id is not None
    drafts.drop_draft(turn.session, turn.contact.id)
    return texts.HOME_VISIT_KEPT if kept else texts.VISIT_DROPPED
