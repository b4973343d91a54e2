"""A played person who corrects predictions by gestures, to measure what the tools are worth."""
