"""What a robot reports of an incident, and what its operators say of it."""
