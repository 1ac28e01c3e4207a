"""The practice questions that ask a point are answered, and what is not known is said."""

from collections import defaultdict

from tests.bench.details import judge, load_details, read_reply
from tests.faq.knowledge import shipped

# Floors a little below what was measured on 2026-11-30 (`make bench ARGS=details`).
ONE, TWO, UNKNOWN = 0.88, 0.80, 0.90


def test_points_that_are_asked_are_answered() -> None:
    index = shipped()
    shares: dict[str, list[bool]] = defaultdict(list)
    for question in load_details():
        verdict = judge(question, *read_reply(index, question.text))
        shares[question.sort].append(verdict.right)
    rates = {sort: sum(rights) / len(rights) for sort, rights in shares.items()}
    assert rates["one"] >= ONE
    assert rates["two"] >= TWO
    assert rates["unknown"] >= UNKNOWN
