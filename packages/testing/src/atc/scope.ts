import { keyOf, type Version } from './pipeline.ts'

interface Row {
  readonly version: Version
  checkOrder: number
  metadata: readonly unknown[]
}

/** The version history of one resource, or of all that share type and source when resources are global. */
export interface Scope {
  /** In order of check, oldest first. */
  versions(): readonly Version[]
  latest(): Version | null
  orderOf(version: Version): number | null
  /** What a put printed: a new version becomes the latest; a known one stays where it is. Answers whether it is new. */
  saveOutput(version: Version, metadata: readonly unknown[]): boolean
  /** What a check listed: with at least one new version all of them move to the end, in the order listed; else nothing. */
  saveVersions(versions: readonly Version[]): boolean
  metadataOf(version: Version): readonly unknown[]
  saveMetadata(version: Version, metadata: readonly unknown[]): void
}

export function openScope(): Scope {
  const rows = new Map<string, Row>()
  let order = 0

  const insert = (version: Version, metadata: readonly unknown[]): boolean => {
    const known = rows.get(keyOf(version))
    if (known) {
      if (metadata.length > 0) known.metadata = metadata
      return false
    }
    rows.set(keyOf(version), { version, checkOrder: 0, metadata })
    return true
  }
  const moveToEnd = (version: Version): void => {
    const row = rows.get(keyOf(version))
    if (row) row.checkOrder = ++order
  }
  const inOrder = () => [...rows.values()].sort((one, other) => one.checkOrder - other.checkOrder)

  return {
    versions: () => inOrder().map(({ version }) => version),
    latest: () => inOrder().at(-1)?.version ?? null,
    orderOf: (version) => rows.get(keyOf(version))?.checkOrder ?? null,
    saveOutput(version, metadata) {
      const isNew = insert(version, metadata)
      if (isNew) moveToEnd(version)
      return isNew
    },
    saveVersions(versions) {
      const isAnyNew = versions.map((version) => insert(version, [])).includes(true)
      if (isAnyNew) for (const version of versions) moveToEnd(version)
      return isAnyNew
    },
    metadataOf: (version) => rows.get(keyOf(version))?.metadata ?? [],
    saveMetadata(version, metadata) {
      const row = rows.get(keyOf(version))
      if (row) row.metadata = metadata
    },
  }
}
