"""Running late: who is affected, who is told, and what the message says."""
