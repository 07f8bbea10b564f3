"""Parts of the stack are killed under load, one after the other; then its books are checked."""
