"""Counts on disk, for corpora that are too large to be counted anew each time.

A store is a folder of immutable segments in Parquet, with a manifest that is switched in one step
(`rhetoric.store.manifest`). `rhetoric.store.build` makes and extends one, `Store` reads it.
"""
