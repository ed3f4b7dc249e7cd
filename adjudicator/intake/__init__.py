"""From a sealed record to the facts that rules read, each with the place on the record where it stands.

Nothing is decided here: what is left out becomes unknown, or known to be absent where the record is closed (SEMANTICS 17), and what a
person found replaces what a report says (SEMANTICS 3).
"""
