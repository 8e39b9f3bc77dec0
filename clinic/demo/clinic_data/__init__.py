"""The demo clinic: invented people and places, and a schedule around the day it is loaded."""
