import { Command } from 'cmdk'
import { useEffect, useId, useRef, useState } from 'react'
import { toDefault } from '../actions/gate-actions.ts'
import { lockName } from '../history/lock-name.ts'
import { navigate } from '../shell/address.ts'
import { pathOf, sections } from '../shell/routes.ts'
import { chooseTheme, themes } from '../shell/theme.ts'
import { plain } from '../show/plain.ts'
import { sentence } from '../show/words.ts'
import { BlockDialog } from '../ui/block-dialog.tsx'
import { useLive, usePage } from '../ui/context.ts'
import { Modal } from '../ui/modal.tsx'
import { ReleaseDialog } from '../ui/release-dialog.tsx'
import { Said } from '../ui/said.tsx'
import { type GateView, waitingOf } from '../view/view.ts'
import { useWords } from '../words/words.ts'
import { GateOrders, type Order } from './gate-orders.tsx'
import { Item } from './item.tsx'
import { usePaletteWords } from './words.ts'

/** Before anything is typed; whoever types finds the others. */
const AT_FIRST = 5

interface PaletteProps {
  readonly onClose: () => void
  readonly onShortcuts: () => void
  readonly onSignOut: () => void
}

interface Asked {
  readonly order: Exclude<Order, 'default'>
  readonly gate: GateView
}

/** All that can be done here, found by typing a part of its name. */
export function Palette({ onClose, onShortcuts, onSignOut }: PaletteProps) {
  const words = usePaletteWords()
  const { pages } = useWords()
  const { live } = usePage()
  const { view } = useLive()
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const name = useId()
  const [search, setSearch] = useState('')
  const [asked, setAsked] = useState<Asked | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  useEffect(() => field.current?.focus(), [])

  if (asked) {
    const Question = asked.order === 'release' ? ReleaseDialog : BlockDialog
    return <Question gate={asked.gate} onClose={onClose} />
  }
  const close = () => dialog.current?.close()
  const goTo = (path: string) => () => {
    close()
    navigate(path)
  }
  async function order(what: Order, gate: GateView) {
    if (what !== 'default') return setAsked({ order: what, gate })
    const answer = await toDefault.perform(live.client, gate)
    if (answer.ok) close()
    else setRefusal(sentence(answer.error.message))
  }
  const waiting = waitingOf(view)
  return (
    <Modal ref={dialog} labelledBy={name} className="palette" onClose={onClose}>
      <h2 id={name} className="visually-hidden">
        {words.title}
      </h2>
      <Command label={words.title} loop>
        <Command.Input ref={field} placeholder={words.hint} value={search} onValueChange={setSearch} />
        {refusal !== null && (
          <p className="refusal" role="alert">
            {refusal}
          </p>
        )}
        <Command.List label={words.title} tabIndex={-1}>
          <Command.Empty>{words.nothing}</Command.Empty>
          {waiting.length > 0 && (
            <Command.Group heading={words.waiting}>
              {(search === '' ? waiting.slice(0, AT_FIRST) : waiting).map((lock) => (
                <Item
                  key={lock.uuid}
                  id={`lock ${lock.uuid}`}
                  called={`${plain(lockName(lock))} ${lock.gate}`}
                  onChoose={goTo(`/locks/${lock.uuid}`)}
                >
                  <Said text={lockName(lock)} /> <span className="soft">{words.at(lock.gate)}</span>
                </Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading={words.pages}>
            {sections.map((section) => (
              <Item key={section} id={section} called={pages[section]} onChoose={goTo(pathOf(section))} />
            ))}
            <Item id="account" called={words.account} onChoose={() => location.assign('#account')} />
          </Command.Group>
          <Command.Group heading={words.gates}>
            {view.gates.map((gate) => (
              <GateOrders key={gate.gate} gate={gate} onOrder={(what) => void order(what, gate)} />
            ))}
          </Command.Group>
          <Command.Group heading={words.looks}>
            {themes.map((theme) => (
              <Item
                key={theme}
                id={`theme ${theme}`}
                called={words.themes[theme]}
                onChoose={() => {
                  chooseTheme(theme)
                  close()
                }}
              />
            ))}
            <Item id="shortcuts" called={words.shortcuts} onChoose={onShortcuts}>
              {words.shortcuts} <kbd>?</kbd>
            </Item>
            <Item id="sign out" called={words.signOut} onChoose={onSignOut} />
          </Command.Group>
        </Command.List>
      </Command>
    </Modal>
  )
}
