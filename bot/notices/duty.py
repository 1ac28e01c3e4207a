"""What members are told of duty swaps."""

from sqlmodel import Session

from bot import texts
from bot.duty.events import SwapDecided, SwapRequested
from bot.duty.models import Swap
from bot.duty.swaps import format_when
from bot.messages.content import Choice, Reply
from bot.notices.ticket_delivery import notify_member
from bot.tickets.cards import member_name


def ask_to_swap(session: Session, event: SwapRequested) -> None:
    """Ask the colleague to agree, by two buttons."""
    swap = session.get_one(Swap, event.swap_id)
    is_offered = swap.taker_id == event.proposer_id
    template = texts.SWAP_OFFERED if is_offered else texts.SWAP_WANTED
    question = Reply(
        template.format(name=member_name(session, event.proposer_id), when=format_when(swap)),
        (
            Choice(texts.BUTTON_AGREE, f"swap:{swap.id}:yes"),
            Choice(texts.BUTTON_SWAP_REFUSE, f"swap:{swap.id}:no"),
        ),
    )
    notify_member(session, swap.asked_id, question, now=event.at)


def tell_decision(session: Session, event: SwapDecided) -> None:
    """Tell who had asked whether the colleague agreed."""
    swap = session.get_one(Swap, event.swap_id)
    template = texts.SWAP_AGREED if swap.agreed else texts.SWAP_REFUSED
    notice = template.format(name=member_name(session, swap.asked_id), when=format_when(swap))
    notify_member(session, event.proposer_id, Reply(notice), now=event.at)
