import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from 'chart.js'
import { plain, shownLength } from '../../show/plain.ts'
import { duration } from '../../show/time.ts'
import type { Plot } from './plots.ts'

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip, Legend)

const LABEL = 24
const TICKS = 5
const TEXT_PX = 12
/** So that an axis of times reads in whole units, seconds. */
const timeSteps = [1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000]

const counts = new Intl.NumberFormat()

/** Draws a plot in the colours that hold now; the answer takes it away. */
export function drawPlot(canvas: HTMLCanvasElement, plot: Plot): () => void {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  const isLying = plot.is !== 'standing'
  const stacked = plot.is !== 'lying'
  const tell = (value: number) => (plot.unit === 'time' ? duration(value) : counts.format(value))
  const values = {
    ...{
      beginAtZero: true,
      suggestedMax: plot.unit === 'time' ? 1_000 : 1,
      stacked,
      border: { display: false },
      grid: { color: token('line') },
    },
    ticks: {
      ...{ color: token('soft'), maxTicksLimit: TICKS + 1, maxRotation: 0, ...stepOf(plot) },
      callback: (value: number | string) => tell(Number(value)),
    },
  }
  const names = {
    ...{ stacked, border: { color: token('line') }, grid: { display: false } },
    ticks: { color: token('soft'), autoSkip: !isLying, maxRotation: 0 },
  }
  const chart = new Chart(canvas, {
    type: 'bar',
    data: {
      labels: plot.labels.map((label) => plain(label, LABEL)),
      datasets: plot.series.map(({ name, paint, values: data }) => ({
        ...{ label: name, data: [...data], backgroundColor: token(paint) },
        ...{ borderRadius: 3, maxBarThickness: 26, categoryPercentage: 0.72 },
      })),
    },
    options: {
      ...{ responsive: true, maintainAspectRatio: false, indexAxis: isLying ? 'y' : 'x' },
      animation: isStill ? false : { duration: 240 },
      font: { family: token('sans'), size: TEXT_PX },
      scales: isLying ? { x: values, y: names } : { x: names, y: values },
      plugins: {
        legend: {
          display: new Set(plot.series.map(({ name }) => name)).size > 1,
          position: 'bottom',
          labels: { color: token('soft'), boxWidth: TEXT_PX, boxHeight: TEXT_PX },
        },
        tooltip: {
          filter: ({ raw }) => raw !== 0,
          callbacks: {
            title: ([first]) => plain(plot.labels[first?.dataIndex ?? 0] ?? '', shownLength.name),
            label: ({ dataset, raw }) => `${dataset.label ?? ''}: ${tell(Number(raw))}`,
          },
        },
      },
    },
  })
  return () => chart.destroy()
}

function stepOf({ unit, series }: Plot): { readonly stepSize: number } | { readonly precision: number } {
  if (unit === 'count') return { precision: 0 }
  const most = Math.max(1_000, ...series.flatMap(({ values }) => values))
  const step = timeSteps.map((seconds) => seconds * 1_000).find((each) => most / each <= TICKS)
  return { stepSize: step ?? most }
}
