"""Courses of several sessions: planning them, numbering them, telling of them."""
