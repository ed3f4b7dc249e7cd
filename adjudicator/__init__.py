"""Adjudicator: from a case on the record to a ruling whose every sentence names its clause and its evidence."""

__version__ = "0.1.0"
