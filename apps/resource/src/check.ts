import { check } from './check-program.ts'
import { run } from './run.ts'

run(check)
