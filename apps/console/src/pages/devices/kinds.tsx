import type { ReactNode } from 'react'
import { mayAt } from '../../api/may.ts'
import { Link } from '../../shell/link.tsx'
import { useLive, usePage } from '../../ui/context.ts'
import { Said } from '../../ui/said.tsx'
import { gateAt } from '../../view/view.ts'
import { Device, Fact, KeyAge, Seen, Told } from './device.tsx'
import type { Gadget, Pipeline, Revocable, Server, SharedLink } from './read.ts'
import { TestLights } from './test-lights.tsx'
import { useDevicesWords } from './words.ts'

interface RowProps<T> {
  readonly it: T
}

interface RevocableRowProps<T> extends RowProps<T> {
  readonly onRevoke: (device: Revocable) => void
}

/** Online or away by colour, shape and word. */
function useStanding() {
  const words = useDevicesWords()
  return (online: boolean, seenAt: string | null) =>
    online
      ? ({ tone: 'released', state: words.online } as const)
      : ({ tone: seenAt === null ? 'default' : 'away', state: seenAt === null ? words.never : words.away } as const)
}

export function GadgetRow({ it, onRevoke }: RevocableRowProps<Gadget>) {
  const words = useDevicesWords()
  const { session } = usePage()
  const standing = useStanding()
  return (
    <Device
      name={it.name}
      hint={it.name === it.id ? undefined : it.id}
      {...standing(it.online, it.seenAt)}
      action={
        <div className="device-actions">
          {it.online && mayAt(session, 'operate', it.gate) && <TestLights gadget={it} />}
          <RevokeButton device={{ kind: 'gadget', id: it.id, name: it.name }} gates={[it.gate]} onRevoke={onRevoke} />
        </div>
      }
    >
      {it.seenAt !== null && (
        <Fact name={words.facts.seen}>
          <Seen at={it.seenAt} isOnline={it.online} />
        </Fact>
      )}
      <Fact name={words.facts.shows}>
        <Shown gadget={it} />
      </Fact>
      <Fact name={words.facts.gate}>{it.gate}</Fact>
      <Fact name={words.facts.votes}>
        <Said text={it.voter.name} max={60} />
      </Fact>
      <Fact name={words.facts.server}>
        <Told text={it.server} />
      </Fact>
      <Fact name={words.facts.address}>
        <Told text={it.address} />
      </Fact>
      <Fact name={words.facts.firmware}>
        <Told text={it.version} />
      </Fact>
      <Fact name={words.facts.key}>
        <KeyAge at={it.createdAt} />
      </Fact>
    </Device>
  )
}

interface ShownProps {
  readonly gadget: Gadget
}

/** The lock that a gadget shows: the head of its gate as this page hears it, while the gadget is there to show it. */
function Shown({ gadget: { online, gate } }: ShownProps) {
  const words = useDevicesWords()
  const { view } = useLive()
  if (!online) return <span className="soft">–</span>
  const head = gateAt(view, gate)?.head
  if (!head) return <>{words.nothing}</>
  return (
    <Link to={`/locks/${head.uuid}`}>
      <Said text={`${head.pipeline} / ${head.step}`} max={60} />
    </Link>
  )
}

export function ServerRow({ it, onRevoke }: RevocableRowProps<Server>) {
  const words = useDevicesWords()
  const standing = useStanding()
  return (
    <Device
      name={it.name}
      {...standing(it.online, it.seenAt)}
      action={
        <RevokeButton device={{ kind: 'server', id: it.id, name: it.name }} gates={it.gates} onRevoke={onRevoke} />
      }
    >
      {it.seenAt !== null && (
        <Fact name={words.facts.seen}>
          <Seen at={it.seenAt} isOnline={it.online} />
        </Fact>
      )}
      <Fact name={words.facts.gates}>{it.gates.join(', ')}</Fact>
      <Fact name={words.facts.token}>
        <KeyAge at={it.createdAt} />
      </Fact>
    </Device>
  )
}

export function LinkRow({ it }: RowProps<SharedLink>) {
  const words = useDevicesWords()
  const standing = useStanding()
  return (
    <Device name={it.name} hint={it.here ? words.itself : undefined} {...standing(it.online, it.seenAt)}>
      <Fact name={words.facts.seen}>
        <Seen at={it.seenAt} isOnline={it.online} />
      </Fact>
      <Fact name={words.facts.since}>
        <Seen at={it.since} isOnline={false} />
      </Fact>
      <Fact name={words.facts.version}>{it.version}</Fact>
    </Device>
  )
}

export function PipelineRow({ it }: RowProps<Pipeline>) {
  const words = useDevicesWords()
  const { pipeline, step, online, transport } = it
  const name = pipeline === null ? words.unnamed : [pipeline, ...(step === null ? [] : [step])].join(' / ')
  return (
    <Device name={name} tone={online ? 'waiting' : 'default'} state={online ? words.here.waits : words.here.asked}>
      <Fact name={words.facts.seen}>
        <Seen at={it.seenAt} isOnline={online} />
      </Fact>
      <Fact name={words.facts.gate}>{it.gate}</Fact>
      <Fact name={words.facts.by}>
        <Said text={it.by} max={60} />
      </Fact>
      {transport !== null && <Fact name={words.facts.way}>{words.ways[transport]}</Fact>}
    </Device>
  )
}

interface RevokeButtonProps {
  readonly device: Revocable
  /** Where it is: who revokes it has to operate all of them. */
  readonly gates: readonly string[]
  readonly onRevoke: (device: Revocable) => void
}

function RevokeButton({ device, gates, onRevoke }: RevokeButtonProps): ReactNode {
  const words = useDevicesWords()
  const { session } = usePage()
  if (!gates.every((gate) => mayAt(session, 'operate', gate))) return null
  return (
    <button type="button" className="button stop-quiet small" onClick={() => onRevoke(device)}>
      {words.revoke}
      <span className="visually-hidden">
        {' '}
        <Said text={device.name} max={60} />
      </span>
    </button>
  )
}
