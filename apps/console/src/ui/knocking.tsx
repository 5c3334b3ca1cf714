import { useWords } from '../words/words.ts'
import { Mark } from './lamp.tsx'

interface KnockingProps {
  readonly isAway: boolean
}

/** While it is not known yet who is here. */
export function Knocking({ isAway }: KnockingProps) {
  const { headline, shell } = useWords()
  return (
    <main className="sign-in">
      <Mark tone={isAway ? 'away' : 'default'} lit={isAway ? 5 : 0} />
      <p className="brand">Boss Deployer</p>
      <h1>{isAway ? headline.away : shell.loading}</h1>
      {isAway && <p>{shell.triesAgain}</p>}
    </main>
  )
}
