import { peopleRoutes, restAnswers } from '@boss-deployer/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Form } from '../../../people/form.tsx'
import { Link } from '../../../shell/link.tsx'
import { Age } from '../../../ui/moment.tsx'
import { Said } from '../../../ui/said.tsx'
import { Confirm } from '../confirm.tsx'
import { NamesField } from '../fields.tsx'
import { GrantsField, knownGrants } from '../grants-field.tsx'
import { Loaded } from '../loaded.tsx'
import { read, send } from '../read.ts'
import { SectionHead } from '../section-head.tsx'
import { sectionPath } from '../sections.ts'
import { useSettingsWords } from '../words.ts'
import { leavesNoOperator } from './operators.ts'
import { groupsOf, type Shown } from './principals.ts'
import { personRoles } from './roles.ts'

export const readPeople = () => read('/people', peopleRoutes['GET /people'].answer)

interface PersonProps {
  readonly person: Shown
  readonly people: readonly Shown[]
  readonly onChange: () => void
}

/** One person: what they may do, where they are signed in, and how they are let in no more. */
export function Person({ person, people, onChange }: PersonProps) {
  const { people: words } = useSettingsWords()
  const { id, name, email, subject, revokedAt } = person
  return (
    <>
      <SectionHead title={<Said text={name} />} lead={revokedAt === null ? email : words.removed} />
      <dl className="settings-facts">
        <dt>{words.inPolicies}</dt>
        <dd>
          <code>{subject}</code>
        </dd>
      </dl>
      {revokedAt === null && (
        <>
          <Roles person={person} people={people} onChange={onChange} />
          <Sessions id={id} />
          <section className="settings-group" aria-labelledby="remove">
            <h2 id="remove">{words.remove}</h2>
            {leavesNoOperator(people, id, []) ? (
              <p className="hint">{words.lastOperator}</p>
            ) : (
              <Confirm
                label={words.removeNow}
                consequence={words.removeWhat}
                onSend={() => send({ method: 'DELETE', path: `/people/${id}`, schema: restAnswers.revoked })}
                onDone={onChange}
              />
            )}
          </section>
        </>
      )}
      <Link to={sectionPath('people')}>{words.all}</Link>
    </>
  )
}

function Roles({ person, people, onChange }: PersonProps) {
  const { people: words } = useSettingsWords()
  const [grants, setGrants] = useState(() => knownGrants(person.grants))
  const [groups, setGroups] = useState<readonly string[]>(person.groups)
  const [isSaved, setSaved] = useState(false)
  const isLast = leavesNoOperator(people, person.id, grants)
  return (
    <section className="settings-group" aria-labelledby="roles">
      <h2 id="roles">{words.roles}</h2>
      <GrantsField
        roles={personRoles}
        value={grants}
        onChange={(next) => {
          setGrants(next)
          setSaved(false)
        }}
      />
      <NamesField
        label={words.groups}
        hint={words.groupsHint}
        value={groups}
        offered={groupsOf(people).map((group) => ({ id: group, name: group }))}
        onChange={(next) => {
          setGroups(next)
          setSaved(false)
        }}
      />
      {isLast ? (
        <p role="alert" className="refusal">
          {words.lastOperator}
        </p>
      ) : (
        <Form
          submit={words.save}
          onSend={() =>
            send({
              method: 'PUT',
              path: `/people/${person.id}/access`,
              body: groups === person.groups ? { grants } : { grants, groups },
              schema: peopleRoutes['PUT /people/{id}/access'].answer,
            })
          }
          onDone={() => {
            setSaved(true)
            onChange()
          }}
        />
      )}
      {isSaved && <p role="status">{words.saved}</p>}
    </section>
  )
}

interface SessionsProps {
  readonly id: string
}

function Sessions({ id }: SessionsProps) {
  const { people: words } = useSettingsWords()
  const schema = peopleRoutes['GET /people/{id}/sessions'].answer
  const path = `/people/${id}/sessions`
  const query = useQuery({ queryKey: ['sessions', id], queryFn: () => read(path, schema) })
  return (
    <section className="settings-group" aria-labelledby="sessions">
      <h2 id="sessions">{words.sessions}</h2>
      <Loaded query={query}>
        {({ sessions }) =>
          sessions.length === 0 ? (
            <p className="soft">{words.notSignedIn}</p>
          ) : (
            <>
              <ul className="people-list">
                {sessions.map(({ id: session, kind, agent, lastUsedAt }) => (
                  <li key={session}>
                    <Said text={kind === 'cli' ? 'boss login' : (agent ?? words.browser)} max={60} />
                    <span className="hint">{words.lastUsed(<Age at={lastUsedAt} />)}</span>
                  </li>
                ))}
              </ul>
              <Confirm
                label={words.signOut}
                consequence={words.signOutWhat}
                onSend={() => send({ method: 'DELETE', path, schema: restAnswers.revoked })}
                onDone={() => void query.refetch()}
              />
            </>
          )
        }
      </Loaded>
    </section>
  )
}
