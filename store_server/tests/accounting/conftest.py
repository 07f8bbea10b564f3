from store_server.testing.accounting import books, clock, hook, idle_app, receiver, receiver_process, work
from store_server.testing.days import past

__all__ = ["books", "clock", "hook", "idle_app", "past", "receiver", "receiver_process", "work"]
