"""DKIM (RFC 6376): a sender's domain stands for the mail with a signature."""
