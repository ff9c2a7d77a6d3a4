"""The report: contents, two renderings of them, figures, tables, and their safe publishing."""
