"""What the clinic offers: treatment types and their options (a duration with its price)."""
