import { useState } from 'react'
import { remember, remembered } from '../../shell/remembered.ts'
import { SINGLE_KEYS } from '../../shell/shortcuts.ts'
import { chooseTheme, themeNow, themes } from '../../shell/theme.ts'
import { CHIME } from '../../sound/chime.ts'
import { Switch, useKept } from '../../ui/switch.tsx'
import { chosenLanguage, LANGUAGE, languages } from '../../words/language.ts'
import { SIREN } from '../gadget/siren.ts'
import { SectionHead } from './section-head.tsx'
import { useSettingsWords } from './words.ts'

/** How the console looks and sounds here: kept by this browser, and no part of the record. */
export function AppearanceSection() {
  const { sections, appearance: words } = useSettingsWords()
  return (
    <>
      <SectionHead title={sections.appearance.name} lead={sections.appearance.lead} />
      <Choice
        title={words.theme}
        values={themes}
        first={themeNow()}
        named={(theme) => words.themes[theme]}
        onChoose={chooseTheme}
      />
      <Choice
        title={words.language}
        values={['system', ...languages]}
        first={chosenLanguage(remembered(LANGUAGE)) ?? 'system'}
        named={(language) => words.languages[language]}
        onChoose={(language) => {
          remember(LANGUAGE, language)
          location.reload()
        }}
      />
      <fieldset className="settings-group appearance">
        <legend>{words.keys}</legend>
        <Switch label={words.singleKeys} kept={useKept(SINGLE_KEYS)} />
      </fieldset>
      <fieldset className="settings-group appearance">
        <legend>{words.sound}</legend>
        <Switch label={words.chime} kept={useKept(CHIME, false)} />
        <Switch label={words.siren} kept={useKept(SIREN)} />
      </fieldset>
    </>
  )
}

interface ChoiceProps<T extends string> {
  readonly title: string
  readonly values: readonly T[]
  readonly first: T
  readonly named: (value: T) => string
  readonly onChoose: (value: T) => void
}

function Choice<T extends string>({ title, values, first, named, onChoose }: ChoiceProps<T>) {
  const [chosen, setChosen] = useState(first)
  return (
    <fieldset className="settings-group appearance">
      <legend>{title}</legend>
      <div className="segments">
        {values.map((value) => (
          <label key={value}>
            <input
              type="radio"
              name={title}
              checked={value === chosen}
              onChange={() => {
                setChosen(value)
                onChoose(value)
              }}
            />
            <span>{named(value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
