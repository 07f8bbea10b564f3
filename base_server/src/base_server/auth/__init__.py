"""Who devices and engineers are."""
