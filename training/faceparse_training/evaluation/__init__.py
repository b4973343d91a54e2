"""Measure a network: metrics on data sets, calibration, ranking, robustness."""
