import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { compile } from '../../../deploy/compile.mjs'

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** Writes the address of each module that is loaded to the standard error. */
const LOAD = `import { writeSync } from 'node:fs'
export const load = (url, context, next) => (writeSync(2, 'loads ' + url + '\\n'), next(url, context))`
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(LOAD)}`)})`

beforeAll(() => compile('services/casectl'), 300_000)

/** The packages of others, and those of this repository, whose modules a command loads. */
const loadedBy = (...args: readonly string[]): ReadonlySet<string> => {
  const options = ['--no-warnings', '--import', `data:text/javascript,${encodeURIComponent(REGISTER)}`, MAIN, ...args]
  const { stderr } = spawnSync(process.execPath, options, { encoding: 'utf8', cwd: tmpdir(), env: { PATH: process.env['PATH'] } })
  const modules = stderr.matchAll(/^loads file:.*\/(?:node_modules\/((?:@[^/]+\/)?[^/]+)|(?:libs|services)\/([^/]+)\/dist)\//gm)
  return new Set([...modules].map(([, others, ours]) => others ?? ours ?? ''))
}

/** Each takes a tenth of a second or more of a processor. */
const HEAVY = ['@nestjs/common', '@nestjs/core', 'typeorm', '@eventstore/db-client', 'kafkajs', 'feed', 'projections', 'investigation']

describe('casectl', () => {
  it.each([
    'doctor',
    'provide',
    'timeline',
    'demo --token-endpoint https://id.example/token',
    'feed status',
    'token --agency ph-police --sector investigation',
  ])('loads nothing for %s that takes long to load', (command) => {
    const loaded = loadedBy(...command.split(' '))
    expect(loaded).toContain('contracts')
    expect(HEAVY.filter((one) => loaded.has(one))).toEqual([])
  })

  it.each(['--help', '--version', 'completion bash'])('loads only itself and commander for %s', (command) => {
    expect([...loadedBy(...command.split(' '))].toSorted()).toEqual(['casectl', 'commander'])
  })

  it('loads for migrate what describes the views of all services', () => {
    expect([...loadedBy('migrate')]).toEqual(expect.arrayContaining(['@nestjs/common', 'typeorm', 'investigation', 'projections']))
  })
})
