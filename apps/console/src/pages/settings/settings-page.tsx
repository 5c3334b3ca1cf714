import { Suspense } from 'react'
import { useAddress } from '../../shell/address.ts'
import { Link } from '../../shell/link.tsx'
import { matchPath } from '../../shell/match.ts'
import { useWords } from '../../words/words.ts'
import { Queries } from '../queries.tsx'
import { sectionPath, sections } from './sections.ts'
import { useSettingsWords } from './words.ts'

/** The settings: what there is to set, or one section of it. */
export function SettingsPage() {
  const { path } = useAddress()
  const words = useSettingsWords()
  const asked = matchPath('/settings/:section/:item', path) ?? matchPath('/settings/:section', path)
  const section = sections.find(({ name }) => name === asked?.section)
  if (!section) return <Overview isMissing={asked !== null} />
  const { name, Part } = section
  return (
    <div className="settings-page">
      <nav className="settings-nav" aria-label={words.title}>
        <ul>
          {sections.map((each) => (
            <li key={each.name}>
              <Link
                to={sectionPath(each.name)}
                className="section"
                aria-current={each.name === name ? 'page' : undefined}
              >
                {words.sections[each.name].name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Link to="/settings" className="settings-back">
        {words.all}
      </Link>
      <div className="settings-content">
        <Queries>
          <Suspense fallback={<Loading />}>
            <Part item={asked?.item ?? null} />
          </Suspense>
        </Queries>
      </div>
    </div>
  )
}

interface OverviewProps {
  readonly isMissing: boolean
}

function Overview({ isMissing }: OverviewProps) {
  const words = useSettingsWords()
  return (
    <div className="settings-overview">
      <header>
        <h1>{words.title}</h1>
        <p className="soft">{isMissing ? words.missing : words.lead}</p>
      </header>
      <ul>
        {sections.map(({ name }) => (
          <li key={name}>
            <Link to={sectionPath(name)}>
              <span className="strong">{words.sections[name].name}</span>
              <span className="soft">{words.sections[name].lead}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Loading() {
  const { shell } = useWords()
  return (
    <p className="loading" role="status">
      {shell.loading}
    </p>
  )
}
