"""The sections of the report: a function each, from the results to what the page shows."""
