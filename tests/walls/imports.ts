import { type Expression, parseSync, Visitor } from 'oxc-parser'

export interface Import {
  /** What stands between the quotes, or null where it is computed and nobody can read it. */
  readonly specifier: string | null
  readonly isTypeOnly: boolean
}

export interface Module {
  /** From the root of the repository, with slashes. */
  readonly file: string
  readonly imports: readonly Import[]
}

const literal = (node: Expression): string | null =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : null

/** Reads every import of one module: static, dynamic, re-exports, types, `import('x').Y` and `require`. */
export function readModule(file: string, source: string): Module {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message}`)
  const imports: Import[] = []
  const add = (specifier: string | null, isTypeOnly: boolean) => imports.push({ specifier, isTypeOnly })
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node.source.value, node.exportKind === 'type')
    },
    ImportExpression: (node) => add(literal(node.source), false),
    TSImportType: (node) => add(node.source.value, true),
    TSExternalModuleReference: (node) => add(node.expression.value, false),
    CallExpression: ({ callee, arguments: [first] }) => {
      const isRequire = callee.type === 'Identifier' && callee.name === 'require'
      if (isRequire) add(first && first.type !== 'SpreadElement' ? literal(first) : null, false)
    },
  }).visit(program)
  return { file, imports }
}
