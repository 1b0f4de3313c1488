"""Small widgets that the views are built from. Each takes the Look first and follows its `changed` signal."""
