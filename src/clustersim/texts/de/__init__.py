"""The German catalogue, a file for each use; keys begin with the name of what they serve."""

from __future__ import annotations

from clustersim.texts.de import analysis, commands, figures, files, measures, report, story, tables, titles

TEXTS: dict[str, str] = {
    **measures.TEXTS,
    **figures.TEXTS,
    **report.TEXTS,
    **story.TEXTS,
    **analysis.TEXTS,
    **commands.TEXTS,
    **files.TEXTS,
    **tables.TEXTS,
    **titles.TEXTS,
}
