import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { mayAt } from '../../api/may.ts'
import { Refused } from '../../api/refused.ts'
import { fetchHere } from '../../api/rest.ts'
import { refusalWords } from '../../show/words.ts'
import { useLive, usePage } from '../../ui/context.ts'
import { useWords } from '../../words/words.ts'
import { Queries } from '../queries.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { GadgetRow, LinkRow, PipelineRow, ServerRow } from './kinds.tsx'
import { type Devices, type Revocable, readDevices } from './read.ts'
import { RevokeDialog } from './revoke-dialog.tsx'
import { useDevicesWords } from './words.ts'

/** Presence is told by nobody: it is looked at again while somebody looks. */
const LOOKED_AT_EACH_MS = 3_000

/** Links, servers, gadgets and connected pipelines. */
export const DevicesPage = () => (
  <Queries>
    <Body />
  </Queries>
)

function Body() {
  const words = useDevicesWords()
  const first = useWords()
  const { standing } = useLive()
  const { session } = usePage()
  const isLive = standing.state === 'live'
  const [isEnrolling, setEnrolling] = useState(false)
  const [leaving, setLeaving] = useState<Revocable | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['devices'],
    queryFn: () => readDevices(fetchHere),
    enabled: isLive,
    refetchInterval: LOOKED_AT_EACH_MS,
    placeholderData: keepPreviousData,
  })
  return (
    <div className="devices-page">
      <header className="page-head">
        <div>
          <h1>{words.title}</h1>
          <p className="soft">{words.lead}</p>
        </div>
        {mayAt(session, 'operate') && (
          <button type="button" className="button quiet" onClick={() => setEnrolling(true)}>
            {words.enrol}
          </button>
        )}
      </header>
      {error && (
        <div className="list-end" role="alert">
          <p>
            {words.failed} {error instanceof Refused && refusalWords(first, error.error)} {data && words.old}
          </p>
          <button type="button" className="button quiet" onClick={() => void refetch()}>
            {words.again}
          </button>
        </div>
      )}
      {!isLive && data && <p className="notice">{words.old}</p>}
      {!data && !error && (
        <p className="list-end soft" role="status">
          {isLive ? words.loading : words.linkAway}
        </p>
      )}
      {data && <Listed devices={data} onRevoke={setLeaving} />}
      {isEnrolling && <EnrolDialog onClose={() => setEnrolling(false)} />}
      {leaving && <RevokeDialog device={leaving} onRevoked={() => void refetch()} onClose={() => setLeaving(null)} />}
    </div>
  )
}

interface ListedProps {
  readonly devices: Devices
  readonly onRevoke: (device: Revocable) => void
}

const Listed = ({ devices: { gadgets, servers, links, pipelines }, onRevoke }: ListedProps) => (
  <div className="device-kinds">
    <Kind kind="gadgets">
      {gadgets.map((it) => (
        <GadgetRow key={it.id} it={it} onRevoke={onRevoke} />
      ))}
    </Kind>
    <Kind kind="servers">
      {servers.map((it) => (
        <ServerRow key={it.id} it={it} onRevoke={onRevoke} />
      ))}
    </Kind>
    <Kind kind="pipelines">
      {pipelines.map((it) => (
        <PipelineRow key={JSON.stringify([it.gate, it.pipeline, it.step])} it={it} />
      ))}
    </Kind>
    <Kind kind="links">
      {links.map((it) => (
        <LinkRow key={it.name} it={it} />
      ))}
    </Kind>
  </div>
)

interface KindProps {
  readonly kind: 'gadgets' | 'servers' | 'pipelines' | 'links'
  readonly children: readonly ReactNode[]
}

function Kind({ kind, children }: KindProps) {
  const { kinds } = useDevicesWords()
  return (
    <section aria-labelledby={kind}>
      <h2 id={kind}>
        {kinds[kind].title} <span className="count">{children.length}</span>
      </h2>
      {children.length === 0 ? (
        <p className="empty-quiet">{kinds[kind].none}</p>
      ) : (
        <ul className="devices">{children}</ul>
      )}
    </section>
  )
}
