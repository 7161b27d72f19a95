"""The web page, the HTTP interface and the document viewer: the roof that a browser sees."""
