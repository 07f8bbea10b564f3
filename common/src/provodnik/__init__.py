"""What the modules of Provodnik share."""
