"""Columns of tables from texts and numbers, by their bytes: Arrow does not look at each value.

Nor does it ask whether it is one of pandas, which it would import for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhetoric.store.need import need


def rows(columns: Mapping[str, Any]) -> Any:
    """Return a table of columns, each an array of numbers or a list of texts.

    Every row has a value, and the table says so: then Parquet does not keep which have one, which
    takes a fifth of the time of writing and of reading it.
    """
    pa = need("pyarrow")
    made = {
        name: numbers(values) if isinstance(values, np.ndarray) else texts(values)
        for name, values in columns.items()
    }
    fields = [pa.field(name, column.type, nullable=False) for name, column in made.items()]
    return pa.Table.from_arrays([*made.values()], schema=pa.schema(fields))


def numbers(values: NDArray[Any]) -> Any:
    """Return an array of numbers, or of what is true or not, as a column."""
    pa = need("pyarrow")
    kind, size = pa.from_numpy_dtype(values.dtype), len(values)
    if values.dtype == bool:
        values = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(kind, size, [None, pa.py_buffer(np.ascontiguousarray(values))])


def texts(values: Sequence[str]) -> Any:
    """Return texts as a column; half of a character that stands alone becomes a question mark."""
    pa = need("pyarrow")
    each = [value.encode("utf-8", "replace") for value in values]
    edges = np.zeros(len(each) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, each), np.int64, len(each)), out=edges[1:])
    buffers = [None, pa.py_buffer(edges.astype(np.int32)), pa.py_buffer(b"".join(each))]
    if edges[-1] >= 1 << 31:
        return pa.array(values, pa.string())  # in several arrays
    return pa.Array.from_buffers(pa.string(), len(each), buffers)
