class EngineUnusable(Exception):
    """An engine can't be loaded: its weights are missing or others than they should be. Says how to mend it."""
