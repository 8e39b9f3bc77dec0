"""The demo: everything a clinic runs, on one machine, started and stopped with one command."""
