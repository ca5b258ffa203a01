"""What the model is made of, as data: parameters, levers, actions, codes, decisions."""
