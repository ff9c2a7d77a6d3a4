"""``python -m rhetoric.cli``: the command line by the Python that is named, wherever it lies."""

from rhetoric.cli import main

if __name__ == "__main__":
    main()
