"""Our matcher and what others would have used, on the same knowledge, the same questions, one run.

    .venv/bin/python -m tests.bench.accuracy [--ours] [--scale]

Times are CPU time of the thread, so that a busy machine does not blur them. A baseline has no idea
of "sure"; it is given the threshold at which it answers as many covered questions as ours does.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Knowledge, load_knowledge
from bot.faq.lexicon import load_lexicon
from bot.faq.matcher import match_question
from tests.bench.baselines import BASELINES, Rank, Ranked
from tests.bench.questions import (
    HEADER,
    NEW,
    STYLES,
    UNCOVERED,
    Question,
    Score,
    Verdict,
    load_questions,
    score_all,
    verdict_of,
)
from tests.bench.scale import enlarge

DATA = Path(__file__).parents[2] / "data"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", action="store_true", help="leave the baselines out")
    parser.add_argument("--scale", action="store_true", help="also ask a hundred times the topics")
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        say(f"{_memory():.0f}")
        return
    questions = [*load_questions(), *load_questions(NEW)]
    start = time.thread_time()
    knowledge, lexicon = load_knowledge(DATA), load_lexicon(DATA)
    read = time.thread_time() - start
    start = time.thread_time()
    index = KnowledgeIndex.build(knowledge, lexicon)
    built = time.thread_time() - start
    say(
        f"{len(knowledge.topics)} topics, {len(questions)} questions, as judged on the practice set"
    )
    scores = report(
        "Tổ Số", built, questions, lambda text: verdict_of(match_question(index, text)), styles=True
    )
    say(f"  reading the files {read:.2f} s; memory of the index {_memory_apart()} MB")
    if not options.ours:
        for name, build in BASELINES.items():
            _baseline(name, build, knowledge, questions, scores["covered"].rate("answer"))
        say("\nWithout our phrasings: titles and three phrasings a topic")
        for name, build in BASELINES.items():
            _baseline(name, build, thinned(knowledge), questions, 1.0)
    if options.scale:
        start = time.thread_time()
        large = enlarge(index, 100)
        took = time.thread_time() - start
        report(
            f"Tổ Số, 100 times: {len(large.entries)} entries",
            took,
            questions,
            lambda text: verdict_of(match_question(large, text)),
        )
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(f"  the process at its largest {rss:.0f} MB")


def thinned(knowledge: Knowledge) -> Knowledge:
    """Topics with three phrasings each, spread over the styles: what a quick start would have."""
    return Knowledge(
        {
            key: replace(topic, questions=topic.questions[4::15][:3])
            for key, topic in knowledge.topics.items()
        }
    )


def report(
    name: str,
    built: float,
    questions: list[Question],
    matcher: Callable[[str], Verdict],
    *,
    styles: bool = False,
    seconds: list[float] | None = None,
) -> dict[str, Score]:
    """Print one matcher's table and give its scores; `seconds` when they were taken elsewhere."""
    scores, taken = score_all(questions, matcher)
    seconds = seconds or taken
    p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    say(f"\n{name}")
    say(f"  p50 {p50 * 1e6:.0f} µs, p95 {p95 * 1e6:.0f} µs a question; built {built:.2f} s")
    say(f"  {'':10} {HEADER}")
    groups = ("covered", *(STYLES if styles else ()), "uncovered", *(UNCOVERED if styles else ()))
    for group in groups:
        say(f"  {group:10} {scores[group].row()}")
    return scores


def _baseline(
    name: str,
    build: Callable[[Knowledge], Rank],
    knowledge: Knowledge,
    questions: list[Question],
    answered: float,
) -> None:
    start = time.thread_time()
    try:
        rank = build(knowledge)
    except ImportError as error:
        say(f"\n{name}: left out, {error.name} is not installed (pip install scikit-learn)")
        return
    built = time.thread_time() - start
    topics = knowledge.topics
    ranks: dict[str, Ranked] = {}
    seconds: list[float] = []
    for question in questions:
        start = time.thread_time()
        ranks[question.text] = rank(question.text)
        seconds.append(time.thread_time() - start)
    best = [next(iter(ranks[q.text]), ("", 0.0)) for q in questions if q.right]
    sure = sorted((score if owner in topics else -1.0 for owner, score in best), reverse=True)
    threshold = sure[min(round(answered * len(sure)), len(sure) - 1)]

    def verdict(text: str) -> Verdict:
        ranked = ranks[text]
        covered = bool(ranked) and ranked[0][0] in topics
        outcome = "answer" if covered and ranked[0][1] >= threshold else "choices"
        return Verdict([owner for owner, _ in ranked if owner in topics][:3], outcome)

    report(name, built, questions, verdict, seconds=seconds)


def _memory() -> float:
    """Megabytes that an index adds to this process."""
    knowledge, lexicon = load_knowledge(DATA), load_lexicon(DATA)
    before = _resident()
    index = KnowledgeIndex.build(knowledge, lexicon)
    assert index.entries
    return _resident() - before


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _memory_apart() -> str:
    """`_memory` in a fresh process, where nothing was freed before."""
    if not Path("/proc/self/statm").exists():
        return "?"
    command = [sys.executable, "-m", "tests.bench.accuracy", "--memory"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
