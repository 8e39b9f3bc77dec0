"""The operator's page: how messages go."""
