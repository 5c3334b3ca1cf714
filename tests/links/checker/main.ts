import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from './check.ts'
import { parseObservations } from './observation.ts'

// Reads `history.jsonl` and every other `*.jsonl` of a folder: what the clients wrote. Says each fault, and ends with 1.
const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('usage: main.ts FOLDER\n')
  process.exit(2)
}
const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl') && file !== 'history.jsonl')
const observations = files.flatMap((file) => parseObservations(readFileSync(join(folder, file), 'utf8')))
const faults = check(observations, readFileSync(join(folder, 'history.jsonl'), 'utf8'))
for (const fault of faults) process.stdout.write(`${fault}\n`)
process.stdout.write(`${observations.length} observations, ${faults.length} faults\n`)
process.exit(faults.length > 0 ? 1 : 0)
