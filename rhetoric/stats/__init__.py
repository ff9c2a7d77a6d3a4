"""The arithmetic of keyness: pure functions on arrays, with their formulae and sources."""
