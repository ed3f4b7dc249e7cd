"""What people read: the words of the closed lists in both languages, rules in words, and pages that stand alone."""
