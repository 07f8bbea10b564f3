"""How a store does: revenue, waiting times, and what will run out."""
