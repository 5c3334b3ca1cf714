import { type Line, line, type Style } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { sayDuration } from '../words/duration.ts'

interface Facts {
  readonly link: string
  readonly server: string
  readonly face: string
  readonly console: string
  /** Where the first operator joins; null where somebody has. */
  readonly setUp: string | null
  readonly boss: string
  readonly data: string
  readonly isDefault: boolean
  readonly tookMs: number
}

/** A word of a shell command: quoted where the shell would take it apart. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** What a person sees when everything runs: the addresses, what to paste, what to press, how to stop and to reset. */
export function guide(style: Style, facts: Facts): readonly Line[] {
  const { boss, data, isDefault } = facts
  const at = isDefault ? '' : ` --data ${shellWord(data)}`
  const paste = (words: string, after = '') => line`    ${style.bold(`${boss} ${words}${at}${after}`)}`
  const address = (what: string, url: string, about: string) => [line`  ${what}`, style.dim(about), style.blue(url)]
  return [
    line``,
    line`${style.green('Boss Deployer is up')} (${sayDuration(facts.tookMs)}).`,
    line``,
    ...table([
      address('gadget', facts.face, 'the device on the desk: open this first'),
      address('console', facts.console, 'signs your browser in, once'),
      address('link', facts.link, 'what pipelines talk to'),
      address('server', facts.server, 'between gadget and link'),
    ]),
    line``,
    line`Try it. In another terminal, in any folder:`,
    line``,
    paste('demo'),
    line``,
    line`The gadget turns blue: press its big button and the demo goes on. The green button lets every pipeline`,
    line`through, the red one stops every pipeline, holding the big button goes back to asking.`,
    line``,
    line`In your pipeline, before the step that reaches production:`,
    line``,
    paste('lock --pipeline shop --step production', ' && ./deploy'),
    line``,
    ...(facts.setUp === null
      ? []
      : [
          line`Give yourself a sign-in of your own, as the first operator, once:`,
          line``,
          line`    ${style.blue(facts.setUp)}`,
          line``,
        ]),
    line`Stop with ctrl-C. The data stays in ${data}`,
    line`To reset, stop it and type: ${style.bold(`rm -r ${shellWord(data)}`)}`,
  ]
}
