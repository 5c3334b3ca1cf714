// The moving picture of the README: a pipeline waits in a terminal, the gadget turns blue, somebody presses, it goes on.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDebian, runAsRoot } from '../debian.mjs'

const WIDTH = 1000
const HEIGHT = 430
const GADGET_PX = 400
const FRAME_MS = 130
const PRESSED_MS = 160
const PRESS_AFTER_MS = 3_200
const DEADLINE_MS = 10_000
const STAY_MS = 2_600
const COMMAND = 'boss lock --pipeline shop --step production && ./deploy'

const stage = `<!doctype html><meta charset="utf-8"><style>
  * { margin: 0; box-sizing: border-box }
  body { width: ${WIDTH}px; height: ${HEIGHT}px; display: grid; grid-template-columns: 1fr ${GADGET_PX}px; background: #0d1117 }
  pre { padding: 34px; color: #d7dde6; font: 14px/1.75 "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow: hidden }
  img { width: ${GADGET_PX}px; height: ${HEIGHT}px; object-fit: cover }
</style><pre></pre><img alt="">`

function installWebp() {
  if (spawnSync('img2webp', ['-version']).status === 0) return
  const line = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends webp </dev/null'
  const said = isDebian() ? runAsRoot(line) : ''
  if (spawnSync('img2webp', ['-version']).status !== 0)
    throw new Error(`${said}img2webp is missing. To get it: sudo apt-get install webp`)
}

export async function pressAndGo(browser, house, out) {
  installWebp()
  const dir = mkdtempSync(join(tmpdir(), 'boss-frames-'))
  const gadget = await browser.newPage({ viewport: { width: GADGET_PX, height: HEIGHT }, colorScheme: 'dark' })
  await gadget.goto(house.face)
  await gadget.waitForLoadState('networkidle')
  const theatre = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } })
  await theatre.setContent(stage)

  let text = `$ ${COMMAND}\n`
  const frames = []
  async function shoot() {
    const at = performance.now()
    const picture = await gadget.screenshot({ type: 'jpeg', quality: 92 })
    await theatre.evaluate(
      ([said, source]) => {
        document.querySelector('pre').textContent = said
        const image = document.querySelector('img')
        image.src = source
        return image.decode()
      },
      [text, `data:image/jpeg;base64,${picture.toString('base64')}`],
    )
    const file = join(dir, `${String(frames.length).padStart(3, '0')}.png`)
    writeFileSync(file, await theatre.screenshot())
    frames.push({ file, at })
  }
  async function shootFor(ms) {
    for (const end = performance.now() + ms; performance.now() < end; ) {
      const next = performance.now() + FRAME_MS
      await shoot()
      await gadget.waitForTimeout(Math.max(0, next - performance.now()))
    }
  }

  await shoot()
  const passed = house.ask(['--pipeline', 'shop', '--step', 'production', '--gate', 'root'], (said) => {
    text += said
  })
  await shootFor(PRESS_AFTER_MS)
  await gadget.locator('#unlock').click({ delay: PRESSED_MS })
  const shooting = { goesOn: true }
  const passing = passed.finally(() => {
    shooting.goesOn = false
  })
  for (const end = performance.now() + DEADLINE_MS; shooting.goesOn && performance.now() < end; )
    await shootFor(FRAME_MS)
  if (shooting.goesOn) throw new Error('the pipeline did not go on')
  const code = await passing
  if (code !== 0) throw new Error(`the pipeline ended with ${code}`)
  text += '$ ./deploy\nshop 9f2c1e7 is in production\n'
  await shootFor(STAY_MS)
  const durations = frames.map(({ at }, place) => Math.round((frames[place + 1]?.at ?? at + STAY_MS) - at))
  const args = frames.flatMap(({ file }, place) => ['-lossy', '-q', '72', '-d', String(durations[place]), file])
  const made = spawnSync('img2webp', ['-loop', '0', ...args, '-o', out], { encoding: 'utf8' })
  rmSync(dir, { recursive: true, force: true })
  await Promise.all([gadget.close(), theatre.close()])
  if (made.status !== 0) throw new Error(made.stderr)
  console.log(`docs/images/press-and-go.webp: ${frames.length} frames`)
}
