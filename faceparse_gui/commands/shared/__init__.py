"""What all commands share: options, console output, exit codes, signals."""
