import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it, jest } from '@jest/globals'

jest.setTimeout(180_000)

const root = fileURLToPath(new URL('../../../', import.meta.url))
const source = fileURLToPath(new URL('shutdown.ts', import.meta.url))

it('npm run dev starts all services, restarts them after a change that compiles, and ends on SIGTERM', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-dev-'))
  const args = ['deploy/run.mjs', 'dev', '--data', dataDir, '--port-base', '0']
  const dev = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [dev.stdout, dev.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  const waitForOutput = async (text: string): Promise<void> => {
    for (const deadline = Date.now() + 120_000; !output.includes(text); await pause(50))
      if (dev.exitCode !== null || Date.now() > deadline) throw new Error(`the output does not contain "${text}": ${output}`)
  }
  try {
    await waitForOutput('is ready')
    // A change for the compiler's watch, although the content stays the same.
    await utimes(source, new Date(), new Date())
    await waitForOutput('Restarted: ready')
    dev.kill('SIGTERM')
    const [code] = (await once(dev, 'exit')) as [number]
    expect({ code, isStopped: output.includes('stopped') }).toEqual({ code: 0, isStopped: true })
  } finally {
    dev.kill('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  }
})
