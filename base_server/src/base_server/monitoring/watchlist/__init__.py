"""Who is looked for: entries, with pictures in a gallery of their own."""
