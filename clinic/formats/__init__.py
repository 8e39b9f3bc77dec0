"""How dates and times are typed, beyond what Django knows for Canadian English."""
