"""Who, where and what real releases name, labelled by hand, and how well Pressroom finds it.

`labels.jsonl` holds one release a line: where its text is found in the shared data, and positions in it. No text stands
in it; a position counts characters of the title, a blank line and the text, as the shared data has them.

Two readers read the part "end": `labels.jsonl` has what they come to, `labels_first.jsonl` and `labels_second.jsonl`
what each said alone (`agreement.py` compares these).

    python -m tests.labels.entities [--part tune|fresh|fresh2 ... fresh6|end] [--labels FILE] [--errors KIND]
"""
