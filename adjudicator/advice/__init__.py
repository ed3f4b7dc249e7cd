"""Advice for a party before a deadline: what it can still do, what that would change, what silence brings, and whether
to appeal.

Nothing here decides anything: every statement about an outcome is made by putting the changed record through the same
rules.
"""
