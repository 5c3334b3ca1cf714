import { useState } from 'react'
import { fetchHere } from '../../api/rest.ts'
import { refusalWords } from '../../show/words.ts'
import { useWords } from '../../words/words.ts'
import { type Gadget, testLights } from './read.ts'
import { useDevicesWords } from './words.ts'

interface TestLightsProps {
  readonly gadget: Gadget
}

/** For who does not know which of the gadgets this is, or whether all of its lights are well. */
export function TestLights({ gadget: { id, name } }: TestLightsProps) {
  const { lights } = useDevicesWords()
  const first = useWords()
  const [said, setSaid] = useState('')
  async function ask() {
    setSaid('')
    const answer = await testLights(fetchHere, id)
    if (!answer.ok) return setSaid(refusalWords(first, answer.error))
    setSaid(answer.value.value.online ? lights.look : lights.away)
  }
  return (
    <>
      <button type="button" className="button quiet small" onClick={() => void ask()}>
        {lights.test}
        <span className="visually-hidden"> {name}</span>
      </button>
      <p className="hint" role="status">
        {said}
      </p>
    </>
  )
}
