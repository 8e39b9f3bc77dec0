"""Whom the clinic treats. One account may manage several patients: parents book for children."""
