"""Text messages: how long they are, and what people answer to them."""
