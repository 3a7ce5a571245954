"""The 对照表: what an office's own words mean, asked for in one workbook and obeyed where a person confirmed it."""
