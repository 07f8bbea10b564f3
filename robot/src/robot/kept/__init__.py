"""What must outlive a crash: written whole or not at all, and sent until it is answered."""
