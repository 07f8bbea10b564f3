"""What a store sells, and its stock."""
