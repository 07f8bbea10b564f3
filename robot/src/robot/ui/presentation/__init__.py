"""From a view to what is drawn: words, icons, tones and touches, without Qt."""
