import { WaysIn } from '../people/ways-in.tsx'
import { sentence } from '../show/words.ts'
import type { OutsideFor } from '../view/door.ts'
import { Mark } from './lamp.tsx'

const reasons: Readonly<Record<OutsideFor, { readonly title: string; readonly words: string }>> = {
  'no-session': {
    title: 'You are not signed in.',
    words: 'You sign in by opening an address that is printed for you.',
  },
  'code-refused': {
    title: 'This address does not count any more.',
    words: 'It was opened before, or it is too old. Each address signs in one browser, once.',
  },
  ended: { title: 'Your session has ended.', words: 'It was signed out, or whoever runs the link ended it.' },
  'signed-out': { title: 'You are signed out.', words: 'Nothing is kept in this browser.' },
  refused: { title: 'The link does not let this page in.', words: 'It gave no reason.' },
}

interface SignInProps {
  readonly why: OutsideFor
  /** What the link said. */
  readonly message: string | null
  readonly onIn: () => void
}

/** What to do where nobody is signed in. It is loaded only there. */
export function SignIn({ why, message, onIn }: SignInProps) {
  const { title, words } = reasons[why]
  return (
    <main className="sign-in">
      <Mark tone="default" lit={0} />
      <p className="brand">Boss Deployer</p>
      <h1>{title}</h1>
      <p>{why === 'refused' && message ? sentence(message) : words}</p>
      <WaysIn onIn={onIn} />
      <p>For a new address, run this where the link runs, then open what it prints:</p>
      <pre className="command">
        <code>boss console</code>
      </pre>
    </main>
  )
}
