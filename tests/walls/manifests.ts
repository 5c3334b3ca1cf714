import { _default, array, looseObject, optional, record, string } from 'zod/mini'

const versions = optional(record(string(), string()))

export const manifestSchema = looseObject({ dependencies: versions, devDependencies: versions })

export const tsconfigSchema = looseObject({
  references: _default(array(looseObject({ path: string() })), []),
})

const restriction = looseObject({ group: array(string()), message: string() })

export const biomeSchema = looseObject({
  overrides: array(
    looseObject({
      includes: array(string()),
      linter: looseObject({
        rules: looseObject({
          style: optional(
            looseObject({
              noRestrictedImports: optional(looseObject({ options: looseObject({ patterns: array(restriction) }) })),
            }),
          ),
        }),
      }),
    }),
  ),
})
