"""The demo: a simulated day in a real district, with invented units."""

PASSWORD = "mot cau de nho 2025"  # of everybody in the demo, said on the pages that ask for it
