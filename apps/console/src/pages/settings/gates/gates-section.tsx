import { gateState } from '@boss-deployer/protocol'
import { useRef } from 'react'
import { Field, Form } from '../../../people/form.tsx'
import { navigate } from '../../../shell/address.ts'
import { Link } from '../../../shell/link.tsx'
import { useLive } from '../../../ui/context.ts'
import { Said } from '../../../ui/said.tsx'
import { send } from '../read.ts'
import { SectionHead } from '../section-head.tsx'
import { type SectionProps, sectionPath } from '../sections.ts'
import { useSettingsWords } from '../words.ts'
import { GatePolicy } from './gate-policy.tsx'

/** The gates, each leading to its policy; or the policy of one. */
export const GatesSection = ({ item }: SectionProps) =>
  item === null ? <GateList /> : <GatePolicy key={item} gate={item} />

function GateList() {
  const { sections, gates: words } = useSettingsWords()
  const { gates } = useLive().view
  const made = useRef('')
  return (
    <>
      <SectionHead title={sections.gates.name} lead={sections.gates.lead} />
      <ul className="settings-list">
        {gates.map(({ gate, approvals, queueLength }) => (
          <li key={gate}>
            <Link to={sectionPath('gates', gate)}>
              <Said text={gate} className="strong" />
              <span className="soft">{words.inShort(approvals, queueLength)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <section className="settings-group" aria-labelledby="new-gate">
        <h2 id="new-gate">{words.newGate}</h2>
        <Form
          submit={words.make}
          tone="quiet"
          label={words.newGate}
          onSend={(texts) => {
            made.current = texts('gate').trim()
            return send({ method: 'POST', path: '/gates', body: { gate: made.current }, schema: gateState })
          }}
          onDone={() => navigate(sectionPath('gates', made.current))}
        >
          <Field label={words.path} name="gate" autoComplete="off" hint={words.pathHint} />
        </Form>
      </section>
    </>
  )
}
