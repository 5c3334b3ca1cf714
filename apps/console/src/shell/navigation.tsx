import { useLive } from '../ui/context.ts'
import { waitingOf } from '../view/view.ts'
import { useWords } from '../words/words.ts'
import { useAddress } from './address.ts'
import { Icon } from './icons.tsx'
import { Link } from './link.tsx'
import { pathOf, sections } from './routes.ts'

/** The pages: beside the content where there is room, below it on a phone. */
export function Navigation() {
  const { path } = useAddress()
  const { view } = useLive()
  const { pages, shell } = useWords()
  const waiting = waitingOf(view).length
  return (
    <nav className="navigation" aria-label={shell.pages}>
      <ul>
        {sections.map((name) => {
          const to = pathOf(name)
          const isHere = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
          return (
            <li key={name}>
              <Link to={to} className="section" aria-current={isHere ? 'page' : undefined}>
                <Icon name={name} />
                <span>{pages[name]}</span>
                {name === 'now' && waiting > 0 && <span className="count">{waiting}</span>}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
