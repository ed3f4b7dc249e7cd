"""The rulebook: `rules/` on disk as a checked, dated value that engines run and people read."""
