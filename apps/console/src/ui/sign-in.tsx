import { WaysIn } from '../people/ways-in.tsx'
import { usePeopleWords } from '../people/words.ts'
import { refusalWords } from '../show/words.ts'
import type { OutsideFor } from '../view/door.ts'
import type { WireError } from '../view/wire.ts'
import { useWords } from '../words/words.ts'
import { Mark } from './lamp.tsx'

interface SignInProps {
  readonly why: OutsideFor
  /** What the link said. */
  readonly error: WireError | null
  readonly onIn: () => void
}

/** What to do where nobody is signed in. It is loaded only there. */
export function SignIn({ why, error, onIn }: SignInProps) {
  const first = useWords()
  const words = usePeopleWords()
  const [title, lead] = words.outside[why]
  return (
    <main className="sign-in">
      <Mark tone="default" lit={0} />
      <p className="brand">Boss Deployer</p>
      <h1>{title}</h1>
      <p>{why === 'refused' && error ? refusalWords(first, error) : lead}</p>
      <WaysIn onIn={onIn} />
      <p>{words.newAddress}</p>
      <pre className="command">
        <code>boss console</code>
      </pre>
    </main>
  )
}
