"""What we sell and they bought: carts, orders, payments."""
