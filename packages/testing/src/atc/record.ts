import { type BuildStatus, type BuildView, keyOf, type Version } from './pipeline.ts'

export interface Build extends BuildView {
  status: BuildStatus
  inputs: Map<string, Version>
  /** The builds whose outputs made the inputs, by job. */
  pipes: Map<string, number>
  /** Every version that went in or came out, by resource. */
  readonly produced: { readonly resource: string; readonly version: Version }[]
  readonly isManual: boolean
  readonly rerunOf: number | null
  isAborted: boolean
  log: string
  readonly finished: Promise<BuildStatus>
  finish(status: BuildStatus): void
}

/** All builds of a pipeline, in order. */
export class BuildRecord {
  readonly #builds: Build[] = []
  readonly #nextId: () => number

  constructor(nextId: () => number) {
    this.#nextId = nextId
  }

  add(job: string, { isManual = false, rerunOf = null }: { isManual?: boolean; rerunOf?: Build | null } = {}): Build {
    let settle: (status: BuildStatus) => void = () => {}
    const finished = new Promise<BuildStatus>((resolve) => {
      settle = resolve
    })
    const build: Build = {
      id: this.#nextId(),
      name: rerunOf ? this.#rerunName(rerunOf) : String(this.of(job).filter((it) => it.rerunOf === null).length + 1),
      job,
      status: 'pending',
      inputs: new Map(rerunOf?.inputs),
      pipes: new Map(rerunOf?.pipes),
      produced: [],
      isManual,
      rerunOf: rerunOf ? (rerunOf.rerunOf ?? rerunOf.id) : null,
      isAborted: false,
      log: '',
      finished,
      finish(status) {
        build.status = status
        settle(status)
      },
    }
    this.#builds.push(build)
    return build
  }

  of(job: string): readonly Build[] {
    return this.#builds.filter((build) => build.job === job)
  }

  all(): readonly Build[] {
    return this.#builds
  }

  byId(id: number): Build | undefined {
    return this.#builds.find((build) => build.id === id)
  }

  #rerunName(of: Build): string {
    const first = of.rerunOf === null ? of : (this.byId(of.rerunOf) ?? of)
    return `${first.name}.${this.#builds.filter((build) => build.rerunOf === first.id).length + 1}`
  }

  /** Newest first; a rerun counts as its original. */
  succeeded(job: string): readonly Build[] {
    const rank = (build: Build) => build.rerunOf ?? build.id
    return this.of(job)
      .filter(({ status }) => status === 'succeeded')
      .sort((one, other) => rank(other) - rank(one) || other.id - one.id)
  }

  /** Whether no build of the job, whatever became of it, ever had this version as this input. */
  isFirstOccurrence(job: string, input: string, version: Version): boolean {
    return !this.of(job).some((build) => {
      const used = build.inputs.get(input)
      return build.status !== 'pending' && used !== undefined && keyOf(used) === keyOf(version)
    })
  }
}
