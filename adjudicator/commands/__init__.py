"""The commands, one module per thing a person can ask for, and how each answers on a terminal."""
