// `npm test`: lint, types, unit tests, then the whole chain. Every step runs even when an earlier one failed, and the
// last line is always `N passed, N failed`; a step that fails without naming a test counts as one failure. A step that
// hangs is stopped: a run without an end would say nothing at all.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const minuteMs = 60_000
const reports = mkdtempSync(join(tmpdir(), 'boss-test-'))

const vitest = (project, limitMs) => ({
  limitMs,
  name: `tests: ${project}`,
  script: 'vitest/vitest.mjs',
  args: [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(reports, project)}`,
  ],
  report: join(reports, project),
})

const steps = [
  { name: 'format and lint', script: '@biomejs/biome/bin/biome', args: ['ci', '.'] },
  { name: 'lint with types', script: 'oxlint/bin/oxlint', args: ['--type-aware', '.'] },
  { name: 'types', script: 'typescript/bin/tsc', args: ['-b'] },
  vitest('unit', 20 * minuteMs),
  vitest('e2e', 30 * minuteMs),
]

let child = null

/** Stops the whole group: a worker in an endless loop does not notice that its parent is gone. */
function stop(signal) {
  if (child?.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It ended in between.
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stop(signal)
    rmSync(reports, { recursive: true, force: true })
    process.exit(130)
  })
}

const run = ({ name, script, args, limitMs = 5 * minuteMs }) =>
  new Promise((resolve, reject) => {
    child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const timer = setTimeout(() => {
      process.stdout.write(`\n${name}: stopped after ${limitMs / minuteMs} minutes\n`)
      stop('SIGKILL')
    }, limitMs)
    child.on('error', reject)
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve(code ?? 1)
    })
  })

function readReport(path) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(path, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

const total = { passed: 0, failed: 0, skipped: 0 }
const failedSteps = []
for (const step of steps) {
  const startedAt = performance.now()
  process.stdout.write(`\n== ${step.name}\n`)
  const code = await run(step)
  const result = step.report ? readReport(step.report) : { passed: 0, failed: 0, skipped: 0 }
  const isFailed = code !== 0 || result.failed > 0
  if (isFailed) failedSteps.push(step.name)
  total.passed += result.passed
  total.skipped += result.skipped
  total.failed += isFailed ? Math.max(1, result.failed) : 0
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`== ${step.name}: ${isFailed ? 'FAILED' : 'ok'}, ${seconds} s\n`)
}
rmSync(reports, { recursive: true, force: true })

if (total.skipped > 0) process.stdout.write(`\n${total.skipped} skipped\n`)
if (failedSteps.length > 0) process.stdout.write(`\nfailed: ${failedSteps.join('; ')}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = failedSteps.length > 0 ? 1 : 0
