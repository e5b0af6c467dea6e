"""What the DNS says of a domain that mail comes from: SPF, DKIM, DMARC, and the records to set."""
