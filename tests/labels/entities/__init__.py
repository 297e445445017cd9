"""Who, where and what real releases name, labelled by hand, and how well Pressroom finds it.

`labels.jsonl` holds one release a line: where its text is found in the shared data, and positions in it. No text stands
in it; a position counts characters of the title, a blank line and the text, as the shared data has them.

    python -m tests.labels.entities [--part tune|fresh|fresh2|fresh3|end] [--errors KIND]
"""
