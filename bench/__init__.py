"""What `make bench` runs: each part is a module with a `measure` function."""
