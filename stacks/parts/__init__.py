"""The parts that capabilities are built from: each is the one place where its kind is made."""
