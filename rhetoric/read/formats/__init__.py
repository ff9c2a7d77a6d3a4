"""One module a format: the bytes of a file to its text with notes, or the reason why there is none.

Each function may raise anything: it runs in another process (`rhetoric.read.isolate`), where what
it raises becomes a reason too. Hints are what a file says of itself beside its text, as it says
it: ``title``, ``author``, ``publisher``, ``language``, ``published``, ``created``, ``modified``.
"""
