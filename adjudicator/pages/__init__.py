"""What people read: the words of the closed lists in Chinese and English, rules in words, and pages that stand alone."""
