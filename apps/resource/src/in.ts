import { fetchApproval } from './in-program.ts'
import { run } from './run.ts'

run(fetchApproval)
