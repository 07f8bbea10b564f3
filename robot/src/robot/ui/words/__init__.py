"""What the kiosk says, in the languages of the .ftl files beside this one (https://projectfluent.org)."""
