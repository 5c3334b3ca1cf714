import { join, type Line } from './style.ts'
import { padded, widthOfLine } from './width.ts'

/** Rows in columns as wide as their widest cell. */
export function table(rows: readonly (readonly Line[])[]): readonly Line[] {
  const widths = rows.reduce<number[]>((widest, row) => {
    row.forEach((cell, column) => {
      widest[column] = Math.max(widest[column] ?? 0, widthOfLine(cell))
    })
    return widest
  }, [])
  return rows.map((row) =>
    join(
      row.map((cell, column) => (column === row.length - 1 ? cell : padded(cell, widths[column] ?? 0))),
      '  ',
    ),
  )
}
