"""Mail into the development mailbox of the studio."""
