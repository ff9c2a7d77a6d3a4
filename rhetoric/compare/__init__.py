"""One file per question; each returns a `Result`."""
