import { execFileSync } from 'node:child_process'
import { expect, it } from '@jest/globals'
import { processExists } from './process-exists.ts'

it('finds a process, also one of another user, and not one that has ended', () => {
  const ended = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }))
  // Process 1 belongs to root: for other users, the signal is refused.
  expect([processExists(process.pid), processExists(1), processExists(ended)]).toEqual([true, true, false])
})
