"""What results say: compare, attribute, evaluate, why, optimise, export."""
