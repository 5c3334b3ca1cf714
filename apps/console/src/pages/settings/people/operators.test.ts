import type { Grant } from '@boss-deployer/protocol'
import { expect, test } from 'vitest'
import { leavesNoOperator } from './operators.ts'

const operator: Grant = { role: 'operator', gate: 'root' }
const viewer: Grant = { role: 'viewer', gate: 'root' }
const below: Grant = { role: 'operator', gate: 'shop' }
const person = (id: string, grants: readonly Grant[], revokedAt: string | null = null) => ({ id, grants, revokedAt })

test.each([
  ['the only operator who becomes a viewer', [person('ada', [operator]), person('bob', [viewer])], [viewer], true],
  ['the only operator who is removed', [person('ada', [operator])], [], true],
  ['the only operator who keeps the role', [person('ada', [operator])], [viewer, operator], false],
  ['one operator of two', [person('ada', [operator]), person('bob', [operator])], [], false],
  ['one beside whom only a removed one was', [person('ada', [operator]), person('bob', [operator], 'x')], [], true],
  ['one beside whom an operator of a part is', [person('ada', [operator]), person('bob', [below])], [], true],
  ['somebody who operates nothing', [person('ada', [viewer]), person('bob', [operator])], [], false],
])('%s: whether nobody is left is known', (_, people, grants, isLast) => {
  expect(leavesNoOperator(people, 'ada', grants)).toBe(isLast)
})
