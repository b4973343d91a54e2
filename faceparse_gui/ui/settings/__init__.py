"""What the user chose, kept from one start to the next: declared once, shown by one dialog."""
