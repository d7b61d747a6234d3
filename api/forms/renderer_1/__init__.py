"""The first way to lay filled forms out. What was issued by it is rendered by it for ever (S28).

It makes workbooks without a library: nobody's new version moves a byte of what was issued.
"""
