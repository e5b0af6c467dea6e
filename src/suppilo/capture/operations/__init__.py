"""What may be done to the room from outside, one file per noun."""
