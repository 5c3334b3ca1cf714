import { type Line, line, type Style } from '../terminal/style.ts'
import { sayGrants } from '../words/grants.ts'

interface Me {
  readonly subject: string
  readonly name: string
  readonly email: string | null
  readonly grants: readonly { readonly role: string; readonly gate: string }[]
  readonly groups: readonly string[]
  readonly expiresAt: string | null
}

/** Who one is, what one may, and until when. */
export const meLines = (style: Style, { subject, name, email, grants, groups, expiresAt }: Me): readonly Line[] => [
  line`${style.bold(name)}  ${email === null ? '' : `${email}  `}${style.dim(subject)}`,
  line`${sayGrants(grants)}${groups.length === 0 ? '' : `; in ${groups.join(', ')}`}`,
  line`${style.dim(expiresAt === null ? 'has no end' : `until ${expiresAt}`)}`,
]
