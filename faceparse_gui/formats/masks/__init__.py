"""What formats share about masks: colours and class ids, objects, filled shapes."""
