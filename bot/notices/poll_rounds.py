"""Stages what a poll sends to its villages: invitations, reminders, the result.

As with broadcasts, only a window of each round is in the outbox: a poll of a whole province never
blocks another commune's messages, and its people are never in memory together.
"""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.policy import Policy
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.outbox import batches
from bot.people.units import Unit
from bot.polls import audience, results, rounds
from bot.polls.models import Poll, PollRound, RoundKind
from bot.polls.results import Turnout

MAX_VILLAGES = 50  # a tick looks at no more, however few people live in them


def stage_due(session: Session, *, window: int, policy: Policy, now: datetime) -> int:
    """Top up the outbox window of every round; return how many deliveries were staged."""
    most = max(window, batches.MIN_IN_OUTBOX)
    return sum(
        _fill_window(session, poll_round, most, policy=policy, now=now)
        for poll_round in rounds.lock_running_rounds(session)
    )


def _fill_window(
    session: Session, poll_round: PollRound, window: int, *, policy: Policy, now: datetime
) -> int:
    poll = session.get_one(Poll, poll_round.poll_id)
    own = policy.for_unit(poll.unit_id)
    due_at = own.quiet.defer(now, own.zone)
    poll_round.batch_id = poll_round.batch_id or batches.open_batch(session, now=now).id
    shares: dict[int, Turnout] = {}
    staged = 0
    for _ in range(MAX_VILLAGES):
        if batches.count_queued(session, poll_round.batch_id, limit=window) >= window:
            break
        village = rounds.find_next_village(session, poll, poll_round)
        if village is None:
            poll_round.ended_at = now
            break
        if poll_round.kind == RoundKind.RESULT and not shares:
            shares = {turnout.unit_id: turnout for turnout in results.list_turnout(session, poll)}
        share = shares.get(village.id)
        staged += _stage_village(session, poll_round, poll, village, share, due_at=due_at, now=now)
        poll_round.after_unit_id = village.id
        session.flush()
    return staged


def _stage_village(
    session: Session,
    poll_round: PollRound,
    poll: Poll,
    village: Unit,
    share: Turnout | None,
    *,
    due_at: datetime,
    now: datetime,
) -> int:
    is_result = poll_round.kind == RoundKind.RESULT
    selector = audience.select_reachable if is_result else audience.select_unanswered
    return batches.stage_deliveries(
        session,
        poll_round.batch_id or 0,
        selector(session, poll, village.id),
        _render_result(poll_round.result_text, poll, share)
        if is_result
        else _render_invitation(session, poll, poll_round.kind),
        now=now,
        due_at=due_at,
        send_before=None if is_result else poll.closes_at,
        allow_digest=is_result,
        separate_message=is_result,
    )


def _render_invitation(session: Session, poll: Poll, kind: str) -> Reply:
    unit = session.get_one(Unit, poll.unit_id)
    template = texts.POLL_INVITE if kind == RoundKind.INVITE else texts.POLL_REMIND
    answer = Choice(texts.BUTTON_POLL, Action.BALLOT.pack("go", poll.id))
    later = Choice(texts.BUTTON_NOT_NOW, Action.BALLOT.pack("no"))
    return Reply(template.format(title=poll.title, unit=unit.name), (answer, later))


def _render_result(result_text: str, poll: Poll, share: Turnout | None) -> Reply:
    """Build the result message.

    The overall result and, if the number of voters is known, the village's turnout.
    """
    text = texts.POLL_RESULT_TOLD.format(words=result_text)
    if share is None or not share.eligible:
        return Reply(text)
    line = texts.POLL_RESULT_VILLAGE.format(
        unit=share.unit,
        count=share.answered,
        eligible=share.eligible,
        per=texts.POLL_PER[poll.per],
    )
    return Reply(f"{text}\n{line}")
