"""Looking for the passenger's face, and checking it. Nothing of a picture outlives the answer to its check."""
