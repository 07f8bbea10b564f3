"""What robots see on the train: cameras, incidents, the watch-list, and the events that tell of them."""
