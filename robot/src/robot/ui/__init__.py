"""What the passenger sees: states' views, told in words, drawn by QML."""
