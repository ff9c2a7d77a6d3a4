"""How amounts are written in sentences."""


def number(n: int, noun: str) -> str:
    """Return a number with its noun.

    >>> number(1, "word"), number(1200, "word")
    ('1 word', '1,200 words')
    """
    return f"{n:,} {noun}" + ("" if n == 1 else "s")
