"""The pages about progress: thin, each named by its verb."""
