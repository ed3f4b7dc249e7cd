"""One rulebook, run: facts in, conclusions out. `compiled` is the way that is used while somebody waits."""
