/** What a lock is called: `shop / deploy`. */
export const lockName = ({ pipeline, step }: { readonly pipeline: string; readonly step: string }): string =>
  `${pipeline} / ${step}`
