"""What every function needs around its use case: settings, logger, metrics, batch."""
