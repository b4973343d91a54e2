"""What the writers of formats share: file names, photos, files in stages."""
