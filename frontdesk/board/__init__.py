"""The schedule board: what its address asks for, the facts of those days, their drawing."""
