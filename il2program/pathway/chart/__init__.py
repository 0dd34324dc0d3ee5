"""All that the chart shows of one patient, read once."""

from il2program.pathway.chart.whole import Chart, chart_of

__all__ = ["Chart", "chart_of"]
