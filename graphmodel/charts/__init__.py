"""Charts as static SVG, the same on pages, in Word and as PNG for a meeting.

One module and one template for each: bars, a trend, a treemap, a matrix, a curve. They lay out what they are given and
count nothing. Values reach a chart escaped only; colours are classes of one small style sheet, which pages carry and
the renderer of PNG is handed. A chart names nobody: who draws one hands it names of places and organisations.
"""
