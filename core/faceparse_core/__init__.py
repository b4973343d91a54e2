"""The science: classes, network, losses, metrics, trainer, face finding, parsing. No Qt."""
