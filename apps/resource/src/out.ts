import { out } from './out-program.ts'
import { run } from './run.ts'

run(out)
