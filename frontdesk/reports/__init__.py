"""What managers ask about a stretch of days: one module for each question, one query each."""
