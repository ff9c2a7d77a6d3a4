"""The step for scikit-learn counts as the package does, and keeps to the rules of estimators."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

import rhetoric as rt
from rhetoric.corpus import RhetoricError
from rhetoric.tokens import tokenize_texts

TEXTS = [
    "The Committee decided to keep the range at 10 000. Inflation eased.",
    "The Party's five-year plan is the main link. We must build.",
    "", "The Committee must keep inflation in range.",
]  # fmt: skip


@pytest.mark.parametrize(("ngrams", "least"), [((1, 3), 1), ((2, 2), 1), ((1, 2), 2)])
def test_it_counts_as_the_package_does(ngrams, least):
    step = rt.Vectorizer(ngrams=ngrams, min_count=least)
    found = step.fit_transform(TEXTS)
    counts = rt.count(tokenize_texts(*TEXTS), ngrams=ngrams, per="document", min_count=least)
    assert (found != counts.matrix).nnz == 0
    assert step.get_feature_names_out().tolist() == counts.features.tolist()
    assert (step.transform(TEXTS) != found).nnz == 0
    turned = step.transform(TEXTS[::-1])
    assert np.array_equal(turned.toarray(), found.toarray()[::-1])


def test_what_was_not_learned_is_not_counted():
    step = rt.Vectorizer(ngrams=(1, 1)).fit(["we must act"])
    assert step.transform(["they must rest and act, act"]).toarray().tolist() == [[2, 1, 0]]
    assert step.transform(["nothing"]).nnz == 0


def test_it_is_a_step_of_a_pipeline():
    texts = ["steel and coal rise", "harvest of maize falls"] * 12
    model = make_pipeline(rt.Vectorizer(ngrams=(1, 2)), TfidfTransformer(), LogisticRegression())
    assert cross_val_score(model, texts, [0, 1] * 12, cv=3).min() == 1.0


def test_it_can_be_copied_and_asks_to_be_fitted():
    step = clone(rt.Vectorizer(ngrams=(2, 3), min_count=4))
    assert step.get_params() == {"ngrams": (2, 3), "min_count": 4}
    with pytest.raises(NotFittedError):
        step.transform(TEXTS)


@pytest.mark.parametrize(
    ("given", "said"), [("a text", "list"), ([b"a"], "bytes"), ([""], "min_count"), ([], "min_co")]
)
def test_what_cannot_be_counted_is_told(given, said):
    with pytest.raises(RhetoricError, match=said):
        rt.Vectorizer().fit(given)
