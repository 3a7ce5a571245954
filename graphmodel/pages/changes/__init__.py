"""What changed between two days or two snapshots: in words, as a workbook, as a page.

People stand in the workbook as codes and on the page as numbers; homes in neither.
"""
