"""A fuzz target for the text decoder and the reader of dates; opt in: it is no test of pytest.

    pip install atheris
    python tests/fuzz/decode_and_date.py -max_total_time=60

Whatever the bytes, decoding gives a text or a reason, and dating gives a date or none.
"""

import sys

import atheris

with atheris.instrument_imports():
    from rhetoric.read.blocks import blocks
    from rhetoric.read.characters import odd_characters
    from rhetoric.read.dates import dating
    from rhetoric.read.decode import decode
    from rhetoric.read.metadata import front_matter


def one_input(content: bytes) -> None:
    """Decode and date one input; anything raised is a fault."""
    found = decode(content)
    if isinstance(found, str):
        return
    front = front_matter(found.text)
    made, _ = blocks(found.text, "a", begin=front.end)
    odd_characters(found.text, found.encoding)
    dating(f"{found.text[:20]}.txt", found.text, made, None, front.stated)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
