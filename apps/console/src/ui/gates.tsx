import { useWords } from '../words/words.ts'
import { useLive } from './context.ts'
import { GateRow } from './gate-row.tsx'

/** The standing order of every gate, and the three commands. */
export function Gates() {
  const { view } = useLive()
  const { gates } = useWords()
  return (
    <section className="gates" aria-labelledby="gates-title">
      <h2 id="gates-title">{gates.title}</h2>
      <ul className="gate-list">
        {view.gates.map((gate) => (
          <GateRow key={gate.gate} gate={gate} />
        ))}
      </ul>
    </section>
  )
}
