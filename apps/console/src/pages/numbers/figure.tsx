import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { hearTheme, isDark } from '../../shell/theme.ts'
import { Said } from '../../ui/said.tsx'
import { drawPlot } from './chart.ts'
import type { Plot } from './plots.ts'
import { useNumbersWords } from './words.ts'

const BAR_PX = 34
const PAIR_PX = 46
const FRAME_PX = 72
const STANDING_PX = 260

const heights: Readonly<Record<Plot['is'], (bars: number) => number>> = {
  standing: () => STANDING_PX,
  lying: (bars) => FRAME_PX + PAIR_PX * bars,
  'lying-stacked': (bars) => FRAME_PX + BAR_PX * bars,
}

interface FigureProps {
  readonly plot: Plot
}

/** A plot, and the table that says the same to everybody. */
export function Figure({ plot }: FigureProps) {
  const words = useNumbersWords()
  const [isOpen, setOpen] = useState(false)
  const isNight = useSyncExternalStore(hearTheme, isDark)
  return (
    <figure className={plot.is === 'standing' ? 'figure is-wide' : 'figure'} aria-labelledby={plot.id}>
      <figcaption>
        <h2 id={plot.id}>{plot.title}</h2>
        <button type="button" className="button quiet small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {words.asTable}
          <span className="visually-hidden">: {plot.title}</span>
        </button>
      </figcaption>
      <Drawn key={String(isNight)} plot={plot} />
      <div className={isOpen ? 'table-frame' : 'visually-hidden'}>
        <Table plot={plot} />
      </div>
    </figure>
  )
}

function Drawn({ plot }: FigureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => (canvas.current ? drawPlot(canvas.current, plot) : undefined), [plot])
  return (
    <div className="plot" aria-hidden="true" style={{ height: heights[plot.is](plot.labels.length) }}>
      <canvas ref={canvas} />
    </div>
  )
}

const Table = ({ plot: { title, head, rows } }: FigureProps) => (
  <table aria-label={title}>
    <thead>
      <tr>
        {head.map((each) => (
          <th key={each} scope="col">
            {each}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(({ key, name, cells }) => (
        <tr key={key}>
          <th scope="row">
            <Said text={name} />
          </th>
          {cells.map((cell, column) => (
            <td key={head[column + 1]}>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)
