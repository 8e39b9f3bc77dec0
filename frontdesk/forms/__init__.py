"""The forms of the front desk, one module a screen."""
