"""The waiting list: joining it, the line, offers of starts that are free, answers to them."""
