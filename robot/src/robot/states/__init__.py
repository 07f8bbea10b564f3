"""What the kiosk does: small states that know no Qt, no camera and no network, only the ports they are given.

They lead to one another in circles, so each names the others by their modules.
"""
