"""The patients' pages. A view reads the clock, asks or changes one thing, answers."""
