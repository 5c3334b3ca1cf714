import { fetchHere } from '../../api/rest.ts'
import { plain } from '../../show/plain.ts'
import { Question } from './question.tsx'
import { type Revocable, revokeDevice } from './read.ts'
import { useDevicesWords } from './words.ts'

interface RevokeDialogProps {
  readonly device: Revocable
  readonly onRevoked: () => void
  readonly onClose: () => void
}

/** Says what will happen before a device is sent away. */
export function RevokeDialog({ device, onRevoked, onClose }: RevokeDialogProps) {
  const words = useDevicesWords()
  async function revoke() {
    const answer = await revokeDevice(fetchHere, device)
    if (!answer.ok) return { error: answer.error }
    onRevoked()
    return 'close' as const
  }
  return (
    <Question
      title={<bdi>{words.revokeTitle(plain(device.name, 60))}</bdi>}
      submit={words.revoke}
      progress={words.revoking}
      tone="stop"
      onSubmit={revoke}
      onClose={onClose}
    >
      <ul className="consequences">
        {words.consequences[device.kind].map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p className="hint">{words.recorded}</p>
    </Question>
  )
}
