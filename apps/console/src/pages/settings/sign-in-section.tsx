import { peopleRoutes } from '@boss-deployer/protocol'
import { useQuery } from '@tanstack/react-query'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Loaded } from './loaded.tsx'
import { read } from './read.ts'
import { SectionHead } from './section-head.tsx'
import { useSettingsWords } from './words.ts'

const readWays = () => read('/sign-in', peopleRoutes['GET /sign-in'].answer)

/** In which ways one signs in here; what only the link's configuration changes is shown with the line that does. */
export function SignInSection() {
  const { sections, signIn: words } = useSettingsWords()
  const ways = useQuery({ queryKey: ['ways-in'], queryFn: readWays })
  return (
    <>
      <SectionHead title={sections['sign-in'].name} lead={sections['sign-in'].lead} />
      <Loaded query={ways}>
        {({ hasSso, isSsoAway, passkeyHost }) => (
          <>
            <section className="settings-group" aria-labelledby="company">
              <h2 id="company">{words.company}</h2>
              <p>{hasSso ? (isSsoAway ? words.companyAway : words.companyOn) : words.companyOff}</p>
              <p className="hint">{words.byConfiguration}</p>
              <CopyLine
                line={'BOSS_OIDC_ISSUER=https://id.example.com\nBOSS_OIDC_CLIENT_ID=boss\nBOSS_OIDC_CLIENT_SECRET=…'}
              />
            </section>
            <section className="settings-group" aria-labelledby="passkeys">
              <h2 id="passkeys">{words.passkeys}</h2>
              <p>{words.passkeysAt(passkeyHost)}</p>
              <p className="hint">{words.byAddress}</p>
              <CopyLine line="BOSS_PUBLIC_URL=https://connect.example.com" />
            </section>
            <section className="settings-group" aria-labelledby="own">
              <h2 id="own">{words.own}</h2>
              <p>{words.ownWhat}</p>
              <p>
                <a href="/#account">{words.toAccount}</a>
              </p>
            </section>
          </>
        )}
      </Loaded>
    </>
  )
}
