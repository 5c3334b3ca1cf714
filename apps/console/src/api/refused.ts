import type { WireError } from '@boss-deployer/protocol'

/** What the link said against it. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly error: WireError
  constructor(error: WireError) {
    super(error.message)
    this.error = error
  }
}
