"""Which real releases tell of one event, judged by hand, and how well Pressroom tells so ("Also told by").

`labels.jsonl` holds one pair of releases a line: where their texts are found in the shared data, and whether both tell
of one event. No text stands in it.

    python -m tests.labels.events [--part tune|fresh|end|end2] [--index FOLDER] [--errors]
"""
