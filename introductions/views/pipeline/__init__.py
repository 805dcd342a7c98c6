"""The pipeline: all introductions of a person in one place, as a table or a board over the same filters, and
as a CSV file. `asking` reads the address, `lines` says what a row shows, `page` is the page, `exporting` the
file,
`keeping` saved views."""

from introductions.views.pipeline.exporting import pipeline_csv
from introductions.views.pipeline.keeping import forget, keep
from introductions.views.pipeline.page import board

__all__ = ["board", "forget", "keep", "pipeline_csv"]
