"""What a text goes through before anybody reads it: never an error, and masked for good."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.query import Query
from bot.inbox.receive import normalize_incoming
from bot.messages.buttons import Action, parse_button
from bot.messages.content import Incoming
from bot.messages.masking.mask import mask, mask_strings
from bot.privacy.incoming_mask import mask_incoming
from tests.fuzz.values import cases, json_value, line

# Words without digits: beside other digits a number may be a part of a longer, harmless one.
words = st.lists(
    st.one_of(
        st.text(st.characters(categories=("L", "P", "Z")), max_size=8),
        st.sampled_from(("chào", "số của tôi là", "nhé", "(", "…", "\n", "căn cước")),
    ),
    max_size=5,
).map(" ".join)
SECRETS = ("9704360012345678", "001188997766", "mật khẩu: Hoa9!Kx71qz", "mã OTP 739154")


@cases(fast=25, nightly=3000)
@given(text=line, after=line)
def test_a_mask_takes_any_text_and_is_whole_the_first_time(text: str, after: str) -> None:
    masked = mask(text, after)
    assert mask(masked.text, after).text == masked.text


@cases(fast=25, nightly=2000)
@given(before=words, secret=st.sampled_from(SECRETS), behind=words)
@example(before="", secret=SECRETS[0], behind="")
def test_a_secret_stays_covered_whatever_words_stand_around_it(
    before: str, secret: str, behind: str
) -> None:
    shown = mask(f"{before} {secret} {behind}").text
    assert secret.split()[-1] not in shown


@cases(fast=15, nightly=1000)
@given(json_value)
def test_any_value_of_a_form_can_be_masked(value: object) -> None:
    assert mask_strings(mask_strings(value)) == mask_strings(value) or value != value


@cases(fast=15, nightly=1500)
@given(st.tuples(line, line, line, line, line, line))
def test_any_message_is_brought_into_the_form_that_tables_hold(parts: tuple[str, ...]) -> None:
    text, choice, start, name, forwarded, quote = parts
    incoming = normalize_incoming(
        Incoming(
            "telegram", "7", text or "1", text=text, choice=choice, start=start, name=name,
            forwarded=forwarded, quote=quote,
        )
    )  # fmt: skip
    covered = mask_incoming(incoming, "")
    covered.text.encode("utf-8")
    assert "\0" not in covered.text + covered.choice + covered.start + covered.name


@cases(fast=15, nightly=1500)
@given(st.sampled_from(list(Action)), st.lists(line.filter(lambda one: ":" not in one), max_size=3))
def test_a_button_that_was_packed_is_read_as_it_was(action: Action, values: list[str]) -> None:
    packed = action.pack(*values)
    assert parse_button(packed) == (action, tuple(values))


@cases(fast=10, nightly=300)
@given(line)
def test_any_question_can_be_read(shelf: KnowledgeBase, question: str) -> None:
    assert Query.parse(shelf(), question) is not None
