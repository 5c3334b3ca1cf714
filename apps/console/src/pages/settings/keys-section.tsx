import { restAnswers } from '@boss-deployer/protocol'
import { useQuery } from '@tanstack/react-query'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Loaded } from './loaded.tsx'
import { read } from './read.ts'
import { SectionHead } from './section-head.tsx'
import { useSettingsWords } from './words.ts'

/** With which key the record is signed, and how it is changed. */
export function KeysSection() {
  const { sections, keys: words } = useSettingsWords()
  const key = useQuery({ queryKey: ['signing-key'], queryFn: () => read('/history/key', restAnswers.signingKey) })
  return (
    <>
      <SectionHead title={sections.keys.name} lead={sections.keys.lead} />
      <Loaded query={key}>
        {({ key: id, pem }) => (
          <section className="settings-group" aria-labelledby="signing-key">
            <h2 id="signing-key">{words.signing}</h2>
            <p>{words.signingWhat}</p>
            <dl className="settings-facts">
              <dt>{words.id}</dt>
              <dd>
                <code>{id}</code>
              </dd>
            </dl>
            <h3>{words.publicKey}</h3>
            <CopyLine line={pem.trim()} />
            <p className="hint">{words.rotate}</p>
            <CopyLine line="openssl genpkey -algorithm ed25519 -out new-key.pem" />
            <p className="hint">{words.rotateThen}</p>
            <CopyLine line="node apps/link/dist/main.js --signing-key-file new-key.pem --former-signing-key-file old-key.pem --accept-signing-key FINGERPRINT" />
          </section>
        )}
      </Loaded>
    </>
  )
}
