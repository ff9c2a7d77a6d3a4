"""A word that stands only in a name is no term of its own."""

import rhetoric as rt
from rhetoric.compare.pieces import pieces
from rhetoric.tokens import tokenize_texts


def found(*texts):
    counts = rt.count(tokenize_texts(*texts), ngrams=(1, 4))
    return set(counts.features[pieces(counts)])


def test_pieces_of_a_name_are_known_and_words_that_stand_by_themselves_are_not():
    name = "They met Anna Maria Berg. " * 12
    assert found(name) == {"anna", "maria", "berg"}
    assert found(name, "The berg is cold. " * 9) == {"anna", "maria"}
    assert found("The plan was made. " * 30) == set()


def test_few_uses_and_words_in_small_letters_tell_nothing():
    assert found("They met Anna Berg. " * 4) == set()
    assert found("They saw the stone bridge. " * 20) == set()
