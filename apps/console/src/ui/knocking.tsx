import { Mark } from './lamp.tsx'

interface KnockingProps {
  readonly isAway: boolean
}

/** While it is not known yet who is here. */
export const Knocking = ({ isAway }: KnockingProps) => (
  <main className="sign-in">
    <Mark tone={isAway ? 'away' : 'default'} lit={isAway ? 5 : 0} />
    <p className="brand">Boss Deployer</p>
    <h1>{isAway ? 'The link is away.' : 'One moment…'}</h1>
    {isAway && <p>This page tries again by itself, every few seconds.</p>}
  </main>
)
