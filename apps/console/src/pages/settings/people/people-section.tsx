import { type Grant, peopleRoutes } from '@boss-deployer/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Field, Form } from '../../../people/form.tsx'
import { Link } from '../../../shell/link.tsx'
import { CopyLine } from '../../../ui/copy-line.tsx'
import { Said } from '../../../ui/said.tsx'
import { GrantsField, GrantsInShort } from '../grants-field.tsx'
import { Loaded } from '../loaded.tsx'
import { send } from '../read.ts'
import { SectionHead } from '../section-head.tsx'
import { type SectionProps, sectionPath } from '../sections.ts'
import { useSettingsWords } from '../words.ts'
import { Person, readPeople } from './person.tsx'
import { personRoles } from './roles.ts'

/** Who is here, and what each may do; or one of them. */
export function PeopleSection({ item }: SectionProps) {
  const { sections, people: words } = useSettingsWords()
  const queries = useQueryClient()
  const people = useQuery({ queryKey: ['people'], queryFn: readPeople })
  const again = () => void queries.invalidateQueries({ queryKey: ['people'] })
  if (item !== null) {
    return (
      <Loaded query={people}>
        {({ people: all }) => {
          const person = all.find(({ id }) => id === item)
          return person ? <Person key={item} person={person} people={all} onChange={again} /> : <p>{words.nobody}</p>
        }}
      </Loaded>
    )
  }
  return (
    <>
      <SectionHead title={sections.people.name} lead={sections.people.lead} />
      <Loaded query={people}>
        {({ people: all }) =>
          all.length === 0 ? (
            <p className="soft">{words.nobodyYet}</p>
          ) : (
            <ul className="settings-list">
              {all.map(({ id, name, email, grants: held, revokedAt }) => (
                <li key={id}>
                  <Link to={sectionPath('people', id)}>
                    <Said text={name} className="strong" />
                    <span className="soft">
                      <Said text={email} /> · {revokedAt === null ? <GrantsInShort grants={held} /> : words.removed}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Invite onDone={again} />
    </>
  )
}

interface InviteProps {
  readonly onDone: () => void
}

function Invite({ onDone }: InviteProps) {
  const { people: words } = useSettingsWords()
  const [grants, setGrants] = useState<readonly Grant[]>([{ role: 'approver', gate: 'root' }])
  const [address, setAddress] = useState<string | null>(null)
  return (
    <section className="settings-group" aria-labelledby="invite">
      <h2 id="invite">{words.invite}</h2>
      <GrantsField roles={personRoles} value={grants} onChange={setGrants} />
      <Form
        submit={words.makeInvitation}
        tone="quiet"
        label={words.invite}
        onSend={async (texts) => {
          const body = { name: texts('name').trim(), grants }
          const route = peopleRoutes['POST /people/invitations']
          const sent = await send({ method: 'POST', path: '/people/invitations', body, schema: route.answer })
          if (sent.ok) setAddress(sent.value.address)
          return sent
        }}
        onDone={onDone}
      >
        <Field label={words.name} name="name" autoComplete="off" />
      </Form>
      {address !== null && (
        <div role="status">
          <p>{words.shownOnce}</p>
          <CopyLine line={address} />
        </div>
      )}
    </section>
  )
}
