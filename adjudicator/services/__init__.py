"""What a person can ask for, one module for each question."""
