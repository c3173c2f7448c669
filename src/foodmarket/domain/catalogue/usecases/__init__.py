"""What cooks do with their menus, and customers with what they see of them."""
