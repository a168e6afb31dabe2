"""The demo: a simulated day in a real district, with invented units."""
