"""What the pages of composing show: the outline with its states, a heading's text, the facts to choose from."""
