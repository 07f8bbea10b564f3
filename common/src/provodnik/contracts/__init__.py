"""What crosses a wire: models, error classes, enums. Imports nothing of ours."""
