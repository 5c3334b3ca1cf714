import { Fragment, useId, useRef } from 'react'
import { sections } from '../shell/routes.ts'
import { letters, SINGLE_KEYS } from '../shell/shortcuts.ts'
import { Modal } from '../ui/modal.tsx'
import { Switch, useKept } from '../ui/switch.tsx'
import { useWords } from '../words/words.ts'
import { usePaletteWords } from './words.ts'

interface ShortcutsProps {
  readonly onClose: () => void
}

/** The keys of the page. */
export function Shortcuts({ onClose }: ShortcutsProps) {
  const words = usePaletteWords()
  const { pages } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useId()
  const singleKeys = useKept(SINGLE_KEYS)
  const keys: readonly (readonly [string, readonly string[]])[] = [
    [words.keys.palette, ['Ctrl', 'K']],
    [words.keys.shortcuts, ['?']],
    ...sections.flatMap((section) => {
      const letter = letters[section]
      return letter === undefined ? [] : [[pages[section], ['g', letter]] as const]
    }),
    [words.keys.next, ['j']],
    [words.keys.before, ['k']],
    [words.keys.press, ['Enter']],
    [words.keys.send, ['Ctrl', 'Enter']],
    [words.keys.leave, ['Esc']],
  ]
  return (
    <Modal ref={dialog} labelledBy={name} onClose={onClose}>
      <div className="dialog-form">
        <h2 id={name}>{words.shortcuts}</h2>
        <dl className="keys">
          {keys.map(([what, pressed]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                {pressed.map((key, place) => (
                  <Fragment key={key}>
                    {place > 0 && <span className="soft">{pressed[0] === 'g' ? ` ${words.keys.after} ` : ' + '}</span>}
                    <kbd>{key}</kbd>
                  </Fragment>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <Switch label={words.singleKeys} kept={singleKeys} />
        <div className="dialog-actions">
          <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
            {words.close}
          </button>
        </div>
      </div>
    </Modal>
  )
}
