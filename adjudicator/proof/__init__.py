"""The proof of a ruling: what its steps are, how they are checked without the engine, and how they read in zh and en.

``atoms``, ``measures`` and ``clocks`` evaluate the words of the rule language by plain interpretation;
``interpretation`` runs a whole rulebook that way; ``check`` verifies a proof; ``build`` makes the steps from an
engine's results; ``reasons`` writes them out. Nothing here imports an engine. `docs/proof.md` is the manual.
"""
