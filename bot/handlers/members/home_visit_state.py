"""What the turns of a visit share: who speaks, for which village, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import texts
from bot.core.policy import Policy
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import home_visits as words
from bot.inbox.routing import Turn
from bot.messages.content import Reply
from bot.outreach import coverage, drafts, follow_ups, stops, visits
from bot.outreach.household_search import split_new_household
from bot.outreach.models import HomeVisit, VisitDraft, VisitStep
from bot.outreach.setups import SetUps
from bot.outreach.stops import PlanProgress
from bot.people.actor import Actor, get_own_unit
from bot.people.models import Household, Person
from bot.people.units import Unit, UnitKind

MOST_NEXT = 5  # doors offered as buttons
MOST_NEXT_AFTER = 3  # the same under a confirmation


@dataclass(frozen=True, slots=True)
class Telling:
    """One turn of a volunteer who tells of visits."""

    turn: Turn
    policy: Policy
    setups: SetUps
    actor: Actor
    unit: Unit  # the volunteer's own: a village, or the commune for its officers

    @classmethod
    def of(cls, turn: Turn, policy: Policy, setups: SetUps) -> "Telling":
        """Return it. Raises NotAllowed for whoever is no team member."""
        actor = get_member(turn)
        return cls(turn, policy, setups, actor, get_own_unit(turn.session, actor))

    @property
    def today(self) -> date:
        """Return the local date."""
        return self.policy.today(self.turn.now)

    @property
    def may_add(self) -> bool:
        """Return whether a new household's village is known."""
        return self.unit.kind == UnitKind.VILLAGE

    def begin(self) -> VisitDraft:
        """Begin a visit; its key is the message's, which comes once however often it is sent."""
        turn = self.turn
        key = f"c{turn.contact.id}m{turn.message.id}"
        return drafts.begin_draft(
            turn.session, turn.contact.id, self.unit.id, key=key, today=self.today, now=turn.now
        )

    def find_draft(self) -> VisitDraft | None:
        """Return the visit being told."""
        return drafts.find_draft(self.turn.session, self.turn.contact.id, now=self.turn.now)

    def ask_household(self) -> Reply:
        """Ask which household it was, with the next doors and how far the plan is."""
        session = self.turn.session
        plan = stops.find_current_plan(session, self.unit.id, self.today)
        progress = ""
        if plan is not None:
            done = stops.compute_progress(session, plan.id)
            progress = texts.VISIT_ASK_HOUSE_PLAN.format(
                title=plan.title, unit=self.unit.name, reached=done.reached, total=done.total
            )
        return words.render_house_question(self.list_next(MOST_NEXT), progress)

    def list_next(self, limit: int) -> Sequence[Household]:
        """Return the doors to offer: those to come back to today, then the next on the route."""
        session, person_id = self.turn.session, self.actor.person_id
        due = follow_ups.list_due(
            session, actor=self.actor, until=self.today, person_id=person_id, limit=limit
        )
        houses = [household for _, household, _ in due]
        plan = stops.find_current_plan(session, self.unit.id, self.today)
        if plan is not None:
            houses += stops.list_next_households(session, plan.id, person_id, limit=limit)
        return list({house.id: house for house in houses}.values())[:limit]

    def name_household(self, draft: VisitDraft) -> str:
        """Return the household of a draft as the volunteer reads it."""
        household = self.turn.session.get(Household, draft.household_id or 0)
        if household is not None:
            return words.name_house(household)
        label, address = split_new_household(draft.label)
        house = texts.VISIT_HOUSE.format(label=label, address=address) if address else label
        return texts.VISIT_NEW_HOUSE.format(house=house)

    def ask_next(self, draft: VisitDraft, *, setups_told: bool = False, remark: str = "") -> Reply:
        """Ask the next question of a visit, or say everything back."""
        drafts.advance(self.turn.session, draft, setups_told=setups_told)
        return self.ask_step(draft, remark)

    def ask_step(self, draft: VisitDraft, remark: str = "") -> Reply:
        """Ask the question a visit stands at, or say everything back."""
        if draft.step == VisitStep.HOUSEHOLD:
            return self.ask_household()
        house = self.name_household(draft)
        match draft.step:
            case VisitStep.OUTCOME:
                return words.render_outcome_question(house, remark)
            case VisitStep.SETUPS:
                return words.render_setups_question(house, self.setups, draft.setups, remark)
            case VisitStep.DUE:
                return words.render_due_question(house, self.today, remark)
        return words.render_confirmation(draft, house, self.setups, self.today, remark)

    def describe_earlier(self, household: Household, visited_on: date) -> str:
        """Return a kind remark when the household was visited on that day already; else ""."""
        earlier = visits.list_visits_on(self.turn.session, household.id, visited_on)
        if not earlier:
            return ""
        visit = earlier[-1]
        summary = words.describe_visit(visit, self.setups)
        if visit.person_id == self.actor.person_id:
            return texts.VISIT_EARLIER_OWN.format(summary=summary)
        return texts.VISIT_EARLIER.format(name=self._name_visitor(visit), summary=summary)

    def _name_visitor(self, visit: HomeVisit) -> str:
        person = self.turn.session.get(Person, visit.person_id or 0)
        return person.name if person is not None and person.name else texts.VISIT_SOMEBODY

    def describe_progress(self, unit_id: int) -> str:
        """Return how far the village of a visit is: in its plan, or over all its households."""
        session = self.turn.session
        unit = session.get_one(Unit, unit_id)
        plan = stops.find_current_plan(session, unit_id, self.today)
        if plan is not None:
            return words.render_progress(unit, stops.compute_progress(session, plan.id))
        whole = coverage.get_coverage(session, unit, actor=self.actor)
        return words.render_progress(unit, PlanProgress(whole.reached, whole.households))
