"""What the readers of formats share: archives, JSON, pictures and listings, read without trust."""
