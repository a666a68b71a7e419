import { describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logOf } from './log.ts'

const MESSAGE = 'x'.repeat(10_000)

describe('the log of a service', () => {
  it('is a file that no other user can read, also one that others could read before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'case-timeline-log-'))
    const modeOf = (name: string): number => {
      logOf('investigation', { LOG_LEVEL: 'info', LOG_FILE: join(folder, name) }).log.info('one entry')
      return statSync(join(folder, name)).mode & 0o777
    }
    try {
      writeFileSync(join(folder, 'before'), '', { mode: 0o644 })
      expect([modeOf('new'), modeOf('before')]).toEqual([0o600, 0o600])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  // Linux has a device to which every write fails as on a full disk.
  it('never ends the service when its disk is full, says so once, and keeps a bounded number of entries', () => {
    const { log, degradedReasons } = logOf('investigation', { LOG_LEVEL: 'info', LOG_FILE: '/dev/full' })
    for (let entry = 0; entry < 500; entry++) log.info(MESSAGE)
    expect(degradedReasons()).toEqual([
      'the log cannot be written to /dev/full (ENOSPC): the service goes on without it; free disk space there',
    ])
  })

  it('continues after the last whole entry when the disk has space again, and counts the lost entries', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'case-timeline-log-'))
    const file = join(folder, 'log')
    // A process whose files may not grow beyond 8 blocks of 1024 bytes, until its limit is raised.
    const script = `
      import { logOf } from ${JSON.stringify(new URL('../dist/log.js', import.meta.url).href)}
      import { execFileSync } from 'node:child_process'
      process.on('SIGXFSZ', () => undefined)
      const { log, degradedReasons } = logOf('investigation', { LOG_LEVEL: 'info', LOG_FILE: ${JSON.stringify(file)} })
      for (let entry = 0; entry < 300; entry++) log.info({ entry }, ${JSON.stringify(MESSAGE)})
      const full = degradedReasons()
      execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited'])
      log.info({ entry: 300 }, 'space')
      for (let left = 600; left > 0 && degradedReasons().length > 0; left--) await new Promise((resolve) => setTimeout(resolve, 50))
      process.stdout.write(JSON.stringify({ full, after: degradedReasons() }))`
    try {
      const out = execFileSync('sh', ['-c', 'ulimit -S -f 16; exec "$0" --input-type=module -e "$1"', process.execPath, script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      expect(JSON.parse(out)).toEqual({ full: [expect.stringContaining('EFBIG')], after: [] })
      const entries = readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { entry?: number; lost?: number })
      const numbers = entries.flatMap(({ entry }) => entry ?? [])
      const { lost } = entries.find((entry) => entry.lost !== undefined) ?? {}
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(numbers.length + (lost ?? 0)).toBe(301)
      expect(lost).toBeGreaterThan(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
