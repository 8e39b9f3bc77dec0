"""The outbox: messages are rows, written with their cause, delivered once, by a worker."""
