"""How a patient fares over time: scores, the questionnaire, the day after, the course of care."""
