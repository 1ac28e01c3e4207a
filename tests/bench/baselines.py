"""What others would have used, on the same knowledge: each ranks entries by a score.

A baseline has no notion of «sure»; `accuracy.py` gives each the threshold at which it answers as
large a share of the covered questions as ours does, so that the errors compare like with like.
"""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz, process

from bot.faq.knowledge_files import Knowledge
from bot.faq.normalization import strip_tones, tokenize

Ranked = list[tuple[str, float]]  # entry ids, best first, with a score
Rank = Callable[[str], Ranked]


def phrasings(knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """Every phrasing (titles too) and, in parallel, the entry it belongs to."""
    texts: list[str] = []
    owners: list[str] = []
    for entry in knowledge.entries():
        title = getattr(entry, "title", "")
        for text in (*entry.questions, *([title] if title else [])):
            texts.append(text)
            owners.append(entry.id)
    return texts, owners


def _best_by_owner(scored: Sequence[tuple[str, float]]) -> Ranked:
    best: dict[str, float] = {}
    for owner, score in scored:
        if score > best.get(owner, -math.inf):
            best[owner] = score
    return sorted(best.items(), key=lambda item: -item[1])


def rapidfuzz_rank(knowledge: Knowledge, scorer: Any, prepare: Callable[[str], str]) -> Rank:
    texts, owners = phrasings(knowledge)
    choices = [prepare(text) for text in texts]

    def rank(question: str) -> Ranked:
        found = process.extract(prepare(question), choices, scorer=scorer, limit=None)
        return _best_by_owner([(owners[number], score) for _, score, number in found])

    return rank


def folded_words(text: str) -> str:
    return " ".join(tokenize(strip_tones(text)))


def bm25_rank(knowledge: Knowledge) -> Rank:
    """BM25 over phrasings, folded words and pairs."""
    texts, owners = phrasings(knowledge)
    documents = [Counter(_grams(text)) for text in texts]
    average = sum(map(len, documents)) / len(documents)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, document in enumerate(documents):
        length = sum(document.values())
        for gram, count in document.items():
            weight = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / average))
            postings[gram].append((number, weight))
    total = len(documents)

    def rank(question: str) -> Ranked:
        sums: dict[int, float] = defaultdict(float)
        for gram in set(_grams(question)):
            row = postings.get(gram, ())
            idf = math.log(1 + (total - len(row) + 0.5) / (len(row) + 0.5))
            for number, weight in row:
                sums[number] += idf * weight
        return _best_by_owner([(owners[number], score) for number, score in sums.items()])

    return rank


def _grams(text: str) -> list[str]:
    words = tokenize(strip_tones(text))
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def fts5_rank(knowledge: Knowledge) -> Rank:
    """SQLite FTS5 with the trigram tokenizer over folded text."""
    texts, owners = phrasings(knowledge)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE p USING fts5(text, tokenize='trigram')")
    connection.executemany(
        "INSERT INTO p(rowid, text) VALUES (?, ?)",
        [(number, folded_words(text)) for number, text in enumerate(texts)],
    )

    def rank(question: str) -> Ranked:
        folded = folded_words(question)
        grams = {folded[i : i + 3] for i in range(len(folded) - 2)}
        if not grams:
            return []
        query = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        rows = connection.execute(
            "SELECT rowid, -rank FROM p WHERE p MATCH ? ORDER BY rank LIMIT 2000", (query,)
        ).fetchall()
        return _best_by_owner([(owners[number], score) for number, score in rows])

    return rank


def tfidf_rank(knowledge: Knowledge) -> Rank:
    """scikit-learn: TF-IDF of character 2–5-grams, cosine with the nearest phrasing."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts, owners = phrasings(knowledge)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    matrix = vectorizer.fit_transform(map(folded_words, texts))

    def rank(question: str) -> Ranked:
        scores = (matrix @ vectorizer.transform([folded_words(question)]).T).toarray().ravel()
        return _best_by_owner(list(zip(owners, scores.tolist(), strict=True)))

    return rank


def logistic_rank(knowledge: Knowledge) -> Rank:
    """scikit-learn: logistic regression on TF-IDF of words 1-2 and characters 2-4."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline, make_union

    texts, owners = phrasings(knowledge)
    model = make_pipeline(
        make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2),
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+"),
        ),
        SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=8, tol=None, random_state=1),
    )
    model.fit([folded_words(text) for text in texts], owners)

    def rank(question: str) -> Ranked:
        shares = model.predict_proba([folded_words(question)])[0]
        return sorted(zip(model.classes_, shares.tolist(), strict=True), key=lambda item: -item[1])

    return rank


BASELINES: dict[str, Callable[[Knowledge], Rank]] = {
    "rapidfuzz WRatio, as typed": lambda k: rapidfuzz_rank(k, fuzz.WRatio, str),
    "rapidfuzz WRatio, folded": lambda k: rapidfuzz_rank(k, fuzz.WRatio, folded_words),
    "rapidfuzz token_set_ratio, folded": lambda k: rapidfuzz_rank(
        k, fuzz.token_set_ratio, folded_words
    ),
    "BM25 words+pairs, folded": bm25_rank,
    "SQLite FTS5 trigram, folded": fts5_rank,
    "TF-IDF char 2-5 nearest (scikit-learn)": tfidf_rank,
    "logistic regression (scikit-learn)": logistic_rank,
}
