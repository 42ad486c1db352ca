"""The officer at the text: paragraphs saved, taken over, moved, restored; figures bound, reformatted, followed."""
