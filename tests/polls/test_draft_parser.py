"""A poll typed in one message, read as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.polls import draft_parser
from bot.polls.drafting import QuestionDraft
from bot.polls.models import QuestionKind

FORM = """
Làm đường Thôn 3

Câu 1: Thôn làm đường nào trước?
- Đường trục
• Đường ngõ (nhà ông Năm)
2. Ngõ nào trước? (chọn nhiều, nếu câu 1 ý 2)
– Ngõ 1
+ Ngõ 2
Nhà mình có hiến đất không (mỗi nhà 2 mét)?
Vì sao chưa (nếu câu 3 không đồng ý)
"""


def test_a_form_is_read() -> None:
    title, questions = draft_parser.parse_draft(FORM)
    assert title == "Làm đường Thôn 3"
    assert questions == (
        QuestionDraft(
            "Thôn làm đường nào trước?",
            QuestionKind.SINGLE,
            ("Đường trục", "Đường ngõ (nhà ông Năm)"),
        ),
        QuestionDraft("Ngõ nào trước?", QuestionKind.MULTIPLE, ("Ngõ 1", "Ngõ 2"), (0, 1)),
        QuestionDraft("Nhà mình có hiến đất không (mỗi nhà 2 mét)?", QuestionKind.YES_NO),
        QuestionDraft("Vì sao chưa", QuestionKind.YES_NO, (), (2, 1)),
    )


@pytest.mark.parametrize(
    ("line", "text", "kind", "only_if"),
    [
        ("Ngõ nào? (nhiều)", "Ngõ nào?", QuestionKind.MULTIPLE, None),
        ("Ngo nao? (CHON NHIEU Y)", "Ngo nao?", QuestionKind.MULTIPLE, None),
        (
            "Ngõ nào? (được chọn nhiều; chỉ hỏi nếu câu 2 đồng ý)",
            "Ngõ nào?",
            QuestionKind.MULTIPLE,
            (1, 0),
        ),
        ("Ngõ nào? (khi câu 10 chọn ý 3)", "Ngõ nào?", QuestionKind.SINGLE, (9, 2)),
        ("Ngõ nào? (gần nhà văn hóa)", "Ngõ nào? (gần nhà văn hóa)", QuestionKind.SINGLE, None),
        ("Ngõ nào? (nhiều, gần chợ)", "Ngõ nào? (nhiều, gần chợ)", QuestionKind.SINGLE, None),
        ("cau 3) Ngõ nào?", "Ngõ nào?", QuestionKind.SINGLE, None),
        ("2025 làm gì?", "2025 làm gì?", QuestionKind.SINGLE, None),
    ],
)
def test_what_stands_in_brackets(
    line: str, text: str, kind: QuestionKind, only_if: tuple[int, int] | None
) -> None:
    _, (asked,) = draft_parser.parse_draft(f"Tên\n{line}\n- a\n- b")
    assert asked == QuestionDraft(text, kind, ("a", "b"), only_if)


@pytest.mark.parametrize("form", ["", " \n \n", "Tên\n- ý không có câu hỏi"])
def test_what_has_no_question_says_so(form: str) -> None:
    with pytest.raises(UserError):
        draft_parser.parse_draft(form)


@given(st.text(alphabet=st.sampled_from("aâđ 12-–•+().,;:?\n"), max_size=120))
def test_any_text_is_read_or_refused(form: str) -> None:
    try:
        title, questions = draft_parser.parse_draft(form)
    except UserError:
        return
    assert title.strip() and all(asked.kind in QuestionKind for asked in questions)


WORD = st.text(alphabet=st.sampled_from("aâđơ?"), min_size=1, max_size=12)


@given(WORD, st.lists(st.tuples(WORD, st.lists(WORD, max_size=4)), min_size=1, max_size=5))
def test_what_is_written_out_is_read_again(
    title: str, questions: list[tuple[str, list[str]]]
) -> None:
    lines = [title]
    for text, options in questions:
        lines += [text, *(f"- {option}" for option in options)]
    read, askeds = draft_parser.parse_draft("\n".join(lines))
    assert (read, [(asked.text, list(asked.options)) for asked in askeds]) == (title, questions)
