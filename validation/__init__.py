"""The model held against what is published: targets, causes, and the pages generated from them."""
