"""What a passenger is offered."""
