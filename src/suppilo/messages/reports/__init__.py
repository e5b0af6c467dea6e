"""What vendors report of messages afterwards: delivered, bounced, complained, opened, clicked, answered."""
